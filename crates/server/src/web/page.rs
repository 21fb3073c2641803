//! The frame around every page, and the small things that several pages show.

use super::{
    assets,
    look::Look,
    map,
    visit::{Visit, look_from},
};
use crate::{
    App, Problem,
    words::{Lang, dates, lang::Html as Markup, sending, trouble},
};
use askama::Template;
use axum::{
    body::Body,
    http::header,
    response::{Html, IntoResponse, Response},
};
use domain::{AccountId, BookingNumber, Programme, Slot, schedule::Plan, venue::Venue, when::Date};
use jiff::ToSpan;
use std::{collections::BTreeMap, sync::atomic::Ordering};

/// What the base templates need.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) css: String,
    pub(super) script: Option<String>,
    pub(super) lang: Lang,
    /// Those it can be read in.
    pub(super) languages: [Lang; 3],
    pub(super) look: Look,
    /// The page's own address, to come back to in another language.
    pub(super) here: String,
    /// The form that is typed into, which goes along when another language is chosen.
    pub(super) typing: Option<Typing>,
    /// Whether what was sent from this page waits, because the sign-in had ended.
    pub(super) sent_too_late: bool,
    pub(super) town: String,
    pub(super) path_home: String,
    pub(super) path_look: String,
    pub(super) path_privacy: String,
    pub(super) contact: Option<Contact>,
    pub(super) alarms: Vec<String>,
    /// The band of a rehearsal; none at the real counter.
    pub(super) rehearsal: Option<RehearsalBand>,
}

/// What a rehearsal wears on every page.
#[derive(Clone, Debug)]
pub(super) struct RehearsalBand {
    pub(super) now: String,
    pub(super) room_url: String,
    pub(super) end_url: String,
}

/// A form that is typed into: it has the id `typed`.
#[derive(Clone, Debug)]
pub(super) struct Typing {
    /// The account that types; none before signing in.
    pub(super) whose: Option<AccountId>,
}

/// The telephone door.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) tel: String,
    pub(super) hours: String,
}

impl Page {
    /// The frame of a resident's page.
    pub(super) fn resident(app: &App, visit: &Visit, title: &str) -> Self {
        let path_look = if visit.here.starts_with("/look") {
            visit.here.clone()
        } else {
            look_from(&visit.here)
        };
        let page = Self::new(app, visit.lang, title, "/r/home", "resident.js");
        let (here, sent_too_late) = (visit.here.clone(), visit.sent_too_late);
        Self { here, look: visit.look, path_look, sent_too_late, ..page }
    }

    /// The frame of a page of the desk.
    pub(super) fn desk(app: &App, title: &str) -> Self {
        let differences = app.counts.differences.load(Ordering::Relaxed);
        let differ = (differences > 0).then(|| {
            format!("枠の数と予約の記録が {differences} か所で合いません。予約はそのまま続けられます。システムの担当者に「madoguchi verify」の実行を頼んでください。")
        });
        let trouble = app.store.kind_of_trouble().map(|kind| trouble::alarm(kind).to_owned());
        let alarms = trouble.into_iter().chain(differ);
        let alarms = alarms.chain(sending::alarms(&app.sending.now())).collect();
        Self { alarms, ..Self::new(app, Lang::Japanese, title, "/desk", "desk.js") }
    }

    /// The same page with a form that is typed into.
    pub(super) fn with_typing(self, whose: Option<AccountId>) -> Self {
        Self { typing: Some(Typing { whose }), ..self }
    }

    /// The same page with another script.
    pub(super) fn with_script(mut self, name: &str) -> Self {
        self.script = assets::url(name);
        self
    }

    fn new(app: &App, lang: Lang, title: &str, home: &str, script: &str) -> Self {
        let town = &app.config.town;
        let contact = town.phone.as_ref().map(|number| Contact {
            name: lang.phone_name().to_owned(),
            number: number.clone(),
            tel: number.chars().filter(char::is_ascii_digit).collect(),
            hours: town.phone_hours.clone(),
        });
        Self {
            title: title.to_owned(),
            css: assets::url("madoguchi.css").unwrap_or_default(),
            script: assets::url(script),
            lang,
            languages: Lang::ALL,
            look: Look::default(),
            here: home.to_owned(),
            typing: None,
            sent_too_late: false,
            town: town.name.clone(),
            path_home: home.to_owned(),
            path_look: String::new(),
            path_privacy: "/privacy".to_owned(),
            contact,
            alarms: Vec::new(),
            rehearsal: app.stage.as_ref().map(|_| RehearsalBand {
                now: dates::instant(app.clock.now()),
                room_url: "/desk/rehearsal".to_owned(),
                end_url: "/end".to_owned(),
            }),
        }
    }
}

/// Renders a page.
pub(super) fn html(template: &impl Template) -> Result<Response, Problem> {
    let text = template.render().map_err(anyhow::Error::from)?;
    Ok(Html(text).into_response())
}

/// A file for a spreadsheet, to be kept under this name.
pub(super) fn csv(name: &str, text: impl Into<Body>) -> Response {
    let kept = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, &kept)];
    (headers, text.into()).into_response()
}

/// How much room there is, in three steps that carry a mark and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    Open,
    Few,
    Full,
}

impl Room {
    /// Few is one place in five, or two.
    pub(super) fn of(left: u32, capacity: u32) -> Self {
        match left {
            0 => Self::Full,
            _ if left <= 2 || left * 5 <= capacity => Self::Few,
            _ => Self::Open,
        }
    }
}

/// The places left, in words; nothing where the mark says it all.
pub(super) fn left_words(lang: Lang, left: u32) -> String {
    if left == 0 { String::new() } else { lang.left(left) }
}

/// The days of a week, under the words for it.
#[derive(Clone, Debug)]
pub(super) struct Week<D> {
    pub(super) label: String,
    pub(super) days: Vec<D>,
}

impl<D> Week<D> {
    /// Days by the Monday before them.
    pub(super) fn of(lang: Lang, days: impl IntoIterator<Item = (Date, D)>) -> Vec<Self> {
        let mut weeks: BTreeMap<Date, Vec<D>> = BTreeMap::new();
        for (date, day) in days {
            let since_monday = i32::from(date.weekday().to_monday_zero_offset());
            weeks.entry(date.saturating_sub(since_monday.days())).or_default().push(day);
        }
        let week = |(monday, days)| Self { label: lang.week_of(lang.day_month(monday)), days };
        weeks.into_iter().map(week).collect()
    }
}

/// A link with its words.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) label: Markup,
    pub(super) url: String,
}

/// Something chosen on an earlier step.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) label: String,
    pub(super) value: Markup,
    pub(super) change_url: Option<String>,
}

/// A booking number, grouped as it is read over the phone.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) groups: Vec<String>,
    pub(super) spoken: Vec<String>,
}

impl Number {
    pub(super) fn of(lang: Lang, number: BookingNumber) -> Self {
        let groups: Vec<String> = number.to_string().split('-').map(str::to_owned).collect();
        let digit = |digit| lang.digit(digit);
        let say = |group: &String| group.chars().map(digit).collect::<Vec<_>>().join(" ");
        let spoken = groups.iter().map(say).collect();
        Self { groups, spoken }
    }
}

/// Who, what, when and where, in words.
#[derive(Clone, Debug)]
pub(super) struct Appointment {
    pub(super) person: String,
    pub(super) programme: String,
    pub(super) dose: Option<Markup>,
    pub(super) venue: String,
    pub(super) address: String,
    pub(super) map_url: String,
    pub(super) date_long: String,
    pub(super) wareki: Option<String>,
    pub(super) time_long: String,
}

impl Appointment {
    pub(super) fn of(
        lang: Lang,
        person: &str,
        programme: &Programme,
        dose: Option<Markup>,
        slot: &Slot,
        venue: &Venue,
    ) -> Self {
        Self {
            person: person.to_owned(),
            programme: programme.name.clone(),
            dose,
            venue: venue.name.clone(),
            address: venue.address.clone(),
            map_url: map::url(venue),
            date_long: lang.long(slot.date),
            wareki: lang.wareki(slot.date),
            time_long: lang.range_long(slot.starts, slot.ends),
        }
    }
}

/// The dose's name; none where the person needs only the one.
pub(super) fn dose_name(lang: Lang, plan: &Plan<'_>, dose: u8) -> Option<Markup> {
    let dose = plan.dose(dose).ok().filter(|_| plan.needed() > 1)?;
    Some(lang.dose(dose.number, &dose.name))
}
