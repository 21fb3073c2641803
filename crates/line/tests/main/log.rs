//! What is logged of each call, and what never is.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};

use crate::client::{HANAKO, KEY, at, hello};
use crate::recorded::{Recorded, say};

/// Collects what is logged on this thread, all fields written out.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        if event.metadata().target().starts_with("line") {
            event.record(&mut Words(&mut self.0.lock().unwrap()));
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Words<'a>(&'a mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

#[tokio::test]
async fn each_call_is_logged_without_ids_texts_or_tokens() {
    let line = Recorded::new(|_| say(404, r#"{"message":"予約できました"}"#));
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let client = at(line.hosts());
    let profile = client.profile(HANAKO).await;
    let push = client.push(HANAKO, &hello(), KEY).await;
    drop(guard);

    let logged = log.0.lock().unwrap().clone();
    for expected in [
        r#"method="GET" path="/v2/bot/profile/{user}" status=404 request_id="req-1" ms="#,
        r#"method="POST" path="/v2/bot/message/push" status=404 request_id="req-1" ms="#,
    ] {
        assert!(logged.contains(expected), "{logged}");
    }
    for secret in [HANAKO, "予約できました", "long-lived-token", KEY] {
        assert!(!logged.contains(secret), "{logged}");
        assert!(!format!("{client:?} {profile:?} {push:?}").contains(secret), "{push:?}");
    }
}
