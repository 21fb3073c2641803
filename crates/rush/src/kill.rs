//! The kill: people book and give back without end while the service's process is ended by SIGKILL at random instants and
//! started again, or the database under it; afterwards everything that anybody was told is looked up.

use crate::{
    chance::Chance,
    diary::{Course, Diary},
    proof::beyond,
    report::list as counts,
    run::{CALMLY, Rush, register},
    scenario::Scenario,
    tally::Tally,
    told::{Told, told},
    town::Town,
    visit::Visitor,
};
use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, stream};
use hdrhistogram::Histogram;
use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};
use tokio::{task::JoinSet, time};

/// Of a hundred starts, how many are killed before they can have answered anybody, and within what time.
const AT_ITS_START: usize = 12;
const STARTS_WITHIN: Duration = Duration::from_millis(60);
/// The longest that somebody reads a page, or waits before pressing again.
const THINKS: Duration = Duration::from_millis(10);
const WAITS_MOST: Duration = Duration::from_millis(100);
/// However slow the machine is.
const ANSWERS_WITHIN: Duration = Duration::from_mins(1);
/// No start takes longer.
const SLOWEST_MICROS: u64 = 60_000_000;
/// How many wrong things are told in full.
const TOLD_MOST: usize = 5;

/// What is to be played.
#[derive(Clone, Copy, Debug)]
pub struct Kill {
    /// How many people book and give back.
    pub people: u32,
    /// How often the service is killed while it serves.
    pub kills: u32,
    /// The longest that it lives after it has answered somebody's press.
    pub lives_most: Duration,
    /// What chance begins with.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Killed {
    kill: Kill,
    /// What was killed.
    what: &'static str,
    /// Kills before the service had answered anybody.
    at_its_start: u32,
    /// From each start until bookings were taken again, in microseconds.
    again: Histogram<u64>,
    booked: usize,
    given_back: usize,
    unanswered: u64,
    busy: BTreeMap<String, u64>,
    errors: BTreeMap<String, u64>,
    without_a_retry_time: u64,
    wrong: Vec<String>,
    oversold: usize,
    told: Told,
    in_order: bool,
    words: String,
    faults: Vec<String>,
}

impl Killed {
    /// Whether everything that anybody was told is there once, and nothing else.
    pub fn holds(&self) -> bool {
        let Told { missing, again, invented, .. } = self.told;
        let messages = missing + again + invented;
        self.wrong.is_empty() && self.oversold + messages == 0 && self.in_order
    }

    /// Answers that are a failure of the service's own, and those that did not come at all.
    pub fn errors(&self) -> u64 {
        self.errors.values().sum()
    }

    /// Refusals that did not say when to come again.
    pub fn without_a_retry_time(&self) -> u64 {
        self.without_a_retry_time
    }

    /// Bookings that somebody was told they have, and how many of them they were told are given back.
    pub fn acknowledged(&self) -> (usize, usize) {
        (self.booked, self.given_back)
    }
}

/// Plays it, in a town of our own.
pub async fn kill(town: &mut Town, kill: Kill) -> Result<Killed> {
    let pressing = Pressing::begins(town, kill).await?;
    let (again, at_its_start) = dies_and_rises(town, kill, &pressing.course).await?;
    pressing.ends(town, ("service", at_its_start), again).await
}

/// People who book and give back until it is over.
pub(crate) struct Pressing {
    kill: Kill,
    tally: Arc<Tally>,
    pub(crate) course: Arc<Course>,
    people: JoinSet<(Visitor, Diary)>,
}

impl Pressing {
    pub(crate) async fn begins(town: &Town, kill: Kill) -> Result<Self> {
        let tally = Arc::new(Tally::new());
        let contenders = town.contenders()?;
        let people = kill.people as usize;
        ensure!(contenders.len() >= people, "only {} of the town may come", contenders.len());
        let visitors = register(town, rush(kill), &contenders[..people], &tally).await?;
        tally.begins();
        let (course, mut people) = (Course::new(), JoinSet::new());
        for mut visitor in visitors {
            let course = Arc::clone(&course);
            people.spawn(async move {
                let diary = visitor.goes_on(&course).await;
                (visitor, diary)
            });
        }
        Ok(Self { kill, tally, course, people })
    }

    /// Ends it and looks up what everybody was told.
    pub(crate) async fn ends(
        self,
        town: &Town,
        (what, at_its_start): (&'static str, u32),
        again: Histogram<u64>,
    ) -> Result<Killed> {
        self.course.ends();
        let (people, told) = looked_up(town, self.people.join_all().await).await;
        let counted = self.tally.counted();
        let (in_order, words) = town.verified()?;
        let diaries = || people.iter().map(|(_, diary)| diary);
        let live = diaries().filter_map(|diary| diary.has().and_then(|id| diary.bookings.get(id)));
        let wrong = diaries().flat_map(|diary| diary.lost.iter().chain(&diary.strange)).cloned();
        Ok(Killed {
            kill: self.kill,
            what,
            at_its_start,
            again,
            booked: diaries().map(|diary| diary.bookings.len()).sum(),
            given_back: diaries().map(|diary| diary.given_back.len()).sum(),
            unanswered: diaries().map(|diary| diary.unanswered).sum(),
            busy: counted.refused,
            errors: counted.errors,
            without_a_retry_time: counted.without_a_retry_time,
            wrong: wrong.collect(),
            oversold: town.places.map_or(0, |places| beyond(live, places)),
            told,
            in_order,
            words,
            faults: town.faults()?,
        })
    }
}

/// How the people of it behave.
fn rush(kill: Kill) -> Rush {
    Rush {
        scenario: Scenario::Kill,
        people: kill.people,
        within: Duration::ZERO,
        thinks: THINKS,
        waits_most: WAITS_MOST,
        at_once: kill.people as usize,
        seed: kill.seed,
    }
}

/// Kills it as often as was asked for, and says how long it took to answer again each time.
async fn dies_and_rises(
    town: &mut Town,
    kill: Kill,
    course: &Course,
) -> Result<(Histogram<u64>, u32)> {
    let mut chance = Chance::new(kill.seed);
    let (mut again, mut at_its_start) = (times()?, 0);
    for _ in 0..kill.kills {
        // Nobody is killed in their sleep: at least one press of each life is answered.
        answered(course).await?;
        time::sleep(chance.within(kill.lives_most)).await;
        town.dies()?;
        while chance.percent(AT_ITS_START) {
            town.begins_to_rise()?;
            time::sleep(chance.within(STARTS_WITHIN)).await;
            town.dies()?;
            at_its_start += 1;
        }
        let took = town.rises().await?;
        again.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }
    Ok((again, at_its_start))
}

/// For how long it takes to answer again.
pub(crate) fn times() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_max(SLOWEST_MICROS, 3)?)
}

/// Waits until somebody's press is answered from now on.
pub(crate) async fn answered(course: &Course) -> Result<()> {
    let answer = time::timeout(ANSWERS_WITHIN, course.next_answer()).await;
    answer.context("nobody who presses is answered")
}

/// Everybody looks up what they were told, and what LINE was given is compared with it.
async fn looked_up(town: &Town, people: Vec<(Visitor, Diary)>) -> (Vec<(String, Diary)>, Told) {
    let read = stream::iter(people).map(|(mut visitor, mut diary)| async move {
        visitor.reads_again(&mut diary).await;
        (visitor.handle, diary)
    });
    let people: Vec<(String, Diary)> = read.buffer_unordered(CALMLY).collect().await;
    let told = told(&town.line.platform, &people).await;
    (people, told)
}

impl fmt::Display for Killed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Kill { people, kills, lives_most, seed } = self.kill;
        writeln!(
            f,
            "Kill: {people} people, the {} killed {kills} times within {lives_most:?} each, and {} times before \
             it answered; seed {seed}",
            self.what, self.at_its_start
        )?;
        writeln!(
            f,
            "bookings told        {}, of them given back {}, presses without an answer {}",
            self.booked, self.given_back, self.unanswered
        )?;
        let ms = |quantile: f64| Duration::from_micros(self.again.value_at_quantile(quantile));
        writeln!(
            f,
            "answers again after  {:.1?} (p50), {:.1?} (p99), {:.1?} at most",
            ms(0.5),
            ms(0.99),
            Duration::from_micros(self.again.max())
        )?;
        counts(f, "refused", &self.busy)?;
        counts(f, "errors", &self.errors)?;
        writeln!(f, "without a retry time {}", self.without_a_retry_time)?;
        listed(f, "lost or not as told", &self.wrong)?;
        writeln!(f, "oversold             {}", self.oversold)?;
        let Told { messages, missing, again, invented } = self.told;
        writeln!(
            f,
            "messages             {messages}; missing {missing}, said again {again}, of nothing {invented}"
        )?;
        listed(f, "faults in its log", &self.faults)?;
        write!(f, "the books            {}", self.words)
    }
}

fn listed(f: &mut fmt::Formatter<'_>, what: &str, lines: &[String]) -> fmt::Result {
    writeln!(f, "{what:<20} {}", lines.len())?;
    lines.iter().take(TOLD_MOST).try_for_each(|line| writeln!(f, "  {line}"))
}
