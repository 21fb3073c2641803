//! Somebody who books, gives back and books again for as long as it lasts, presses again where nobody answered, and
//! writes down what they were told.

use crate::{
    page::{links, tail},
    phone::Answer,
    visit::{Found, Visitor, made},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};
use tokio::sync::watch;

/// Of a hundred times that somebody has a place: how often they give it back; otherwise they look at it.
const GIVES_BACK: usize = 60;
/// Of a hundred times that somebody wants a place: how often they go straight to a page that had one.
const KNOWS_WHERE: usize = 90;
/// The class of what says on a page that a booking is live.
const LIVE: &str = "state-live";

/// What those who press and whoever kills the service know of each other.
pub(crate) struct Course {
    /// Whether it is over.
    over: watch::Sender<bool>,
    /// Counts the bookings made and given back that were answered.
    answered: watch::Sender<u64>,
}

impl Course {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { over: watch::Sender::new(false), answered: watch::Sender::new(0) })
    }

    pub(crate) fn ends(&self) {
        self.over.send_replace(true);
    }

    fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    fn is_answered(&self) {
        self.answered.send_modify(|count| *count += 1);
    }

    /// Waits until somebody is told, from now on, that they have a place or have given it back.
    pub(crate) async fn next_answer(&self) {
        // The sender is our own, so that it never goes while we wait.
        let _ = self.answered.subscribe().changed().await;
    }
}

/// What somebody was told, and what they met.
#[derive(Debug, Default)]
pub(crate) struct Diary {
    /// Every booking they were told they have, with its slot.
    pub(crate) bookings: BTreeMap<String, String>,
    /// Those they were told are given back.
    pub(crate) given_back: BTreeSet<String>,
    /// Pages on which there was a button.
    pages: Vec<String>,
    /// Presses that nobody answered.
    pub(crate) unanswered: u64,
    /// What contradicts what they were told: a booking that is not there, or not as it should be.
    pub(crate) lost: Vec<String>,
    /// Answers that nobody should get, whatever happens to the service.
    pub(crate) strange: Vec<String>,
}

impl Diary {
    /// The booking they have, as far as they know.
    pub(crate) fn has(&self) -> Option<&String> {
        self.bookings.keys().find(|booking| !self.given_back.contains(*booking))
    }

    fn is_strange(&mut self, answer: &Answer, to: &str) {
        self.strange.push(format!(
            "{to}: {} {}",
            answer.status,
            crate::page::heading(&answer.html)
        ));
    }
}

impl Visitor {
    /// Goes on until it is over, and leaves no press without its answer.
    pub(crate) async fn goes_on(&mut self, course: &Course) -> Diary {
        let mut diary = Diary::default();
        while !course.is_over() {
            match diary.has().cloned() {
                None => self.books(&mut diary, course).await,
                Some(booking) if self.chance.percent(GIVES_BACK) => {
                    self.gives_back(&mut diary, booking).await;
                    course.is_answered();
                }
                Some(booking) => self.looks_at(&mut diary, &booking, course).await,
            }
        }
        self.phone.hangs_up();
        diary
    }

    /// Looks for a place, mostly where there was one before, and takes it, unless there is none.
    async fn books(&mut self, diary: &mut Diary, course: &Course) {
        let known = self.chance.pick(&diary.pages).cloned();
        let found = match known.filter(|_| self.chance.percent(KNOWS_WHERE)) {
            Some(page) => self.looks_again(page).await,
            None => self.looks(Instant::now()).await,
        };
        match found {
            Ok(Found::Button { page, action, once }) => {
                if !diary.pages.contains(&page) {
                    diary.pages.push(page);
                }
                if self.takes(diary, &action, &once).await {
                    course.is_answered();
                }
            }
            Ok(Found::Later { seconds, .. }) if !course.is_over() => self.waits(seconds).await,
            // Nothing is free, or nobody answers.
            _ => self.pauses().await,
        }
    }

    /// Presses until there is an answer. The same form all the time: if an earlier press counted, this one finds
    /// it. Says whether they have a place.
    async fn takes(&mut self, diary: &mut Diary, action: &str, once: &str) -> bool {
        let mut booked = false;
        loop {
            let mut settled = false;
            for answer in self.sends(action, once).await {
                match answer {
                    Err(_) => diary.unanswered += 1,
                    Ok(answer) if is_busy(&answer) => {}
                    Ok(answer) => {
                        settled = true;
                        if let Some(booking) = made(&answer) {
                            diary.bookings.insert(booking, tail(action).to_owned());
                            booked = true;
                        } else if answer.status != 409 {
                            diary.is_strange(&answer, action);
                        }
                    }
                }
            }
            if settled {
                return booked;
            }
            self.pauses().await;
        }
    }

    /// Gives it back, and presses until that is answered.
    async fn gives_back(&mut self, diary: &mut Diary, booking: String) {
        let action = format!("/r/bookings/{booking}/cancel");
        loop {
            match self.phone.post(&action, &[], Instant::now()).await {
                Err(_) => diary.unanswered += 1,
                Ok(answer) if is_busy(&answer) => {}
                Ok(answer) => {
                    if !answer.status.is_success() {
                        diary.is_strange(&answer, &action);
                    }
                    diary.given_back.insert(booking);
                    return;
                }
            }
            self.pauses().await;
        }
    }

    /// Looks whether a booking is as they were told, until somebody answers; or later, when it is over.
    async fn looks_at(&mut self, diary: &mut Diary, booking: &str, course: &Course) {
        while !course.is_over() {
            if self.sees(diary, booking).await {
                return;
            }
            self.pauses().await;
        }
    }

    /// Whether anybody answers; what is wrong with the answer goes into the diary.
    async fn sees(&mut self, diary: &mut Diary, booking: &str) -> bool {
        let Ok(answer) = self.opens(&format!("/r/bookings/{booking}"), Instant::now()).await else {
            return false;
        };
        if is_busy(&answer) {
            return false;
        }
        let is_there = answer.status.is_success();
        let should_live = !diary.given_back.contains(booking);
        if !is_there || answer.html.contains(LIVE) != should_live {
            diary.lost.push(format!("{booking}: {} though live is {should_live}", answer.status));
        }
        true
    }

    /// When it is over: looks at every booking of the diary, and at the list of those they have.
    pub(crate) async fn reads_again(&mut self, diary: &mut Diary) {
        let all: Vec<String> = diary.bookings.keys().cloned().collect();
        for booking in all {
            if !self.sees(diary, &booking).await {
                diary.lost.push(format!("{booking}: nobody answers"));
            }
        }
        let should: Vec<&str> = diary.has().map(String::as_str).into_iter().collect();
        let home = self.opens("/r/home", Instant::now()).await;
        let html = home.map(|answer| answer.html).unwrap_or_default();
        let listed = links(&html, "/r/bookings/");
        let listed: BTreeSet<&str> =
            listed.iter().filter_map(|link| link.split('/').nth(3)).collect();
        if !listed.iter().eq(&should) {
            let wrong = format!("{} has {should:?} and finds {listed:?}", self.handle);
            diary.lost.push(wrong);
        }
        self.phone.hangs_up();
    }
}

fn is_busy(answer: &Answer) -> bool {
    matches!(answer.status.as_u16(), 429 | 503)
}
