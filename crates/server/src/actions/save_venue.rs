//! An officer sets a venue up or edits it: never over what somebody else saved meanwhile.

use crate::{App, Problem};
use domain::{
    Actor, Change, Decision, OfficerId,
    venue::{Flaw, Venue},
};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Done, or it was so already.
    Done,
    /// It cannot be saved like this.
    Flawed(Vec<Flaw>),
    /// Somebody else changed it since the form was shown.
    Changed(Venue),
}

/// Tells one state of a venue from another; a new one has none.
pub fn version(venue: Option<&Venue>) -> String {
    let Some(venue) = venue else { return String::new() };
    let mut hasher = DefaultHasher::new();
    (&venue.name, &venue.address, &venue.access, venue.room).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// Saves it, if it is as the officer saw it.
pub async fn save_venue(
    app: &App,
    officer: OfficerId,
    wish: Venue,
    seen: String,
) -> Result<Saved, Problem> {
    let now = app.clock.now();
    let saved = app.store.write(move |tx| {
        let flaws = wish.flaws(&tx.venues()?);
        if !flaws.is_empty() {
            return Ok(Saved::Flawed(flaws));
        }
        match tx.venue(wish.id)? {
            Some(there) if there == wish => return Ok(Saved::Done),
            there if version(there.as_ref()) == seen => {}
            Some(there) => return Ok(Saved::Changed(there)),
            None => return Ok(Saved::Changed(wish)),
        }
        let decision = Decision::change(Change::VenueSaved(wish));
        tx.apply(&decision, Actor::Officer(officer), now, None)?;
        Ok(Saved::Done)
    });
    Ok(saved.await?)
}
