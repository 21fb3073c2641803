//! Vials: one gives several doses, and what is drawn must be used within hours. Sessions are planned in
//! whole vials, and the last one is opened knowingly.

/// What so many doses come to in vials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vials {
    /// How many are opened.
    pub opened: u32,
    /// How many doses of the last are left over.
    pub spare: u32,
}

/// The vials for so many doses, where one gives `per_vial`; a product without vials has none left over.
pub fn needed(doses: u32, per_vial: u16) -> Vials {
    let per_vial = u32::from(per_vial.max(1));
    let opened = doses.div_ceil(per_vial);
    let spare = u32::try_from(u64::from(opened) * u64::from(per_vial) - u64::from(doses));
    Vials { opened, spare: spare.expect("less than one vial is left over") }
}

/// The nearest numbers of places that are whole vials: not more, and not fewer.
pub fn whole(places: u32, per_vial: u16) -> (u32, u32) {
    let per_vial = u32::from(per_vial.max(1));
    let down = places - places % per_vial;
    let up = if down == places { places } else { down.saturating_add(per_vial) };
    (down, up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn six_doses_a_vial() {
        assert_eq!(needed(0, 6), Vials { opened: 0, spare: 0 });
        assert_eq!(needed(16, 6), Vials { opened: 3, spare: 2 });
        assert_eq!(needed(18, 6), Vials { opened: 3, spare: 0 });
        assert_eq!(whole(16, 6), (12, 18));
        assert_eq!(whole(18, 6), (18, 18));
        assert_eq!(needed(7, 0), Vials { opened: 7, spare: 0 }, "no vials, nothing left over");
    }

    proptest! {
        #[test]
        fn doses_and_spares_are_whole_vials(doses in any::<u32>(), per_vial in 1..200_u16) {
            let Vials { opened, spare } = needed(doses, per_vial);
            let all = u64::from(opened) * u64::from(per_vial);
            prop_assert_eq!(all, u64::from(doses) + u64::from(spare));
            prop_assert!(spare < u32::from(per_vial));
        }

        #[test]
        fn whole_numbers_lie_around(places in 0..1_000_000_u32, per_vial in 1..200_u16) {
            let (down, up) = whole(places, per_vial);
            prop_assert!(down <= places && places <= up && up - down < u32::from(per_vial) * 2);
            prop_assert_eq!((down % u32::from(per_vial), up % u32::from(per_vial)), (0, 0));
        }
    }
}
