//! Those who book together: who they are, what for, and where they would all find room.

use crate::{
    App,
    actions::book,
    web::{
        page::{Choice, Room},
        resident::pick::{Picking, STEPS},
    },
    words::{Lang, lang::Html},
};
use anyhow::Result;
use domain::{
    AccountId, Ledger, PersonId, Programme, ProgrammeId, Refusal, RequestId, Slot, SlotId, VenueId,
    booking,
    command::Book,
    person::Details,
    proposal::{self, Company},
    venue::Venue,
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};
use std::{collections::BTreeSet, str::FromStr};
use store::Reader;
use uuid::Uuid;

/// The most who may book in one go: enough for a large family.
pub(super) const MOST: usize = 8;

/// The slot of a draft, which [`proposal::together`] does not look at.
const NOWHERE: SlotId = SlotId(Uuid::nil());

/// Who comes for what, and how, as an address names it: `adjacent/{person}.{dose},{person}.{dose}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guests {
    pub(super) company: Company,
    pub(super) members: Vec<(PersonId, u8)>,
}

impl Guests {
    /// Reads the two parts of an address. Nobody twice, at least two, and not more than [`MOST`].
    pub(super) fn read(company: &str, members: &str) -> Option<Self> {
        let company = match company {
            "adjacent" => Company::Adjacent,
            "apart" => Company::Apart,
            _ => return None,
        };
        let member = |text: &str| {
            let (person, dose) = text.split_once('.')?;
            Some((person.parse().ok()?, u8::from_str(dose).ok()?))
        };
        let members: Option<Vec<(PersonId, u8)>> = members.split(',').map(member).collect();
        let members = members?;
        let persons: BTreeSet<PersonId> = members.iter().map(|(person, _)| *person).collect();
        let fits = (2..=MOST).contains(&members.len()) && persons.len() == members.len();
        fits.then_some(Self { company, members })
    }

    /// The same as an address.
    pub(super) fn path(&self) -> String {
        let company = match self.company {
            Company::Adjacent => "adjacent",
            Company::Apart => "apart",
        };
        let members = self.members.iter().map(|(person, dose)| format!("{person}.{dose}"));
        format!("{company}/{}", members.collect::<Vec<_>>().join(","))
    }
}

/// One of them.
pub(super) struct Member {
    pub(super) details: Details,
    /// What they wish for; its slot is yet to be found.
    draft: Book,
}

/// They, with the facts every step needs.
pub(super) struct Party {
    pub(super) guests: Guests,
    pub(super) members: Vec<Member>,
    pub(super) programme: Programme,
    pub(super) venues: Vec<Venue>,
    pub(super) now: Timestamp,
    ledger: Ledger,
    order: BTreeSet<(Date, Time, VenueId, SlotId)>,
}

impl Party {
    /// Nobody, where the account does not act for all of them or there is no such programme.
    pub(super) fn load(
        app: &App,
        reader: &mut Reader<'_>,
        account: AccountId,
        (programme, guests): (ProgrammeId, Guests),
    ) -> Result<Option<Self>> {
        let now = app.clock.now();
        let persons: BTreeSet<PersonId> = guests.members.iter().map(|(id, _)| *id).collect();
        let own: BTreeSet<PersonId> = reader.persons_of(account)?.into_iter().collect();
        if !persons.is_subset(&own) {
            return Ok(None);
        }
        let Some(programme) = reader.programme(programme)? else { return Ok(None) };
        let mut known = reader.people(&persons)?;
        let mut ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::from([account]))?;
        let mut order = BTreeSet::new();
        for slot in reader.slots_from(programme.id, when::japan_date(now))? {
            order.insert((slot.date, slot.starts, slot.venue, slot.id));
            ledger.slots.insert(slot.id, slot);
        }
        let once = RequestId(app.ids.uuid());
        let mut members = Vec::with_capacity(guests.members.len());
        for (person, dose) in &guests.members {
            let Some(found) = known.remove(person) else { return Ok(None) };
            let wish = book::Wish {
                person: *person,
                programme: programme.id,
                dose: *dose,
                slot: NOWHERE,
                once,
            };
            let draft = book::ask(app, account, found.applicant(), wish);
            members.push(Member { details: found.details, draft });
        }
        let venues = reader.venues_of(programme.id)?;
        Ok(Some(Self { guests, members, programme, venues, now, ledger, order }))
    }

    /// The slots from today on, in their order.
    pub(super) fn slots(&self) -> impl DoubleEndedIterator<Item = &Slot> {
        self.order.iter().map(|key| &self.ledger.slots[&key.3])
    }

    /// The places for all of them from this slot on; full is where one of them would have none.
    pub(super) fn judged(&self, slot: &Slot) -> Result<Vec<Book>, Refusal> {
        for Member { draft, .. } in &self.members {
            let facts = self.ledger.facts(&draft.applicant, &self.programme, draft.by);
            let case = facts.case(&self.programme, draft.dose, slot, &draft.applicant);
            match booking::may_book(&case, draft.door, self.now) {
                Ok(_) | Err(Refusal::Full | Refusal::ExamFull { .. }) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        self.places(slot).ok_or(Refusal::Full)
    }

    /// The slot of a place.
    pub(super) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.ledger.slots.get(&id)
    }

    /// One of them.
    pub(super) fn member(&self, person: PersonId) -> Option<&Member> {
        self.members.iter().find(|member| member.draft.applicant.person == person)
    }

    /// How many steps there are, with the choice of who comes.
    pub(super) fn steps(&self) -> u32 {
        self.step(STEPS)
    }

    /// A place for each of them, in their order, of which the earliest is in this slot.
    fn places(&self, first: &Slot) -> Option<Vec<Book>> {
        let from = (first.date, first.starts, first.venue, first.id);
        let later = self.order.range(from..).map(|key| &self.ledger.slots[&key.3]);
        let candidates: Vec<SlotId> = match self.guests.company {
            Company::Adjacent => later
                .take_while(|slot| slot.date == first.date)
                .filter(|slot| slot.session == first.session)
                .map(|slot| slot.id)
                .collect(),
            Company::Apart => later
                .filter(|slot| {
                    slot.id == first.id || slot.date > first.date && slot.venue == first.venue
                })
                .map(|slot| slot.id)
                .collect(),
        };
        let drafts: Vec<Book> = self.members.iter().map(|member| member.draft.clone()).collect();
        let placed = proposal::together(&self.ledger, &drafts, &candidates, self.guests.company)?;
        placed.iter().any(|wish| wish.slot == first.id).then_some(placed)
    }
}

impl Picking for Party {
    fn base(&self) -> String {
        format!("/r/together/{}/{}", self.programme.id, self.guests.path())
    }

    fn back_url(&self) -> String {
        "/r/together".to_owned()
    }

    fn step(&self, picking: u32) -> u32 {
        picking + 1
    }

    fn chosen(&self, lang: Lang) -> Vec<Choice> {
        let names: Vec<String> = self
            .members
            .iter()
            .map(|member| lang.person(&member.details.name).to_string())
            .collect();
        let who = names.join(lang.between_groups());
        let how = match self.guests.company {
            Company::Adjacent => lang.together_adjacent(),
            Company::Apart => lang.together_apart(),
        };
        let choice = |label: &str, value: Html, change_url: Option<&str>| Choice {
            label: label.to_owned(),
            value,
            change_url: change_url.map(str::to_owned),
        };
        vec![
            choice(lang.for_whom(), Html::made(who), Some("/r/together")),
            choice(lang.what(), Html::name(&self.programme.name), None),
            choice(lang.together_how(), Html::text(how), None),
        ]
    }

    fn venues(&self) -> &[Venue] {
        &self.venues
    }

    fn judge(&self, slot: &Slot) -> Result<(), Refusal> {
        self.judged(slot).map(|_| ())
    }

    fn has_room(&self, slot: &Slot) -> bool {
        self.judged(slot).is_ok()
    }

    /// They count beginnings, of which one or two among many are few.
    fn room(&self, _: Lang, slots: &[&Slot]) -> (Room, String) {
        let room = match slots.iter().filter(|slot| self.has_room(slot)).take(3).count() {
            0 => Room::Full,
            1 | 2 if slots.len() > 2 => Room::Few,
            _ => Room::Open,
        };
        (room, String::new())
    }

    fn is_present(&self, _: &Slot) -> bool {
        false
    }
}
