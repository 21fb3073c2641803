//! The small town's programmes, venues and slots. It is Monday, 5 October 2026. Ids are small numbers, so
//! that a failing story can be read.

use domain::{
    Change, CutOff, Dated, Dose, Policy, Pool, PoolCount, Programme, ProgrammeId, SessionId, Slot,
    SlotId, VenueId,
    age::{Age, AgeRule},
    interval::{IntervalRule, Span},
    venue::{Session, Venue},
    when,
};
use jiff::{SignedDuration, Timestamp, civil::Time};
use uuid::Uuid;

/// The town's municipality code.
pub(crate) const TOWN_CODE: &str = "019992";
/// Places of each slot that anyone may book, and those kept for the call centre.
pub(crate) const PUBLIC: u32 = 10;
pub(crate) const PHONE: u32 = 2;

/// Two doses, three weeks apart.
pub(crate) const COVID: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
/// One dose, from 65 years on.
pub(crate) const FLU: ProgrammeId = ProgrammeId(Uuid::from_u128(2));
/// One dose; not open before November.
pub(crate) const PNEUMONIA: ProgrammeId = ProgrammeId(Uuid::from_u128(3));

pub(crate) const HALL: VenueId = VenueId(Uuid::from_u128(1));
pub(crate) const GYM: VenueId = VenueId(Uuid::from_u128(2));

/// The hall on 20 October, a quarter of an hour each.
pub(crate) const HALL_SESSION: SessionId = SessionId(Uuid::from_u128(10));
pub(crate) const AT_9_00: SlotId = SlotId(Uuid::from_u128(11));
pub(crate) const AT_9_15: SlotId = SlotId(Uuid::from_u128(12));
pub(crate) const AT_10_30: SlotId = SlotId(Uuid::from_u128(13));
/// The gymnasium on the same day at nine.
pub(crate) const IN_THE_GYM: SlotId = SlotId(Uuid::from_u128(21));
/// The hall on 9 November: twenty days later, one day too soon for the second dose.
pub(crate) const TOO_SOON: SlotId = SlotId(Uuid::from_u128(31));
/// The hall on 10 November: three weeks later.
pub(crate) const SOON_ENOUGH: SlotId = SlotId(Uuid::from_u128(41));
/// The flu vaccination at the hall on 22 October.
pub(crate) const FLU_SLOT: SlotId = SlotId(Uuid::from_u128(51));

/// Monday, 5 October 2026, nine o'clock in Japan.
pub(crate) fn monday() -> Timestamp {
    "2026-10-05T00:00:00Z".parse().unwrap()
}

/// As a clock that is moved takes it.
pub(crate) fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(days * 24)
}

/// Everything but the people, as it stands on the first day of a story; the dates above are those of a story
/// that begins on the Monday.
pub(crate) fn changes(begins: Timestamp) -> Vec<Change> {
    let mut all: Vec<Change> = programmes(begins).into_iter().map(Change::ProgrammeSaved).collect();
    all.push(venue(HALL, "中央公民館", "本町1丁目1番地", "役場前バス停から歩いて3分"));
    all.push(venue(GYM, "北体育館", "北町5丁目", ""));
    let sessions = [
        (10, COVID, HALL, 15, vec![(11, 9, 0), (12, 9, 15), (13, 10, 30)]),
        (20, COVID, GYM, 15, vec![(21, 9, 0)]),
        (30, COVID, HALL, 35, vec![(31, 9, 0)]),
        (40, COVID, HALL, 36, vec![(41, 9, 0)]),
        (50, FLU, HALL, 17, vec![(51, 10, 0)]),
        (60, PNEUMONIA, HALL, 50, vec![(61, 10, 0)]),
    ];
    for (id, programme, venue, days_later, slots) in sessions {
        let date = when::japan_date(begins + days(days_later));
        let id = SessionId(Uuid::from_u128(id));
        let session = Session { id, programme, venue, date, product: None };
        all.push(Change::SessionSaved(session.clone()));
        all.extend(slots.into_iter().map(|(n, hour, minute)| {
            Change::SlotSaved(slot(&session, n, Time::constant(hour, minute, 0, 0)))
        }));
    }
    all
}

pub(crate) fn slot(session: &Session, n: u128, starts: Time) -> Slot {
    let pool = |pool, capacity| PoolCount::of(pool, capacity);
    Slot {
        id: SlotId(Uuid::from_u128(n)),
        session: session.id,
        programme: session.programme,
        venue: session.venue,
        date: session.date,
        starts,
        ends: starts.saturating_add(SignedDuration::from_mins(15)),
        product: None,
        closed_at: None,
        pools: vec![pool(Pool::Public, PUBLIC), pool(Pool::CallCentre, PHONE)],
        quotas: Vec::new(),
    }
}

pub(crate) fn venue(id: VenueId, name: &str, address: &str, access: &str) -> Change {
    let (name, address, access) = (name.to_owned(), address.to_owned(), access.to_owned());
    Change::VenueSaved(Venue { id, name, address, access, room: None })
}

fn programmes(begins: Timestamp) -> [Programme; 3] {
    let three_weeks = IntervalRule {
        minimum: Span::Weeks(3),
        standard: None,
        standard_latest: None,
        maximum: None,
    };
    let from_65 = AgeRule::OnTheDay { from: Some(Age { years: 65, months: 0 }), under: None };
    let dose = |number, name: &str| Dose { number, name: name.to_owned(), ..Dose::default() };
    let covid = vec![
        dose(1, "1回目"),
        Dose { intervals: vec![Dated::always(three_weeks)], ..dose(2, "2回目") },
    ];
    let flu = vec![Dose { ages: vec![Dated::always(from_65)], ..dose(1, "秋の接種") }];
    [
        programme(COVID, "新型コロナワクチン", begins - days(34), covid),
        programme(FLU, "高齢者インフルエンザ", begins - days(34), flu),
        programme(PNEUMONIA, "肺炎球菌ワクチン", begins + days(27), vec![dose(1, "接種")]),
    ]
}

/// What the town asks people to bring.
const BRING: [&str; 3] = [
    "接種券（届いた封筒ごと）",
    "本人確認ができるもの（健康保険証・運転免許証など）",
    "記入した予診票",
];

fn programme(id: ProgrammeId, name: &str, opens_at: Timestamp, doses: Vec<Dose>) -> Programme {
    let policy = Policy {
        doses,
        book_until: CutOff::DaysBefore(1),
        change_until: CutOff::DaysBefore(1),
        cancel_until: CutOff::UntilStart,
        bring: BRING.map(str::to_owned).to_vec(),
        ..Policy::default()
    };
    Programme { id, name: name.to_owned(), opens_at: Some(opens_at), closes_at: None, policy }
}
