//! Programmes, venues and sessions.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    Programme, ProgrammeId, SessionId, VenueId,
    venue::{Session, Venue},
    when::Date,
};
use jiff::Timestamp;

/// A programme by name, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Identifies it.
    pub id: ProgrammeId,
    /// Its name.
    pub name: String,
}

/// A session with the names a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Identifies the session.
    pub id: SessionId,
    /// Its programme.
    pub programme: Announced,
    /// Its venue.
    pub venue: Venue,
    /// Its date.
    pub date: Date,
}

const SESSION_ROW: &str = "SELECT se.id, p.id, p.name, v.id, v.name, v.address, v.access, v.room, se.date \
    FROM session se JOIN programme p ON p.id = se.programme_id JOIN venue v ON v.id = se.venue_id";

impl Reader<'_> {
    /// Every programme, in the order in which they were set up.
    pub fn programmes(&mut self) -> Result<Vec<Programme>> {
        let sql = "SELECT id, name, opens_at, closes_at, policy FROM programme ORDER BY id";
        self.conn.query(sql, &[], programme)
    }

    /// One programme.
    pub fn programme(&mut self, id: ProgrammeId) -> Result<Option<Programme>> {
        let sql = "SELECT id, name, opens_at, closes_at, policy FROM programme WHERE id = $1";
        self.conn.first(sql, &[&id.to_string()], programme)
    }

    /// Every venue a programme has sessions at, by name.
    pub fn venues_of(&mut self, programme: ProgrammeId) -> Result<Vec<Venue>> {
        let sql = "SELECT id, name, address, access, room FROM venue WHERE id IN \
                   (SELECT venue_id FROM session WHERE programme_id = $1) ORDER BY name, id";
        self.conn.query(sql, &[&programme.to_string()], |row| venue(row, 0))
    }

    /// Every venue there is, by name.
    pub fn venues(&mut self) -> Result<Vec<Venue>> {
        let sql = "SELECT id, name, address, access, room FROM venue ORDER BY name, id";
        self.conn.query(sql, &[], |row| venue(row, 0))
    }

    /// Which programmes have sessions at which venues, by the order in which they were set up.
    pub fn programmes_at_venues(&mut self) -> Result<Vec<(VenueId, Announced)>> {
        let sql = "SELECT DISTINCT se.venue_id, p.id, p.name FROM session se \
                   JOIN programme p ON p.id = se.programme_id ORDER BY p.id, se.venue_id";
        self.conn.query(sql, &[], |row| {
            Ok((row.parsed(0)?, Announced { id: row.parsed(1)?, name: row.get(2)? }))
        })
    }

    /// One venue.
    pub fn venue(&mut self, id: VenueId) -> Result<Option<Venue>> {
        let sql = "SELECT id, name, address, access, room FROM venue WHERE id = $1";
        self.conn.first(sql, &[&id.to_string()], |row| venue(row, 0))
    }

    /// Every session of a programme, by date and venue.
    pub fn sessions_of(&mut self, programme: ProgrammeId) -> Result<Vec<Session>> {
        let sql = "SELECT id, venue_id, date, product FROM session WHERE programme_id = $1 \
                   ORDER BY date, venue_id, id";
        self.conn.query(sql, &[&programme.to_string()], |row| {
            let (id, venue, date) = (row.parsed(0)?, row.parsed(1)?, row.date(2)?);
            Ok(Session { id, programme, venue, date, product: row.get(3)? })
        })
    }

    /// The days from one to another on which a programme has sessions, in their order.
    pub fn days_between(
        &mut self,
        programme: ProgrammeId,
        from: Date,
        until: Date,
    ) -> Result<Vec<Date>> {
        let sql = "SELECT DISTINCT date FROM session WHERE programme_id = $1 AND date >= $2 \
                   AND date <= $3 ORDER BY date";
        let params: &[&dyn Param] =
            &[&programme.to_string(), &from.to_string(), &until.to_string()];
        self.conn.query(sql, params, |row| row.date(0))
    }

    /// One session with its names.
    pub fn session(&mut self, id: SessionId) -> Result<Option<SessionRow>> {
        let sql = format!("{SESSION_ROW} WHERE se.id = $1");
        self.conn.first(&sql, &[&id.to_string()], session_row)
    }
}

impl Tx<'_> {
    pub(crate) fn save_programme(&mut self, programme: &Programme) -> Result<()> {
        let before = self.programme(programme.id)?;
        let policy = serde_json::to_string(&programme.policy)?;
        let opens_at = programme.opens_at.map(Timestamp::as_millisecond);
        let closes_at = programme.closes_at.map(Timestamp::as_millisecond);
        self.conn.execute(
            "INSERT INTO programme (id, name, opens_at, closes_at, policy) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, opens_at = excluded.opens_at, \
             closes_at = excluded.closes_at, policy = excluded.policy",
            &[&programme.id.to_string(), &programme.name, &opens_at, &closes_at, &policy],
        )?;
        self.touched.setup = true;
        before.map_or(Ok(()), |before| self.order_anew(&before, programme))
    }

    pub(crate) fn save_venue(&mut self, venue: &Venue) -> Result<()> {
        let room = venue.room.map(i64::from);
        self.conn.execute(
            "INSERT INTO venue (id, name, address, access, room) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, \
             access = excluded.access, room = excluded.room",
            &[&venue.id.to_string(), &venue.name, &venue.address, &venue.access, &room],
        )?;
        self.touched.setup = true;
        Ok(())
    }

    pub(crate) fn save_session(&mut self, session: &Session) -> Result<()> {
        let (id, programme) = (session.id.to_string(), session.programme.to_string());
        let (venue, date) = (session.venue.to_string(), session.date.to_string());
        self.conn.execute(
            "INSERT INTO session (id, programme_id, venue_id, date, product) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET product = excluded.product",
            &[&id, &programme, &venue, &date, &session.product],
        )?;
        self.touched.setup = true;
        Ok(())
    }
}

fn programme(row: &Row<'_>) -> Result<Programme> {
    let policy: String = row.get(4)?;
    Ok(Programme {
        id: row.parsed(0)?,
        name: row.get(1)?,
        opens_at: row.at_opt(2)?,
        closes_at: row.at_opt(3)?,
        policy: serde_json::from_str(&policy).context("reading a programme's rules")?,
    })
}

fn venue(row: &Row<'_>, at: usize) -> Result<Venue> {
    Ok(Venue {
        id: row.parsed(at)?,
        name: row.get(at + 1)?,
        address: row.get(at + 2)?,
        access: row.get(at + 3)?,
        room: row.get::<Option<i64>>(at + 4)?.map(u32::try_from).transpose()?,
    })
}

fn session_row(row: &Row<'_>) -> Result<SessionRow> {
    Ok(SessionRow {
        id: row.parsed(0)?,
        programme: Announced { id: row.parsed(1)?, name: row.get(2)? },
        venue: venue(row, 3)?,
        date: row.date(8)?,
    })
}
