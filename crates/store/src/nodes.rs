//! What other nodes on the same PostgreSQL have committed, heard through its LISTEN and NOTIFY: boards and instants of this
//! node follow. On SQLite there are no other nodes.

use crate::{
    backend::{Ear, Url},
    committed::Committed,
    known::Known,
};
use domain::SlotId;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::sync::broadcast;

/// The most slots one message names; PostgreSQL takes 8,000 bytes. Of more, everything is looked at again.
const SLOTS_MOST: usize = 200;
/// How often it is looked whether to stop, and whether the connection still is one.
const LOOKS_AGAIN: Duration = Duration::from_secs(1);
/// The pause before a lost connection is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells the others what a commit touched; nothing if it is of no interest to them. What lies in the outbox or the
/// inbox is dealt with by the node that put it there, and found by the others if that node is gone.
pub(crate) fn message(touched: &Committed) -> Option<String> {
    let kinds = [
        (touched.setup, 's'),
        (touched.holds, 'h'),
        (touched.waitlist, 'w'),
        (touched.signed_out, 'o'),
    ];
    let mut text: String = kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| kind).collect();
    if touched.slots.len() > SLOTS_MOST {
        return Some("e".to_owned());
    }
    for slot in &touched.slots {
        text.push(' ');
        text.push_str(&slot.0.simple().to_string());
    }
    (!text.is_empty()).then_some(text)
}

/// What a message tells. One that is not understood is of a newer node: everything is looked at again.
fn heard(text: &str) -> Committed {
    let mut parts = text.split(' ');
    let kinds = parts.next().unwrap_or_default();
    let slots: Option<_> = parts.map(|id| id.parse().ok().map(SlotId)).collect();
    let Some(slots) = slots.filter(|_| kinds.chars().all(|kind| "shwo".contains(kind))) else {
        return Committed::anything();
    };
    let is = |kind| kinds.contains(kind);
    Committed {
        slots,
        setup: is('s'),
        holds: is('h'),
        waitlist: is('w'),
        signed_out: is('o'),
        outbox: false,
        inbox: false,
    }
}

/// Who is told what a commit touched, of this node or of another.
pub(crate) struct Told {
    pub(crate) commits: broadcast::Sender<Arc<Committed>>,
    pub(crate) known: Arc<Known>,
    /// What the server knows the writer's connection by: what that commits is told here already.
    pub(crate) own: AtomicI32,
}

impl Told {
    /// Passes on what was committed.
    pub(crate) fn of(&self, touched: Committed) {
        if touched.signed_out {
            self.known.forget();
        }
        if touched != Committed::default() {
            // Nobody need be listening.
            let _ = self.commits.send(Arc::new(touched));
        }
    }
}

/// A thread that listens, until it is dropped.
pub(crate) struct Listener {
    stop: Arc<AtomicBool>,
}

impl Listener {
    /// Listens through this ear, and through another when it is lost.
    pub(crate) fn start(ear: Ear, url: Url, told: Arc<Told>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        thread::Builder::new()
            .name("nodes".to_owned())
            .spawn(move || listens(Some(ear), &url, &told, &stopped))
            .expect("a thread can be started");
        Self { stop }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Passes on what is heard until it is told to stop.
fn listens(mut ear: Option<Ear>, url: &Url, told: &Told, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        if let Some(listening) = &mut ear {
            if !hears(listening, told) {
                told.known.is_deaf(true);
                ear = None;
            }
            continue;
        }
        thread::sleep(PAUSE);
        ear = url.ear().ok().flatten();
        if ear.is_some() {
            told.known.is_deaf(false);
            // Nobody knows what was said meanwhile.
            told.of(Committed::anything());
        }
    }
}

/// Passes on the next message, if one comes; false if none can come any more.
fn hears(ear: &mut Ear, told: &Told) -> bool {
    match ear.next(LOOKS_AGAIN) {
        Ok(Some((from, text))) => {
            if from != told.own.load(Ordering::Relaxed) {
                told.of(heard(&text));
            }
            true
        }
        Ok(None) => true,
        Err(error) => {
            tracing::warn!("other nodes are not heard: {error:#}");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn touched(slots: u128) -> Committed {
        let slots = (1..=slots).map(|n| SlotId(Uuid::from_u128(n))).collect();
        Committed { slots, ..Committed::default() }
    }

    #[test]
    fn what_is_told_is_what_is_heard() {
        let told = Committed { setup: true, waitlist: true, ..touched(2) };
        assert_eq!(heard(&message(&told).unwrap()), told);
        let without = Committed { holds: true, signed_out: true, ..touched(0) };
        assert_eq!(heard(&message(&without).unwrap()), without);
        let most = touched(SLOTS_MOST as u128);
        let text = message(&most).unwrap();
        assert!(text.len() < 8_000, "{}", text.len());
        assert_eq!(heard(&text), most);
    }

    #[test]
    fn what_concerns_one_node_alone_is_not_told() {
        assert_eq!(message(&Committed::default()), None);
        let own = Committed { outbox: true, inbox: true, ..Committed::default() };
        assert_eq!(message(&own), None);
    }

    #[test]
    fn too_much_and_what_is_not_understood_is_anything() {
        assert_eq!(
            heard(&message(&touched(SLOTS_MOST as u128 + 1)).unwrap()),
            Committed::anything()
        );
        for strange in ["x", "s not-an-id", "s 1", "'"] {
            assert_eq!(heard(strange), Committed::anything(), "{strange}");
        }
    }
}
