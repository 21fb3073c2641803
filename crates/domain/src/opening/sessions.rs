//! What the sessions get wrong: wrong years, wrong products, closed days, venues nobody finds.

use super::{Finding, Lack, View};
use crate::{holiday, slot::Slot, when::days_after};
use std::collections::BTreeSet;

/// How far ahead a town plans: further is most likely a slip in the year.
const FAR_AHEAD: i64 = 366;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut found = calendar(view);
    found.extend(products(view));
    found.extend(days(view));
    found.extend(venues(view));
    found
}

fn calendar(view: &View<'_>) -> Vec<Finding> {
    let setup = view.setup;
    let mut found = Vec::new();
    if !setup.sessions.iter().any(|session| session.date >= view.today) {
        found.push(Finding::NoSession);
    }
    for session in setup.sessions.iter().filter(|session| session.date >= view.today) {
        if !setup.slots.iter().any(|slot| slot.session == session.id) {
            let (date, venue) = (session.date, session.venue);
            found.push(Finding::SessionWithoutSlots { date, venue });
        }
    }
    let far = days_after(view.today, FAR_AHEAD);
    found.extend(view.hit(|slot| slot.date > far).map(|hit| Finding::TooFarAhead { hit }));
    let past = setup.slots.iter().filter(|slot| slot.date < view.today);
    let past = super::hit::Hit::of(past).filter(|_| !view.is_open());
    found.extend(past.map(|hit| Finding::InThePast { hit }));
    found
}

fn products(view: &View<'_>) -> Vec<Finding> {
    let policy = view.policy;
    let named: BTreeSet<&str> =
        view.coming.iter().filter_map(|slot| slot.product.as_deref()).collect();
    let mut found = Vec::new();
    for code in named {
        let of_it = |slot: &Slot| slot.product.as_deref() == Some(code);
        let Some(product) = policy.product(code) else {
            let product = code.to_owned();
            found.extend(view.hit(of_it).map(|hit| Finding::UnknownProduct { product, hit }));
            continue;
        };
        let Some(until) = product.usable_until else { continue };
        let product = code.to_owned();
        let hit = view.hit(|slot| of_it(slot) && slot.date > until);
        found.extend(hit.map(|hit| Finding::PastValidity { product, until, hit }));
    }
    if !policy.products.is_empty() {
        let hit = view.hit(|slot| slot.product.is_none());
        found.extend(hit.map(|hit| Finding::WithoutProduct { hit }));
    }
    found
}

fn days(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for date in view.coming.iter().map(|slot| slot.date).collect::<BTreeSet<_>>() {
        let Some(hit) = view.hit(|slot| slot.date == date) else { continue };
        if view.policy.closures.contains(&date) {
            found.push(Finding::ClosedDay { date, hit });
        } else if holiday::holiday_name(date).is_some() {
            found.push(Finding::Holiday { date, hit });
        }
    }
    found
}

fn venues(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for id in view.coming.iter().map(|slot| slot.venue).collect::<BTreeSet<_>>() {
        let known = view.setup.venues.iter().find(|venue| venue.id == id);
        let is_blank = |text: Option<&String>| text.is_none_or(|text| text.trim().is_empty());
        for (text, lacks) in [
            (known.map(|venue| &venue.name), Lack::Name),
            (known.map(|venue| &venue.address), Lack::Address),
            (known.map(|venue| &venue.access), Lack::Access),
        ] {
            if is_blank(text) {
                found.push(Finding::VenueLacks { venue: id, lacks });
            }
        }
    }
    found
}
