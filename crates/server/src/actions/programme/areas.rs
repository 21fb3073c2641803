//! Where those on the roster and those who wait live, beside the districts that a waitlist is to ask first: a name
//! that nobody lives under is most likely a slip of the pen.

use super::Facts;
use anyhow::{Context, Result};
use domain::{
    Listed, PersonId, Programme,
    kana::fold_kanji,
    waitlist::{Order, areas::place_of},
};
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// How many people live somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Living {
    /// Of those on the roster.
    pub roster: usize,
    /// Of those who wait.
    pub waiting: usize,
}

/// Who lives in the districts of an order, and who does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homes {
    /// The districts in their order, and for one in which nobody lives what the roster calls one almost so.
    pub named: Vec<(String, Living, Option<String>)>,
    /// Those who live in none of them.
    pub others: Living,
    /// The districts of the roster that are not named, those with most people first.
    pub unnamed: Vec<String>,
}

/// Who lives where, if the order of those who wait goes by district after the change and went otherwise before.
pub async fn homes(store: &Store, facts: &Facts, after: &Programme) -> Result<Option<Homes>> {
    let order = |programme: &Programme| Some(programme.policy.waitlist.as_ref()?.order.clone());
    let Some(Order::Areas(named)) = order(after) else { return Ok(None) };
    if order(&facts.setup.programme) == order(after) {
        return Ok(None);
    }
    let id = after.id;
    let waiting = store.read(move |reader| reader.waiting_in(id)).await;
    let waiting = waiting.context("reading who waits")?;
    Ok(Some(counted(&facts.roster, &waiting.iter().map(|entry| entry.person).collect(), &named)))
}

fn counted(roster: &[Listed], waiting: &BTreeSet<PersonId>, named: &[String]) -> Homes {
    let mut districts: BTreeMap<&str, Living> = BTreeMap::new();
    for listed in roster {
        let living = districts.entry(listed.applicant.district.trim()).or_default();
        living.roster += 1;
        living.waiting += usize::from(waiting.contains(&listed.applicant.person));
    }
    // The last place is that of everybody else.
    let mut living = vec![Living::default(); named.len() + 1];
    let mut unnamed = Vec::new();
    for (district, there) in districts {
        let place = place_of(named, district);
        living[place].roster += there.roster;
        living[place].waiting += there.waiting;
        if place == named.len() && !district.is_empty() {
            unnamed.push((there.roster, district.to_owned()));
        }
    }
    unnamed.sort_by(|one, other| (other.0, &one.1).cmp(&(one.0, &other.1)));
    let unnamed: Vec<String> = unnamed.into_iter().map(|(_, name)| name).collect();
    let others = living.pop().unwrap_or_default();
    let almost = |name: &str| unnamed.iter().find(|other| fold_kanji(other) == fold_kanji(name));
    let of_them = named.iter().zip(living).map(|(name, living)| {
        let near = (living.roster == 0).then(|| almost(name).cloned()).flatten();
        (name.clone(), living, near)
    });
    Homes { named: of_them.collect(), others, unnamed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Applicant;
    use uuid::Uuid;

    fn lives(n: u128, district: &str) -> Listed {
        let born = "1957-04-01".parse().expect("a day");
        let who = Applicant::born(PersonId(Uuid::from_u128(n)), born);
        Listed::new(Applicant { district: district.to_owned(), ..who })
    }

    #[test]
    fn everybody_is_counted_once_where_they_live_and_a_name_almost_right_is_found() {
        let at = ["北窓", "北窓　", "緑ヶ丘", "緑ヶ丘", "市街", "", "峠下"];
        let roster: Vec<Listed> = (1..).zip(at).map(|(n, district)| lives(n, district)).collect();
        let waiting = [2, 3, 6, 99].map(|n| PersonId(Uuid::from_u128(n))).into();
        let named = ["北 窓", "緑ケ丘", "東窓"].map(str::to_owned);
        let found = counted(&roster, &waiting, &named);
        let living = |roster, waiting| Living { roster, waiting };
        let [north, hill, east] = &found.named[..] else { panic!("three were named") };
        assert_eq!((north.1, &north.2), (living(2, 1), &None));
        assert_eq!((hill.1, hill.2.as_deref()), (living(0, 0), Some("緑ヶ丘")));
        assert_eq!((east.1, &east.2), (living(0, 0), &None));
        assert_eq!(found.others, living(5, 2), "also those of whom no district is known");
        assert_eq!(
            found.unnamed,
            ["緑ヶ丘", "峠下", "市街"],
            "most people first, and then by name"
        );
    }
}
