//! The form of a timetable: what was typed, read into a timetable or told wrong field by field, and shown again.

mod read;

use crate::{
    App,
    words::{dates, pools, timetables::Wrong},
};
use domain::{
    Pool, Programme, RunId, TimetableId,
    opening::Finding,
    timetable::{Exception, Size, Timetable},
    venue::Venue,
};
use jiff::civil::Time;
use uuid::Uuid;

/// How many pieces of hours the form has.
pub(super) const PIECES: usize = 4;

/// The fields that stand once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Venue,
    First,
    Last,
    Holidays,
    Minutes,
    Size,
    Count,
    Product,
    Exceptions,
    Version,
    Make,
}

impl Field {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Venue => "venue",
            Self::First => "first",
            Self::Last => "last",
            Self::Holidays => "holidays",
            Self::Minutes => "minutes",
            Self::Size => "size",
            Self::Count => "count",
            Self::Product => "product",
            Self::Exceptions => "exceptions",
            Self::Version => "version",
            Self::Make => "make",
        }
    }
}

/// What was typed.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    fields: Vec<(String, String)>,
    pub(super) once: RunId,
    pub(super) of: TimetableId,
}

/// The form as it is shown.
pub(super) struct View {
    pub(super) once: String,
    pub(super) of: String,
    pub(super) version: String,
    pub(super) venues: Vec<Choice>,
    pub(super) first: Input,
    pub(super) last: Input,
    pub(super) days: Vec<Choice>,
    pub(super) days_error: Option<String>,
    pub(super) holidays: bool,
    pub(super) pieces: Vec<Piece>,
    pub(super) minutes: Input,
    pub(super) sizes: Vec<Choice>,
    pub(super) sizes_error: Option<String>,
    pub(super) count: Input,
    pub(super) pools: Vec<Input>,
    pub(super) products: Vec<Choice>,
    pub(super) quotas: Vec<Input>,
    pub(super) exceptions: Input,
    pub(super) venue_error: Option<String>,
}

/// A field that is typed into.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) error: Option<String>,
}

/// One of several.
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) label: String,
    pub(super) on: bool,
}

/// From when until when.
pub(super) struct Piece {
    pub(super) from: Input,
    pub(super) until: Input,
}

const SIZES: [(&str, &str); 4] = [
    ("places", "1枠の人数で決める"),
    ("numbers", "受付方法ごとの人数をそのまま使う"),
    ("vials", "1枠の本数（バイアル）で決める"),
    ("vials_a_day", "1日の本数（バイアル）で決める"),
];

impl Draft {
    /// Nothing typed yet: weekdays, and what most towns have.
    pub(super) fn new(app: &App, programme: &Programme) -> Self {
        let mut fields = vec![
            pair(Field::Minutes.name(), "15"),
            pair(Field::Size.name(), "places"),
            pair(Field::Count.name(), "6"),
            pair("from_1", "9:00"),
            pair("until_1", "12:00"),
            pair("from_2", "13:00"),
            pair("until_2", "16:00"),
            pair("pool_public", "2"),
            pair("pool_call_centre", "1"),
        ];
        fields.extend((1..=5).map(|day| pair(&format!("day_{day}"), "on")));
        if let [only] = &programme.policy.products[..] {
            fields.push(pair(Field::Product.name(), &only.code));
        }
        Self { fields, once: RunId(app.ids.uuid()), of: TimetableId(app.ids.uuid()) }
    }

    /// A timetable there is, to be changed.
    pub(super) fn of(timetable: &Timetable, of: TimetableId, app: &App) -> Self {
        Self { fields: fields(timetable), once: RunId(app.ids.uuid()), of }
    }

    /// The same for another venue, which is still to be chosen.
    pub(super) fn copied(timetable: &Timetable, app: &App) -> Self {
        let mut copied = Self::of(timetable, TimetableId(app.ids.uuid()), app);
        copied.fields.retain(|(name, _)| name != Field::Venue.name());
        copied
    }

    /// What came back from the page; none where it is not this form.
    pub(super) fn typed(fields: Vec<(String, String)>) -> Option<Self> {
        let id = |name: &str| -> Option<Uuid> {
            fields.iter().find(|(key, _)| key == name)?.1.parse().ok()
        };
        let (once, of) = (RunId(id("once")?), TimetableId(id("of")?));
        Some(Self { fields, once, of })
    }

    /// What stands in a field; nothing where it is not there.
    pub(super) fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(super) fn text(&self, field: Field) -> &str {
        self.value(field.name())
    }

    /// Whether a box is ticked, or a button pressed.
    pub(super) fn has(&self, field: Field) -> bool {
        self.is_ticked(field.name())
    }

    pub(super) fn is_ticked(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// The form with what was typed.
    pub(super) fn view(&self, programme: &Programme, venues: &[Venue]) -> View {
        let input = |name: &str, label: &str| Input {
            name: name.to_owned(),
            label: label.to_owned(),
            value: self.value(name).to_owned(),
            error: None,
        };
        let one_of = |field: Field, value: &str, label: &str| Choice {
            name: field.name().to_owned(),
            value: value.to_owned(),
            label: label.to_owned(),
            on: self.text(field) == value,
        };
        let policy = &programme.policy;
        let venue = |venue: &Venue| one_of(Field::Venue, &venue.id.to_string(), &label(venue));
        let product = |one: &domain::product::Product| {
            let vial = one.vial.map_or(String::new(), |n| format!("（1本で{n}人分）"));
            one_of(Field::Product, &one.code, &format!("{}{vial}", one.name))
        };
        let quota = |dose: &domain::Dose| input(&format!("quota_{}", dose.number), &dose.name);
        let piece = |number: usize| Piece {
            from: input(&format!("from_{number}"), &format!("時間{number} 始まり")),
            until: input(&format!("until_{number}"), &format!("時間{number} 終わり")),
        };
        let pool = |pool: Pool| input(&format!("pool_{}", pool.name()), pools::pool(pool));
        View {
            once: self.once.to_string(),
            of: self.of.to_string(),
            version: self.text(Field::Version).to_owned(),
            venues: venues.iter().map(venue).collect(),
            first: input("first", "始まりの日"),
            last: input("last", "終わりの日"),
            days: (1..=7).map(|day| self.day(day)).collect(),
            days_error: None,
            holidays: self.has(Field::Holidays),
            pieces: (1..=PIECES).map(piece).collect(),
            minutes: input("minutes", "1枠の長さ（分）"),
            sizes: SIZES.iter().map(|(value, label)| one_of(Field::Size, value, label)).collect(),
            sizes_error: None,
            count: input("count", "人数または本数"),
            pools: Pool::ALL.into_iter().map(pool).collect(),
            products: policy.products.iter().map(product).collect(),
            quotas: if policy.doses.len() > 1 {
                policy.doses.iter().map(quota).collect()
            } else {
                Vec::new()
            },
            exceptions: input("exceptions", "ふだんと違う日"),
            venue_error: None,
        }
    }

    fn day(&self, day: usize) -> Choice {
        const NAMES: [&str; 7] =
            ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"];
        let name = format!("day_{day}");
        let on = self.is_ticked(&name);
        Choice { name, value: "on".to_owned(), label: NAMES[day - 1].to_owned(), on }
    }
}

impl View {
    /// Puts each remark beside its field.
    pub(super) fn mark(&mut self, wrong: &[Wrong]) {
        let of = |name: &str| {
            let found = wrong.iter().find(|one| one.field == name);
            found.map(|one| one.sentence.clone())
        };
        self.venue_error = of("venue");
        self.days_error = of("day_1");
        self.sizes_error = of("size_places");
        let single = [
            &mut self.first,
            &mut self.last,
            &mut self.minutes,
            &mut self.count,
            &mut self.exceptions,
        ];
        let pieces = self.pieces.iter_mut().flat_map(|piece| [&mut piece.from, &mut piece.until]);
        let many = self.pools.iter_mut().chain(&mut self.quotas);
        for input in single.into_iter().chain(pieces).chain(many) {
            input.error = of(&input.name);
        }
    }
}

/// The field in which a finding is mended.
pub(super) fn field_of(finding: &Finding) -> &'static str {
    match finding {
        Finding::Overlap { .. }
        | Finding::HallShared { .. }
        | Finding::EndsNotAfterStart { .. } => "from_1",
        Finding::UnknownProduct { .. }
        | Finding::PastValidity { .. }
        | Finding::WithoutProduct { .. } => "product",
        Finding::ClosedDay { .. } | Finding::TooFarAhead { .. } => "first",
        Finding::Holiday { .. } => "holidays",
        Finding::QuotaUnknown { .. } => "exceptions",
        _ => "count",
    }
}

fn label(venue: &Venue) -> String {
    let room = venue.room.map_or(String::new(), |room| format!("（一度に{room}人まで）"));
    format!("{}{room}", venue.name)
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A timetable as it would have been typed.
fn fields(timetable: &Timetable) -> Vec<(String, String)> {
    let (size, count) = match timetable.size {
        Size::Shares => ("numbers", String::new()),
        Size::Places(n) => ("places", n.to_string()),
        Size::Vials(n) => ("vials", n.to_string()),
        Size::VialsADay(n) => ("vials_a_day", n.to_string()),
    };
    let mut fields = vec![
        pair("venue", &timetable.venue.to_string()),
        pair("first", &day(timetable.first)),
        pair("last", &day(timetable.last)),
        pair("minutes", &timetable.minutes.to_string()),
        pair("size", size),
        pair("count", &count),
        pair("product", timetable.product.as_deref().unwrap_or_default()),
        pair("exceptions", &timetable.exceptions.iter().map(line).collect::<Vec<_>>().join("\n")),
    ];
    for (n, hours) in (1..).zip(&timetable.hours) {
        fields.push(pair(&format!("from_{n}"), &clock(hours.from)));
        fields.push(pair(&format!("until_{n}"), &clock(hours.until)));
    }
    let days = (0..7).filter(|n| timetable.weekdays.0 & (1 << n) != 0);
    fields.extend(days.map(|n| pair(&format!("day_{}", n + 1), "on")));
    fields.extend(timetable.holidays.then(|| pair("holidays", "on")));
    let pool = |(pool, n): &(Pool, u32)| pair(&format!("pool_{}", pool.name()), &n.to_string());
    fields.extend(timetable.shares.iter().map(pool));
    let quota = |(dose, n): &(u8, u32)| pair(&format!("quota_{dose}"), &n.to_string());
    fields.extend(timetable.quotas.iter().map(quota));
    fields
}

/// 2026年12月29日 9:00〜12:00 4人
fn line(exception: &Exception) -> String {
    let mut parts = vec![day(exception.date)];
    if exception.hours.is_empty() {
        parts.push("休み".to_owned());
    }
    parts.extend(exception.hours.iter().map(|h| dates::range(h.from, h.until)));
    parts.extend(exception.places.map(|n| format!("{n}人")));
    parts.join(" ")
}

fn day(date: domain::when::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn clock(time: Time) -> String {
    dates::clock(time)
}
