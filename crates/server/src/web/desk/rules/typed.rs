//! The rules of a programme as a form, and back: what was typed over the rules as they are. A field that the form does
//! not have leaves its rule alone, and each that cannot be gets a sentence.

use super::{super::programme_new::NAME_MOST, added, products, spacing, waiting};
use crate::web::form;
use domain::{
    Pool, Programme,
    age::{Age, AgeRule},
    cutoff::CutOff,
    group::Release,
    programme::PoolRelease,
    when::{self, Date},
};
use jiff::{
    Timestamp,
    civil::{Time, time},
};
use std::collections::{BTreeMap, HashMap};

/// What was typed, by the name of the field.
pub(super) type Typed = HashMap<String, String>;
/// The sentences, by the name of the field.
pub(super) type Errors = BTreeMap<String, String>;

/// The cut-offs that a nurse decides, by the head of their fields' names.
pub(super) const CUT_OFFS: [(&str, &str); 4] = [
    ("book", "予約できるのは"),
    ("change", "変更できるのは"),
    ("cancel", "ご自分でキャンセルできるのは"),
    ("refill", "空いた枠をキャンセル待ちの方に回すのは"),
];
/// The most days before a session that mean anything.
const DAYS_MOST: u16 = 365;
const BRING_MOST: usize = 20;
const BRING_LONGEST: usize = 200;

/// The cut-off of this name.
pub(super) fn cut_off<'p>(programme: &'p mut Programme, key: &str) -> &'p mut CutOff {
    let policy = &mut programme.policy;
    match key {
        "book" => &mut policy.book_until,
        "change" => &mut policy.change_until,
        "cancel" => &mut policy.cancel_until,
        _ => &mut policy.waitlist_until,
    }
}

/// Every rule as it stands in the fields.
pub(super) fn fields(programme: &Programme) -> Typed {
    let mut fields = Typed::new();
    let mut put = |name: &str, value: String| drop(fields.insert(name.to_owned(), value));
    let policy = &programme.policy;
    put("name", programme.name.clone());
    let (date, time) = programme.closes_at.map_or_else(Default::default, moment);
    put("closes_date", date);
    put("closes_time", time);
    for (index, dose) in policy.doses.iter().enumerate() {
        if let Some((from, under)) = plain_ages(dose) {
            put(&format!("from_{index}"), years(from));
            put(&format!("under_{index}"), years(under));
        }
    }
    put("residents", yes(policy.residents_only));
    put("voucher", yes(policy.voucher_needed));
    for (head, release) in starts(&policy.releases).into_iter().zip(&policy.releases) {
        let (date, time) = moment(release.from);
        put(&format!("{head}_date"), date);
        put(&format!("{head}_time"), time);
    }
    for (key, _) in CUT_OFFS {
        let (kind, days, at) = parts(*cut_off(&mut programme.clone(), key));
        put(&format!("{key}_kind"), kind.to_owned());
        put(&format!("{key}_days"), days);
        put(&format!("{key}_at"), at);
    }
    for pool in kept_pools(programme) {
        let release = policy.pool_releases.iter().find(|release| release.pool == pool);
        let key = pool.name();
        put(
            &format!("pool_{key}_days"),
            release.map_or_else(String::new, |r| r.days_before.to_string()),
        );
        put(&format!("pool_{key}_at"), release.map_or_else(String::new, |r| clock(r.at)));
    }
    spacing::put(policy, &mut put);
    products::put(policy, &mut put);
    added::put(&mut put);
    waiting::put(policy, &mut put);
    let number = |limit: Option<u32>| limit.map_or_else(String::new, |limit| limit.to_string());
    put("live_per_account", number(policy.limits.live_per_account));
    put("persons_per_day", number(policy.limits.persons_per_day));
    put("bring", policy.bring.join("\n"));
    fields
}

/// The heads of the names of the fields of each start of bookings: by whom it is for, so that what was typed stays with
/// them when another officer takes one away.
pub(super) fn starts(releases: &[Release]) -> Vec<String> {
    let mut seen: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let name = |release: &'_ Release| release.group.as_deref().unwrap_or("").to_owned();
    releases
        .iter()
        .map(|release| {
            let nth = seen.entry(release.group.as_deref()).or_default();
            *nth += 1;
            format!("start_{nth}_{}", name(release))
        })
        .collect()
}

/// What was typed, over the rules as they are now: a field that was left as it was when the form was opened follows what
/// another officer changed since.
pub(super) fn over(programme: &Programme, sent: &Typed) -> Typed {
    let opened: Typed =
        sent.get("opened").and_then(|opened| serde_json::from_str(opened).ok()).unwrap_or_default();
    let mut typed = fields(programme);
    // A browser sends lines of its own kind.
    let sent = sent.iter().map(|(name, value)| (name.clone(), value.replace("\r\n", "\n")));
    typed.extend(sent.filter(|(name, value)| opened.get(name) != Some(value)));
    typed
}

/// The pools whose places may be given to everyone at some point before the day.
pub(super) fn kept_pools(programme: &Programme) -> Vec<Pool> {
    let released =
        |pool: &Pool| programme.policy.pool_releases.iter().any(|release| release.pool == *pool);
    Pool::ALL.into_iter().filter(|pool| *pool == Pool::CallCentre || released(pool)).collect()
}

/// The ages of a dose where they are one plain rule that always holds.
pub(super) fn plain_ages(dose: &domain::Dose) -> Option<(Option<Age>, Option<Age>)> {
    let [dated] = &dose.ages[..] else { return None };
    let AgeRule::OnTheDay { from, under } = dated.rule else { return None };
    let whole = |age: Option<Age>| age.is_none_or(|age| age.months == 0);
    (dated.from.is_none() && dated.until.is_none() && whole(from) && whole(under))
        .then_some((from, under))
}

/// The programme with what was typed.
pub(super) fn read(before: &Programme, typed: &Typed, today: Date) -> Result<Programme, Errors> {
    let mut reading = Reading { typed, errors: Errors::new() };
    let mut after = before.clone();
    reading.name(&mut after.name);
    reading.instant_opt("closes", &mut after.closes_at);
    reading.ages(&mut after);
    reading.spacings(&mut after.policy, today);
    reading.products(&mut after.policy);
    reading.dose_new(&mut after.policy, today);
    reading.yes("residents", &mut after.policy.residents_only);
    reading.yes("voucher", &mut after.policy.voucher_needed);
    let mut heads = starts(&after.policy.releases).into_iter();
    after.policy.releases.retain_mut(|release| {
        let mut from = Some(release.from);
        let head = heads.next().expect("each start of bookings has a name");
        reading.instant_opt(&head, &mut from);
        release.from = from.unwrap_or(release.from);
        from.is_some()
    });
    reading.release_new(&mut after.policy);
    for (key, _) in CUT_OFFS {
        reading.cut_off(key, cut_off(&mut after, key));
    }
    for pool in kept_pools(before) {
        reading.pool_release(pool, &mut after.policy.pool_releases);
    }
    reading.waitlist(&mut after.policy);
    reading.limit("live_per_account", &mut after.policy.limits.live_per_account);
    reading.limit("persons_per_day", &mut after.policy.limits.persons_per_day);
    reading.bring(&mut after.policy.bring);
    if reading.errors.is_empty() { Ok(after) } else { Err(reading.errors) }
}

/// What was typed, and what is wrong with it.
pub(super) struct Reading<'t> {
    typed: &'t Typed,
    errors: Errors,
}

impl Reading<'_> {
    pub(super) fn given(&self, name: &str) -> Option<String> {
        self.typed.get(name).map(|text| text.trim().to_owned())
    }

    pub(super) fn wrong(&mut self, name: &str, why: impl Into<String>) {
        self.errors.entry(name.to_owned()).or_insert_with(|| why.into());
    }

    fn name(&mut self, name: &mut String) {
        match self.given("name") {
            None => {}
            Some(typed) if typed.is_empty() => {
                self.wrong("name", "事業の名前を入れてください。住民の方に見える名前です。");
            }
            Some(typed) if typed.chars().count() > NAME_MOST => {
                self.wrong("name", format!("事業の名前は{NAME_MOST}文字までにしてください。"));
            }
            Some(typed) => *name = typed,
        }
    }

    pub(super) fn yes(&mut self, name: &str, value: &mut bool) {
        if let Some(typed) = self.given(name) {
            *value = typed == "yes";
        }
    }

    /// A day and a time; both empty is none.
    pub(super) fn instant_opt(&mut self, name: &str, value: &mut Option<Timestamp>) {
        let (date, at) = (format!("{name}_date"), format!("{name}_time"));
        let Some(day) = self.given(&date) else { return };
        let clock = self.given(&at).unwrap_or_default();
        if day.is_empty() && clock.is_empty() {
            *value = None;
            return;
        }
        match (self.day(&date), read_time(&clock)) {
            (Ok(Some(day)), Some(at)) => *value = Some(when::at_japan(day.to_datetime(at))),
            (Ok(None), _) => self.wrong(&date, "年月日も入れてください。"),
            (_, None) => self.wrong(&at, not_a_time(&clock)),
            (Err(()), _) => {}
        }
    }

    /// A day; an empty field is none.
    pub(super) fn day(&mut self, name: &str) -> Result<Option<Date>, ()> {
        let typed = self.given(name).unwrap_or_default();
        if typed.is_empty() {
            return Ok(None);
        }
        let read = typed.parse().map(Some);
        read.map_err(|_| {
            self.wrong(
                name,
                format!("「{typed}」は年月日として読めません。2026-12-01 のように入れてください。"),
            );
        })
    }

    fn ages(&mut self, after: &mut Programme) {
        for (index, dose) in after.policy.doses.iter_mut().enumerate() {
            let Some((mut from, mut under)) = plain_ages(dose) else { continue };
            let (low, high) = (format!("from_{index}"), format!("under_{index}"));
            self.years(&low, &mut from);
            self.years(&high, &mut under);
            if from.zip(under).is_some_and(|(from, under)| from.years >= under.years) {
                self.wrong(&high, "「未満」の年齢は、「以上」の年齢より大きくしてください。");
            }
            dose.ages[0].rule = AgeRule::OnTheDay { from, under };
        }
    }

    /// An age in years; empty is none.
    fn years(&mut self, name: &str, value: &mut Option<Age>) {
        let Some(typed) = self.given(name) else { return };
        if typed.is_empty() {
            *value = None;
            return;
        }
        match number(&typed).filter(|years| *years <= 130) {
            Some(years) => *value = Some(Age { years, months: 0 }),
            None => self.wrong(
                name,
                format!("「{typed}」は年齢として読めません。0から130までの数字を入れてください。"),
            ),
        }
    }

    fn cut_off(&mut self, key: &str, value: &mut CutOff) {
        let Some(kind) = self.given(&format!("{key}_kind")) else { return };
        if kind == "start" {
            *value = CutOff::UntilStart;
            return;
        }
        let (days, at) = (format!("{key}_days"), format!("{key}_at"));
        let typed = self.given(&days).unwrap_or_default();
        let Some(before) = number(&typed).filter(|days| *days <= DAYS_MOST) else {
            self.wrong(&days, format!("「{typed}」は日数として読めません。0から{DAYS_MOST}までの数字を入れてください。"));
            return;
        };
        let clock = self.given(&at).unwrap_or_default();
        let time = read_time(&clock);
        if time.is_none() && !clock.is_empty() {
            self.wrong(&at, not_a_time(&clock));
            return;
        }
        *value = match (kind.as_str(), time) {
            ("business", None) => CutOff::BusinessDaysBefore(before),
            ("business", Some(at)) => CutOff::BusinessDaysBeforeAt(before, at),
            (_, None) => CutOff::DaysBefore(before),
            (_, Some(at)) => CutOff::DaysBeforeAt(before, at),
        };
    }

    /// Empty days take the release away.
    fn pool_release(&mut self, pool: Pool, all: &mut Vec<PoolRelease>) {
        let (days, at) = (format!("pool_{}_days", pool.name()), format!("pool_{}_at", pool.name()));
        let Some(typed) = self.given(&days) else { return };
        if typed.is_empty() {
            all.retain(|release| release.pool != pool);
            return;
        }
        let Some(days_before) = number(&typed).filter(|days| *days <= DAYS_MOST) else {
            self.wrong(&days, format!("「{typed}」は日数として読めません。0から{DAYS_MOST}までの数字を入れてください。"));
            return;
        };
        let clock = self.given(&at).unwrap_or_default();
        let at_time = if clock.is_empty() { Some(time(0, 0, 0, 0)) } else { read_time(&clock) };
        let Some(time) = at_time else {
            self.wrong(&at, not_a_time(&clock));
            return;
        };
        let release = PoolRelease { pool, days_before, at: time };
        match all.iter_mut().find(|release| release.pool == pool) {
            Some(there) => *there = release,
            None => all.push(release),
        }
    }

    fn limit(&mut self, name: &str, value: &mut Option<u32>) {
        let Some(typed) = self.given(name) else { return };
        if typed.is_empty() {
            *value = None;
            return;
        }
        match number(&typed).filter(|most| (1..=1_000).contains(most)) {
            Some(most) => *value = Some(most.into()),
            None => self.wrong(name, format!("「{typed}」は上限として読めません。1から1000までの数字を入れるか、空欄にしてください。")),
        }
    }

    /// A line each.
    fn bring(&mut self, value: &mut Vec<String>) {
        let Some(typed) = self.given("bring") else { return };
        let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        if lines.len() > BRING_MOST || lines.iter().any(|line| line.chars().count() > BRING_LONGEST)
        {
            self.wrong(
                "bring",
                format!("持ち物は{BRING_MOST}行まで、1行は{BRING_LONGEST}文字までにしてください。"),
            );
            return;
        }
        *value = lines;
    }
}

pub(super) fn number(typed: &str) -> Option<u16> {
    form::number(typed)?.try_into().ok()
}

/// 9:00 or 09:00, in any width.
pub(super) fn read_time(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.split_once([':', '：'])?;
    let part = |text: &str| form::number(text)?.try_into().ok();
    Time::new(part(hour)?, part(minute)?, 0, 0).ok()
}

pub(super) fn not_a_time(typed: &str) -> String {
    format!(
        "「{typed}」は時刻として読めません。09:00 のように、0:00から23:59までで入れてください。"
    )
}

fn moment(at: Timestamp) -> (String, String) {
    let local = when::japan_time(at);
    (local.date().to_string(), clock(local.time()))
}

pub(super) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn years(age: Option<Age>) -> String {
    age.map_or_else(String::new, |age| age.years.to_string())
}

pub(super) fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn parts(cut_off: CutOff) -> (&'static str, String, String) {
    match cut_off {
        CutOff::UntilStart => ("start", String::new(), String::new()),
        CutOff::DaysBefore(days) => ("days", days.to_string(), String::new()),
        CutOff::DaysBeforeAt(days, at) => ("days", days.to_string(), clock(at)),
        CutOff::BusinessDaysBefore(days) => ("business", days.to_string(), String::new()),
        CutOff::BusinessDaysBeforeAt(days, at) => ("business", days.to_string(), clock(at)),
    }
}
