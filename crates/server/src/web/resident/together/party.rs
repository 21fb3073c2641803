//! Those who book together: who they are, what for, and where they would all find room.

use crate::{
    App,
    actions::{Asker, book},
    web::{
        page::{Choice, Room},
        resident::{
            pick::{Picking, STEPS},
            wait,
        },
    },
    words::{Lang, lang::Html},
};
use anyhow::Result;
use domain::{
    AccountId, Applicant, Booking, Ledger, PersonId, Programme, ProgrammeId, Refusal, RequestId,
    Slot, SlotId, VenueId, booking,
    command::Book,
    person::Details,
    proposal::{self, Company},
    schedule::Plan,
    venue::Venue,
    when::{self, Date},
};
use jiff::{ToSpan, civil::Time};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    str::FromStr,
};
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

    /// The page on which they were chosen, as it was ticked.
    pub(super) fn chosen_at(&self, programme: ProgrammeId) -> String {
        let path = self.path();
        let (how, who) = path.split_once('/').unwrap_or_default();
        let who = who.split(',').map(|member| format!("&who.{programme}={member}"));
        format!("/r/together?how.{programme}={how}{}", who.collect::<String>())
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
    /// What the rules say of every slot, for them alone.
    judged: HashMap<SlotId, Result<(), Refusal>>,
    /// The first slot they could have on each day at each venue.
    days: BTreeMap<(VenueId, Date), SlotId>,
}

impl Member {
    /// Judges every slot once; the steps only look it up.
    fn judges(details: Details, draft: Book, ledger: &Ledger, programme: &Programme) -> Self {
        let facts = ledger.facts(&draft.applicant, programme, draft.by);
        let (mut judged, mut days) = (HashMap::new(), BTreeMap::new());
        let mut first = BTreeMap::new();
        for slot in ledger.slots.values().filter(|slot| slot.programme == programme.id) {
            let case = facts.case(programme, draft.dose, slot, &draft.applicant);
            let may = booking::may_book(&case, draft.door, draft.at).map(|_| ());
            if may.is_ok() {
                let day = first.entry((slot.venue, slot.date)).or_insert((slot.starts, slot.id));
                *day = (*day).min((slot.starts, slot.id));
            }
            judged.insert(slot.id, may);
        }
        days.extend(first.into_iter().map(|(day, (_, slot))| (day, slot)));
        Self { details, draft, judged, days }
    }

    fn may(&self, slot: &Slot) -> Result<(), Refusal> {
        match self.judged.get(&slot.id) {
            Some(Err(no)) if no.is_full() => Err(Refusal::Full),
            Some(judged) => judged.clone(),
            None => Err(Refusal::NotThisProgramme),
        }
    }

    /// The first slots of the next days on which they could come to the same venue.
    fn later(&self, first: &Slot, days: usize) -> impl Iterator<Item = SlotId> {
        let after = (first.venue, first.date.saturating_add(1.day()))..=(first.venue, Date::MAX);
        self.days.range(after).take(days).map(|(_, slot)| *slot)
    }
}

/// They, with the facts every step needs.
pub(super) struct Party {
    pub(super) guests: Guests,
    pub(super) members: Vec<Member>,
    pub(super) programme: Programme,
    pub(super) venues: Vec<Venue>,
    ledger: Ledger,
    order: BTreeSet<(Date, Time, VenueId, SlotId)>,
    /// Whether they all find room from a slot on, as far as it was asked.
    known: RefCell<HashMap<SlotId, bool>>,
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
            let draft =
                book::ask(app, Asker::Account(account), (found.applicant(), Some(account)), wish);
            members.push(Member::judges(found.details, draft, &ledger, &programme));
        }
        let booked = ledger.bookings.values().flatten().map(|booking| booking.programme);
        let wanted: BTreeSet<ProgrammeId> = booked.chain([programme.id]).collect();
        ledger.programmes.retain(|id, _| wanted.contains(id));
        let (venues, known) = (reader.venues_of(programme.id)?, RefCell::default());
        Ok(Some(Self { guests, members, programme, venues, ledger, order, known }))
    }

    /// The slots from today on, in their order.
    pub(super) fn slots(&self) -> impl DoubleEndedIterator<Item = &Slot> {
        self.order.iter().map(|key| &self.ledger.slots[&key.3])
    }

    /// The places for all of them from this slot on; full is where one of them would have none. Who comes on
    /// another day need not be able to come on this one.
    pub(super) fn judged(&self, slot: &Slot) -> Result<Vec<Book>, Refusal> {
        self.nobody_refused(slot)?;
        self.places(slot).ok_or(Refusal::Full)
    }

    fn nobody_refused(&self, slot: &Slot) -> Result<(), Refusal> {
        let mut refused = self.members.iter().filter_map(|member| match member.may(slot) {
            Ok(()) | Err(Refusal::Full) => None,
            Err(refusal) => Some(refusal),
        });
        match (self.guests.company, refused.next()) {
            (Company::Adjacent, Some(refusal)) => Err(refusal),
            (Company::Apart, Some(refusal)) if refused.count() + 1 == self.members.len() => {
                Err(refusal)
            }
            _ => Ok(()),
        }
    }

    /// The slot of a place.
    pub(super) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.ledger.slots.get(&id)
    }

    /// The doses of one of them.
    pub(super) fn plan<'a>(&'a self, applicant: &Applicant) -> Plan<'a> {
        let own = self.ledger.bookings.get(&applicant.person).map_or(&[][..], Vec::as_slice);
        let of_it = |booking: &&Booking| booking.programme == self.programme.id;
        let own: Vec<Booking> = own.iter().filter(of_it).cloned().collect();
        booking::plan(&self.programme, applicant, &own)
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
        let candidates: Vec<SlotId> = match self.guests.company {
            Company::Adjacent => {
                let later = self.order.range(from..).map(|key| &self.ledger.slots[&key.3]);
                let later = later.take_while(|slot| slot.date == first.date);
                let here = later.filter(|slot| slot.session == first.session);
                here.map(|slot| slot.id).collect()
            }
            Company::Apart => {
                let days = self.members.len();
                let later = self.members.iter().flat_map(|member| member.later(first, days));
                later.chain([first.id]).collect()
            }
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
        self.guests.chosen_at(self.programme.id)
    }

    fn step(&self, picking: u32) -> u32 {
        picking + 1
    }

    /// Those who would come together may wait together: the page ticks them. Those who come on different days wait one by one.
    fn wait_url(&self) -> Option<String> {
        let (first, others) = self.guests.members.split_first()?;
        let with: Vec<String> =
            others.iter().map(|(person, dose)| format!("{person}.{dose}")).collect();
        let at = wait::url((first.0, self.programme.id, first.1));
        let at = match self.guests.company {
            Company::Adjacent => format!("{at}?with={}", with.join(",")),
            Company::Apart => at,
        };
        self.programme.policy.waitlist.is_some().then_some(at)
    }

    fn chosen(&self, lang: Lang) -> Vec<Choice> {
        let names: Vec<String> = self
            .members
            .iter()
            .map(|member| lang.person(&member.details.name).to_string())
            .collect();
        let who = names.join(lang.between_names());
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
            choice(lang.for_whom(), Html::made(who), Some(&self.back_url())),
            choice(lang.what(), Html::name(&self.programme.name), None),
            choice(lang.together_how(), Html::text(how), None),
        ]
    }

    fn venues(&self) -> &[Venue] {
        &self.venues
    }

    fn judge(&self, slot: &Slot) -> Result<(), Refusal> {
        self.nobody_refused(slot)?;
        let known = self.known.borrow().get(&slot.id).copied();
        let fits = known.unwrap_or_else(|| self.places(slot).is_some());
        self.known.borrow_mut().insert(slot.id, fits);
        if fits { Ok(()) } else { Err(Refusal::Full) }
    }

    fn has_room(&self, slot: &Slot) -> bool {
        self.judge(slot).is_ok()
    }

    /// Only what fits them all; where nothing does, what is merely full.
    fn shown(&self, slots: Vec<Slot>) -> Vec<Slot> {
        let judged: Vec<(Slot, Result<(), Refusal>)> =
            slots.into_iter().map(|slot| (slot.clone(), self.judge(&slot))).collect();
        let some = judged.iter().any(|(_, judged)| judged.is_ok());
        let fit = |judged: &Result<(), Refusal>| match judged {
            Ok(()) => true,
            Err(refusal) => !some && *refusal == Refusal::Full,
        };
        judged.into_iter().filter(|(_, judged)| fit(judged)).map(|(slot, _)| slot).collect()
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
