//! What lets an account act for a person, how well that was proven, and what it may see of them.
//! Codes and invitations, by which a link is proven, are in `code.rs`.

use crate::id::{AccountId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How well it is proven that an account may act for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// By voucher number and birth date, which a violent spouse knows as well: it books, and sees what it
    /// booked itself.
    Voucher,
    /// By a one-time code or an invitation: it sees, changes and cancels everything of the person.
    Proven,
}

/// By what a link began, or was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedBy {
    /// Voucher number and birth date.
    Voucher,
    /// A code in a letter to the person.
    Letter,
    /// A code told at the counter or on the phone, after the identity was checked.
    Counter,
    /// An invitation by somebody who was proven before.
    Invitation,
}

impl LinkedBy {
    const ALL: [Self; 4] = [Self::Voucher, Self::Letter, Self::Counter, Self::Invitation];

    /// How well that proves it.
    pub fn grade(self) -> Grade {
        match self {
            Self::Voucher => Grade::Voucher,
            Self::Letter | Self::Counter | Self::Invitation => Grade::Proven,
        }
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Voucher => "voucher",
            Self::Letter => "letter",
            Self::Counter => "counter",
            Self::Invitation => "invitation",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }
}

/// What the person is to whoever uses the account, by their own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They are the person.
    Oneself,
    /// The person is their father or mother.
    Parent,
    /// The person is their child.
    Child,
    /// The person is their husband or wife.
    Spouse,
    /// Anybody else.
    Other,
}

impl Relation {
    /// All there are, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::Oneself, Self::Parent, Self::Child, Self::Spouse, Self::Other];

    /// Its name in tables and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Oneself => "oneself",
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Spouse => "spouse",
            Self::Other => "other",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }
}

/// An account acting for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which account.
    pub account: AccountId,
    /// For whom.
    pub person: PersonId,
    /// Since when.
    pub since: Timestamp,
    /// By what.
    pub by: LinkedBy,
    /// Who they are to each other, if that was said.
    pub relation: Option<Relation>,
}

impl Link {
    /// What it lets the account see.
    pub fn sight(&self) -> Sight {
        match self.by.grade() {
            Grade::Proven => Sight::Whole,
            Grade::Voucher => Sight::Own { account: self.account, since: self.since },
        }
    }

    /// Whether it sees who else acts for the person, and what they did.
    pub fn is_proven(&self) -> bool {
        self.by.grade() == Grade::Proven
    }

    /// Whether it is the person themself: who had the code that was addressed to them and says so. That
    /// somebody who knew a voucher or was invited says so is their own word.
    pub fn is_themself(&self) -> bool {
        let had_the_code = matches!(self.by, LinkedBy::Letter | LinkedBy::Counter);
        had_the_code && self.relation == Some(Relation::Oneself)
    }

    /// Whether it may end another account's link to the same person: the person themself may.
    pub fn may_end(&self, other: &Self) -> bool {
        let own = self.account == other.account;
        self.person == other.person && (own || self.is_themself())
    }
}

/// The account to tell about what is done for a person on the phone: of those proven for them their own, else the
/// first. Who has proven nothing does not learn of it.
pub fn to_tell(links: &[Link]) -> Option<AccountId> {
    let proven = links.iter().filter(|link| link.is_proven());
    let first = proven.min_by_key(|link| (!link.is_themself(), link.since, link.account));
    first.map(|link| link.account)
}

/// What whoever asks may see of one person's bookings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Every one: the desk, and who is proven.
    Whole,
    /// Not one: who does not act for the person.
    None,
    /// Only what this account booked, or moved last, under this very link. A link that ended and began anew
    /// does not bring back what was booked under the one before.
    Own {
        /// The account.
        account: AccountId,
        /// Since when it is linked.
        since: Timestamp,
    },
}

impl Sight {
    /// Whether place and time of a booking are to be seen that was made at this time from this account, or
    /// from none.
    pub fn reaches(self, account: Option<AccountId>, booked_at: Timestamp) -> bool {
        match self {
            Self::Whole => true,
            Self::None => false,
            Self::Own { account: own, since } => account == Some(own) && booked_at >= since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn link(account: u128, by: LinkedBy, relation: Option<Relation>) -> Link {
        Link {
            account: AccountId(Uuid::from_u128(account)),
            person: PersonId(Uuid::from_u128(1)),
            since: Timestamp::UNIX_EPOCH,
            by,
            relation,
        }
    }

    #[test]
    fn names_lead_back() {
        for by in LinkedBy::ALL {
            assert_eq!(LinkedBy::named(by.name()), Some(by));
        }
        for relation in Relation::ALL {
            assert_eq!(Relation::named(relation.name()), Some(relation));
        }
        assert_eq!((LinkedBy::named("x"), Relation::named("x")), (None, None));
    }

    #[test]
    fn only_the_person_themself_who_had_the_code_ends_what_others_have() {
        let daughter = link(2, LinkedBy::Invitation, Some(Relation::Parent));
        for by in LinkedBy::ALL {
            for relation in Relation::ALL.map(Some).into_iter().chain([None]) {
                let who = link(1, by, relation);
                let had_the_code = [LinkedBy::Letter, LinkedBy::Counter].contains(&by);
                let may = had_the_code && relation == Some(Relation::Oneself);
                assert_eq!(who.may_end(&daughter), may, "{by:?} {relation:?}");
                assert!(who.may_end(&who), "one's own always");
            }
        }
        let elsewhere = Link { person: PersonId(Uuid::from_u128(2)), ..daughter };
        assert!(!link(1, LinkedBy::Letter, Some(Relation::Oneself)).may_end(&elsewhere));
    }

    #[test]
    fn a_voucher_sees_what_it_booked_under_this_link_and_nothing_else() {
        let since = Timestamp::from_second(100).unwrap();
        let (one, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let own = Link { since, ..link(1, LinkedBy::Voucher, None) }.sight();
        assert!(own.reaches(Some(one), since));
        assert!(!own.reaches(Some(one), Timestamp::UNIX_EPOCH), "booked under the link before");
        assert!(!own.reaches(Some(other), since) && !own.reaches(None, since));
        let proven = Link { since, ..link(1, LinkedBy::Letter, None) }.sight();
        assert!(proven.reaches(None, Timestamp::UNIX_EPOCH));
    }
}
