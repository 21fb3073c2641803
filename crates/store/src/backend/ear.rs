//! A connection that only listens.

use super::{
    Url,
    server::{Pg, connect_pg},
};
use anyhow::{Result, bail};
use postgres::fallible_iterator::FallibleIterator;
use std::time::Duration;

/// Hears what nodes of the same town tell each other.
pub(crate) struct Ear {
    pg: Pg,
}

impl Url {
    /// Begins to listen; nothing on SQLite, where there is nobody to listen to.
    pub(crate) fn ear(&self) -> Result<Option<Ear>> {
        let Self::Postgres(url) = self else { return Ok(None) };
        let mut pg = connect_pg(url)?;
        let listen = format!("LISTEN {}", pg.channel);
        pg.client.batch_execute(&listen)?;
        Ok(Some(Ear { pg }))
    }
}

impl Ear {
    /// The next message that comes within this time, and the connection that told it.
    pub(crate) fn next(&mut self, within: Duration) -> Result<Option<(i32, String)>> {
        let told = self.pg.client.notifications().timeout_iter(within).next()?;
        if told.is_none() && self.pg.client.is_closed() {
            bail!("the connection was closed");
        }
        Ok(told.map(|told| (told.process_id(), told.payload().to_owned())))
    }
}
