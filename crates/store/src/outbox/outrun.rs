//! Offers that somebody else of the wave was faster with: whoever never heard of one hears nothing of its end either.

use super::Lost;
use crate::{
    backend::Param,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{About, Actor, Notice, NoticeKind, OfferId};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A notice, with when it was promised and by whose doing.
type Promised<'n> = (&'n Notice, Timestamp, Actor);

impl Reader<'_> {
    /// These without those that tell of the end of an offer which LINE certainly never had.
    pub(super) fn without_unheard<'n>(
        &mut self,
        notices: Vec<Promised<'n>>,
    ) -> Result<Vec<Promised<'n>>> {
        let ends = |notice: &Notice| match (notice.kind, notice.about) {
            (NoticeKind::OfferOutrun, About::Offer(offer)) => Some(offer),
            _ => None,
        };
        let asked: BTreeSet<OfferId> = notices.iter().filter_map(|(one, ..)| ends(one)).collect();
        if asked.is_empty() {
            return Ok(notices);
        }
        let sql = "SELECT offer_id FROM outbox WHERE offer_id IN ids AND (sent_at IS NOT NULL OR doubts > 0)";
        let heard: BTreeSet<OfferId> =
            self.conn.query_in(sql, &asked, |row| row.parsed(0))?.into_iter().collect();
        let told = |(one, ..): &Promised<'_>| ends(one).is_none_or(|offer| heard.contains(&offer));
        Ok(notices.into_iter().filter(told).collect())
    }
}

impl Tx<'_> {
    /// What was to tell of these offers, and LINE certainly never had, is not sent any more. Nobody has to be phoned
    /// about it: the place is gone, and they wait on as before.
    pub(crate) fn untell(&mut self, outrun: &[(OfferId, Timestamp)]) -> Result<()> {
        let why = Lost::Outrun.to_string();
        let ended: Vec<_> =
            outrun.iter().map(|(offer, at)| (offer.to_string(), at.as_millisecond())).collect();
        let rows: Vec<Vec<&dyn Param>> =
            ended.iter().map(|(offer, at)| -> Vec<&dyn Param> { vec![offer, at, &why] }).collect();
        self.conn.each_row(
            "UPDATE outbox SET given_up_at = v.column2, given_up_why = v.column3 FROM (",
            "($1, CAST($2 AS BIGINT), $3)",
            ") AS v WHERE outbox.offer_id = v.column1 AND outbox.sent_at IS NULL \
             AND outbox.given_up_at IS NULL AND outbox.doubts = 0 \
             AND outbox.notice LIKE '%\"kind\":\"offered\"%'",
            &rows,
        )
    }
}
