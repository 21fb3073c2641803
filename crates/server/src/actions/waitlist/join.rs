//! Joining the waitlist, alone or together with others: what the rules say of each is looked up here, and decided by
//! `domain/waitlist/join.rs`.

use crate::{
    App, Problem,
    actions::{Asker, answered},
};
use domain::{
    AccountId, Applicant, Decision, Entry, EntryId, Ledger, PartyId, PersonId, ProgrammeId,
    Refusal, booking,
    waitlist::{self, Join, Joiner, Wish},
    when,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Reader, Tx};

/// What is waited for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// For whom.
    pub person: PersonId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Those who wait together with them, each with their dose.
    pub with: Vec<(PersonId, u8)>,
    /// Which places would do.
    pub wish: Wish,
}

impl Asked {
    /// All of them with their doses, the first one first; nobody twice.
    fn all(&self) -> Vec<(PersonId, u8)> {
        let mut all = vec![(self.person, self.dose)];
        for other in &self.with {
            if all.iter().all(|(person, _)| *person != other.0) {
                all.push(*other);
            }
        }
        all
    }
}

/// New ids, as many as may be needed.
struct Ids {
    entries: Vec<EntryId>,
    party: PartyId,
}

/// Joins the waitlist, or says why not and whom it stops. Who waits already keeps their place and gets the new wish.
pub async fn join(app: &App, asker: Asker, asked: Asked) -> Result<Result<(), Refusal>, Problem> {
    let all = asked.all();
    let entries = all.iter().map(|_| EntryId(app.ids.uuid())).collect();
    let ids = Ids { entries, party: PartyId(app.ids.uuid()) };
    let persons: Vec<PersonId> = all.iter().map(|(person, _)| *person).collect();
    let found = app.store.read(move |reader| {
        let all = persons.iter().map(|person| asker.applicant(reader, *person));
        all.collect::<anyhow::Result<Option<Vec<Applicant>>>>()
    });
    let applicants = found.await?.ok_or(Problem::NotFound)?;
    let now = app.clock.now();
    let joined = app.store.write(move |tx| {
        let decided = decide(tx, asker, &applicants, (&ids, &asked), now)?;
        if let Ok(decision) = &decided {
            tx.apply(decision, asker.by(), now, None)?;
            tx.ask_regrouped(decision, now)?;
        }
        Ok(decided.map(|_| ()))
    });
    answered(joined.await?)
}

fn decide(
    tx: &mut Tx<'_>,
    asker: Asker,
    applicants: &[Applicant],
    (ids, asked): (&Ids, &Asked),
    now: Timestamp,
) -> anyhow::Result<Result<Decision, Refusal>> {
    let (by, door, all) = (asker.by(), asker.door(), asked.all());
    let persons: BTreeSet<PersonId> = all.iter().map(|(person, _)| *person).collect();
    let accounts = asker.account().into_iter().collect();
    let mut ledger = tx.ledger(&persons, BTreeSet::new(), &accounts)?;
    let Some(programme) = ledger.programmes.get(&asked.programme).cloned() else {
        return Ok(Err(Refusal::NotThisProgramme));
    };
    let slots = tx.slots_from(programme.id, when::japan_date(now))?;
    for slot in &slots {
        ledger.slots.entry(slot.id).or_insert_with(|| slot.clone());
    }
    let mut waiting = tx.waiting_of_persons(&persons)?;
    waiting.retain(|entry| {
        entry.programme == programme.id && all.contains(&(entry.person, entry.dose))
    });
    let mut joiners = Vec::with_capacity(all.len());
    for (((person, dose), applicant), id) in all.iter().zip(applicants).zip(&ids.entries) {
        let sight = match ledger.sight(by, *person) {
            Ok(sight) => sight,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let facts = ledger.facts(applicant, &programme, by);
        let known = (&facts.bookings[..], &facts.elsewhere[..]);
        let may_have = booking::may_have(&programme, *dose, applicant, known, sight, now);
        let current = facts.bookings.iter().find(|b| b.dose == *dose && b.is_live());
        let current = current.map(|booking| booking.id);
        let known = waiting.iter().find(|entry| entry.person == *person);
        joiners.push(Joiner { id: *id, applicant, dose: *dose, may_have, current, known });
    }
    let each: Vec<_> = applicants.iter().zip(&all).map(|(who, (_, dose))| (who, *dose)).collect();
    let wanted = slots.iter().filter(|slot| asked.wish.wants(slot, now));
    let bookable =
        wanted.into_iter().any(|slot| ledger.fits_all(slot, &each, (&programme, door, by), now));
    let account = told(tx, asker, &ledger, (&all, &waiting))?;
    let left = left_behind(tx, &waiting)?;
    let holds = ledger.facts(&applicants[0], &programme, by).holds;
    let (party, wish) = (ids.party, &asked.wish);
    let ask = Join { party, wish, account, holds: &holds, door, bookable };
    Ok(waitlist::join(&programme, &joiners, &ask, &left, now))
}

/// The account that is told in LINE. Whoever has no LINE is phoned; whoever joined in LINE is still told there after a
/// word on the phone, if that account acts for all who wait together.
fn told(
    tx: &mut Tx<'_>,
    asker: Asker,
    ledger: &Ledger,
    (all, waiting): (&[(PersonId, u8)], &[Entry]),
) -> anyhow::Result<Option<AccountId>> {
    if let Some(account) = asker.account()
        && tx.line_user(account)?.is_some()
    {
        return Ok(Some(account));
    }
    let acts_for_all = |account: &AccountId| {
        all.len() == 1
            || all.iter().all(|(person, _)| ledger.links.contains_key(&(*account, *person)))
    };
    Ok(waiting.iter().filter_map(|entry| entry.account).find(acts_for_all))
}

/// Those with whom these wait now who are not among them.
fn left_behind(
    reader: &mut Reader<'_>,
    waiting: &[Entry],
) -> anyhow::Result<Vec<(Entry, Applicant)>> {
    let parties = waiting.iter().filter_map(|entry| entry.party).collect();
    let mut left = reader.waiting_of_parties(&parties)?;
    left.retain(|entry| waiting.iter().all(|known| known.id != entry.id));
    let people = reader.people(&left.iter().map(|entry| entry.person).collect())?;
    let known = |entry: Entry| {
        let applicant = people.get(&entry.person)?.applicant();
        Some((entry, applicant))
    };
    Ok(left.into_iter().filter_map(known).collect())
}
