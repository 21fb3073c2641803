//! A new programme from a template: announced nowhere and closed until it is opened.

use crate::programme_file::ProgrammeFile;
use domain::{Actor, Change, Decision, Programme, ProgrammeId};
use jiff::Timestamp;
use store::{Store, WriteError};

/// Makes it under this id. One that is there already stays as it is.
pub async fn make_programme(
    store: &Store,
    id: ProgrammeId,
    name: String,
    template: ProgrammeFile,
    by: Actor,
    now: Timestamp,
) -> Result<(), WriteError> {
    let why = format!("ひな形「{}」から", template.name);
    let programme =
        Programme { id, name, opens_at: None, closes_at: None, policy: template.policy };
    let decision = Decision::change(Change::ProgrammeSaved(programme));
    store
        .write(move |tx| match tx.programme(id)? {
            Some(_) => Ok(()),
            None => tx.apply(&decision, by, now, Some(&why)),
        })
        .await
}
