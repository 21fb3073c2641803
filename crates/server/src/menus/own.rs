//! The menu of whoever waits for a freed place: theirs as long as they wait, everyone's again after that.

use super::Kind;
use crate::{App, pump};
use anyhow::Result;
use line::SendError;

/// Accounts switched at once.
const TAKEN_MOST: u32 = 64;

/// Switches whoever began or ceased to wait; says how many they were.
pub async fn tick(app: &App) -> Result<usize> {
    let Some(line) = &app.line else { return Ok(0) };
    let due = app.store.read(|reader| reader.menus_due(TAKEN_MOST)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let aliases = line.client.aliases().await?;
    let wanted =
        aliases.into_iter().find(|alias| alias.rich_menu_alias_id == Kind::Waitlist.name());
    // Before the menus are deployed everyone sees what the town shows.
    let Some(wanted) = wanted else { return Ok(0) };
    for (account, waits) in &due {
        let (account, waits) = (*account, *waits);
        let user = app.store.read(move |reader| reader.line_user(account)).await?;
        if let Some((user, _)) = user {
            let done = if waits {
                line.client.link_menu(&user.0, &wanted.rich_menu_id).await
            } else {
                line.client.unlink_menu(&user.0).await
            };
            match done {
                // Whom LINE does not know has no menu; asking again would bring the same.
                Ok(()) | Err(SendError::Never { .. }) => {}
                Err(later) => return Err(later.into()),
            }
        }
        app.store.write(move |tx| tx.menu_shown(account, waits)).await?;
    }
    Ok(due.len())
}

/// Switches menus for as long as the service lives.
pub async fn run(app: App) {
    let changed = |commit: &store::Committed| commit.waitlist;
    pump::run(&app, "menus of those who wait", changed, tick, |_, _| Ok(None)).await;
}
