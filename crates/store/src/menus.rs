//! Which accounts see a menu of their own under the talk: those through which somebody waits for a freed place.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use domain::AccountId;

/// What stands in the table for whoever waits.
const WAITLIST: &str = "waitlist";

impl Reader<'_> {
    /// Accounts whose menu is not the one they should see, with whether somebody waits through them now.
    pub fn menus_due(&mut self, most: u32) -> Result<Vec<(AccountId, bool)>> {
        let waits =
            "SELECT 1 FROM waitlist_entry e WHERE e.account_id = a.id AND e.ended_at IS NULL";
        let sql = format!(
            "SELECT DISTINCT a.id, TRUE AS waits FROM waitlist_entry w JOIN account a ON a.id = w.account_id \
             WHERE w.ended_at IS NULL AND a.menu IS NULL AND a.blocked_at IS NULL AND a.without_line_at IS NULL \
             UNION ALL SELECT a.id, FALSE AS waits FROM account a WHERE a.menu IS NOT NULL AND NOT EXISTS ({waits}) \
             ORDER BY 1 LIMIT $1"
        );
        self.conn.query(&sql, &[&i64::from(most)], |row| Ok((row.parsed(0)?, row.get(1)?)))
    }
}

impl Tx<'_> {
    /// The account sees the menu of those who wait, or everyone's again.
    pub fn menu_shown(&mut self, account: AccountId, waits: bool) -> Result<()> {
        let menu = waits.then_some(WAITLIST);
        let sql = "UPDATE account SET menu = $2 WHERE id = $1";
        self.conn.execute(sql, &[&account.to_string(), &menu])?;
        Ok(())
    }
}
