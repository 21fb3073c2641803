//! One booking: as it has just been made, and as its owner looks it up later.

use super::{
    next_dose::{self, Offer},
    pick::Doors,
};
use crate::{
    App, Problem,
    actions::{Asker, booking_of, reminders},
    web::{
        form::{At, Query},
        page::{Appointment, Number, Page, dose_name, html},
        qr::Qr,
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Applicant, Booking, BookingId, Programme, Slot, booking, ledger::Facts,
    person::Details, reminder, schedule::Plan, venue::Venue,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{HistoryLine, Reader};

#[derive(Template)]
#[template(path = "resident/done.html")]
struct Done {
    page: Page,
    changed: bool,
    number: Number,
    qr: Qr,
    appointment: Appointment,
    bring: Vec<String>,
    calendar_url: String,
    booking_url: String,
    line_url: Option<String>,
    /// Whether the number also comes in the talk.
    in_line: bool,
    next_dose: Option<Offer>,
}

#[derive(Template)]
#[template(path = "resident/booking.html")]
struct Show {
    page: Page,
    number: Number,
    /// For the reception; none once it is over.
    qr: Option<Qr>,
    appointment: Appointment,
    state: String,
    live: bool,
    access: Option<String>,
    bring: Vec<String>,
    change_url: Option<String>,
    cancel_url: Option<String>,
    calendar_url: Option<String>,
    closed: Option<String>,
    /// Where to say that they will come, once the day is near.
    confirm_url: Option<String>,
    /// When they said so.
    confirmed: Option<String>,
    history: Vec<Entry>,
}

struct Entry {
    when: String,
    what: String,
}

/// A booking with everything its pages show.
pub(super) struct Full {
    pub(super) booking: Booking,
    pub(super) details: Details,
    pub(super) applicant: Applicant,
    pub(super) programme: Programme,
    pub(super) slot: Slot,
    pub(super) venue: Venue,
    /// What the rules look at: all of the person in this programme, and in others.
    pub(super) facts: Facts,
    history: Vec<HistoryLine>,
}

impl Full {
    fn load(reader: &mut Reader<'_>, account: AccountId, id: BookingId) -> Result<Option<Self>> {
        let Some((booking, applicant)) = booking_of(reader, account, id)? else { return Ok(None) };
        let set = BTreeSet::from([booking.person]);
        let details = reader.details(&set)?.remove(&booking.person);
        let mut ledger = reader.ledger(&set, BTreeSet::new(), &BTreeSet::from([account]))?;
        let programme = ledger.programmes.remove(&booking.programme);
        let programme = programme.context("a booking is of a programme")?;
        let slot = ledger.slots.remove(&booking.slot).context("a booking is in a slot")?;
        Ok(Some(Self {
            details: details.context("a booking is of a person")?,
            facts: ledger.facts(&applicant, &programme, Actor::Account(account)),
            applicant,
            programme,
            venue: reader.venue(slot.venue)?.context("a slot is at a venue")?,
            history: reader.history_of_booking(id)?,
            slot,
            booking,
        }))
    }

    pub(super) async fn find(
        app: &App,
        account: AccountId,
        id: BookingId,
    ) -> Result<Self, Problem> {
        let found = app.store.read(move |reader| Self::load(reader, account, id)).await?;
        found.ok_or(Problem::NotFound)
    }

    /// Whether the day is so near that a reminder has asked whether they will come.
    fn is_asked(&self, now: Timestamp) -> bool {
        let reminders = &self.programme.policy.reminders;
        let asked = reminders.stage(self.booking.date, now).is_some();
        asked && reminder::is_ahead(&self.booking, &self.slot, now)
    }

    /// The person's doses.
    pub(super) fn plan(&self) -> Plan<'_> {
        booking::plan(&self.programme, &self.applicant, &self.facts.bookings)
    }

    /// A dose's name; none where the person needs only the one.
    pub(super) fn dose_name(&self, lang: Lang, dose: u8) -> Option<Html> {
        dose_name(lang, &self.plan(), dose)
    }

    pub(super) fn appointment(&self, lang: Lang) -> Appointment {
        let dose = self.dose_name(lang, self.booking.dose);
        Appointment::of(lang, &self.details.name, &self.programme, dose, &self.slot, &self.venue)
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Changed {
    #[serde(default)]
    changed: bool,
}

/// It is done.
pub(in crate::web) async fn done(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<BookingId>,
    Query(query): Query<Changed>,
) -> Result<Response, Problem> {
    let full = Full::find(&app, resident.account, id).await?;
    let (lang, account) = (visit.lang, resident.account);
    let told = app.store.read(move |reader| {
        let in_line = reader.line_user(account)?.is_some();
        Ok(in_line && (query.changed || reader.wants_confirmations(account)?))
    });
    let in_line = told.await?;
    let title = if query.changed { lang.done_changed() } else { lang.done_new() };
    html(&Done {
        page: Page::resident(&app, &visit, title),
        changed: query.changed,
        number: Number::of(lang, full.booking.number),
        qr: Qr::of(full.booking.number)?,
        appointment: full.appointment(lang),
        bring: full.programme.policy.bring.clone(),
        calendar_url: format!("/r/bookings/{id}/calendar.ics"),
        booking_url: format!("/r/bookings/{id}"),
        line_url: None,
        in_line,
        next_dose: next_dose(&app, (resident.account, lang), &full).await?,
    })
}

/// The next dose, proposed while the person is still here.
pub(super) async fn next_dose(
    app: &App,
    (account, lang): (AccountId, Lang),
    full: &Full,
) -> Result<Option<Offer>, Problem> {
    if !full.booking.is_live() {
        return Ok(None);
    }
    let draft = next_dose::draft(app, account, full);
    let programme = full.programme.clone();
    let offered = move |reader: &mut Reader<'_>| {
        next_dose::offer(reader, (account, lang), &programme, &draft)
    };
    Ok(app.store.read(offered).await?)
}

/// One booking.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    let full = Full::find(&app, resident.account, id).await?;
    let (lang, now) = (visit.lang, app.clock.now());
    let confirmed = app.store.read(move |reader| reader.confirmed_at(id)).await?;
    let doors = Doors::of(lang, &full.programme, &full.slot, &full.booking, now);
    let live = full.booking.is_live();
    let asked = confirmed.is_none() && full.is_asked(now);
    let history = full.history.iter().filter_map(|line| entry(lang, line));
    html(&Show {
        page: Page::resident(&app, &visit, lang.booking_title()),
        number: Number::of(lang, full.booking.number),
        qr: live.then(|| Qr::of(full.booking.number)).transpose()?,
        appointment: full.appointment(lang),
        state: lang.state(&full.booking).to_owned(),
        live,
        access: Some(full.venue.access.clone()).filter(|access| live && !access.is_empty()),
        bring: if live { full.programme.policy.bring.clone() } else { Vec::new() },
        change_url: doors.change_url,
        cancel_url: doors.cancel_url,
        calendar_url: live.then(|| format!("/r/bookings/{id}/calendar.ics")),
        closed: doors.closed,
        confirm_url: asked.then(|| format!("/r/bookings/{id}/confirm")),
        confirmed: confirmed.filter(|_| live).map(|at| lang.stamp(at)),
        history: history.collect(),
    })
}

/// They will come. Saying so again changes nothing.
pub(in crate::web) async fn confirm(
    State(app): State<App>,
    resident: Resident,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    reminders::confirm(&app, Asker::Account(resident.account), id).await??;
    Ok(Redirect::to(&format!("/r/bookings/{id}")).into_response())
}

/// What was done to the booking, not who looked at it.
fn entry(lang: Lang, line: &HistoryLine) -> Option<Entry> {
    Some(Entry { when: lang.stamp(line.at), what: lang.told(&line.what)?.to_owned() })
}
