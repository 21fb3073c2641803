//! A programme's waitlist played through with other rules: its own slots, people and habits are read, the rest is
//! assumed and said to be. Nothing is written.

use anyhow::Result;
use domain::{
    AccountId, Applicant, Door, Entry, EntryId, Link, LinkedBy, Pool, Programme, ProgrammeId, Slot,
    SlotId,
    booking::is_meant_on,
    waitlist::{
        Rank, Waitlist, Wish,
        simulation::{Habits, Stage, Summary, play},
    },
    when,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::{Reader, Seen, Store};

/// From so many cancellations, or ended offers, on they tell more than an assumption.
pub const ENOUGH: usize = 10;
/// Of a thousand places so many are given back, where too few were seen. The self-defence forces' venues of 2021 had up
/// to a fifth in a day, no-shows among them.
const GIVEN_BACK: u32 = 100;
/// Of a thousand offers so many are taken, and let pass, where too few were seen.
const ANSWERED: (u32, u32) = (500, 200);
/// Hours before its time at which a place is given back, where too few were seen.
const LEADS: [i64; 10] = [1, 3, 8, 20, 26, 44, 50, 74, 100, 150];
/// Minutes that an answer takes, where too few were seen.
const ANSWERS: [i64; 10] = [1, 2, 4, 8, 15, 25, 40, 70, 120, 200];
/// Somebody who is only assumed to wait must know so many minutes before.
const NOTICE: u16 = 120;
/// Most people who may be assumed to wait.
pub const WAITING_MOST: u32 = 20_000;
/// Most times that one set of rules is played.
pub const RUNS_MOST: u32 = 200;

/// What is asked for besides the programme: what is given here is taken instead of what was seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// So many of the roster wait, instead of those who do.
    pub waiting: Option<u32>,
    /// So many of a thousand places are given back.
    pub given_back: Option<u32>,
    /// So many of a thousand offers are taken.
    pub taken: Option<u32>,
    /// So many of them are let pass.
    pub declined: Option<u32>,
}

/// From where something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Seen in the programme, so many times.
    Seen(usize),
    /// Whoever asks said so.
    Said,
    /// Assumed.
    Assumed,
}

/// What is played, and on what ground it stands.
#[derive(Clone, Debug)]
pub struct Ground {
    /// What is played.
    pub stage: Stage,
    /// The programme's own rules.
    pub rules: Waitlist,
    /// Its slots to come, and the places in them.
    pub slots: (usize, u32),
    /// From where those who wait are known.
    pub waiting: Source,
    /// From where it is known how many places are given back.
    pub given_back: Source,
    /// From where the hours before are known.
    pub leads: Source,
    /// From where it is known how offers are answered.
    pub taken: Source,
    /// From where the time of the answers is known.
    pub answers: Source,
}

/// Reads what is played of a programme; none where there is no such programme.
pub async fn ground(
    store: &Store,
    id: ProgrammeId,
    asked: Asked,
    now: Timestamp,
) -> Result<Option<Ground>> {
    let found = store.read(move |reader| {
        let Some(programme) = reader.programme(id)? else { return Ok(None) };
        read(reader, &programme, asked, now).map(Some)
    });
    Ok(found.await?)
}

fn read(
    reader: &mut Reader<'_>,
    programme: &Programme,
    asked: Asked,
    now: Timestamp,
) -> Result<Ground> {
    let seen = reader.waitlist_habits(programme.id)?;
    let mut slots = reader.slots_from(programme.id, when::japan_date(now))?;
    slots.retain(|slot| slot.starts_at() > now && slot.closed_at.is_none());
    let places = slots.iter().flat_map(|slot| &slot.pools).map(|count| count.limit()).sum();
    let (waiting, source) = match asked.waiting {
        None => (those_who_wait(reader, programme)?, Source::Seen(0)),
        Some(most) => {
            let people = meant_without_a_booking(reader, programme, most, now)?;
            (assumed(programme, people, &slots, now), Source::Said)
        }
    };
    let persons = waiting.iter().map(|(entry, _)| entry.person).collect();
    let ids: BTreeSet<SlotId> = slots.iter().map(|slot| slot.id).collect();
    let mut facts = reader.ledger(&persons, ids, &BTreeSet::new())?;
    if asked.waiting.is_some() {
        for (entry, _) in &waiting {
            let Some(account) = entry.account else { continue };
            let (person, since) = (entry.person, entry.joined_at);
            let link = Link { account, person, since, by: LinkedBy::Counter, relation: None };
            facts.links.insert((account, person), link);
        }
    }
    // What is to be opened yet is played as if it had been.
    if let Some(played) = facts.programmes.get_mut(&programme.id) {
        played.opens_at = played.opens_at.filter(|at| *at <= now).or(Some(now));
        played.closes_at = None;
    }
    let (habits, sources) = habits(seen, asked);
    let [given_back, leads, taken, answers] = sources;
    let waiting_source = match source {
        Source::Seen(_) => Source::Seen(waiting.len()),
        other => other,
    };
    Ok(Ground {
        rules: programme.policy.waitlist.clone().unwrap_or_default(),
        stage: Stage { facts, programme: programme.id, waiting, habits, from: now },
        slots: (slots.len(), places),
        waiting: waiting_source,
        given_back,
        leads,
        taken,
        answers,
    })
}

fn those_who_wait(
    reader: &mut Reader<'_>,
    programme: &Programme,
) -> Result<Vec<(Entry, Applicant)>> {
    let entries = reader.waiting_in(programme.id)?;
    let people = reader.people(&entries.iter().map(|entry| entry.person).collect())?;
    let known = |entry: Entry| {
        let applicant = people.get(&entry.person)?.applicant();
        Some((entry, applicant))
    };
    Ok(entries.into_iter().filter_map(known).collect())
}

/// So many people of the roster for whom the programme is meant and who have no booking in it.
fn meant_without_a_booking(
    reader: &mut Reader<'_>,
    programme: &Programme,
    most: u32,
    now: Timestamp,
) -> Result<Vec<Applicant>> {
    let booked = reader.bookings_of_programme(programme.id)?;
    let booked: BTreeSet<_> = booked.iter().filter(|b| b.is_live()).map(|b| b.person).collect();
    let mut people = reader.applicants()?;
    let (today, dose) = (when::japan_date(now), programme.policy.doses.first());
    let is_meant = |applicant: &Applicant| {
        dose.is_some_and(|dose| is_meant_on(programme, dose, applicant, today).is_ok())
    };
    people.retain(|applicant| !booked.contains(&applicant.person) && is_meant(applicant));
    people.sort_unstable_by_key(|applicant| applicant.person);
    people.truncate(most as usize);
    Ok(people)
}

/// They wait as if one had joined each minute until now, by telephone as many of them as places are kept for it.
fn assumed(
    programme: &Programme,
    people: Vec<Applicant>,
    slots: &[Slot],
    now: Timestamp,
) -> Vec<(Entry, Applicant)> {
    let places = |pool| slots.iter().map(|slot| u64::from(slot.pool(pool).limit())).sum::<u64>();
    let (public, phone) = (places(Pool::Public), places(Pool::CallCentre));
    let phoned_of = |n: usize| n as u64 * phone / (public + phone).max(1);
    let dose = programme.policy.doses.first().map_or(1, |dose| dose.number);
    let joins = |(n, applicant): (usize, Applicant)| {
        let (id, person) = (EntryId(applicant.person.0), applicant.person);
        let ago = SignedDuration::from_mins(i64::try_from(n).unwrap_or(0) + 1);
        let by_phone = phoned_of(n + 1) > phoned_of(n);
        let entry = Entry {
            id,
            person,
            programme: programme.id,
            dose,
            party: None,
            wish: Wish { notice: NOTICE, ..Wish::default() },
            account: (!by_phone).then_some(AccountId(person.0)),
            door: if by_phone { Door::Phone } else { Door::Line },
            joined_at: now - ago,
            rank: Rank { class: 0, key: 0, entry: id },
            lapses: 0,
            ended: None,
        };
        (entry, applicant)
    };
    people.into_iter().enumerate().map(joins).collect()
}

/// What people do: as they were seen to, as it is said, or as it is assumed.
fn habits(seen: Seen, asked: Asked) -> (Habits, [Source; 4]) {
    let per_thousand =
        |part: usize, of: usize| u32::try_from(part * 1_000 / of.max(1)).unwrap_or(0);
    let enough = seen.leads.len() >= ENOUGH;
    let back = per_thousand(seen.leads.len(), seen.booked as usize).min(1_000);
    let (given_back, from_back) = match asked.given_back {
        Some(said) => (said, Source::Said),
        None if enough => (back, Source::Seen(seen.booked as usize)),
        None => (GIVEN_BACK, Source::Assumed),
    };
    let offers: u32 = seen.offers.iter().sum();
    let share = |n: u32| per_thousand(n as usize, offers as usize);
    let offered = offers as usize >= ENOUGH;
    let ((taken, declined), from_taken) = match (asked.taken, asked.declined) {
        (None, None) if offered => {
            ((share(seen.offers[0]), share(seen.offers[1])), Source::Seen(offers as usize))
        }
        (None, None) => (ANSWERED, Source::Assumed),
        (taken, declined) => ((taken.unwrap_or(ANSWERED.0), declined.unwrap_or(0)), Source::Said),
    };
    let (leads, from_leads) = seen_or(seen.leads, &LEADS.map(SignedDuration::from_hours));
    let (answers, from_answers) = seen_or(seen.answers, &ANSWERS.map(SignedDuration::from_mins));
    let habits = Habits { given_back, leads, taken, declined, answers };
    (habits, [from_back, from_leads, from_taken, from_answers])
}

fn seen_or(seen: Vec<SignedDuration>, assumed: &[SignedDuration]) -> (Vec<SignedDuration>, Source) {
    let count = seen.len();
    if count >= ENOUGH { (seen, Source::Seen(count)) } else { (assumed.to_vec(), Source::Assumed) }
}

/// Plays each of these rules so many times.
pub fn compare(ground: &Ground, rules: &[Waitlist], runs: u32, seed: u64) -> Vec<Summary> {
    let played = |rules: &Waitlist| {
        let runs = (0..runs).map(|run| play(&ground.stage, rules, seed.wrapping_add(run.into())));
        Summary::of(&runs.collect::<Vec<_>>())
    };
    rules.iter().map(played).collect()
}
