//! The door through which LINE comes: nothing passes without LINE's signature, everything that does is kept
//! before it is answered, and the answer comes in time whatever the writer is busy with.

use crate::{
    database::{Database, Engine},
    people::hanako,
    proxy::Proxy,
    town::{Town, run, until},
};
use axum::{Router, body::Bytes, extract::State, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use line_emulator::Answer;
use ring::hmac;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, sync::oneshot};

/// Beyond this, LINE counts an answer as none.
const IN_TIME: Duration = Duration::from_secs(2);

on_both_engines!(
    without_lines_signature_nothing_is_kept,
    a_secret_may_be_replaced_without_a_gap,
    what_cannot_be_read_is_taken_and_left,
    one_bad_event_spoils_nothing_for_the_others,
    while_another_service_holds_the_chat_we_keep_silent,
    the_answer_comes_in_time_while_the_writer_is_busy,
);

async fn without_lines_signature_nothing_is_kept(town: &Town) {
    let event = follow(town).await;
    let body = delivery(&[event]);
    let good = town.line.sign(&body);
    let elsewhere = STANDARD.encode(hmac::sign(&key("another secret"), &body));
    let url = format!("{}/line/webhook", town.url);
    for signature in [None, Some(""), Some("%"), Some("AAAA"), Some(elsewhere.as_str())] {
        let request = town.http.post(&url).body(body.clone());
        let request = signature.into_iter().fold(request, |r, s| r.header("x-line-signature", s));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{signature:?}");
        assert_eq!(answer.text().await.unwrap(), "", "{signature:?}");
    }
    let mut altered = body.clone();
    altered.push(b' ');
    assert_eq!(town.line.deliver_raw(altered, &good).await, Answer::Status(401));
    assert_eq!(kept(town).await, 0);
    assert_eq!(town.line.deliver_raw(body, &good).await, Answer::Status(200));
    assert_eq!(kept(town).await, 1);
}

async fn a_secret_may_be_replaced_without_a_gap(town: &Town) {
    let body = delivery(&[follow(town).await]);
    let before = STANDARD.encode(hmac::sign(&key(crate::town::PREVIOUS_SECRET), &body));
    assert_eq!(town.line.deliver_raw(body, &before).await, Answer::Status(200));
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "友だち追加、ありがとうございます。"), 1);
}

async fn what_cannot_be_read_is_taken_and_left(town: &Town) {
    let empty = delivery(&[]);
    for body in [&b"{"[..], b"[]", b"", b"{\"events\":7}", &empty] {
        let signature = town.line.sign(body);
        let answer = town.line.deliver_raw(body, &signature).await;
        assert_eq!(answer, Answer::Status(200), "{:?}", String::from_utf8_lossy(body));
    }
    assert_eq!(kept(town).await, 0);
}

async fn one_bad_event_spoils_nothing_for_the_others(town: &Town) {
    let follow = follow(town).await;
    let (mut unheard_of, mut halved) = (follow.clone(), follow.clone());
    let types = town.line.types("hanako", "メニュー");
    let mut typed = overheard(town, async { types.await.unwrap() }).await;
    let typed = typed.remove(0);
    renamed(&mut unheard_of, "unheard of");
    unheard_of["type"] = "aStrangeNewThing".into();
    renamed(&mut halved, "halved");
    halved["type"] = "message".into();
    let events = [json!(7), unheard_of, follow, json!({ "type": [] }), halved, typed];
    let body = delivery(&events);
    let answer = town.line.deliver_raw(body.clone(), &town.line.sign(&body)).await;
    assert_eq!(answer, Answer::Status(200));
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "友だち追加、ありがとうございます。"), 1);
    assert_eq!(
        town.times_heard("hanako", "予約メニュー"),
        2,
        "with the greeting, and as asked for"
    );
    assert_eq!(town.heard("hanako").len(), 3);
}

async fn while_another_service_holds_the_chat_we_keep_silent(town: &Town) {
    let mut event = follow(town).await;
    event["mode"] = "standby".into();
    let body = delivery(&[event]);
    let answer = town.line.deliver_raw(body.clone(), &town.line.sign(&body)).await;
    assert_eq!(answer, Answer::Status(200));
    town.settles().await;
    assert_eq!(town.heard("hanako"), []);
}

async fn the_answer_comes_in_time_while_the_writer_is_busy(town: &Town) {
    town.resident(hanako()).await;
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
    let asked = Instant::now();
    assert_eq!(town.line.types("hanako", "予約").await.unwrap(), Answer::Status(200));
    assert!(asked.elapsed() < IN_TIME, "{:?}", asked.elapsed());
    assert_eq!(kept(town).await, 0, "the writer is still busy");

    go.send(()).unwrap();
    held.await.unwrap();
    // The event stood in the queue before this.
    town.app.store.write(|_| Ok(())).await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 1);
}

#[test]
fn while_the_database_is_away_line_is_asked_to_come_again() {
    let Some(database) = Database::fresh(Engine::Postgres) else { return };
    run(async {
        let host = host_of(&database.url);
        let mut door = Proxy::open(&host).await;
        let through = database.url.replacen(&host, &door.address.to_string(), 1);
        let town = Town::on(database, store::Url::Postgres(through)).await;
        town.app.store.ready().await.unwrap();
        town.is_set_up(&[hanako()]).await;
        town.resident(hanako()).await;

        door.shuts().await;
        let asked = Instant::now();
        assert_eq!(town.line.types("hanako", "予約").await.unwrap(), Answer::Status(503));
        assert!(asked.elapsed() < IN_TIME, "{:?}", asked.elapsed());
        let health = async || {
            let health = town.http.get(format!("{}/health", town.url)).send().await;
            health.unwrap().status().as_u16()
        };
        assert_eq!(health().await, 503);

        door.opens().await;
        until("the database is found again", async || health().await == 200).await;
        assert_eq!(town.line.redeliver_last().await.unwrap(), Answer::Status(200));
        town.settles().await;
        assert_eq!(town.times_heard("hanako", "予約の画面を開きます。"), 1);
        town.finish().await;
    });
}

/// Where a PostgreSQL server listens, as its URL has it.
pub(crate) fn host_of(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap();
    let (host, _) = rest.split_once('/').unwrap();
    host.rsplit_once('@').map_or(host, |(_, host)| host).to_owned()
}

/// Events as LINE makes them: what happens meanwhile goes to a postbox instead of the service.
pub(crate) async fn overheard<T>(town: &Town, happens: impl Future<Output = T>) -> Vec<Value> {
    let box_of = Arc::new(Mutex::new(Vec::new()));
    let takes = async |State(events): State<Arc<Mutex<Vec<Value>>>>, body: Bytes| {
        let body: Value = serde_json::from_slice(&body).unwrap();
        events.lock().unwrap().extend(body["events"].as_array().unwrap().clone());
    };
    let router = Router::new().route("/", post(takes)).with_state(Arc::clone(&box_of));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    town.line.set_webhook(&format!("http://{}/", listener.local_addr().unwrap()));
    let postbox = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    happens.await;
    postbox.abort();
    town.line.set_webhook(&format!("{}/line/webhook", town.url));
    box_of.lock().unwrap().split_off(0)
}

/// 花子 becomes a friend, and the service does not know it yet.
async fn follow(town: &Town) -> Value {
    town.stranger(hanako());
    overheard(town, async { town.line.add_friend("hanako").await.unwrap() }).await.remove(0)
}

/// An event of another id: LINE's own, wherever it stands, becomes this one.
pub(crate) fn renamed(event: &mut Value, id: &str) {
    let fields = event.as_object_mut().unwrap();
    let ids = fields.iter_mut().filter(|(name, _)| name.ends_with("EventId"));
    assert_eq!(ids.map(|(_, value)| *value = id.into()).count(), 1);
}

pub(crate) fn delivery(events: &[Value]) -> Vec<u8> {
    json!({ "destination": "U0", "events": events }).to_string().into_bytes()
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

/// How many events wait to be worked off.
pub(crate) async fn kept(town: &Town) -> usize {
    let now = town.app.clock.now();
    town.app.store.read(move |reader| Ok(reader.inbox_due(now, 100)?.len())).await.unwrap()
}
