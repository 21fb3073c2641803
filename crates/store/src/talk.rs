//! What the talk is used for: counts by day without words or people, and each account's last tap.

use crate::tx::{Reader, Tx};
use anyhow::Result;
use domain::{AccountId, when::Date};
use jiff::{SignedDuration, Timestamp};

impl Reader<'_> {
    /// What was wanted in the talk since a day, and how often: most frequent first, then by name.
    pub fn heard_since(&mut self, day: Date) -> Result<Vec<(String, u32)>> {
        let sql = "SELECT what, CAST(SUM(times) AS BIGINT) AS total FROM heard WHERE day >= $1 \
                   GROUP BY what ORDER BY total DESC, what";
        self.conn.query(sql, &[&day.to_string()], |row| Ok((row.get(0)?, row.count(1)?)))
    }
}

impl Tx<'_> {
    /// Counts one wish of this kind.
    pub fn count_heard(&mut self, day: Date, what: &str) -> Result<()> {
        self.conn.execute(
            "INSERT INTO heard (day, what, times) VALUES ($1, $2, 1) \
             ON CONFLICT (day, what) DO UPDATE SET times = heard.times + 1",
            &[&day.to_string(), &what],
        )?;
        Ok(())
    }

    /// Notes what an account tapped; true says that it tapped the same a moment before.
    pub fn tapped_twice(
        &mut self,
        account: AccountId,
        what: &str,
        at: Timestamp,
        moment: SignedDuration,
    ) -> Result<bool> {
        let id = account.to_string();
        let sql = "SELECT what, at FROM tapped WHERE account_id = $1";
        let last = self.conn.first(sql, &[&id], |row| Ok((row.get::<String>(0)?, row.at(1)?)))?;
        if last.is_some_and(|(last, then)| last == what && at.duration_since(then).abs() < moment) {
            return Ok(true);
        }
        self.conn.execute(
            "INSERT INTO tapped (account_id, what, at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id) DO UPDATE SET what = excluded.what, at = excluded.at",
            &[&id, &what, &at.as_millisecond()],
        )?;
        Ok(false)
    }
}
