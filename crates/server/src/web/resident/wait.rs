//! Waiting for a freed place: which places would do, where one stands, and leaving.

use crate::{
    App, Problem,
    actions::waitlist::{self, Asked},
    web::{
        form::{At, Posted},
        page::{Choice, Page, html},
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Entry, PersonId, Programme, ProgrammeId, VenueId, booking,
    venue::Venue,
    waitlist::{Part, Parts, Weekdays, Wish},
    when::Date,
};
use jiff::{ToSpan, civil::date};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

/// How long before the start somebody can say that they must know, in minutes.
const NOTICES: [u16; 4] = [30, 120, 360, 1_440];
/// Without a word.
const NOTICE: u16 = 120;
/// Any week does to name its days.
const A_MONDAY: Date = date(2026, 10, 5);

#[derive(Template)]
#[template(path = "resident/wait.html")]
struct Form {
    page: Page,
    back_url: String,
    action: String,
    chosen: Vec<Choice>,
    /// What has just been done, once.
    done: Option<&'static str>,
    /// Where they stand, if they wait already.
    stands: Option<Stands>,
    /// Whether they have a booking that stays meanwhile.
    has_booking: bool,
    /// Whether they are told in LINE, and not phoned.
    in_line: bool,
    venues: Vec<Tick>,
    weekdays: Vec<Tick>,
    parts: Vec<Tick>,
    notices: Vec<Tick>,
}

struct Stands {
    since: String,
    place: u32,
}

struct Tick {
    value: String,
    label: Html,
    on: bool,
}

/// What the page needs to know.
struct Known {
    name: String,
    programme: Programme,
    dose: Option<(u8, String)>,
    has_booking: bool,
    in_line: bool,
    venues: Vec<Venue>,
    entry: Option<(Entry, u32)>,
}

type Place = (PersonId, ProgrammeId, u8);

#[derive(Deserialize)]
pub(in crate::web) struct Done {
    #[serde(default)]
    joined: Option<String>,
    #[serde(default)]
    passed: Option<String>,
}

/// The form, or where they stand.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(place): At<Place>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let found = app.store.read(move |reader| Known::load(reader, account, place)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    let lang = visit.lang;
    let done = match (done.joined, done.passed) {
        (Some(_), _) => Some(lang.wait_joined()),
        (None, Some(_)) => Some(lang.offer_passed()),
        (None, None) => None,
    };
    let wish = known.entry.as_ref().map_or_else(
        || Wish { notice: NOTICE, ..Wish::default() },
        |(entry, _)| entry.wish.clone(),
    );
    html(&form(&app, &visit, place, &known, (&wish, done)))
}

/// Joins, or changes what would do.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    At(place): At<Place>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (person, programme, dose) = place;
    let wish = read(&fields).ok_or(Problem::FormExpired)?;
    let asked = Asked { person, programme, dose, wish };
    waitlist::join(&app, resident.account, asked).await??;
    Ok(Redirect::to(&format!("{}?joined=1", url(place))).into_response())
}

/// Leaves. A second press leads home as well.
pub(in crate::web) async fn leave(
    State(app): State<App>,
    resident: Resident,
    At(place): At<Place>,
) -> Result<Response, Problem> {
    let account = resident.account;
    let found = app.store.read(move |reader| Known::load(reader, account, place)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    if let Some((entry, _)) = known.entry {
        waitlist::leave(&app, account, place.0, entry.id).await??;
    }
    Ok(Redirect::to("/r/home?left=1").into_response())
}

/// Where somebody waits for this dose.
pub(super) fn url((person, programme, dose): Place) -> String {
    format!("/r/wait/{person}/{programme}/{dose}")
}

impl Known {
    fn load(
        reader: &mut Reader<'_>,
        account: AccountId,
        (person, programme, dose): Place,
    ) -> Result<Option<Self>> {
        let Some(link) = reader.link(account, person)? else { return Ok(None) };
        let Some(programme) = reader.programme(programme)? else { return Ok(None) };
        let persons = BTreeSet::from([person]);
        let Some(known) = reader.people(&persons)?.remove(&person) else { return Ok(None) };
        let applicant = known.applicant();
        let ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::from([account]))?;
        let facts = ledger.facts(&applicant, &programme, Actor::Account(account));
        let plan = booking::plan(&programme, &applicant, &facts.bookings);
        let own =
            |b: &domain::Booking| b.dose == dose && b.is_live() && b.is_visible_to(facts.sight);
        let has_booking = facts.bookings.iter().any(own);
        let waiting = reader.waiting_of_persons(&persons)?;
        let here = |e: &Entry| {
            (e.programme, e.dose) == (programme.id, dose) && e.is_visible_to(link.sight())
        };
        let entry = waiting.into_iter().find(here);
        let entry =
            entry.map(|entry| Ok::<_, anyhow::Error>((reader.count_before(&entry)? + 1, entry)));
        let entry = entry.transpose()?.map(|(place, entry)| (entry, place));
        let named = plan.doses().iter().find(|known| known.number == dose);
        Ok(Some(Self {
            name: known.details.name.clone(),
            dose: named.filter(|_| plan.doses().len() > 1).map(|d| (d.number, d.name.clone())),
            has_booking,
            in_line: reader.line_user(account)?.is_some(),
            venues: reader.venues_of(programme.id)?,
            entry,
            programme,
        }))
    }
}

fn form(
    app: &App,
    visit: &Visit,
    place: Place,
    known: &Known,
    (wish, done): (&Wish, Option<&'static str>),
) -> Form {
    let lang = visit.lang;
    let choice =
        |label: &str, value: Html| Choice { label: label.to_owned(), value, change_url: None };
    let dose = known.dose.as_ref().map(|(number, name)| lang.dose(*number, name));
    let venue = |venue: &Venue| Tick {
        value: venue.id.to_string(),
        label: Html::name(&venue.name),
        on: wish.venues.contains(&venue.id),
    };
    Form {
        page: Page::resident(app, visit, lang.wait_title()),
        back_url: format!("/r/book/{}", place.0),
        action: url(place),
        chosen: vec![
            choice(lang.for_whom(), lang.person(&known.name)),
            choice(lang.what(), Html::name(&known.programme.name).and(dose)),
        ],
        done,
        stands: known
            .entry
            .as_ref()
            .map(|(entry, place)| Stands { since: lang.instant(entry.joined_at), place: *place }),
        has_booking: known.has_booking,
        in_line: known.in_line,
        venues: known.venues.iter().map(venue).collect(),
        weekdays: weekdays(lang, wish),
        parts: parts(lang, wish),
        notices: notices(lang, wish),
    }
}

fn weekdays(lang: Lang, wish: &Wish) -> Vec<Tick> {
    // Spelt out in Japanese too: a lone 「月」 is the moon.
    let lang = if lang == Lang::Japanese { Lang::Easy } else { lang };
    let tick = |day: Date| {
        let bit = Weekdays::bit(day);
        Tick {
            value: bit.to_string(),
            label: Html::text(&lang.weekday(day)),
            on: wish.weekdays.0 & bit != 0,
        }
    };
    (0..7_i64).map(|n| tick(A_MONDAY.saturating_add(n.days()))).collect()
}

fn parts(lang: Lang, wish: &Wish) -> Vec<Tick> {
    let words = |part| match part {
        Part::Morning => lang.morning(),
        Part::Afternoon => lang.wait_afternoon(),
        Part::Evening => lang.wait_evening(),
    };
    let tick = |part: Part| Tick {
        value: part.bit().to_string(),
        label: Html::text(words(part)),
        on: wish.parts.0 & part.bit() != 0,
    };
    Part::ALL.into_iter().map(tick).collect()
}

fn notices(lang: Lang, wish: &Wish) -> Vec<Tick> {
    let words = |minutes: u16| match minutes {
        1_440 => lang.wait_day().to_owned(),
        60.. => lang.wait_hours(minutes / 60),
        _ => lang.wait_minutes(minutes),
    };
    let tick = |minutes: u16| Tick {
        value: minutes.to_string(),
        label: Html::text(&words(minutes)),
        on: wish.notice == minutes,
    };
    NOTICES.into_iter().map(tick).collect()
}

/// What was chosen; none if a field is not one of those of the form.
fn read(fields: &[(String, String)]) -> Option<Wish> {
    let mut wish = Wish { notice: NOTICE, ..Wish::default() };
    for (name, value) in fields {
        match name.as_str() {
            "venue" => wish.venues.push(VenueId(value.parse().ok()?)),
            "weekday" => wish.weekdays.0 |= value.parse::<u8>().ok()? & Weekdays::ALL.0,
            "part" => wish.parts.0 |= value.parse::<u8>().ok()? & Parts::ALL.0,
            "notice" => wish.notice = value.parse().ok().filter(|n| NOTICES.contains(n))?,
            _ => {}
        }
    }
    wish.venues.sort_unstable();
    wish.venues.dedup();
    Some(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_was_ticked_is_read_and_nothing_else() {
        let venue = uuid::Uuid::from_u128(7);
        let one = venue.to_string();
        let all = fields(&[
            ("venue", &one),
            ("venue", &one),
            ("weekday", "1"),
            ("weekday", "64"),
            ("part", "2"),
            ("notice", "30"),
            ("once", "x"),
        ]);
        let wish = read(&all).unwrap();
        assert_eq!(wish.venues, [VenueId(venue)]);
        assert_eq!((wish.weekdays, wish.parts, wish.notice), (Weekdays(65), Parts(2), 30));
        assert_eq!(read(&[]), Some(Wish { notice: NOTICE, ..Wish::default() }));
        for bad in [("venue", "7"), ("weekday", "Monday"), ("part", "-1"), ("notice", "31")] {
            assert_eq!(read(&fields(&[bad])), None, "{bad:?}");
        }
    }
}
