//! The rush itself: everybody registers, the morning comes, and afterwards all is looked up.

use crate::{
    chance::Chance,
    goodput::{Goodput, Stay},
    machine::{self, Used},
    phone::Phone,
    proof::{self, Proof},
    report::Report,
    scenario::Scenario,
    tally::Tally,
    town::{Contender, Town},
    visit::Visitor,
};
use anyhow::{Result, ensure};
use futures_util::{StreamExt, stream};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::JoinSet, time};

/// How many register, or look something up, at the same time: fewer than those beyond whom the counter gives tickets.
pub(crate) const CALMLY: usize = 48;

/// What is to be played.
#[derive(Clone, Copy, Debug)]
pub struct Rush {
    /// The morning.
    pub scenario: Scenario,
    /// How many come.
    pub people: u32,
    /// Within what time they come.
    pub within: Duration,
    /// The longest they read a page.
    pub thinks: Duration,
    /// The longest they wait when asked to come again later; they would wait longer on a real morning.
    pub waits_most: Duration,
    /// How many have a connection at the same time; whoever comes beyond that waits, and their time counts.
    pub at_once: usize,
    /// What chance begins with.
    pub seed: u64,
}

/// Plays it.
pub async fn run(town: &Town, rush: Rush) -> Result<Report> {
    let tally = Arc::new(Tally::new());
    let contenders = town.contenders()?;
    let people = rush.people as usize;
    ensure!(
        contenders.len() >= people,
        "only {} of the town may come, not {people}: make it larger",
        contenders.len()
    );
    let visitors = register(town, rush, &contenders[..people], &tally).await?;
    let before = town.process.and_then(machine::used);
    let load = machine::load();
    tally.begins();
    let (mut visitors, stays) = play(rush, visitors).await;
    let counted = tally.counted();
    let took = counted.begun.elapsed();
    let used = before.zip(town.process.and_then(machine::used)).map(|(before, after)| Used {
        cpu: after.cpu.saturating_sub(before.cpu),
        most_kib: after.most_kib,
    });
    visitors.sort_unstable_by_key(|visitor| visitor.index);
    let proof: Proof = proof::prove(town, &counted, visitors).await?;
    let goodput = (rush.scenario == Scenario::Overload).then(|| {
        let booked: Vec<Duration> = counted.acknowledged.iter().map(|told| told.after).collect();
        Goodput::of(&booked, &stays, rush.within)
    });
    Ok(Report { rush, counted, took, used, load, goodput, proof })
}

/// Everybody with a telephone of their own who has said who they are.
pub(crate) async fn register(
    town: &Town,
    rush: Rush,
    contenders: &[Contender],
    tally: &Arc<Tally>,
) -> Result<Vec<Visitor>> {
    let visitor = |(index, who)| {
        let mut visitor = visitor(town, rush, index, tally);
        async move {
            let who: &Contender = who;
            visitor.registers(who).await.map(|()| visitor)
        }
    };
    let all: Vec<Result<Visitor>> = stream::iter(contenders.iter().enumerate())
        .map(visitor)
        .buffer_unordered(CALMLY)
        .collect()
        .await;
    let mut visitors = all.into_iter().collect::<Result<Vec<_>>>()?;
    visitors.sort_unstable_by_key(|visitor| visitor.index);
    Ok(visitors)
}

fn visitor(town: &Town, rush: Rush, index: usize, tally: &Arc<Tally>) -> Visitor {
    let from = format!("10.{}.{}.{}", index >> 16 & 255, index >> 8 & 255, index & 255);
    Visitor {
        index,
        handle: format!("rush{index}"),
        phone: Phone::new(town.address, from, Arc::clone(tally)),
        line: town.line.platform.clone(),
        tally: Arc::clone(tally),
        chance: Chance::of_person(rush.seed, index),
        habits: rush.scenario.habits(),
        thinks: rush.thinks,
        waits_most: rush.waits_most,
    }
}

/// Everybody comes when they are due, whatever became of those before them; with how long they stayed.
async fn play(rush: Rush, visitors: Vec<Visitor>) -> (Vec<Visitor>, Vec<Stay>) {
    let arrivals = rush.scenario.arrivals(visitors.len(), rush.within, rush.seed);
    let lines = Arc::new(Semaphore::new(rush.at_once));
    let begun = Instant::now();
    let mut coming = JoinSet::new();
    for (mut visitor, came) in visitors.into_iter().zip(arrivals) {
        let lines = Arc::clone(&lines);
        coming.spawn(async move {
            let due = begun + came;
            time::sleep_until(due.into()).await;
            let _line = lines.acquire_owned().await;
            // What failed is counted by the telephone; whoever met it goes home.
            let wanted = visitor.comes(due).await.unwrap_or(true);
            let stay = Stay { came, left: begun.elapsed(), wanted };
            visitor.phone.hangs_up();
            (visitor, stay)
        });
    }
    coming.join_all().await.into_iter().unzip()
}
