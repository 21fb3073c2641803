//! What it costs to find a person and to load a board, in towns of several sizes beside each other in one run. Every
//! figure is set against the smallest town's of the same run: ratios hold across machines, microseconds do not.
//!
//! `cargo xtask bench search --sizes 2400,100000,1000000 --rounds 300 --dir PATH`

use crate::{
    cases::Spread,
    names::{BEHIND, FIRST, GIVEN, SECOND},
    setting,
};
use anyhow::{Context, Result, bail, ensure};
use domain::{
    Actor, Booking, BookingId, BookingNumber, BookingState, Change, Decision, Door, PersonId, Pool,
    RequestId,
    municipality::MunicipalityCode,
    person::{Details, Person, Sex, Voucher},
    search,
    voucher::{self, Validity},
    when::Date,
};
use jiff::{ToSpan, civil::date};
use std::{
    collections::BTreeMap,
    env,
    path::PathBuf,
    time::{Duration, Instant},
};
use store::{Keys, Store, Url};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// People who are saved in one transaction.
const CHUNK: u64 = 5_000;
/// One person in so many has booked.
const BOOKED: u64 = 10;
const SHOWN: usize = 20;

struct Args {
    sizes: Vec<u64>,
    rounds: u64,
    folder: PathBuf,
}

/// A town of one size, with what was measured in it.
struct Town {
    store: Store,
    people: u64,
    made: Duration,
    micros: BTreeMap<Case, Vec<f64>>,
    shown: BTreeMap<Case, usize>,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Case {
    VoucherAndBirth,
    KanaAndBirth,
    WholePhone,
    BookingNumber,
    WholeName,
    PhoneTail,
    SurnameAlone,
    Board,
}

impl Case {
    pub(crate) const ALL: [Self; 8] = [
        Self::VoucherAndBirth,
        Self::KanaAndBirth,
        Self::WholePhone,
        Self::BookingNumber,
        Self::WholeName,
        Self::PhoneTail,
        Self::SurnameAlone,
        Self::Board,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::VoucherAndBirth => "end of the voucher and birth date",
            Self::KanaAndBirth => "half a reading and birth date",
            Self::WholePhone => "whole phone number",
            Self::WholeName => "family and given name",
            Self::PhoneTail => "last four digits of the phone",
            Self::SurnameAlone => "a family name that one in seventy bears",
            Self::BookingNumber => "booking number",
            Self::Board => "board of 2,000 slots",
        }
    }

    /// What is typed to find this person, who has a booking of this number.
    fn typed(self, person: &Person, booked: BookingNumber) -> String {
        let details = &person.details;
        let number = person.vouchers[0].number.as_str();
        let phone = details.phone.clone().unwrap_or_default();
        match self {
            Self::VoucherAndBirth => format!("{} {}", &number[4..], details.birth),
            Self::KanaAndBirth => {
                let start: String = details.kana.chars().take(2).collect();
                format!("{} {start}", details.birth)
            }
            Self::WholePhone => phone,
            Self::WholeName => details.kana.clone(),
            Self::PhoneTail => phone[phone.len() - 4..].to_owned(),
            Self::SurnameAlone => "サトウ".to_owned(),
            Self::BookingNumber => booked.to_string(),
            Self::Board => String::new(),
        }
    }
}

/// Measures, and prints the table.
pub(crate) fn run(given: impl Iterator<Item = String>) -> Result<()> {
    let args = args(given)?;
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir_in(&args.folder)?;
    let mut towns = Vec::new();
    for people in &args.sizes {
        eprintln!("a town of {people}");
        let url = Url::Sqlite(folder.path().join(format!("{people}.db")));
        towns.push(runtime.block_on(Town::of(url, *people))?);
    }
    for round in 0..args.rounds {
        for case in Case::ALL {
            for town in &mut towns {
                runtime.block_on(town.measure(case, round))?;
            }
        }
    }
    print(&towns);
    Ok(())
}

fn args(mut given: impl Iterator<Item = String>) -> Result<Args> {
    let mut args = Args { sizes: vec![2_400, 100_000], rounds: 300, folder: env::temp_dir() };
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--sizes" => args.sizes = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "--rounds" => args.rounds = value.parse()?,
            "--dir" => args.folder = PathBuf::from(value),
            _ => bail!("unknown argument {name}"),
        }
    }
    ensure!(args.rounds > 0 && args.sizes.iter().all(|size| *size > 0), "nothing to measure");
    Ok(args)
}

impl Town {
    async fn of(url: Url, people: u64) -> Result<Self> {
        let store = Store::start(url, Keys::derive(&setting::KEY));
        store.ready().await?;
        store.write(setting::set_up).await?;
        let begun = Instant::now();
        let mut first = 0;
        while first < people {
            let last = (first + CHUNK).min(people);
            let residents = (first..last).map(|n| Change::PersonSaved(person(n)));
            let bookings =
                (first..last).filter(|n| n % BOOKED == 0).map(|n| Change::BookingMade(booking(n)));
            let changes = residents.chain(bookings).collect();
            let decision = Decision { changes, notices: Vec::new() };
            store.write(move |tx| tx.apply(&decision, Actor::System, setting::now(), None)).await?;
            first = last;
        }
        Ok(Self {
            store,
            people,
            made: begun.elapsed(),
            micros: BTreeMap::new(),
            shown: BTreeMap::new(),
        })
    }

    /// One look, by what this round's resident might say.
    async fn measure(&mut self, case: Case, round: u64) -> Result<()> {
        let n = scattered(round * 7 + 1) % self.people / BOOKED * BOOKED;
        let (shown, micros) = look(&self.store, case, n, BookingNumber::from_counter(n)).await?;
        *self.shown.entry(case).or_default() += shown;
        self.micros.entry(case).or_default().push(micros);
        Ok(())
    }

    /// How many people a look shows in the mean.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand looks at most")]
    fn shown(&self, case: Case) -> f64 {
        let looks = self.micros.get(&case).map_or(1, Vec::len).max(1);
        let shown = self.shown.get(&case).copied().unwrap_or_default();
        shown as f64 / looks as f64
    }

    /// Median and 99th percentile.
    fn figures(&self, case: Case) -> (f64, f64) {
        let mut all = self.micros.get(&case).cloned().unwrap_or_default();
        all.sort_by(f64::total_cmp);
        let last = all.len().saturating_sub(1);
        (Spread::of(&all).median, all[(last * 99).div_ceil(100)])
    }
}

/// One look for the n-th resident, who has a booking of this number: how many it shows, and the microseconds it took.
pub(crate) async fn look(
    store: &Store,
    case: Case,
    n: u64,
    booked: BookingNumber,
) -> Result<(usize, f64)> {
    let (person, town) = (person(n), code());
    let typed = case.typed(&person, booked);
    let begun = Instant::now();
    let mut shown = 0;
    if case == Case::Board {
        let board = store.read(|reader| reader.board(setting::PROGRAMME)).await?;
        ensure!(!board.is_empty(), "the board is there");
    } else {
        let asked = search::read(&typed, date(2026, 10, 5)).ok().context("it can be read")?;
        let found = store.read(move |reader| reader.search(&asked, town, SHOWN)).await?;
        shown = found.hits.len();
        let is_there = found.hits.iter().any(|hit| hit.person.id == person.id);
        let name = case.name();
        ensure!(is_there || found.more || case == Case::SurnameAlone, "{name} finds nobody");
    }
    Ok((shown, begun.elapsed().as_secs_f64() * 1e6))
}

#[expect(clippy::cast_precision_loss, reason = "a million people at most")]
fn print(towns: &[Town]) {
    let Some((small, large)) = towns.split_first() else { return };
    println!("| people | made in | a person |\n|--:|--:|--:|");
    for town in towns {
        let each = town.made.as_secs_f64() * 1e6
            / f64::from(u32::try_from(town.people).unwrap_or(u32::MAX));
        println!("| {} | {:.1} s | {each:.0} µs |", town.people, town.made.as_secs_f64());
    }
    print!("\n| looked for | {}: shown, p50, p99 µs |", small.people);
    for town in large {
        let log = (town.people as f64).ln() / (small.people as f64).ln();
        print!(" {}: shown, p50, p99 µs | ÷ p50, ÷ p99 (log n: {log:.1}) |", town.people);
    }
    println!("\n|---|--:|{}", "--:|--:|".repeat(large.len()));
    for case in Case::ALL {
        let (p50, p99) = small.figures(case);
        print!("| {} | {:.1}, {p50:.0}, {p99:.0} |", case.name(), small.shown(case));
        for town in large {
            let (own50, own99) = town.figures(case);
            print!(" {:.1}, {own50:.0}, {own99:.0} |", town.shown(case));
            print!(" {:.1}, {:.1} |", own50 / p50, own99 / p99);
        }
        println!();
    }
}

/// A number that has nothing to do with the one before it.
pub(crate) fn scattered(n: u64) -> u64 {
    let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 16
}

fn code() -> MunicipalityCode {
    MunicipalityCode::parse("019992").expect("an invented town")
}

/// Somebody with a name that others bear, and numbers that nobody else has.
pub(crate) fn person(n: u64) -> Person {
    let pick = |list: &[(&'static str, &'static str)], by: u64| {
        let at = by % list.len() as u64;
        list[usize::try_from(at).expect("a place of the list")]
    };
    let (a, b) = (scattered(n), scattered(n ^ 0x5555));
    let (one, two) = (pick(&FIRST, a), pick(&SECOND, a >> 8));
    let (three, four) = (pick(&GIVEN, b), pick(&BEHIND, b >> 8));
    let is_sato = (a >> 20) % 70 == 0;
    let family = if is_sato {
        ("佐藤".to_owned(), "サトウ".to_owned())
    } else {
        (format!("{}{}", one.0, two.0), format!("{}{}", one.1, two.1))
    };
    let validity = Validity::default();
    let number = format!("019992{:010}", n.wrapping_mul(7_368_787) % 10_000_000_000);
    let scanned = voucher::parse(&number).expect("16 digits are a voucher");
    let details = Details {
        address_number: Some(format!("{n:010}")),
        name: format!("{} {}{}", family.0, three.0, four.0),
        kana: format!("{} {}{}", family.1, three.1, four.1),
        birth: born(a >> 24),
        sex: Sex::Unstated,
        phone: Some(format!("090{:08}", b % 100_000_000)),
        postal_code: Some("099-5600".to_owned()),
        address: format!("北町{}番地", a % 999),
        district: "北".to_owned(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
        records: Vec::new(),
        note: None,
    };
    let vouchers = vec![Voucher { municipality: code(), number: scanned.number, validity }];
    Person { id: person_id(n), details, vouchers, protected_at: None }
}

pub(crate) fn person_id(n: u64) -> PersonId {
    PersonId(Uuid::from_u128(n.into()))
}

fn born(by: u64) -> Date {
    date(1926, 1, 1).saturating_add(i64::try_from(by % 36_000).expect("a hundred years").days())
}

/// The booking of every tenth.
pub(crate) fn booking(n: u64) -> Booking {
    let wish = setting::wish(n, false);
    Booking {
        id: BookingId(Uuid::from_u128(n.into())),
        number: BookingNumber::from_counter(n),
        once: RequestId(Uuid::from_u128(n.into())),
        person: person_id(n),
        programme: setting::PROGRAMME,
        dose: 1,
        slot: wish.slot,
        date: date(2027, 4, 1),
        product: None,
        pool: Pool::Public,
        units: 1,
        door: Door::Phone,
        account: None,
        booked_at: setting::now(),
        state: BookingState::Live,
    }
}
