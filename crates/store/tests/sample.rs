//! A small invented town: one programme of two doses, two venues, three sessions, four slots and as many
//! residents as a story asks for. Ids are small numbers, so that a failing story can be read.

use crate::town::Town;
use domain::{
    AccountId, Actor, Applicant, BookingId, Call, CallId, CancelReason, Change, Command, CutOff,
    Dated, Decision, Door, Dose, LinkedBy, Note, NoteId, OfficerId, PersonId, Policy, Pool,
    PoolCount, Programme, ProgrammeId, RequestId, SessionId, Slot, SlotId, VenueId,
    call::{Caller, Ending, Identity, Proof},
    command::{Book, Cancel, Move},
    interval::{IntervalRule, Span},
    municipality::MunicipalityCode,
    person::{Details, Person, Sex, Voucher},
    venue::{Session, Venue},
    voucher::{self, Validity},
    when::Date,
};
use jiff::{SignedDuration, Timestamp, civil::time};
use store::LineUser;
use uuid::Uuid;

/// Places of each slot that anyone may book.
pub(crate) const PUBLIC: u32 = 10;
/// Places of each slot that are kept for the call centre.
pub(crate) const PHONE: u32 = 2;

/// Slots of the sample: morning and late morning at the hall, the gymnasium on the same day, the hall a
/// month later.
pub(crate) const MORNING: SlotId = SlotId(Uuid::from_u128(11));
pub(crate) const LATE: SlotId = SlotId(Uuid::from_u128(12));
pub(crate) const GYM: SlotId = SlotId(Uuid::from_u128(21));
pub(crate) const MONTH_LATER: SlotId = SlotId(Uuid::from_u128(31));

/// The programme of the sample.
pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
/// The account that acts for everyone.
pub(crate) const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
/// A member of the staff.
pub(crate) const OFFICER: OfficerId = OfficerId(Uuid::from_u128(1));

/// Nine o'clock on a Thursday in October.
pub(crate) fn now() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

/// So many minutes later.
pub(crate) fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

pub(crate) fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

pub(crate) fn session(n: u128) -> SessionId {
    SessionId(Uuid::from_u128(n))
}

pub(crate) fn venue(n: u128) -> VenueId {
    VenueId(Uuid::from_u128(n))
}

pub(crate) fn booking(n: u128) -> BookingId {
    BookingId(Uuid::from_u128(n))
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What the town knows about the n-th resident.
pub(crate) fn resident(n: u128) -> Person {
    let details = Details {
        address_number: Some(format!("{n:05}")),
        name: format!("滝沢 花子{n}"),
        kana: format!("タキザワ ハナコ{n}"),
        birth: day("1957-04-01"),
        sex: Sex::Female,
        phone: Some(format!("0126-22-{n:04}")),
        postal_code: None,
        address: format!("北町{n}丁目"),
        district: "北".to_owned(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
        records: Vec::new(),
        note: None,
    };
    Person { id: person(n), details, vouchers: vec![voucher_of(n)], protected_at: None }
}

/// A voucher that is well formed.
pub(crate) fn voucher_of(n: u128) -> Voucher {
    let municipality = MunicipalityCode::parse("011002").unwrap();
    let number = voucher::parse(&format!("77{n:08}")).unwrap().number;
    Voucher { municipality, number, validity: Validity::default() }
}

/// Two doses three weeks apart; open since September.
pub(crate) fn programme() -> Programme {
    let rule = IntervalRule {
        minimum: Span::Weeks(3),
        standard: None,
        standard_latest: None,
        maximum: None,
    };
    let dose = |number, name: &str, interval: Option<IntervalRule>| Dose {
        number,
        name: name.to_owned(),
        intervals: interval.map(Dated::always).into_iter().collect(),
        ..Dose::default()
    };
    let policy = Policy {
        doses: vec![dose(1, "1回目", None), dose(2, "2回目", Some(rule))],
        book_until: CutOff::DaysBefore(1),
        change_until: CutOff::DaysBefore(1),
        cancel_until: CutOff::UntilStart,
        ..Policy::default()
    };
    let opens_at = Some("2026-09-01T00:00:00Z".parse().unwrap());
    Programme {
        id: PROGRAMME,
        name: "新型コロナワクチン".to_owned(),
        opens_at,
        closes_at: None,
        policy,
    }
}

/// A slot of an hour with the sample's capacities.
pub(crate) fn slot(id: SlotId, session_n: u128, at: VenueId, date: &str, hour: i8) -> Slot {
    let pool = |pool, capacity| PoolCount::of(pool, capacity);
    Slot {
        id,
        session: session(session_n),
        programme: PROGRAMME,
        venue: at,
        date: day(date),
        starts: time(hour, 0, 0, 0),
        ends: time(hour + 1, 0, 0, 0),
        product: None,
        closed_at: None,
        pools: vec![pool(Pool::Public, PUBLIC), pool(Pool::CallCentre, PHONE)],
        quotas: Vec::new(),
    }
}

/// The town without its people.
pub(crate) fn places() -> Vec<Change> {
    let hall = |n, name: &str| Venue {
        id: venue(n),
        name: name.to_owned(),
        address: "北町1".to_owned(),
        access: "駅から徒歩5分".to_owned(),
        room: None,
    };
    let held = |n, v, date| Session {
        id: session(n),
        programme: PROGRAMME,
        venue: venue(v),
        date: day(date),
        product: None,
    };
    let (first, month_later) = ("2026-10-20", "2026-11-17");
    vec![
        Change::ProgrammeSaved(programme()),
        Change::VenueSaved(hall(1, "中央公民館")),
        Change::VenueSaved(hall(2, "北体育館")),
        Change::SessionSaved(held(1, 1, first)),
        Change::SessionSaved(held(2, 2, first)),
        Change::SessionSaved(held(3, 1, month_later)),
        Change::SlotSaved(slot(MORNING, 1, venue(1), first, 9)),
        Change::SlotSaved(slot(LATE, 1, venue(1), first, 10)),
        Change::SlotSaved(slot(GYM, 2, venue(2), first, 9)),
        Change::SlotSaved(slot(MONTH_LATER, 3, venue(1), month_later, 9)),
    ]
}

impl Town {
    /// Sets the sample up, with residents 1 to `people`.
    pub(crate) async fn opens(&self, people: u128) {
        let residents = (1..=people).map(|n| Change::PersonSaved(resident(n)));
        let links = (1..=people).map(|n| linked(ACCOUNT, n, LinkedBy::Voucher));
        let changes = places().into_iter().chain(residents).chain(links).collect();
        self.write(move |tx| {
            tx.account_for(&LineUser("U-hanako".to_owned()), ACCOUNT, now())?;
            tx.apply(&Decision { changes, notices: Vec::new() }, Actor::System, now(), None)
        })
        .await;
    }

    /// Stores one change as an officer's.
    pub(crate) async fn changes(&self, change: Change) {
        let decision = Decision::change(change);
        self.write(move |tx| tx.apply(&decision, Actor::Officer(OFFICER), now(), None)).await;
    }

    /// Residents book a slot each, one after another; the n-th one's booking has the id n.
    pub(crate) async fn books(&self, people: impl IntoIterator<Item = u128>, slot: SlotId) {
        for n in people {
            self.place(Command::Book(book(n, slot))).await.unwrap();
        }
    }
}

/// An account acts for the n-th resident from now on.
pub(crate) fn linked(account: AccountId, n: u128, by: LinkedBy) -> Change {
    Change::PersonLinked { account, person: person(n), by }
}

/// The n-th resident wants the first dose here, with one press of the button.
pub(crate) fn book(n: u128, slot: SlotId) -> Book {
    Book {
        id: booking(n),
        once: RequestId(Uuid::from_u128(n)),
        applicant: applicant(n),
        programme: PROGRAMME,
        dose: 1,
        slot,
        door: Door::Line,
        account: Some(ACCOUNT),
        exception: None,
        hold: None,
        by: Actor::Account(ACCOUNT),
        at: now(),
    }
}

/// The same wish with another press of the button.
pub(crate) fn pressed_again(wish: Book, press: u128) -> Book {
    Book { id: booking(press), once: RequestId(Uuid::from_u128(press)), ..wish }
}

/// The n-th resident wants to come another time.
pub(crate) fn move_to(n: u128, to: SlotId) -> Move {
    let by = Actor::Account(ACCOUNT);
    Move { booking: booking(n), applicant: applicant(n), to, door: Door::Line, by, at: later(1) }
}

/// The n-th resident does not come.
pub(crate) fn cancel(n: u128) -> Cancel {
    let reason = CancelReason::ByResident;
    let by = Actor::Account(ACCOUNT);
    Cancel { booking: booking(n), applicant: applicant(n), reason, by, at: later(2) }
}

fn applicant(n: u128) -> Applicant {
    resident(n).applicant()
}

/// Many wishes for one slot, each by another resident.
pub(crate) fn rush(people: u128, slot: SlotId) -> impl Iterator<Item = Command> {
    (1..=people).map(move |n| Command::Book(book(n, slot)))
}

/// A call about the first resident, with what was noted in it and the town's own greeting.
pub(crate) async fn phones(town: &Town) {
    let call = call(1);
    let note = note(1, "耳が遠い方です。");
    town.write(move |tx| {
        tx.begin_call(&call)?;
        tx.identify_caller(call.id, &identity())?;
        tx.end_call(call.id, Ending::Answered, later(2))?;
        tx.keep_note(&note)?;
        tx.strike_note((note.person, note.id), OFFICER, later(3), "別の方のメモでした")?;
        tx.reword(("greeting", 0), Some("はい、窓口です。"), OFFICER, later(1))
    })
    .await;
}

/// The n-th call, about the first resident.
pub(crate) fn call(n: u128) -> Call {
    let (id, began_at) = (CallId(Uuid::from_u128(n)), now());
    let (identity, ended) = (None, None);
    Call { id, officer: OFFICER, person: person(1), began_at, heard_at: began_at, identity, ended }
}

/// Who could tell enough.
pub(crate) fn identity() -> Identity {
    let proofs = [Proof::Name, Proof::Birth, Proof::Voucher];
    Identity { caller: Caller::Proxy, proofs: proofs.into() }
}

/// The n-th note, about the first resident.
pub(crate) fn note(n: u128, text: &str) -> Note {
    let (id, text) = (NoteId(Uuid::from_u128(n)), text.to_owned());
    Note { id, person: person(1), text, by: OFFICER, at: now(), struck: None }
}
