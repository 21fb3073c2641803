//! The day of `day.rs` with the service in a process of its own, which SIGKILL ends at random points and which is started
//! again, while residents and officers press again what nobody answered. However often it is killed, the day ends the same,
//! and everybody hears everything once.

use crate::{
    database::{Engine, variable},
    day::{self, DAY, have_it, slot_of, spare_page, ticked},
    killed::Mortal,
    page::Form,
    people::neighbour,
    places::FLU,
    resident::{Browser, Resident, World},
    town::{Town, at_desk, tell, until},
};
use domain::{
    AccountId, BookingState, Change, LinkedBy, Offer, Outcome, PersonId, cutoff::CutOff,
    waitlist::Wish,
};
use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use madoguchi::actions::{
    Asker,
    waitlist::{Asked, join},
};
use std::{collections::BTreeMap, fmt::Write as _};
use store::LineUser;

/// Which days are played on either engine, the first two if it is not said: `200`, or `126-200`.
const DAYS: &str = "MADOGUCHI_TEST_KILLED_DAYS";
/// Whoever gives a place back has LINE, and so do these of those who wait; the others are phoned.
const CANCELLING: [u32; 12] = [1, 2, 3, 7, 8, 9, 13, 14, 15, 4, 10, 16];
const PHONED: std::ops::Range<u32> = 21..27;
const IN_LINE: std::ops::Range<u32> = 27..45;

#[test]
fn a_day_killed_at_random_points_ends_the_same_on_sqlite() {
    are_killed(Engine::Sqlite);
}

#[test]
fn a_day_killed_at_random_points_ends_the_same_on_postgres() {
    are_killed(Engine::Postgres);
}

fn are_killed(engine: Engine) {
    let days = variable(DAYS).unwrap_or_else(|| "2".to_owned());
    let (first, last) = days.split_once('-').unwrap_or(("1", &days));
    for seed in first.parse().unwrap()..=last.parse().unwrap() {
        tell(engine, async |town: &Town| passes(town, seed).await);
    }
}

/// One day, killed as this seed draws it.
async fn passes(town: &Town, seed: u64) {
    let accounts = begins(town).await;
    let world = World::of_short_visits(town.url.clone(), town.line.clone());
    let service = Mortal::instead(town, seed).await;
    let mut day = Day { town, world: &world, accounts, service };
    day.goes_by().await;
    let killed = day.service.killed;
    drop(day);
    eprintln!("day {seed}: killed {killed} times");
    assert!(killed > 8, "it was killed in the middle");
    assert_eq!(town.app.store.read(|reader| reader.differences()).await.unwrap(), []);
    assert_snapshot!(end_of(town).await, @"
        9時 1：キャンセル　9時 2：キャンセル　9時 3：キャンセル　9時 4：キャンセル　9時 5：来場なし　9時 6：接種　9時 23：接種　9時 31：接種　9時 32：接種　9時 33：接種　10時 7：キャンセル　10時 8：キャンセル　10時 9：キャンセル　10時 10：キャンセル　10時 11：来場なし　10時 12：来場なし　10時 21：接種　10時 24：接種　10時 25：接種　10時 26：接種　14時 13：キャンセル　14時 14：キャンセル　14時 15：キャンセル　14時 16：キャンセル　14時 17：接種　14時 18：接種　14時 22：接種　14時 27：接種　14時 28：接種　14時 29：接種　14時 30：接種　14時 34：接種　14時 35：接種　14時 36：接種　14時 37：接種　14時 38：接種　14時 39：接種　14時 40：接種　14時 41：接種　
        案内・受けた・見送り・返事なし：[24, 21, 1, 2]、待つ方：3人
        1：ご予約の日が近づきました
        2：ご予約の日が近づきました
        3：ご予約の日が近づきました
        7：ご予約の日が近づきました
        8：ご予約の日が近づきました
        9：ご予約の日が近づきました
        13：ご予約の日が近づきました
        14：ご予約の日が近づきました
        15：ご予約の日が近づきました
        4：ご予約の日が近づきました／ご予約の日が近づきました
        10：ご予約の日が近づきました／ご予約の日が近づきました
        16：ご予約の日が近づきました／ご予約の日が近づきました
        27：空きが出ました／予約を受け付けました／ご予約の日が近づきました
        28：空きが出ました／予約を受け付けました／ご予約の日が近づきました
        29：空きが出ました／予約を受け付けました／ご予約の日が近づきました
        30：空きが出ました／空き枠のご案内／空きが出ました／予約を受け付けました
        31：空きが出ました／予約を受け付けました
        32：空きが出ました／予約を受け付けました
        33：空きが出ました／予約を受け付けました
        34：空きが出ました／予約を受け付けました
        35：空きが出ました／予約を受け付けました
        36：空きが出ました／予約を受け付けました
        37：空きが出ました／予約を受け付けました
        38：空きが出ました／予約を受け付けました
        39：空きが出ました／予約を受け付けました
        40：空きが出ました／予約を受け付けました
        41：空きが出ました／予約を受け付けました
        42：
        43：
        44：
        ");
}

/// Eighteen have places, and twenty-four wait; most of them have LINE.
async fn begins(town: &Town) -> BTreeMap<PersonId, AccountId> {
    day::is_full(town, PHONED).await;
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    programme.policy.cancel_until = CutOff::UntilStart;
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
    town.moves_in(&IN_LINE.map(neighbour).collect::<Vec<_>>()).await;
    let mut accounts = BTreeMap::new();
    for n in CANCELLING.into_iter().chain(IN_LINE) {
        accounts.insert(neighbour(n).id, in_line(town, n).await);
    }
    for n in IN_LINE {
        let person = neighbour(n).id;
        let wish = Wish { notice: 30, ..Wish::default() };
        let asked = Asked { person, programme: FLU, dose: 1, with: Vec::new(), wish };
        join(&town.app, Asker::Account(accounts[&person]), asked).await.unwrap().unwrap();
        town.app.clock.advance(SignedDuration::from_secs(1));
    }
    town.settles().await;
    accounts
}

/// Somebody with LINE, known at the counter; their account.
pub(crate) async fn in_line(town: &Town, n: u32) -> AccountId {
    let known = neighbour(n);
    let user = LineUser(town.line.user_id(&known.handle));
    let person = town.resident(known).await.known.id;
    let account = town.app.store.read(move |reader| reader.account_of(&user)).await.unwrap();
    let (account, by) = (account.unwrap().id, LinkedBy::Counter);
    town.changes(vec![Change::PersonLinked { account, person, by }]).await;
    account
}

/// The day as it goes by, with the service that is killed again and again.
struct Day<'t> {
    town: &'t Town,
    world: &'t World,
    accounts: BTreeMap<PersonId, AccountId>,
    service: Mortal<'t>,
}

impl Day<'_> {
    async fn goes_by(&mut self) {
        // The days before: nine cancel, one lets it pass, two do not answer.
        self.service.comes_to(-15, 0);
        self.service.reminds().await;
        for n in &CANCELLING[..9] {
            self.cancels(*n).await;
        }
        self.service.says_everything().await;
        let offers = self.offers().await;
        assert_eq!(offers.len(), 9, "each place is offered once");
        self.passes_on(&offers[0]).await;
        for offer in &offers[2..] {
            self.takes(offer).await;
        }
        self.service.says_everything().await;
        self.service.comes_to(-10, 30);
        self.those_in_time_are_left().await;
        self.service.reminds().await;
        self.all_take(2).await;
        // The morning of the day: three more.
        self.service.comes_to(7, 0);
        for n in &CANCELLING[9..] {
            self.cancels(*n).await;
        }
        self.all_take(3).await;
        // One does not come at nine, two at ten, and a vial is left over.
        self.have_it((9, 5), 0, &[5]).await;
        self.have_it((10, 15), 1, &[11, 12]).await;
        self.service.comes_to(10, 20);
        self.is_left_over("", &[5, 11, 12], "3").await;
        self.all_take(3).await;
        self.service.comes_to(12, 30);
        self.is_left_over("4", &[], "6").await;
        self.all_take(6).await;
        self.service.says_everything().await;
        self.have_it((14, 10), 2, &[]).await;
    }

    async fn cancels(&mut self, n: u32) {
        let resident = with_telephone(self.world, n);
        let path = format!("/bookings/{}/cancel", day::booking_id(n));
        let form = resident.opens(&path).await.form("キャンセルする");
        let page = self.service.presses(&resident.browser, &form).await;
        assert!(page.status < 400, "{}", page.text());
    }

    /// The offers that stand, in the order of those they are made to.
    async fn offers(&self) -> Vec<Offer> {
        let all = self.town.app.store.read(|reader| reader.offers_due(Timestamp::MAX, 99));
        let mut live = all.await.unwrap();
        live.sort_by_key(|offer| offer.person);
        live
    }

    async fn all_take(&mut self, count: usize) {
        self.service.says_everything().await;
        let offers = self.offers().await;
        assert_eq!(offers.len(), count, "each place is offered once");
        for offer in &offers {
            self.takes(offer).await;
        }
    }

    /// On the page that the message leads to, or by a word on the phone.
    async fn takes(&mut self, offer: &Offer) {
        let (world, id) = (self.world, offer.id);
        if self.accounts.contains_key(&offer.person) {
            let resident = with_telephone(world, number(offer.person));
            let form = resident.opens(&format!("/offers/{id}")).await.form("この枠を受ける");
            self.service.presses(&resident.browser, &form).await;
        } else {
            let officer = at_desk(world).await;
            let form = officer.opens("/desk/offers").await.form("お受けになる");
            let form = Form { action: format!("/desk/offers/{id}/accept"), ..form };
            self.service.presses(&officer, &form).await;
        }
    }

    async fn passes_on(&mut self, offer: &Offer) {
        let officer = at_desk(self.world).await;
        let form = officer.opens("/desk/offers").await.form("見送り");
        let form = Form { action: format!("/desk/offers/{}/decline", offer.id), ..form };
        self.service.presses(&officer, &form).await;
    }

    async fn is_left_over(&mut self, vials: &str, absent: &[u32], doses: &str) {
        let officer = at_desk(self.world).await;
        let form = ticked(&spare_page(&officer, vials).await, absent, doses, "余ったため");
        self.service.presses(&officer, &form).await;
    }

    /// Who is there has the dose, written down by another machine while this one is off.
    async fn have_it(&mut self, (hours, minutes): (i64, i64), slot: usize, absent: &[u32]) {
        self.service.is_killed();
        day::clock(self.town, hours, minutes);
        have_it(self.town, slot_of(slot), absent).await;
        self.service.starts();
    }

    async fn those_in_time_are_left(&mut self) {
        let (town, now) = (self.town, self.town.app.clock.now());
        let due = async || town.app.store.read(move |r| r.offers_due(now, 1)).await.unwrap();
        until("who did not answer is passed over", async || due().await.is_empty()).await;
    }
}

fn with_telephone(world: &World, n: u32) -> Resident<'_> {
    Resident { browser: Browser::new(world), known: neighbour(n) }
}

/// Which neighbour it is.
fn number(person: PersonId) -> u32 {
    (1..45).find(|n| neighbour(*n).id == person).unwrap()
}

/// Whose places became what, what came of the offers, and what everybody heard after the greeting.
async fn end_of(town: &Town) -> String {
    let mut all = String::new();
    let mut seats = town.app.store.read(|reader| reader.seats_of_session(DAY)).await.unwrap();
    seats.sort_by_key(|seat| (seat.starts, seat.booking.person));
    for seat in &seats {
        let became = match seat.booking.state {
            BookingState::Live => "予約",
            BookingState::Cancelled { .. } => "キャンセル",
            BookingState::Done { outcome: Outcome::Vaccinated, .. } => "接種",
            BookingState::Done { .. } => "来場なし",
        };
        write!(all, "{}時 {}：{became}　", seat.starts.hour(), number(seat.booking.person))
            .unwrap();
    }
    let now = town.app.clock.now();
    let told = town
        .app
        .store
        .read(move |reader| Ok((reader.refilled(FLU, now)?, reader.count_waiting(FLU)?)));
    let (refilled, waiting) = told.await.unwrap();
    let counts = [refilled.made, refilled.taken, refilled.declined, refilled.lapsed];
    let counts = counts.map(|counted| counted.all);
    writeln!(all, "\n案内・受けた・見送り・返事なし：{counts:?}、待つ方：{waiting}人").unwrap();
    for n in CANCELLING.into_iter().chain(IN_LINE) {
        let heard = town.heard(&neighbour(n).handle);
        let lines =
            heard.iter().skip(2).map(|entry| entry.lines().first().cloned().unwrap_or_default());
        writeln!(all, "{n}：{}", lines.collect::<Vec<_>>().join("／")).unwrap();
    }
    all
}
