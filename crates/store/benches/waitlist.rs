//! What it costs to offer freed places on: thousands of bookings are cancelled at the same moment while many more people
//! wait, and each place has to go to another of them. Printed with the time and the processor's share of each offer; it
//! ends with an error if anything was offered twice, out of turn or to nobody.
//!
//! `cargo xtask bench waitlist --cancellations 10000 --waiting 100000 --dir PATH`

use crate::{
    search::{self, person_id as person},
    setting,
};
use anyhow::{Context, Result, bail, ensure};
use domain::{
    AccountId, Actor, Applicant, BookingId, CancelReason, Change, Command, Decision, Door, Entry,
    EntryId, LinkedBy, Offer, PersonId, Pool,
    command::Cancel,
    waitlist::{Rank, Waitlist, Wish},
};
use jiff::{SignedDuration, Timestamp, civil::date};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    ops::Range,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Keys, LineUser, Store, Tx, Url};
use tokio::{runtime::Runtime, sync::Semaphore, task::JoinSet};
use uuid::Uuid;

/// People who are saved in one transaction.
const CHUNK: u64 = 5_000;
/// Cancellations that wait for their answer at once.
const AT_ONCE: usize = 1_024;

struct Args {
    cancellations: u64,
    waiting: u64,
    folder: PathBuf,
}

/// Sets up, cancels, counts, and prints.
pub(crate) fn run(given: impl Iterator<Item = String>) -> Result<()> {
    let args = args(given)?;
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir_in(&args.folder)?;
    let store =
        Store::start(Url::Sqlite(folder.path().join("town.db")), Keys::derive(&setting::KEY));
    runtime.block_on(async {
        store.ready().await?;
        eprintln!("{} wait for {} places", args.waiting, args.cancellations);
        is_set_up(&store, &args).await?;
        let (begun, spent) = (Instant::now(), processor()?);
        let mut answers = cancel_all(&store, args.cancellations).await?;
        let (took, spent) = (begun.elapsed(), processor()?.saturating_sub(spent));
        let offers = store.read(|reader| reader.offers_due(far(), u32::MAX)).await?;
        are_sound(&offers, &args)?;
        let differences = store.read(|reader| reader.differences()).await?;
        ensure!(differences.is_empty(), "a count is wrong: {differences:?}");
        answers.sort_unstable();
        print(&args, offers.len(), (took, spent), &answers);
        Ok(())
    })
}

fn args(mut given: impl Iterator<Item = String>) -> Result<Args> {
    let mut args = Args { cancellations: 10_000, waiting: 100_000, folder: env::temp_dir() };
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--cancellations" => args.cancellations = value.parse()?,
            "--waiting" => args.waiting = value.parse()?,
            "--dir" => args.folder = PathBuf::from(value),
            _ => bail!("unknown argument {name}"),
        }
    }
    ensure!(args.cancellations > 0, "nothing to measure");
    ensure!(args.waiting >= args.cancellations, "as many have to wait as cancel");
    Ok(args)
}

/// Every place is booked, and the others wait in the order of their numbers.
async fn is_set_up(store: &Store, args: &Args) -> Result<()> {
    store.write(setting::set_up).await?;
    let programme = store.read(|reader| reader.programme(setting::PROGRAMME)).await?;
    let mut programme = programme.context("it was set up just now")?;
    programme.policy.waitlist = Some(Waitlist::default());
    let all = args.cancellations + args.waiting;
    for first in (0..all).step_by(usize::try_from(CHUNK)?) {
        let (these, booked) = (first..all.min(first + CHUNK), args.cancellations);
        store.write(move |tx| move_in(tx, these, booked)).await?;
    }
    let mut booked: BTreeMap<_, u32> = BTreeMap::new();
    for n in 0..args.cancellations {
        *booked.entry(setting::wish(n, false).slot).or_default() += 1;
    }
    let slots =
        store.read(|reader| reader.slots_from(setting::PROGRAMME, date(2027, 1, 1))).await?;
    let full = slots.iter().map(|slot| {
        let to = booked.get(&slot.id).copied().unwrap_or(0);
        let from = slot.pool(Pool::Public).capacity;
        Change::CapacitySet { slot: slot.id, pool: Pool::Public, from, to }
    });
    let changes = full.chain([Change::ProgrammeSaved(programme)]).collect();
    let decision = Decision { changes, notices: Vec::new() };
    store.write(move |tx| tx.apply(&decision, Actor::System, setting::now(), None)).await?;
    Ok(())
}

fn move_in(tx: &mut Tx<'_>, these: Range<u64>, booked: u64) -> Result<()> {
    let mut changes = Vec::new();
    for n in these {
        let (account, person) = (AccountId(Uuid::from_u128(u128::from(n) + 2)), person(n));
        tx.account_for(&LineUser(format!("U-{n}")), account, setting::now())?;
        changes.push(Change::PersonSaved(search::person(n)));
        changes.push(Change::PersonLinked { account, person, by: LinkedBy::Counter });
        changes.push(if n < booked {
            Change::BookingMade(search::booking(n))
        } else {
            Change::WaitlistJoined(entry(n, account))
        });
    }
    let decision = Decision { changes, notices: Vec::new() };
    tx.apply(&decision, Actor::System, setting::now(), None)
}

/// Joined a second after whoever has the number before.
fn entry(n: u64, account: AccountId) -> Entry {
    let id = EntryId(Uuid::from_u128(n.into()));
    let joined_at = setting::now() + SignedDuration::from_secs(i64::try_from(n).unwrap_or(0));
    Entry {
        id,
        person: person(n),
        programme: setting::PROGRAMME,
        dose: 1,
        party: None,
        wish: Wish::default(),
        account: Some(account),
        door: Door::Line,
        joined_at,
        rank: Rank { class: 0, key: joined_at.as_millisecond(), entry: id },
        lapses: 0,
        ended: None,
    }
}

/// After everybody joined.
fn later() -> Timestamp {
    setting::now() + SignedDuration::from_hours(24 * 14)
}

/// After every offer has lapsed.
fn far() -> Timestamp {
    setting::now() + SignedDuration::from_hours(24 * 365 * 10)
}

/// All cancel at the same moment; how long each waited for the answer.
async fn cancel_all(store: &Store, count: u64) -> Result<Vec<Duration>> {
    let (store, places) = (store.clone(), Arc::new(Semaphore::new(AT_ONCE)));
    let mut all = JoinSet::new();
    for n in 0..count {
        let place = places.clone().acquire_owned().await?;
        let cancel = Cancel {
            booking: BookingId(Uuid::from_u128(n.into())),
            applicant: Applicant::born(person(n), date(1957, 4, 1)),
            reason: CancelReason::ByResident,
            by: Actor::System,
            at: later(),
        };
        let store = store.clone();
        all.spawn(async move {
            let begun = Instant::now();
            let answer = store.place(Command::Cancel(cancel)).await;
            drop(place);
            answer.context("no answer")?.ok().context("refused")?;
            anyhow::Ok(begun.elapsed())
        });
    }
    let mut answers = Vec::new();
    while let Some(answer) = all.join_next().await {
        answers.push(answer??);
    }
    Ok(answers)
}

/// Each freed place is offered once, each to another, and to those who came first.
fn are_sound(offers: &[Offer], args: &Args) -> Result<()> {
    let asked: BTreeSet<PersonId> = offers.iter().map(|offer| offer.person).collect();
    ensure!(asked.len() == offers.len(), "somebody has two offers");
    let first = (args.cancellations..args.cancellations * 2).map(person).collect();
    ensure!(asked == first, "{} of {} offers", offers.len(), args.cancellations);
    let mut places: BTreeMap<_, u32> = BTreeMap::new();
    for offer in offers {
        *places.entry(offer.place.slot).or_default() += offer.place.units;
    }
    for n in 0..args.cancellations {
        let left = places.get_mut(&setting::wish(n, false).slot).context("a place is left")?;
        *left = left.checked_sub(1).context("a freed place was offered to nobody")?;
    }
    ensure!(places.values().all(|left| *left == 0), "a place was offered that was not freed");
    Ok(())
}

/// What this process has cost the processors so far; Linux counts it in hundredths of a second.
fn processor() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').context("the name stands in brackets")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    Ok(Duration::from_millis(ticks.sum::<Result<u64, _>>()? * 10))
}

fn print(args: &Args, offers: usize, (took, spent): (Duration, Duration), answers: &[Duration]) {
    let count = u32::try_from(answers.len()).unwrap_or(u32::MAX).max(1);
    let each = |time: Duration| (time / count).as_secs_f64() * 1e6;
    let at = |percent: usize| answers[(answers.len() - 1) * percent / 100].as_secs_f64();
    println!(
        "| cancellations | waiting | offers | time | an offer | processor, an offer | answer p50, p99 |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    println!(
        "| {} | {} | {offers} | {:.1} s | {:.0} µs | {:.0} µs | {:.2}, {:.2} s |",
        args.cancellations,
        args.waiting,
        took.as_secs_f64(),
        each(took),
        each(spent),
        at(50),
        at(99),
    );
    println!("\nNothing was offered twice, out of turn or to nobody; every count is right.");
}
