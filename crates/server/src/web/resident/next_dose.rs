//! The next dose, proposed while the person is still here: the place that suits best, and the way to others.

use super::booking::Full;
use crate::{
    App,
    actions::{Asker, book},
    web::page::Link,
    words::{Lang, lang::Html},
};
use anyhow::Result;
use domain::{
    AccountId, Dose, Ledger, Programme, RequestId, Slot, booking,
    command::Book,
    from_when::Possible,
    proposal::{self, Near, Next},
    when,
};
use std::collections::BTreeSet;
use store::Reader;

/// What is offered.
pub(super) struct Offer {
    pub(super) text: Html,
    /// Where no place is free yet: what that means.
    pub(super) then: Option<String>,
    pub(super) label: Html,
    pub(super) url: String,
    /// The way to choose by oneself, beside a place that is proposed.
    pub(super) other: Option<Link>,
}

/// The wish for the dose after a booking, without those the person has grown too old for; its slot is yet to be
/// found.
pub(super) fn draft(app: &App, account: AccountId, full: &Full) -> Book {
    let (last, applicant) = (&full.booking, full.applicant.clone());
    let (plan, today) = (full.plan(), when::japan_date(app.clock.now()));
    let passed = |dose: &Dose| dose.is_passed_over(applicant.birth, today);
    let dose = (last.dose + 1..=u8::MAX).find(|number| !plan.dose(*number).is_ok_and(passed));
    let wish = book::Wish {
        person: last.person,
        programme: last.programme,
        dose: dose.unwrap_or(last.dose),
        slot: last.slot,
        once: RequestId(app.ids.uuid()),
    };
    book::ask(app, Asker::Account(account), (applicant, Some(account)), wish)
}

/// The offer; none where there is no next dose, or no day on which it could be had. The days around the standard
/// interval are looked at first, and all to come only where those do not settle it.
pub(super) fn offer(
    reader: &mut Reader<'_>,
    (account, lang): (AccountId, Lang),
    programme: &Programme,
    draft: &Book,
) -> Result<Option<Offer>> {
    let persons = BTreeSet::from([draft.applicant.person]);
    let mut ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::from([account]))?;
    let facts = ledger.facts(&draft.applicant, programme, draft.by);
    let plan = booking::plan(programme, &draft.applicant, &facts.bookings);
    let Ok(dose) = plan.dose(draft.dose) else { return Ok(None) };
    let today = when::japan_date(draft.at);
    let mut found = None;
    if let Some(near) = Near::of(programme, draft.dose, &draft.applicant, &facts.bookings) {
        let slots = reader.slots_between(programme.id, near.from.max(today), near.until)?;
        found = best(&mut ledger, draft, slots).ok().filter(|slot| {
            Near::is_best_of_all(&facts.case(programme, draft.dose, slot, &draft.applicant))
        });
    }
    let found = match found {
        Some(slot) => Ok(slot),
        None => best(&mut ledger, draft, reader.slots_from(programme.id, today)?),
    };
    let slot = match found {
        Ok(slot) => slot,
        Err(possible) => return Ok(possible.map(|possible| full(lang, draft, dose, possible))),
    };
    let venue = reader.venue(slot.venue)?.map_or_else(String::new, |venue| venue.name);
    Ok(Some(place(lang, draft, dose, &slot, &venue)))
}

/// The slot of these that suits best; where none does, the day on which one would.
fn best(
    ledger: &mut Ledger,
    draft: &Book,
    slots: Vec<Slot>,
) -> std::result::Result<Slot, Option<Possible>> {
    let candidates: Vec<_> = slots.iter().map(|slot| slot.id).collect();
    ledger.slots.extend(slots.into_iter().map(|slot| (slot.id, slot)));
    match proposal::next_dose(ledger, &[], draft, &candidates) {
        Ok(Next::Place(wishes)) => {
            wishes.first().and_then(|wish| ledger.slots.get(&wish.slot)).cloned().ok_or(None)
        }
        Ok(Next::Nowhere(possible)) => Err(possible),
        Err(_) => Err(None),
    }
}

fn base(draft: &Book) -> String {
    format!("/r/book/{}/{}/{}", draft.applicant.person, draft.programme, draft.dose)
}

fn place(lang: Lang, draft: &Book, dose: &Dose, slot: &Slot, venue: &str) -> Offer {
    let when = format!("{} {}", lang.long(slot.date), lang.range(slot.starts, slot.ends));
    let name = lang.dose(dose.number, &dose.name);
    let choose = Link { label: lang.choose_dose(name.clone()), url: base(draft) };
    Offer {
        text: lang.next_dose_free(when, name, venue),
        then: None,
        label: Html::text(lang.book_this()),
        url: format!("{}/slot/{}", base(draft), slot.id),
        other: Some(choose),
    }
}

fn full(lang: Lang, draft: &Book, dose: &Dose, possible: Possible) -> Offer {
    let name = lang.dose(dose.number, &dose.name);
    Offer {
        text: lang.next_dose_from(lang.long(possible.day), name.clone()),
        then: Some(if possible.from <= draft.at {
            lang.next_dose_full().to_owned()
        } else {
            lang.next_dose_opens(lang.instant(possible.from))
        }),
        label: lang.see_dose(name),
        url: base(draft),
        other: None,
    }
}
