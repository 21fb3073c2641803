//! What somebody does: comes before the morning to say who they are, and in the rush looks for a place, looks
//! again, presses, sometimes twice, and gives up at last.

use crate::{
    chance::Chance,
    page::{field, links, tail},
    phone::{Answer, Phone},
    scenario::Habits,
    tally::Tally,
    town::Contender,
};
use anyhow::{Context, Result, ensure};
use line_emulator::{IdTokenOptions, Platform};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time;

/// Redirects that lead anywhere.
const REDIRECTS_MOST: usize = 8;
/// The steps from the opening page to the button.
const STEPS_MOST: usize = 12;
/// How often somebody lets a page ask by itself whether it is their turn, before they go home. It takes no patience to look at.
const TURNS_MOST: usize = 60;

/// A person in the rush.
pub(crate) struct Visitor {
    /// The number of the person in the rush.
    pub(crate) index: usize,
    pub(crate) handle: String,
    pub(crate) phone: Phone,
    pub(crate) line: Platform,
    pub(crate) tally: Arc<Tally>,
    pub(crate) chance: Chance,
    pub(crate) habits: Habits,
    /// The longest they read a page.
    pub(crate) thinks: Duration,
    /// The longest they wait when they are asked to come again later.
    pub(crate) waits_most: Duration,
}

/// What one look for a place came to.
pub(crate) enum Found {
    /// The button, with the page it is on, where it leads and what it carries.
    Button { page: String, action: String, once: String },
    /// Nothing to press today.
    Nothing,
    /// The counter asks to come again in so many seconds on this page, which may ask by itself then.
    Later { page: String, seconds: u64, by_itself: bool },
}

impl Visitor {
    /// Becomes a friend of the town's account, signs in and says who they are, some day before.
    pub(crate) async fn registers(&mut self, who: &Contender) -> Result<()> {
        self.line.add_resident(&self.handle, &self.handle);
        self.line.add_friend(&self.handle).await?;
        self.signs_in("/r/people/new", Instant::now()).await?;
        let typed = [("voucher", who.voucher.as_str()), ("birth", &who.birth), ("era", "")];
        let answer = self.phone.post("/r/people/new", &typed, Instant::now()).await?;
        let to = answer.location().unwrap_or_default();
        ensure!(to.starts_with("/r/book/"), "{} is not taken: {}", self.handle, answer.status);
        // Until the morning nobody holds a line; a city's people would hold more than there are.
        self.phone.hangs_up();
        Ok(())
    }

    /// Comes at the time due, and stays until they have a place or had enough; whether they wanted a place at all.
    pub(crate) async fn comes(&mut self, due: Instant) -> Result<bool> {
        if self.chance.percent(self.habits.sign_in) {
            self.phone.forgets();
        }
        let (mut due, mut waits_at, mut turns) = (due, None, 0);
        let (mut looks, mut wanted) = (0, true);
        while looks <= self.habits.patience && turns < TURNS_MOST {
            let found = match waits_at.take() {
                Some(page) => self.looks_again(page).await?,
                None => self.looks(due).await?,
            };
            let waits_for_turn = matches!(found, Found::Later { by_itself: true, .. });
            turns += usize::from(waits_for_turn);
            looks += usize::from(!waits_for_turn);
            match found {
                Found::Nothing => self.pauses().await,
                Found::Later { page, seconds, .. } => {
                    self.waits(seconds).await;
                    waits_at = Some(page);
                }
                Found::Button { .. } if self.chance.percent(self.habits.only_look) => {
                    wanted = false;
                    break;
                }
                Found::Button { action, once, .. } => {
                    if self.presses(&action, &once).await? {
                        break;
                    }
                    self.pauses().await;
                }
            }
            due = Instant::now();
        }
        self.phone.hangs_up();
        Ok(wanted)
    }

    /// From the link in the talk to the button, step by step as the pages lead.
    pub(crate) async fn looks(&mut self, due: Instant) -> Result<Found> {
        let answer = self.opens("/liff/book", due).await?;
        self.goes_through(answer, "/r/book/".to_owned()).await
    }

    /// The same from a page that they were on before.
    pub(crate) async fn looks_again(&mut self, page: String) -> Result<Found> {
        let answer = self.opens(page.trim_end_matches('/'), Instant::now()).await?;
        self.goes_through(answer, page).await
    }

    async fn goes_through(&mut self, mut answer: Answer, mut path: String) -> Result<Found> {
        for _ in 0..STEPS_MOST {
            if let Some(seconds) = answer.retry_after() {
                return Ok(Found::Later { page: path, seconds, by_itself: answer.asks_again() });
            }
            if let Some(once) = field(&answer.html, "once") {
                let (_, action) = answer.html.split_once("action=\"/r/book/").context("a form")?;
                let action = action.split('"').next().unwrap_or_default();
                let (action, once) = (format!("/r/book/{action}"), once.to_owned());
                return Ok(Found::Button { page: path, action, once });
            }
            let Some(next) = self.chooses(&answer, &path) else {
                self.tally.in_vain(&answer);
                return Ok(Found::Nothing);
            };
            self.pauses().await;
            if self.chance.percent(self.habits.reload) {
                self.opens(&next, Instant::now()).await?;
            }
            answer = self.opens(&next, Instant::now()).await?;
            path = next;
        }
        Ok(Found::Nothing)
    }

    /// One of the ways on from a page: a longer address below it, or a slot of the same dose.
    fn chooses(&mut self, answer: &Answer, path: &str) -> Option<String> {
        let mut ways = links(&answer.html, "/r/book/");
        ways.retain(|way| {
            let deeper = way.len() > path.len() && way.starts_with(path) && !way.contains('?');
            deeper || (way.contains("/slot/") && !path.contains("/slot/"))
        });
        self.chance.pick(&ways).map(|way| (*way).to_owned())
    }

    /// Opens a page, through redirects and, where it must be, the sign-in.
    pub(crate) async fn opens(&mut self, path: &str, due: Instant) -> Result<Answer> {
        let mut answer = self.phone.get(path, due).await?;
        for _ in 0..REDIRECTS_MOST {
            if answer.html.contains("name=\"id_token\"") {
                let next = field(&answer.html, "next").unwrap_or("/r/book").to_owned();
                answer = self.signs_in(&next, Instant::now()).await?;
            }
            let Some(to) = answer.location().map(str::to_owned) else { break };
            answer = self.phone.get(&to, Instant::now()).await?;
        }
        Ok(answer)
    }

    async fn signs_in(&mut self, next: &str, due: Instant) -> Result<Answer> {
        let token = self.line.id_token(&self.handle, &IdTokenOptions::default());
        let fields = [("id_token", token.as_str()), ("next", next)];
        self.phone.post("/signin/liff", &fields, due).await
    }

    /// Presses the button, some people twice at once; whether they were told that they have a place.
    async fn presses(&mut self, action: &str, once: &str) -> Result<bool> {
        let mut told = false;
        for answer in self.sends(action, once).await {
            if let Some(booking) = made(&answer?) {
                self.tally.acknowledges(self.index, &booking, tail(action));
                told = true;
            }
        }
        Ok(told)
    }

    /// Sends the form with the button, some people twice at once.
    pub(crate) async fn sends(&mut self, action: &str, once: &str) -> Vec<Result<Answer>> {
        let due = Instant::now();
        let fields = [("once", once)];
        let twice = self.chance.percent(self.habits.press_twice);
        let mut other = self.phone.second_connection();
        let second =
            async { if twice { Some(other.post(action, &fields, due).await) } else { None } };
        let (first, second) =
            futures_util::future::join(self.phone.post(action, &fields, due), second).await;
        [Some(first), second].into_iter().flatten().collect()
    }

    pub(crate) async fn pauses(&mut self) {
        let pause = self.chance.within(self.thinks);
        time::sleep(pause).await;
    }

    pub(crate) async fn waits(&mut self, seconds: u64) {
        // Nobody comes back to the same instant as all the others.
        let most = Duration::from_secs(seconds).min(self.waits_most);
        let wait = most / 2 + self.chance.within(most / 2);
        time::sleep(wait).await;
    }

    /// What the counter shows them of a booking afterwards, and how many they find in all.
    pub(crate) async fn looks_up(&mut self, booking: &str) -> Result<(bool, usize)> {
        if !self.phone.is_signed_in() {
            self.signs_in("/r/home", Instant::now()).await?;
        }
        let shown = self.opens(&format!("/r/bookings/{booking}"), Instant::now()).await?;
        let home = self.opens("/r/home", Instant::now()).await?;
        self.phone.hangs_up();
        let own = links(&home.html, "/r/bookings/");
        let own: BTreeSet<&str> = own.iter().filter_map(|link| link.split('/').nth(3)).collect();
        Ok((shown.status.is_success(), own.len()))
    }
}

/// The booking that an answer leads to, if it says that one is made.
pub(crate) fn made(answer: &Answer) -> Option<String> {
    booking_at(answer.location()?)
}

/// The booking that lies at an address.
pub(crate) fn booking_at(path: &str) -> Option<String> {
    let booking = path.strip_prefix("/r/bookings/")?;
    Some(booking.trim_end_matches("/done").to_owned())
}
