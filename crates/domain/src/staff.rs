//! What may be changed about an officer, so that the town never stands without somebody who can change it back.

use crate::{
    id::OfficerId,
    role::{Duty, Role, Venues},
};

/// What is to become of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Another duty.
    Serve(Duty),
    /// No way in any more.
    Leave,
}

/// Why it may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRefusal {
    /// Nobody would be left who can change what officers may.
    LastAdministrator,
    /// Nobody takes the administrator from themselves: another one has to.
    OneSelf,
    /// An administrator is one for the whole town.
    AdministratorOfVenues,
    /// A limit to venues without one.
    NoVenue,
}

/// Whether `by` may do so to an officer who has this duty, where so many others are administrators of the whole town
/// and may sign in.
pub fn may_change(
    officer: (OfficerId, &Duty),
    wish: &Wish,
    by: Option<OfficerId>,
    other_administrators: usize,
) -> Result<(), StaffRefusal> {
    let (id, now) = officer;
    if let Wish::Serve(duty) = wish {
        check(duty)?;
    }
    let stays = matches!(wish, Wish::Serve(duty) if *duty == Duty::everywhere(Role::Administrator));
    if *now != Duty::everywhere(Role::Administrator) || stays {
        return Ok(());
    }
    if other_administrators == 0 {
        return Err(StaffRefusal::LastAdministrator);
    }
    if by == Some(id) { Err(StaffRefusal::OneSelf) } else { Ok(()) }
}

/// Whether there is such a duty.
pub fn check(duty: &Duty) -> Result<(), StaffRefusal> {
    match &duty.venues {
        Venues::Only(_) if duty.role == Role::Administrator => {
            Err(StaffRefusal::AdministratorOfVenues)
        }
        Venues::Only(venues) if venues.is_empty() => Err(StaffRefusal::NoVenue),
        Venues::Every | Venues::Only(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::VenueId;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    const ME: OfficerId = OfficerId(Uuid::from_u128(1));
    const OTHER: OfficerId = OfficerId(Uuid::from_u128(2));

    fn everywhere(role: Role) -> Duty {
        Duty::everywhere(role)
    }

    #[test]
    fn the_last_administrator_stays_one() {
        let now = everywhere(Role::Administrator);
        for wish in [Wish::Leave, Wish::Serve(everywhere(Role::Nurse))] {
            let last = Err(StaffRefusal::LastAdministrator);
            assert_eq!(may_change((OTHER, &now), &wish, Some(ME), 0), last);
            assert_eq!(may_change((OTHER, &now), &wish, None, 0), last);
            assert_eq!(may_change((OTHER, &now), &wish, Some(ME), 1), Ok(()));
        }
        let same = Wish::Serve(now.clone());
        assert_eq!(may_change((ME, &now), &same, Some(ME), 0), Ok(()), "nothing changes");
    }

    #[test]
    fn nobody_takes_the_administrator_from_themselves() {
        let now = everywhere(Role::Administrator);
        for wish in [Wish::Leave, Wish::Serve(everywhere(Role::Colleague))] {
            assert_eq!(may_change((ME, &now), &wish, Some(ME), 3), Err(StaffRefusal::OneSelf));
        }
        let nurse = everywhere(Role::Nurse);
        assert_eq!(may_change((ME, &nurse), &Wish::Leave, Some(ME), 0), Ok(()));
    }

    #[test]
    fn a_limit_names_venues_and_never_limits_an_administrator() {
        let here = Venues::Only(BTreeSet::from([VenueId(Uuid::from_u128(1))]));
        let duty = |role, venues: &Venues| Duty { role, venues: venues.clone() };
        assert_eq!(check(&duty(Role::Reception, &here)), Ok(()));
        let limited = check(&duty(Role::Administrator, &here));
        assert_eq!(limited, Err(StaffRefusal::AdministratorOfVenues));
        let nowhere = Venues::Only(BTreeSet::new());
        assert_eq!(check(&duty(Role::Reception, &nowhere)), Err(StaffRefusal::NoVenue));
        let wish = Wish::Serve(duty(Role::Nurse, &nowhere));
        let nurse = everywhere(Role::Nurse);
        assert_eq!(may_change((ME, &nurse), &wish, None, 1), Err(StaffRefusal::NoVenue));
    }
}
