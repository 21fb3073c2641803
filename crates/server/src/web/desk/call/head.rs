//! What stands on every page of a call: whom it is about, what was noted about them, and the script.

use super::base;
use crate::{
    App, Problem,
    actions::call,
    web::{desk::Who, session::Officer},
    words::{
        dates,
        script::{self, Blank, Facts, Part},
    },
};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Booking, Call, Note, NoteId, OfficerId, PersonId, Programme, Slot, age, person::Person,
    venue::Venue, when,
};
use std::collections::{BTreeMap, BTreeSet};

/// A call that goes on, with whom it is about.
pub(super) struct OnLine {
    pub(super) call: Call,
    pub(super) person: Person,
    notes: Vec<Note>,
    officers: BTreeMap<OfficerId, String>,
    wordings: BTreeMap<String, String>,
    facts: Facts,
}

/// What a page shows of it.
pub(super) struct Head {
    pub(super) who: Option<Who>,
    pub(super) base: String,
    pub(super) person_url: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) birth_long: String,
    pub(super) age: i32,
    pub(super) address: String,
    pub(super) phone: Option<String>,
    pub(super) vouchers: String,
    pub(super) protected: bool,
    pub(super) began: String,
    pub(super) notes: Vec<NoteRow>,
    pub(super) note_once: String,
    /// What was typed and could not be kept, with the reason.
    pub(super) note_typed: String,
    pub(super) note_failure: Option<String>,
}

/// A note.
pub(super) struct NoteRow {
    pub(super) text: String,
    pub(super) by: String,
    pub(super) struck: Option<String>,
    pub(super) strike_url: String,
}

impl OnLine {
    /// The officer's call about this person, which begins if none goes on.
    pub(super) async fn open(
        app: &App,
        officer: &Officer,
        person: PersonId,
    ) -> Result<Self, Problem> {
        let found = app.store.read(move |reader| {
            let Some(known) = reader.people(&BTreeSet::from([person]))?.remove(&person) else {
                return Ok(None);
            };
            let notes = reader.notes_of(person)?;
            Ok(Some((known, notes, reader.officer_names()?, reader.wordings()?)))
        });
        let (person, notes, officers, wordings) = found.await?.ok_or(Problem::NotFound)?;
        let call = call::open(app, officer.id, person.id, "call").await?;
        let facts = Facts::from([
            (Blank::Town, app.config.town.name.clone()),
            (Blank::Officer, officer.name.clone()),
            (Blank::Name, person.details.name.clone()),
        ]);
        Ok(Self { call, person, notes, officers, wordings, facts })
    }

    /// The same where it was made sure who calls; else the way back to that.
    pub(super) async fn identified(
        app: &App,
        officer: &Officer,
        person: PersonId,
    ) -> Result<Result<Self, Response>, Problem> {
        let running = call::running(app, officer.id, person).await?;
        if running.and_then(|call| call.identity).is_none() {
            return Ok(Err(Redirect::to(&base(person)).into_response()));
        }
        Self::open(app, officer, person).await.map(Ok)
    }

    /// A part of the script with what is known, and these facts besides.
    pub(super) fn says(
        &self,
        part: Part,
        more: impl IntoIterator<Item = (Blank, String)>,
    ) -> Vec<String> {
        let mut facts = self.facts.clone();
        facts.extend(more);
        script::read_out(script::words(&self.wordings, part), &facts)
    }

    /// What the page shows.
    pub(super) fn head(&self, app: &App, officer: &Officer) -> Head {
        let (details, id) = (&self.person.details, self.person.id);
        let tail = |voucher: &domain::person::Voucher| voucher.number.as_str()[6..].to_owned();
        let tails: Vec<String> = self.person.vouchers.iter().map(tail).collect();
        Head {
            who: Some(Who::of(officer)),
            base: base(id),
            person_url: format!("/desk/people/{id}"),
            name: details.name.clone(),
            kana: details.kana.clone(),
            birth_long: dates::birth(details.birth),
            age: age::completed_years_on(details.birth, when::japan_date(app.clock.now())),
            address: details.address.clone(),
            phone: details.phone.clone(),
            vouchers: tails.join("、"),
            protected: self.person.protected_at.is_some(),
            began: dates::clock(when::japan_time(self.call.began_at).time()),
            notes: self.notes.iter().map(|note| self.note(note)).collect(),
            note_once: NoteId(app.ids.uuid()).to_string(),
            note_typed: String::new(),
            note_failure: None,
        }
    }

    fn note(&self, note: &Note) -> NoteRow {
        let name = |id: &OfficerId| self.officers.get(id).map_or("職員", String::as_str).to_owned();
        let struck = |(at, by): &(jiff::Timestamp, OfficerId)| {
            format!("{} {}が取り消し", dates::stamp(*at), name(by))
        };
        NoteRow {
            text: note.text.clone(),
            by: format!("{} {}", dates::stamp(note.at), name(&note.by)),
            struck: note.struck.as_ref().map(struck),
            strike_url: format!("{}/notes/{}/strike", base(note.person), note.id),
        }
    }
}

/// What the script says of a place.
pub(super) fn place_facts(slot: &Slot, venue: &Venue) -> [(Blank, String); 3] {
    [
        (Blank::When, crate::words::standing::spoken(slot)),
        (Blank::Venue, venue.name.clone()),
        (Blank::Address, venue.address.clone()),
    ]
}

/// What to bring, in the town's words.
pub(super) fn bring_fact(programme: &Programme) -> (Blank, String) {
    let bring = programme.policy.bring.join("、");
    let bring =
        if bring.is_empty() { "ご案内に書いてあるもの".to_owned() } else { bring };
    (Blank::Bring, bring)
}

/// The number of a booking as it is said on the phone.
pub(super) fn number_fact(booking: &Booking) -> (Blank, String) {
    let number = crate::web::page::Number::of(super::LANG, booking.number);
    (Blank::Number, number.spoken.join("、"))
}
