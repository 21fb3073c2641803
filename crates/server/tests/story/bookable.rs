//! What the list of programmes says is what the steps behind it would say, which look at every slot, although it
//! looks at few itself. A place or an exam that is merely full is shown as full, and offers the nearest.

use crate::{
    page::Page,
    people::{hanako, neighbour, taro},
    places::{AT_9_00, AT_9_15, AT_10_30, COVID, HALL, IN_THE_GYM, PUBLIC, SOON_ENOUGH, TOO_SOON},
    resident::Resident,
    town::Town,
};
use domain::{Change, Pool, Quota, Slot, SlotId};

on_both_engines!(
    the_list_says_what_a_look_at_every_slot_would,
    an_exam_that_fills_meanwhile_offers_the_nearest_three,
    an_exam_that_is_full_everywhere_is_shown_as_full,
);

/// The slots of the vaccination, the last day at the end.
const ALL: [SlotId; 6] = [AT_9_00, AT_9_15, AT_10_30, IN_THE_GYM, TOO_SOON, SOON_ENOUGH];

/// Changes these slots.
async fn change(town: &Town, slots: &[SlotId], to: impl Fn(Slot) -> Change) {
    let mut changes = Vec::new();
    for slot in slots.iter().copied() {
        let found = town.app.store.read(move |reader| reader.slot(slot)).await.unwrap();
        changes.push(to(found.unwrap()));
    }
    town.changes(changes).await;
}

/// From now on no more than this many may have the first dose in one of these slots.
async fn limits(town: &Town, slots: &[SlotId], capacity: u32) {
    let quota = Quota { dose: 1, capacity, booked: 0 };
    change(town, slots, |slot| Change::QuotaSet { slot: slot.id, from: None, to: quota }).await;
}

/// The first dose of the vaccination in the list: the way on, or the first sentence of why not.
async fn in_the_list(resident: &Resident<'_>) -> Result<Page, String> {
    let list = resident.opens(&format!("/book/{}", resident.known.id)).await;
    let first = format!("/r/book/{}/{COVID}/1", resident.known.id);
    if list.links().contains(&first) {
        return Ok(resident.browser.opens(&first).await);
    }
    let text = list.text();
    let after = text.split_once("いまは予約できません").unwrap().1;
    Err(after.trim_start().lines().next().unwrap().to_owned())
}

async fn the_list_says_what_a_look_at_every_slot_would(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let closes = |slot: Slot| {
        let closed_at = Some(town.app.clock.now());
        Change::SlotSaved(Slot { closed_at, ..slot })
    };
    let fills =
        |slot: Slot| Change::CapacitySet { slot: slot.id, pool: Pool::Public, from: PUBLIC, to: 0 };
    let open = in_the_list(&hanako).await.unwrap();
    assert_eq!(open.heading(), "場所を選んでください");
    change(town, &[SOON_ENOUGH], closes).await;
    assert_eq!(
        in_the_list(&hanako).await.unwrap().text(),
        open.text().replace("残り 60", "残り 50")
    );
    change(town, &ALL[..3], closes).await;
    change(town, &[TOO_SOON], closes).await;
    let gym = in_the_list(&hanako).await.unwrap();
    assert!(gym.text().contains("北体育館"), "{}", gym.text());
    change(town, &[IN_THE_GYM], fills).await;
    let full = in_the_list(&hanako).await.unwrap();
    assert!(full.text().contains("満員"), "a full place is shown as full: {}", full.text());
    assert!(
        !full.text().contains("次に、日にちを選びます"),
        "there is no next step: {}",
        full.text()
    );

    change(town, &[IN_THE_GYM], closes).await;
    let why = in_the_list(&hanako).await.unwrap_err();
    let page = hanako.opens(&format!("/book/{}/{COVID}/1", hanako.known.id)).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains(&why), "{why}: {}", page.text());
}

async fn an_exam_that_fills_meanwhile_offers_the_nearest_three(town: &Town) {
    limits(town, &[AT_9_00], 1).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let confirm = hanako.chooses(COVID, 1, AT_9_00).await;
    town.moves_in(&[neighbour(1)]).await;
    let faster = town.resident(neighbour(1)).await;
    faster.registers(&faster.known).await;
    faster.books(COVID, 1, AT_9_00).await;

    let taken = hanako.browser.presses(&confirm, "この内容で予約する", &[]).await;
    assert_eq!((taken.status, taken.heading()), (409, "選んだ時間は、たった今うまりました".into()));
    let nearest = [IN_THE_GYM, AT_9_15, AT_10_30].map(|slot| format!("/slot/{slot}"));
    for slot in &nearest {
        assert!(taken.links().iter().any(|link| link.ends_with(slot)), "{}", taken.text());
    }
    assert_eq!(hanako.chooses(COVID, 1, AT_9_00).await.text(), taken.text(), "before the button");

    hanako.books(COVID, 1, AT_9_15).await;
    let booking = town.booking_of(&hanako.known).await.id;
    let page = hanako.opens(&format!("/bookings/{booking}/change/slot/{AT_9_00}")).await;
    assert_eq!(page.heading(), "選んだ時間は、たった今うまりました", "changing is no worse");
}

async fn an_exam_that_is_full_everywhere_is_shown_as_full(town: &Town) {
    limits(town, &ALL, 0).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let places = in_the_list(&hanako).await.unwrap();
    assert_eq!(places.heading(), "場所を選んでください");
    let (text, links) = (places.text(), places.links());
    assert!(
        text.contains("満員") && !links.iter().any(|link| link.ends_with(&format!("/1/{HALL}")))
    );
    hanako.registers(&taro()).await;
    let family = hanako.opens("/together").await;
    assert!(family.html.contains(&format!("name=\"who.{COVID}\"")), "{}", family.text());
}
