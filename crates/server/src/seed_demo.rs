//! Fills an empty database with an invented town: its people, two programmes, two venues, three weeks of
//! slots, some bookings by phone, and an officer. Run again it changes nothing.

pub(crate) mod people;
mod slots;
mod staff;

use crate::{clock::Clock, config::Config, ids::Ids, password, programme_file, words::dates};
use anyhow::{Context, Result};
use domain::{
    Actor, BookingId, Change, Command, CutOff, Dated, Decision, Door, Dose, Policy, Programme,
    ProgrammeId, RequestId, Slot,
    age::{Age, AgeRule},
    command::Book,
    waitlist::{Quiet, Waitlist},
    when,
};
use jiff::{Timestamp, civil::time};
use people::Resident;
use std::fmt::Write as _;
use store::Store;

/// Bookings that came by phone before the demo begins, if nobody says otherwise.
pub const PHONED: u32 = 260;

/// What the demo's programme asks people to bring.
const BRING: [&str; 3] = [
    "接種券（届いた封筒ごと）",
    "本人確認ができるもの（健康保険証・運転免許証など）",
    "記入した予診票",
];

/// How many people the town has if nobody says otherwise.
pub const PEOPLE: u32 = 2_400;

/// How large the town is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many people live there.
    pub people: u32,
    /// How many slots the programme for everybody has, the first ones; all of three weeks without it.
    pub slots: Option<u32>,
    /// Places in each of them for those who book by LINE; what the venues have room for without it.
    pub places: Option<u32>,
    /// Bookings that came by phone before.
    pub phoned: u32,
}

/// Fills the database and returns what whoever tries it needs to know, in Japanese.
pub async fn run(config: &Config, store: &Store, clock: Clock, size: Size) -> Result<String> {
    let (ids, now) = (Ids::new(clock.clone()), clock.now());
    let residents = people::residents(config, &ids, size.people, people::AS_OF);
    if store.read(|reader| reader.count_persons()).await? == 0 {
        fill(store, &ids, now, size, &residents).await?;
    }
    Ok(told(config, &residents))
}

async fn fill(
    store: &Store,
    ids: &Ids,
    now: Timestamp,
    size: Size,
    residents: &[Resident],
) -> Result<()> {
    let (programme, today) = (programme(ids, now), when::japan_date(now));
    let children = for_children(ids, now).context("the template of the children's programme")?;
    let both = [programme.clone(), children.clone()];
    let mut changes: Vec<Change> = both.into_iter().map(Change::ProgrammeSaved).collect();
    let mut slots = slots::make(ids, (programme.id, children.id), size, today, &mut changes);
    slots.retain(|slot| slot.programme == programme.id);
    changes.extend(residents.iter().map(|r| Change::PersonSaved(r.person.clone())));
    let venue = slots.first().context("the demo has slots")?.venue;
    let officers = staff::officers(ids, &password::hash(staff::PASSWORD)?, venue);
    let by = Actor::Officer(officers[0].id);
    let decision = Decision { changes, notices: Vec::new() };
    store
        .write(move |tx| {
            for officer in &officers {
                tx.save_officer(officer, Actor::System, now)?;
            }
            tx.apply(&decision, Actor::System, now, Some("お試しの町をつくりました"))
        })
        .await?;
    let phoned = residents.iter().filter(|resident| !resident.in_cast).step_by(5);
    let phoned: Vec<&Resident> = phoned.take(size.phoned as usize).collect();
    phone_in(store, ids, now, &programme, &phoned, &slots, by).await
}

/// Bookings by phone, spread over the slots, so that the board looks like a town at work.
async fn phone_in(
    store: &Store,
    ids: &Ids,
    now: Timestamp,
    programme: &Programme,
    phoned: &[&Resident],
    slots: &[Slot],
    by: Actor,
) -> Result<()> {
    let wishes = phoned.iter().enumerate().map(|(index, resident)| {
        let slot = &slots[index * 7 % slots.len().div_ceil(2)];
        let applicant = resident.person.applicant();
        store.place(Command::Book(Book {
            id: BookingId(ids.uuid()),
            once: RequestId(ids.uuid()),
            applicant,
            programme: programme.id,
            dose: 1,
            slot: slot.id,
            door: Door::Phone,
            account: None,
            exception: None,
            hold: None,
            by,
            at: now,
        }))
    });
    // A refusal is fine: the slot was full or the person too young, as on any day at the phone.
    futures_util::future::try_join_all(wishes).await?;
    Ok(())
}

fn programme(ids: &Ids, now: Timestamp) -> Programme {
    let from = Age { years: 12, months: 0 };
    let dose = Dose {
        number: 1,
        name: "秋の接種（1回）".to_owned(),
        ages: vec![Dated::always(AgeRule::OnTheDay { from: Some(from), under: None })],
        ..Dose::default()
    };
    Programme {
        id: ProgrammeId(ids.uuid()),
        name: "新型コロナワクチン接種（お試し）".to_owned(),
        opens_at: Some(now),
        closes_at: None,
        policy: Policy {
            doses: vec![dose],
            book_until: CutOff::DaysBefore(2),
            change_until: CutOff::DaysBefore(2),
            cancel_until: CutOff::UntilStart,
            bring: BRING.map(str::to_owned).to_vec(),
            waitlist: Some(waitlist()),
            ..Policy::default()
        },
    }
}

/// Nobody is woken by a freed place.
fn waitlist() -> Waitlist {
    let quiet = Some(Quiet { from: time(21, 0, 0, 0), until: time(7, 0, 0, 0) });
    Waitlist { quiet, ..Waitlist::default() }
}

/// What a family with children books together.
fn for_children(ids: &Ids, now: Timestamp) -> Option<Programme> {
    let file = programme_file::template("influenza-child", when::japan_date(now))?;
    Some(Programme {
        id: ProgrammeId(ids.uuid()),
        name: "子どものインフルエンザ（お試し）".to_owned(),
        opens_at: Some(now),
        closes_at: None,
        policy: file.policy,
    })
}

/// Who can be booked for in the demo, and how to sign in.
fn told(config: &Config, residents: &[Resident]) -> String {
    let mut text = format!("{} の架空の町民で、お試しください。\n\n", config.town.name);
    staff::told(&mut text);
    text.push_str("\n  予約に使える人（接種券番号 ／ 生年月日）\n");
    for resident in residents.iter().filter(|resident| resident.in_cast) {
        let details = &resident.person.details;
        let voucher = resident.person.vouchers.first();
        let number = voucher.map_or("", |voucher| voucher.number.as_str());
        writeln!(
            text,
            "    {number} ／ {}（{}）  {} {}",
            details.birth.strftime("%Y/%-m/%-d"),
            dates::wareki(details.birth),
            details.name,
            resident.role
        )
        .expect("writing to memory does not fail");
    }
    text
}
