//! Every kind of event LINE may send, in any order and more than once: what is owed is done once, what was taken
//! back is gone, what we do not know is kept and harms nobody.

use crate::{
    people::{hanako, taro},
    places::{AT_9_00, COVID, days},
    town::{Town, until},
    webhook::{delivery, kept, overheard, renamed},
};
use line_emulator::{Answer, Sent};
use serde_json::{Value, json};
use std::sync::mpsc;
use store::LineUser;
use tokio::sync::oneshot;

on_both_engines!(
    whatever_is_sent_has_a_friendly_way_onward,
    every_other_kind_of_event_is_taken_and_harms_nobody,
    what_is_taken_back_leaves_nothing,
    what_is_taken_back_before_it_comes_leaves_nothing_either,
    what_we_do_not_know_is_kept_for_a_month,
    events_out_of_order_end_as_they_happened,
    in_standby_nothing_is_said_and_everything_is_noted,
    whoever_writes_is_back_even_if_the_return_was_lost,
    a_double_tap_is_answered_once,
    a_button_is_answered_by_who_taps_and_not_by_what_it_carries,
    who_waits_for_an_answer_sees_that_one_is_coming,
);

async fn whatever_is_sent_has_a_friendly_way_onward(town: &Town) {
    town.resident(hanako()).await;
    let cases = [
        (Sent::Photo, "写真やファイルは、ここでは受け取れません"),
        (Sent::Film, "音声や動画は聞き取れません"),
        (Sent::Voice, "音声や動画は聞き取れません"),
        (Sent::File, "写真やファイルは、ここでは受け取れません"),
        (Sent::Place, "会場は、予約の画面で"),
        (Sent::Novelty, "うまく読み取れませんでした"),
    ];
    for (what, answer) in cases {
        let before = town.times_heard("hanako", answer);
        assert!(town.line.sends("hanako", what).await.unwrap().taken());
        town.settles().await;
        assert_eq!(town.times_heard("hanako", answer), before + 1, "{what:?}");
    }
    let since = "2026-01-01".parse().unwrap();
    let counted = town.app.store.read(move |reader| reader.heard_since(since)).await.unwrap();
    let kinds: Vec<&str> = counted.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(kinds, ["audio", "file", "follow", "image", "location", "other message", "video"]);
}

async fn every_other_kind_of_event_is_taken_and_harms_nobody(town: &Town) {
    town.resident(hanako()).await;
    let heard = town.heard("hanako").len();
    let common = |kind: &str, more: Value| {
        let mut parts = more;
        parts["type"] = kind.into();
        town.line.event_of("hanako", parts)
    };
    let nobodys = |kind: &str| {
        let mut event = common(kind, json!({}));
        event.as_object_mut().unwrap().remove("source");
        event
    };
    let linked = json!({ "link": { "result": "ok", "nonce": "n" } });
    let group = json!({ "source": { "type": "group", "groupId": "C1", "userId": town.line.user_id("hanako") } });
    let mut overheard_in_group = group.clone();
    overheard_in_group["message"] = json!({ "id": "9", "type": "text", "text": "予約" });
    let events = [
        common("accountLink", linked),
        common("join", group.clone()),
        common("memberJoined", group.clone()),
        common("memberLeft", group.clone()),
        common("leave", group),
        common("message", overheard_in_group),
        common("videoPlayComplete", json!({ "videoPlayComplete": { "trackingId": "t" } })),
        common("beacon", json!({ "beacon": { "hwid": "h", "type": "enter" } })),
        common("membership", json!({ "membership": { "type": "joined" } })),
        common("module", json!({ "module": { "type": "attached" } })),
        common("delivery", json!({ "delivery": { "data": "d" } })),
        common(
            "messageEdited",
            json!({ "message": { "id": "8", "type": "text", "text": "予約" } }),
        ),
        nobodys("unfollow"),
        nobodys("unsend"),
        nobodys("message"),
    ];
    tells(town, &events).await;
    town.settles().await;
    assert_eq!(town.heard("hanako").len(), heard, "none of these is answered");
    assert_eq!(kept(town).await, 0, "all are worked off");
}

async fn what_is_taken_back_leaves_nothing(town: &Town) {
    town.resident(hanako()).await;
    town.line.types("hanako", "金糸雀の番号は言えません").await.unwrap();
    town.line.unsends("hanako").await.unwrap();
    town.settles().await;
    assert_eq!(contents(town).await, 0);
    let told_line = String::from_utf8_lossy(&town.to_line.asked()).into_owned();
    assert!(!told_line.contains("金糸雀") && !town.screen("hanako").contains("金糸雀"));

    // Taken back while its answer is on the way.
    town.line.types("hanako", "メニュー").await.unwrap();
    bot_works(town).await;
    town.line.unsends("hanako").await.unwrap();
    town.settles().await;
    assert_eq!(contents(town).await, 0);
}

async fn what_is_taken_back_before_it_comes_leaves_nothing_either(town: &Town) {
    town.resident(hanako()).await;
    let acts = async {
        town.line.types("hanako", "予約したい金糸雀").await.unwrap();
        town.line.unsends("hanako").await.unwrap();
    };
    let mut events = overheard(town, acts).await;
    events.reverse();
    for event in events {
        tells(town, &[event]).await;
        town.settles().await;
    }
    assert_eq!(contents(town).await, 0);
    assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 0, "it was taken back");
}

async fn what_we_do_not_know_is_kept_for_a_month(town: &Town) {
    town.resident(hanako()).await;
    town.line.sends("hanako", Sent::Novelty).await.unwrap();
    let strange = town.line.event_of("hanako", json!({ "type": "aStrangeNewThing" }));
    tells(town, &[strange]).await;
    town.settles().await;
    assert_eq!(contents(town).await, 2);
    madoguchi::forget::tick(&town.app).await.unwrap();
    assert_eq!(contents(town).await, 2);
    town.passes(days(31)).await;
    madoguchi::forget::tick(&town.app).await.unwrap();
    assert_eq!(contents(town).await, 0);

    town.line.sends("hanako", Sent::Novelty).await.unwrap();
    town.settles().await;
    town.line.unsends("hanako").await.unwrap();
    town.settles().await;
    assert_eq!(contents(town).await, 0, "taken back at once");
}

async fn events_out_of_order_end_as_they_happened(town: &Town) {
    town.resident(hanako()).await;
    let blocked = async |town: &Town| {
        let user = LineUser(town.line.user_id("hanako"));
        let account = town.app.store.read(move |reader| reader.account_of(&user)).await.unwrap();
        account.unwrap().blocked_at.is_some()
    };
    let acts = async {
        town.line.blocks("hanako").await.unwrap();
        town.app.clock.advance(jiff::SignedDuration::from_secs(5));
        town.line.unblocks("hanako").await.unwrap();
    };
    let mut events = overheard(town, acts).await;
    events.reverse();
    // One after the other, and then both in one delivery.
    for event in &events {
        tells(town, std::slice::from_ref(event)).await;
        town.settles().await;
    }
    assert!(!blocked(town).await);
    assert_eq!(town.times_heard("hanako", "おかえりなさい"), 1);

    for event in &mut events {
        let id = format!("again-{}", event["type"]);
        renamed(event, &id);
    }
    tells(town, &events).await;
    town.settles().await;
    assert!(!blocked(town).await);
    let twice = [&events[..], &events[..]].concat();
    tells(town, &twice).await;
    town.settles().await;
    assert!(!blocked(town).await);
    // Its reply token was used before, so that the renamed one came as a push.
    assert_eq!(town.times_heard("hanako", "おかえりなさい"), 2);
}

async fn in_standby_nothing_is_said_and_everything_is_noted(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let acts = async {
        town.line.types("hanako", "予約").await.unwrap();
        town.line.sends("hanako", Sent::Photo).await.unwrap();
        town.line.blocks("hanako").await.unwrap();
    };
    let mut events = overheard(town, acts).await;
    for event in &mut events {
        event["mode"] = "standby".into();
        event.as_object_mut().unwrap().retain(|name, _| !name.ends_with("Token"));
    }
    let heard = town.heard("hanako").len();
    tells(town, &events).await;
    town.settles().await;
    assert_eq!(town.heard("hanako").len(), heard);
    assert_eq!(contents(town).await, 0);
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    assert_eq!(town.heard("hanako").len(), heard, "that she has blocked us was noted");
    town.line.unblocks("hanako").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1);
}

async fn whoever_writes_is_back_even_if_the_return_was_lost(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    town.line.blocks("hanako").await.unwrap();
    town.settles().await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    town.app.clock.advance(jiff::SignedDuration::from_secs(5));
    let lost = overheard(town, town.line.unblocks("hanako")).await;
    assert_eq!(lost[0]["type"], "follow");
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 0);
    town.line.types("hanako", "予約").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 1);
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 1, "it waited for her");
}

async fn a_double_tap_is_answered_once(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let taps = async |label: &str, answer: &str| {
        let before = town.times_heard("hanako", answer);
        town.line.taps("hanako", label).await.unwrap();
        town.line.taps("hanako", label).await.unwrap();
        town.settles().await;
        town.times_heard("hanako", answer) - before
    };
    assert_eq!(taps("変更・キャンセル", "どの予約の日時を変えますか。").await, 1);
    assert_eq!(taps("予約を確認する", "ご予約は1件です。").await, 1);
    town.passes(jiff::SignedDuration::from_secs(4)).await;
    assert_eq!(taps("予約を確認する", "ご予約は1件です。").await, 1, "later it is another wish");
    for _ in 0..2 {
        town.line.types("hanako", "よやくしたい").await.unwrap();
    }
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 2, "words are not compared");
}

/// What is answered to a button with this data, which somebody may have made up.
pub(crate) async fn posts(town: &Town, handle: &'static str, data: &str) -> String {
    let typing = async {
        town.line.types(handle, "x").await.unwrap();
    };
    let mut event = overheard(town, typing).await.remove(0);
    event["type"] = "postback".into();
    event["postback"] = json!({ "data": data });
    event.as_object_mut().unwrap().remove("message");
    tells(town, &[event]).await;
    town.settles().await;
    town.heard(handle).iter().rev().nth(1).unwrap().lines().join("\n")
}

async fn a_button_is_answered_by_who_taps_and_not_by_what_it_carries(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let booking = town.booking_of(&hanako.known).await;
    town.resident(taro()).await;
    let posts = async |handle, data: String| posts(town, handle, &data).await;
    let alter = format!("m1 alter {}", booking.id);
    let is_over = "もう終わったか、取り消されています";
    assert!(posts("taro", alter.clone()).await.contains(is_over), "another's");
    let made_up = format!("m1 alter {}", uuid::Uuid::nil());
    assert!(posts("taro", made_up).await.contains(is_over), "nobody's is told the same");
    for data in ["m9 fly", "action=book&itemid=1", "", "%00", "m1 alter"] {
        assert!(posts("taro", data.to_owned()).await.contains("いまは使えません"), "{data}");
    }
    assert!(posts("hanako", alter.clone()).await.contains("どの予約の日時を変えますか。"));
    let screen = town.screen("taro");
    assert!(!screen.contains(&booking.number.to_string()), "{screen}");

    // Last year's button.
    town.passes(days(400)).await;
    assert!(posts("hanako", alter).await.contains(is_over));
    town.line.types("hanako", "確認").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "いまありません。"), 1, "it is over");
}

async fn who_waits_for_an_answer_sees_that_one_is_coming(town: &Town) {
    town.resident(hanako()).await;
    town.line.types("hanako", "予約").await.unwrap();
    let (go, wait) = mpsc::channel();
    let (started, running) = oneshot::channel();
    let store = town.app.store.clone();
    let held = tokio::spawn(async move {
        let busy = store.write(move |_| {
            started.send(()).unwrap();
            Ok(wait.recv()?)
        });
        busy.await.unwrap();
    });
    running.await.unwrap();
    let shown = || town.line.requests().iter().any(|r| r.path.ends_with("/chat/loading/start"));
    let looks = async {
        until("the dots are shown", async || shown()).await;
        go.send(()).unwrap();
    };
    let (worked, ()) = tokio::join!(madoguchi::bot::tick(&town.app), looks);
    assert_eq!(worked.unwrap(), 1);
    held.await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 1);
}

/// LINE delivers these events.
async fn tells(town: &Town, events: &[Value]) {
    let body = delivery(events);
    let answer = town.line.deliver_raw(body.clone(), &town.line.sign(&body)).await;
    assert_eq!(answer, Answer::Status(200));
}

async fn bot_works(town: &Town) {
    while madoguchi::bot::tick(&town.app).await.unwrap() > 0 {}
}

/// How many events still hold what they said.
async fn contents(town: &Town) -> u32 {
    town.app.store.read(|reader| reader.inbox_kept()).await.unwrap()
}
