//! Holds: places that staff keep back for a facility, a ward, a family. Each has a reason, needs a second
//! officer, and ends by itself; a hold that nobody approves in time gives its places back.

use crate::{
    change::{Actor, Change, Decision},
    id::{HoldId, OfficerId, SlotId},
    refusal::Refusal,
    slot::{Place, Pool, Slot},
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How long a hold waits for its second officer.
pub const APPROVED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Places that staff keep back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Identifies it.
    pub id: HoldId,
    /// Of which slot.
    pub slot: SlotId,
    /// Of which pool.
    pub pool: Pool,
    /// Places it still keeps.
    pub places: u32,
    /// Places that went to bookings; history counts them by themselves.
    #[serde(skip)]
    pub used: u32,
    /// For what, as the first officer put it: a facility or a use, never a name. History has it once, as the
    /// why of its line.
    #[serde(skip)]
    pub reason: String,
    /// Who asked for it.
    pub asked_by: OfficerId,
    /// When.
    pub asked_at: Timestamp,
    /// The second officer, and when they approved.
    pub approved: Option<(OfficerId, Timestamp)>,
    /// Until when it keeps what nobody has used.
    pub expires_at: Timestamp,
    /// When it gave up what it still kept.
    pub ended_at: Option<Timestamp>,
}

/// What an officer asks for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The id the hold will have.
    pub id: HoldId,
    /// Of which pool.
    pub pool: Pool,
    /// How many places.
    pub places: u32,
    /// For what: a facility or a use, never a name.
    pub reason: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Hold {
    /// The instant at which it ends by itself.
    pub fn ends_at(&self) -> Timestamp {
        match self.approved {
            Some(_) => self.expires_at,
            None => self.expires_at.min(self.asked_at + APPROVED_WITHIN),
        }
    }

    /// Whether it keeps its places at this instant.
    pub fn keeps(&self, now: Timestamp) -> Result<(), Refusal> {
        let at = self.ended_at.unwrap_or_else(|| self.ends_at());
        if self.ended_at.is_some() || now >= at { Err(Refusal::HoldOver { at }) } else { Ok(()) }
    }

    /// The places it still keeps.
    pub fn place(&self) -> Place {
        Place { slot: self.slot, pool: self.pool, units: self.places }
    }
}

/// Keeps places back, or says why not. The same request a second time changes nothing.
pub fn place(
    slot: &Slot,
    known: Option<&Hold>,
    ask: &Ask,
    by: Actor,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let asked_by = officer(by)?;
    if known.is_some() {
        return Ok(Decision::nothing());
    }
    if ask.reason.trim().is_empty() {
        return Err(Refusal::HoldNeedsReason);
    }
    let latest = slot.starts_at();
    if ask.expires_at <= now || ask.expires_at > latest {
        return Err(Refusal::HoldEndsOutOfTime { latest });
    }
    let left = slot.pool(ask.pool).left();
    if ask.places == 0 || ask.places > left {
        return Err(Refusal::HoldBeyondLeft { left });
    }
    let hold = Hold {
        id: ask.id,
        slot: slot.id,
        pool: ask.pool,
        places: ask.places,
        used: 0,
        reason: ask.reason.trim().to_owned(),
        asked_by,
        asked_at: now,
        approved: None,
        expires_at: ask.expires_at,
        ended_at: None,
    };
    Ok(Decision::change(Change::HoldPlaced(hold)))
}

/// Approves a hold; never by whoever asked for it. A second approval changes nothing.
pub fn approve(hold: &Hold, by: Actor, now: Timestamp) -> Result<Decision, Refusal> {
    let by = officer(by)?;
    hold.keeps(now)?;
    if hold.approved.is_some() {
        return Ok(Decision::nothing());
    }
    if by == hold.asked_by {
        return Err(Refusal::HoldNeedsSecondOfficer);
    }
    Ok(Decision::change(Change::HoldApproved { hold: hold.id, slot: hold.slot, by, at: now }))
}

/// Ends a hold: an officer at any time, the system when its time has come. What nobody used goes back to
/// its pool. A hold that has ended stays ended.
pub fn end(hold: &Hold, by: Actor, now: Timestamp) -> Result<Decision, Refusal> {
    if hold.ended_at.is_some() {
        return Ok(Decision::nothing());
    }
    match by {
        Actor::Account(_) => return Err(Refusal::StaffOnly),
        Actor::System if now < hold.ends_at() => return Ok(Decision::nothing()),
        Actor::Officer(_) | Actor::System => {}
    }
    Ok(Decision::change(Change::HoldEnded { hold: hold.id, place: hold.place(), at: now }))
}

/// Whether a booking of so many places in this slot may draw on the hold.
pub fn may_draw(
    hold: &Hold,
    slot: SlotId,
    units: u32,
    by: Actor,
    now: Timestamp,
) -> Result<(), Refusal> {
    officer(by)?;
    hold.keeps(now)?;
    if hold.approved.is_none() {
        return Err(Refusal::HoldNeedsSecondOfficer);
    }
    if hold.slot != slot {
        return Err(Refusal::NotThisProgramme);
    }
    if hold.places < units {
        return Err(Refusal::HoldBeyondLeft { left: hold.places });
    }
    Ok(())
}

fn officer(by: Actor) -> Result<OfficerId, Refusal> {
    match by {
        Actor::Officer(id) => Ok(id),
        Actor::Account(_) | Actor::System => Err(Refusal::StaffOnly),
    }
}
