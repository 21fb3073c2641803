//! Divides places: among pools in a proportion, over the slots of a day as evenly as whole places allow.

use crate::slot::Pool;
use std::cmp::Reverse;

/// Divides places among pools by the largest remainder, so that they always add up. Of equal remainders the pool
/// that stands first gets the place: 3 places half and half are 2 and 1.
pub fn share(places: u32, shares: &[(Pool, u32)]) -> Vec<(Pool, u32)> {
    let whole: u64 = shares.iter().map(|(_, part)| u64::from(*part)).sum();
    if whole == 0 {
        return Vec::new();
    }
    let exact = |part: u32| u64::from(places) * u64::from(part);
    let mut given: Vec<u64> = shares.iter().map(|(_, part)| exact(*part) / whole).collect();
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    by_remainder.sort_by_key(|n| Reverse(exact(shares[*n].1) % whole));
    let left = u64::from(places) - given.iter().sum::<u64>();
    let left = usize::try_from(left).expect("less than one place for each pool is left");
    for n in by_remainder.into_iter().take(left) {
        given[n] += 1;
    }
    let number = |places: u64| u32::try_from(places).expect("no pool has more than all of them");
    shares.iter().zip(given).map(|((pool, _), places)| (*pool, number(places))).collect()
}

/// Spreads places over slots: the first ones have one more where they do not come out even.
pub(super) fn spread(places: u32, slots: usize) -> Vec<u32> {
    let Ok(count) = u32::try_from(slots) else { return Vec::new() };
    if count == 0 {
        return Vec::new();
    }
    let (each, more) = (places / count, places % count);
    (0..count).map(|n| each + u32::from(n < more)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn both(places: u32, net: u32, phone: u32) -> (u32, u32) {
        let shares = share(places, &[(Pool::Public, net), (Pool::CallCentre, phone)]);
        (shares[0].1, shares[1].1)
    }

    /// The city of Minoh's own table of places for the net and for the phone, in a slot of so many.
    #[test]
    fn half_and_half_as_minoh_has_it() {
        let table = [(3, (2, 1)), (4, (2, 2)), (5, (3, 2)), (6, (3, 3))];
        for (places, expected) in table {
            assert_eq!(both(places, 1, 1), expected, "{places}");
        }
        assert_eq!(both(8, 6, 2), (6, 2), "its third dose: six to two");
        assert_eq!(both(10, 8, 2), (8, 2), "to eight to two");
        assert_eq!((both(0, 1, 1), both(1, 1, 1)), ((0, 0), (1, 0)));
    }

    #[test]
    fn a_day_is_spread_evenly() {
        assert_eq!(spread(20, 6), [4, 4, 3, 3, 3, 3]);
        assert_eq!(spread(2, 3), [1, 1, 0]);
        assert_eq!(spread(5, 0), [0; 0]);
    }

    proptest! {
        #[test]
        fn the_shares_add_up_and_no_pool_is_off_by_a_whole_place(
            places in 0..20_000_u32, parts in proptest::collection::vec(0..50_u32, 1..5),
        ) {
            let shares: Vec<(Pool, u32)> = Pool::ALL.into_iter().zip(parts).collect();
            let whole: u32 = shares.iter().map(|(_, part)| part).sum();
            let given = share(places, &shares);
            if whole == 0 {
                prop_assert_eq!(given, []);
                return Ok(());
            }
            prop_assert_eq!(given.iter().map(|(_, n)| n).sum::<u32>(), places);
            for ((_, part), (_, n)) in shares.iter().zip(&given) {
                let exact = f64::from(places) * f64::from(*part) / f64::from(whole);
                prop_assert!((f64::from(*n) - exact).abs() < 1.0);
                prop_assert!(*part > 0 || *n == 0, "a pool without a share has no place");
            }
        }

        #[test]
        fn what_is_spread_adds_up_and_differs_by_one_at_most(places in 0..20_000_u32, slots in 1..200_usize) {
            let spread = spread(places, slots);
            prop_assert_eq!(spread.iter().sum::<u32>(), places);
            prop_assert!(spread[0] - spread[slots - 1] <= 1);
        }
    }
}
