//! The sell-out: everybody has the form before them and presses at once for a slot with few places, and those too late press
//! again and again. How many a second are told that the place is gone, and that each is told just that.

use crate::{
    button::{Ready, at_the_button},
    machine,
    measure::{Spread, as_float, sync_micros, used},
    page::{heading, tail},
    pages::exchanged,
    phone::ANSWER_WITHIN,
    proof::{self, Proof},
    report::outcome,
    scenario::Scenario,
    tally::{Counted, Tally, times},
    town::Town,
    visit::{Visitor, booking_at},
};
use anyhow::{Context, Result, bail, ensure};
use hdrhistogram::Histogram;
use std::{
    collections::BTreeMap,
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, task::JoinSet, time};

/// The heading of the page that says that the place is gone.
const TAKEN: &str = "選んだ時間は、たった今うまりました";
/// And on it a way on: to other times and days, or to whoever waits for a freed place.
const WAY_ON: &str = "href=\"/r/book/";

/// What is to be measured: as many rounds as there are slots, each with those who have that slot before them.
#[derive(Clone, Copy, Debug)]
pub struct Refusals {
    /// How many people press, in all rounds together.
    pub people: u32,
    /// How long they go on in a round.
    pub round: Duration,
    /// Over how many connections at the same time.
    pub at_once: usize,
    /// What chance begins with.
    pub seed: u64,
}

#[derive(Clone, Copy, Debug)]
struct Round {
    sync_micros: f64,
    refused: f64,
    /// Processor time of the service for each refusal, in microseconds.
    cpu_micros: f64,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Refused {
    refusals: Refusals,
    rounds: Vec<Round>,
    /// Those who pressed, and the places there were.
    people: usize,
    places: Option<usize>,
    answers: u64,
    answered: Histogram<u64>,
    counted: Counted,
    load: Option<f64>,
    proof: Proof,
}

impl Refused {
    /// Whether all places went, none of them twice, and everybody else was told just that.
    pub fn holds(&self) -> bool {
        let sold_out = self.places.is_none_or(|places| places == self.proof.acknowledged);
        sold_out && self.counted.errors.is_empty() && self.answers > 0 && self.proof.holds()
    }

    /// What was proven afterwards.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// How often somebody was told that the place is gone.
    pub fn answers(&self) -> u64 {
        self.answers
    }
}

/// Measures it in a town of our own.
pub async fn refusals(town: &Town, refusals: Refusals) -> Result<Refused> {
    let (load, tally) = (machine::load(), Arc::new(Tally::new()));
    let who = (Scenario::Refusals, refusals.people, refusals.seed);
    let mut slots: BTreeMap<String, Vec<Ready>> = BTreeMap::new();
    for ready in at_the_button(town, who, &tally).await? {
        slots.entry(tail(&ready.action).to_owned()).or_default().push(ready);
    }
    let least = town.places.map_or(1, |places| places as usize);
    let places = town.places.map(|places| places as usize * slots.len());
    let (mut rounds, mut done) = (Vec::new(), Vec::new());
    let (mut answers, mut answered) = (0, times());
    for ready in slots.into_values() {
        ensure!(ready.len() > least, "{} want a slot of {least} places: too few", ready.len());
        let sync_micros = sync_micros(town.folder())?;
        let (before, begun) = (used(town), Instant::now());
        let told = sells_out(town, refusals, ready, &tally).await?;
        let took = begun.elapsed().as_secs_f64();
        let (refused, cpu) = (as_float(told.count()), used(town).saturating_sub(before));
        let cpu_micros = cpu.as_secs_f64() * 1e6 / refused;
        rounds.push(Round { sync_micros, refused: refused / took, cpu_micros });
        answers += told.answered.len();
        answered.add(&told.answered)?;
        done.extend(told.visitors);
    }
    let people = done.len();
    let counted = tally.counted();
    let proof = proof::prove(town, &counted, done).await?;
    Ok(Refused { refusals, rounds, people, places, answers, answered, counted, load, proof })
}

/// What those of a slot were told.
struct Told {
    visitors: Vec<Visitor>,
    /// How long each refusal took.
    answered: Histogram<u64>,
}

impl Told {
    fn none() -> Self {
        Self { visitors: Vec::new(), answered: times() }
    }

    fn count(&self) -> usize {
        usize::try_from(self.answered.len()).unwrap_or(usize::MAX)
    }
}

/// All who want one slot, over so many connections as one proxy would open.
async fn sells_out(
    town: &Town,
    refusals: Refusals,
    ready: Vec<Ready>,
    tally: &Arc<Tally>,
) -> Result<Told> {
    let lines = ready.len().min(refusals.at_once.max(1));
    let mut of_line: Vec<Vec<Ready>> = Vec::new();
    of_line.resize_with(lines, Vec::new);
    for (at, ready) in ready.into_iter().enumerate() {
        of_line[at % lines].push(ready);
    }
    let until = Instant::now() + refusals.round;
    let mut pressing = JoinSet::new();
    for ready in of_line {
        let connection = TcpStream::connect(town.address).await?;
        connection.set_nodelay(true)?;
        pressing.spawn(press_on(connection, ready, Arc::clone(tally), until));
    }
    let mut all = Told::none();
    while let Some(told) = pressing.join_next().await {
        let told = told??;
        all.visitors.extend(told.visitors);
        all.answered.add(&told.answered)?;
    }
    Ok(all)
}

/// One after the other presses: each once, and whoever has no place again and again until the time is over.
async fn press_on(
    mut connection: TcpStream,
    ready: Vec<Ready>,
    tally: Arc<Tally>,
    until: Instant,
) -> Result<Told> {
    let (mut told, mut kept) = (Told::none(), Vec::new());
    let mut pressing: Vec<(Ready, String)> = ready
        .into_iter()
        .map(|ready| {
            let form = ready.visitor.phone.as_sent(&ready.action, &[("once", &ready.once)]);
            (ready, form)
        })
        .collect();
    let mut first = true;
    while !pressing.is_empty() && (first || Instant::now() < until) {
        let mut again = Vec::new();
        for (ready, form) in pressing {
            let begun = Instant::now();
            let answer = exchanged(&mut connection, &form, &mut kept);
            let (head, body) =
                time::timeout(ANSWER_WITHIN, answer).await.context("no answer")??;
            let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            match judged(&head, &body)? {
                Answer::Taken => {
                    told.answered.saturating_record(micros);
                    again.push((ready, form));
                }
                Answer::Booked(booking) => {
                    let slot = tail(&ready.action);
                    tally.acknowledges(ready.visitor.index, &booking, slot);
                    told.visitors.push(ready.visitor);
                }
            }
        }
        (pressing, first) = (again, false);
    }
    told.visitors.extend(pressing.into_iter().map(|(ready, _)| ready.visitor));
    Ok(told)
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Booked(String),
    Taken,
}

/// What an answer is; anything but these two is an error.
fn judged(head: &str, body: &[u8]) -> Result<Answer> {
    let status = head.split(' ').nth(1).unwrap_or_default();
    let html = str::from_utf8(body).context("a page in letters")?;
    let to = head.lines().find_map(|line| line.strip_prefix("location: "));
    match (status, to.and_then(booking_at)) {
        ("303", Some(booking)) => Ok(Answer::Booked(booking)),
        ("409", None) if heading(html) == TAKEN && html.contains(WAY_ON) => Ok(Answer::Taken),
        _ => bail!("a press was answered with {status} “{}” {}", heading(html), to.unwrap_or("")),
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.places.map_or_else(|| "unknown".to_owned(), |places| places.to_string());
        writeln!(
            f,
            "Refusals: {} people for {places} places in {} slots, one after the other, {} connections at most, {:.1?} each; medians, with the least and the most",
            self.people,
            self.rounds.len(),
            self.refusals.at_once,
            self.refusals.round
        )?;
        if let Some(load) = self.load {
            writeln!(f, "load of the machine before it: {load:.2}")?;
        }
        let spread = |of: fn(&Round) -> f64| Spread::of(self.rounds.iter().map(of));
        writeln!(f, "a sync of 4 KiB, µs  {}", spread(|round| round.sync_micros))?;
        writeln!(f, "refused a second     {}", spread(|round| round.refused))?;
        writeln!(f, "CPU of each, µs      {}", spread(|round| round.cpu_micros))?;
        let at = |part| Duration::from_micros(self.answered.value_at_quantile(part));
        writeln!(f, "answered within      {:.1?} (p50), {:.1?} (p99)", at(0.5), at(0.99))?;
        writeln!(f, "told that it is gone {}", self.answers)?;
        outcome(f, &self.counted, &self.proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(heading: &str) -> Vec<u8> {
        format!("<h1>{heading}</h1><a href=\"/r/book/1/2/1/3\">ほかの日から選ぶ</a>").into_bytes()
    }

    #[test]
    fn a_place_that_is_gone_and_a_booking_are_told_apart_and_nothing_else_counts() {
        let (gone, taken) = ("HTTP/1.1 409 Conflict\r\n\r\n", page(TAKEN));
        assert_eq!(judged(gone, &taken).unwrap(), Answer::Taken);
        let booked = "HTTP/1.1 303 See Other\r\nlocation: /r/bookings/7/done\r\n\r\n";
        assert_eq!(judged(booked, b"").unwrap(), Answer::Booked("7".to_owned()));
        let elsewhere = "HTTP/1.1 303 See Other\r\nlocation: /signin/liff\r\n\r\n";
        for (head, body) in [
            (elsewhere, Vec::new()),
            (gone, page("予約できません")),
            (gone, format!("<h1>{TAKEN}</h1>").into_bytes()),
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", taken.clone()),
            ("HTTP/1.1 200 OK\r\n\r\n", taken),
            (gone, vec![0xff]),
            ("", Vec::new()),
        ] {
            assert!(judged(head, &body).is_err(), "{head}");
        }
    }
}
