//! A new programme from a template: announced nowhere and closed until it is opened.

use crate::{ids::Ids, programme_file::ProgrammeFile};
use domain::{Actor, Change, Decision, Programme, ProgrammeId};
use jiff::Timestamp;
use store::{Store, WriteError};

/// Makes it and says its id.
pub async fn make_programme(
    store: &Store,
    ids: &Ids,
    name: String,
    template: ProgrammeFile,
    by: Actor,
    now: Timestamp,
) -> Result<ProgrammeId, WriteError> {
    let id = ProgrammeId(ids.uuid());
    let why = format!("ひな形「{}」から", template.name);
    let programme =
        Programme { id, name, opens_at: None, closes_at: None, policy: template.policy };
    let decision = Decision::change(Change::ProgrammeSaved(programme));
    store.write(move |tx| tx.apply(&decision, by, now, Some(&why))).await?;
    Ok(id)
}
