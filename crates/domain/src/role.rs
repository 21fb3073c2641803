//! Who of the staff may do what: a role is a list of acts, and an officer may be limited to venues. What every role
//! may is told in docs/rules/roles.md.

use crate::id::VenueId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an officer is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks after officers, and may do everything.
    Administrator,
    /// Sets programmes up and runs them.
    Nurse,
    /// Answers the phone.
    Operator,
    /// Receives people at a venue.
    Reception,
    /// Tells the town.
    Pr,
    /// Reads who did what.
    Auditor,
    /// Looks at the numbers.
    Colleague,
}

/// What a page lets an officer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// One's own password and sign-ins.
    OwnSignIn,
    /// Programmes, sessions and places as numbers, no names.
    SeeBoard,
    /// Bookings, calls and fairness as numbers.
    SeeStatistics,
    /// The list of who comes to a session.
    OpenRosters,
    /// One booking with its person.
    OpenBookings,
    /// How many places there are, and when.
    ShapePlaces,
    /// Keep places back.
    HoldPlaces,
    /// Agree to places that another officer keeps back.
    ApproveHolds,
    /// Programmes, venues and the town's own settings.
    SetUp,
    /// People from a file.
    ImportPeople,
    /// People into a file.
    ExportPeople,
    /// Look for anybody on the roster of the town, and open their page.
    FindPeople,
    /// Book, move, cancel and wait for somebody.
    Book,
    /// One-time codes, and the end of a lock.
    GiveCodes,
    /// End that an account acts for a person.
    EndLinks,
    /// Messages that did not arrive.
    SeeMessages,
    /// Freed places that are offered by phone.
    AnswerOffers,
    /// What operators read out.
    EditScripts,
    /// How long calls take.
    SuperviseCalls,
    /// An invented copy of the town.
    Rehearse,
    /// Officers, their roles and their sign-ins.
    ManageOfficers,
    /// The history of everything.
    ReadHistory,
}

use Role::{Administrator, Auditor, Colleague, Nurse, Operator, Pr, Reception};

impl Role {
    /// Every role, in the order in which a list shows them.
    pub const ALL: [Self; 7] = [Administrator, Nurse, Operator, Reception, Pr, Auditor, Colleague];

    /// The role's name in tables and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Administrator => "administrator",
            Nurse => "nurse",
            Operator => "operator",
            Reception => "reception",
            Pr => "pr",
            Auditor => "auditor",
            Colleague => "colleague",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it is for this role to do.
    pub fn may(self, act: Act) -> bool {
        act.roles().contains(&self)
    }

    /// Whether a password alone is not enough for it: it may take people out or put them in, set up, or make
    /// officers.
    pub fn needs_second_factor(self) -> bool {
        [Act::ExportPeople, Act::ImportPeople, Act::SetUp, Act::ManageOfficers]
            .into_iter()
            .any(|act| self.may(act))
    }
}

impl Act {
    /// Every act, in the order of docs/rules/roles.md.
    pub const ALL: [Self; 22] = [
        Self::OwnSignIn,
        Self::SeeBoard,
        Self::SeeStatistics,
        Self::OpenRosters,
        Self::OpenBookings,
        Self::ShapePlaces,
        Self::HoldPlaces,
        Self::ApproveHolds,
        Self::SetUp,
        Self::ImportPeople,
        Self::ExportPeople,
        Self::FindPeople,
        Self::Book,
        Self::GiveCodes,
        Self::EndLinks,
        Self::SeeMessages,
        Self::AnswerOffers,
        Self::EditScripts,
        Self::SuperviseCalls,
        Self::Rehearse,
        Self::ManageOfficers,
        Self::ReadHistory,
    ];

    /// The act's name in the log and in the table of cases.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnSignIn => "own_sign_in",
            Self::SeeBoard => "see_board",
            Self::SeeStatistics => "see_statistics",
            Self::OpenRosters => "open_rosters",
            Self::OpenBookings => "open_bookings",
            Self::ShapePlaces => "shape_places",
            Self::HoldPlaces => "hold_places",
            Self::ApproveHolds => "approve_holds",
            Self::SetUp => "set_up",
            Self::ImportPeople => "import_people",
            Self::ExportPeople => "export_people",
            Self::FindPeople => "find_people",
            Self::Book => "book",
            Self::GiveCodes => "give_codes",
            Self::EndLinks => "end_links",
            Self::SeeMessages => "see_messages",
            Self::AnswerOffers => "answer_offers",
            Self::EditScripts => "edit_scripts",
            Self::SuperviseCalls => "supervise_calls",
            Self::Rehearse => "rehearse",
            Self::ManageOfficers => "manage_officers",
            Self::ReadHistory => "read_history",
        }
    }

    /// Who may. An operator sees what a call needs and takes nothing out; a colleague and whoever tells the town see
    /// numbers; who reads the history changes nothing.
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::OwnSignIn | Self::SeeBoard => &Role::ALL,
            Self::SeeStatistics => &[Administrator, Nurse, Pr, Auditor, Colleague],
            Self::OpenBookings => &[Administrator, Nurse, Operator, Reception],
            Self::OpenRosters => &[Administrator, Nurse, Reception],
            Self::ShapePlaces
            | Self::HoldPlaces
            | Self::ApproveHolds
            | Self::SetUp
            | Self::ImportPeople
            | Self::ExportPeople
            | Self::EditScripts
            | Self::SuperviseCalls
            | Self::Rehearse => &[Administrator, Nurse],
            Self::FindPeople
            | Self::Book
            | Self::GiveCodes
            | Self::EndLinks
            | Self::SeeMessages
            | Self::AnswerOffers => &[Administrator, Nurse, Operator],
            Self::ManageOfficers => &[Administrator],
            Self::ReadHistory => &[Administrator, Auditor],
        }
    }

    /// Whether it can be kept to single venues. All else reaches over the town, so that who is limited may not.
    const fn is_of_a_venue(self) -> bool {
        matches!(
            self,
            Self::OwnSignIn
                | Self::SeeBoard
                | Self::OpenRosters
                | Self::OpenBookings
                | Self::ShapePlaces
        )
    }
}

/// At which venues an officer works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Venues {
    /// At all of them, also those to come.
    Every,
    /// At these alone.
    Only(BTreeSet<VenueId>),
}

/// A role, at its venues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// What an officer is there for.
    pub role: Role,
    /// And where.
    pub venues: Venues,
}

impl Duty {
    /// A role over the whole town.
    pub const fn everywhere(role: Role) -> Self {
        Self { role, venues: Venues::Every }
    }

    /// Whether an officer of this duty may do so, at the venues of the duty.
    pub fn may(&self, act: Act) -> bool {
        self.role.may(act) && (self.venues == Venues::Every || act.is_of_a_venue())
    }

    /// Whether this venue is one of the duty's.
    pub fn is_at(&self, venue: VenueId) -> bool {
        match &self.venues {
            Venues::Every => true,
            Venues::Only(venues) => venues.contains(&venue),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_role_and_act_has_a_name_of_its_own() {
        let roles: BTreeSet<_> = Role::ALL.into_iter().map(Role::name).collect();
        assert_eq!(roles.len(), Role::ALL.len());
        assert!(Role::ALL.into_iter().all(|role| Role::named(role.name()) == Some(role)));
        assert_eq!(Role::named("root"), None);
        let acts: BTreeSet<_> = Act::ALL.into_iter().map(Act::name).collect();
        assert_eq!(acts.len(), Act::ALL.len());
    }

    #[test]
    fn the_administrator_may_do_everything_and_nobody_else_makes_officers() {
        assert!(Act::ALL.into_iter().all(|act| Role::Administrator.may(act)));
        let making = Role::ALL.into_iter().filter(|role| role.may(Act::ManageOfficers));
        assert_eq!(making.collect::<Vec<_>>(), [Role::Administrator]);
    }

    #[test]
    fn whoever_may_take_people_out_or_set_up_needs_more_than_a_password() {
        let needing = Role::ALL.into_iter().filter(|role| role.needs_second_factor());
        assert_eq!(needing.collect::<Vec<_>>(), [Role::Administrator, Role::Nurse]);
    }

    #[test]
    fn who_is_limited_to_venues_is_at_no_other_and_reaches_nobody_beyond() {
        let (here, there) = (VenueId(Uuid::from_u128(1)), VenueId(Uuid::from_u128(2)));
        let limited = |role| Duty { role, venues: Venues::Only(BTreeSet::from([here])) };
        let reception = limited(Role::Reception);
        assert!(reception.is_at(here) && !reception.is_at(there));
        assert!(reception.may(Act::OpenRosters) && !reception.may(Act::FindPeople));
        let administrator = limited(Role::Administrator);
        assert!(!administrator.may(Act::ManageOfficers) && !administrator.may(Act::ExportPeople));
        let nowhere = Duty { role: Role::Nurse, venues: Venues::Only(BTreeSet::new()) };
        assert!(!nowhere.is_at(here));
        let nurse = Duty::everywhere(Role::Nurse);
        assert!(nurse.is_at(here) && nurse.is_at(there) && nurse.may(Act::ExportPeople));
    }
}
