//! Joining the waitlist, alone or as a party, and what becomes of a party whose members change.

use super::{Entry, Wish};
use crate::{
    applicant::Applicant,
    booking::Held,
    change::{Change, Decision},
    door::Door,
    id::{AccountId, BookingId, EntryId, PartyId},
    programme::Programme,
    refusal::Refusal,
};
use jiff::Timestamp;

/// One of those who join.
#[derive(Clone, Debug)]
pub struct Joiner<'a> {
    /// The id their entry will have.
    pub id: EntryId,
    /// Who they are.
    pub applicant: &'a Applicant,
    /// For which dose.
    pub dose: u8,
    /// What the rules say of this dose for them.
    pub may_have: Result<(), Refusal>,
    /// The booking they would give up for an earlier place.
    pub current: Option<BookingId>,
    /// Their entry for this dose, if they wait already.
    pub known: Option<&'a Entry>,
}

/// What is asked for by those who join.
#[derive(Clone, Debug)]
pub struct Join<'a> {
    /// The id their party will have, if they are several and none of them is in one.
    pub party: PartyId,
    /// Which places would do.
    pub wish: &'a Wish,
    /// The account to tell, if any.
    pub account: Option<AccountId>,
    /// What that account holds in the programme, where its rules limit that.
    pub holds: &'a [Held],
    /// Through which door.
    pub door: Door,
    /// Whether a place that would do for all of them can be booked at once.
    pub bookable: bool,
}

/// Joins the waitlist, alone or as a party that takes places of one slot or none, or says why not and whom it stops. Who waits
/// for that dose already keeps their place in the order and gets the new wish; with the same wish and company nothing
/// changes.
///
/// `left` are those of the same parties who are not among them any more: they go on waiting without them.
pub fn join(
    programme: &Programme,
    all: &[Joiner<'_>],
    ask: &Join<'_>,
    left: &[(Entry, Applicant)],
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let policy = programme.policy.waitlist.as_ref().ok_or(Refusal::NoWaitlist)?;
    for (index, one) in all.iter().enumerate() {
        let admitted = policy.admits(one.dose, one.may_have.clone());
        admitted.map_err(|why| of_several(all, index, why))?;
    }
    within_limits(programme, all, ask)?;
    if ask.bookable {
        return Err(Refusal::PlacesFree);
    }
    let party = party(all, ask);
    let same = all.iter().all(|one| one.known.is_some_and(|known| known.party == party));
    let same = same && left.iter().all(|(entry, _)| entry.party != party || party.is_none());
    let entries: Vec<Entry> =
        all.iter().map(|one| entry(programme, one, ask, party, now)).collect();
    let members: Vec<_> = entries.iter().zip(all.iter().map(|one| one.applicant)).collect();
    let groups = &programme.policy.groups;
    let mut decision = Decision::nothing();
    for (mut entry, one) in entries.iter().cloned().zip(all) {
        let Some(known) = one.known else {
            entry.rank = policy.rank_of(&members, entry.id, groups);
            decision.changes.push(Change::WaitlistJoined(entry));
            continue;
        };
        if known.wish != *ask.wish || known.account != ask.account {
            decision.changes.push(changed(known, ask));
        }
        if !same {
            let rank = policy.rank_of(&members, entry.id, groups);
            decision.changes.push(Change::PartySet {
                entry: known.id,
                person: known.person,
                party,
                rank,
            });
        }
    }
    if !same {
        decision.changes.extend(left_behind(programme, left));
    }
    Ok(decision)
}

/// A reason that stops one names whom it stops, where there are several.
fn of_several(all: &[Joiner<'_>], index: usize, why: Refusal) -> Refusal {
    if all.len() < 2 { why } else { Refusal::OneOfThem { index, why: Box::new(why) } }
}

/// The party they will be: the one that some of them are in already, or a new one.
fn party(all: &[Joiner<'_>], ask: &Join<'_>) -> Option<PartyId> {
    let known = all.iter().find_map(|one| one.known.and_then(|known| known.party));
    (all.len() > 1).then(|| known.unwrap_or(ask.party))
}

/// What they could never take all together is not waited for.
fn within_limits(programme: &Programme, all: &[Joiner<'_>], ask: &Join<'_>) -> Result<(), Refusal> {
    if all.len() < 2 || ask.account.is_none() {
        return Ok(());
    }
    let limits = programme.policy.limits;
    let goes = |held: &&Held| all.iter().any(|one| one.current == Some(held.booking));
    let stay = ask.holds.iter().filter(|held| !goes(held)).count();
    match (limits.live_per_account, limits.persons_per_day) {
        (Some(most), _) if stay + all.len() > most as usize => Err(Refusal::AccountFull { most }),
        (_, Some(most)) if all.len() > most as usize => Err(Refusal::AccountFullOnDay { most }),
        _ => Ok(()),
    }
}

fn entry(
    programme: &Programme,
    one: &Joiner<'_>,
    ask: &Join<'_>,
    party: Option<PartyId>,
    now: Timestamp,
) -> Entry {
    let known = one.known.cloned();
    let new = || Entry {
        id: one.id,
        person: one.applicant.person,
        programme: programme.id,
        dose: one.dose,
        party,
        wish: ask.wish.clone(),
        account: ask.account,
        door: ask.door,
        joined_at: now,
        rank: super::Rank { class: 0, key: 0, entry: one.id },
        lapses: 0,
        ended: None,
    };
    known.map_or_else(new, |known| Entry { party, wish: ask.wish.clone(), ..known })
}

fn changed(known: &Entry, ask: &Join<'_>) -> Change {
    Change::WaitlistChanged {
        entry: known.id,
        person: known.person,
        account: ask.account,
        wish: ask.wish.clone(),
    }
}

/// Those who are left of a party wait on together, or alone where only one is left.
fn left_behind(programme: &Programme, left: &[(Entry, Applicant)]) -> Vec<Change> {
    let Some(policy) = &programme.policy.waitlist else { return Vec::new() };
    let of = |party: Option<PartyId>| {
        let same = left.iter().filter(move |(entry, _)| entry.party == party);
        same.map(|(entry, applicant)| (entry, applicant)).collect::<Vec<_>>()
    };
    let stays = |(known, _): &(Entry, Applicant)| {
        let members = of(known.party);
        let rank = policy.rank_of(&members, known.id, &programme.policy.groups);
        let party = known.party.filter(|_| members.len() > 1);
        Change::PartySet { entry: known.id, person: known.person, party, rank }
    };
    left.iter().map(stays).collect()
}
