//! Who of the roster a programme has reached: who it is meant for, who has a booking or the dose, and who has
//! neither yet. It looks at the first dose, by which everything begins.

use crate::{
    applicant::Applicant,
    booking::{self, Booking},
    programme::{Dose, Programme},
    when::Date,
};

/// Where somebody stands with a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is meant for them on none of its days.
    NotMeant,
    /// It is meant for them, and they have neither booked nor had a first dose.
    Missing,
    /// They have a booking that stands.
    Booked,
    /// They have had a dose, here or elsewhere.
    Had,
}

/// Where somebody stands, by their bookings in the programme and the days on which it is held.
pub fn standing(
    programme: &Programme,
    applicant: &Applicant,
    bookings: &[Booking],
    days: &[Date],
) -> Standing {
    let series = &programme.policy.series;
    let elsewhere =
        applicant.given.iter().any(|given| !series.is_empty() && given.series == *series);
    if elsewhere || bookings.iter().any(Booking::was_given) {
        return Standing::Had;
    }
    if bookings.iter().any(Booking::is_live) {
        return Standing::Booked;
    }
    let meant = |dose: &Dose| {
        days.iter().any(|day| booking::is_meant_on(programme, dose, applicant, *day).is_ok())
    };
    let begins = |dose: &&Dose| dose.number == 1 || dose.intervals.is_empty();
    let mut doses = programme.policy.plans().flat_map(|(_, doses)| doses.iter());
    if doses.any(|dose| begins(&dose) && meant(dose)) {
        Standing::Missing
    } else {
        Standing::NotMeant
    }
}

/// How many stand where, among those a programme is meant for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Neither booked nor had.
    pub missing: u32,
    /// Booked.
    pub booked: u32,
    /// Had.
    pub had: u32,
}

impl Coverage {
    /// Counts one more.
    pub fn count(&mut self, standing: Standing) {
        match standing {
            Standing::NotMeant => {}
            Standing::Missing => self.missing += 1,
            Standing::Booked => self.booked += 1,
            Standing::Had => self.had += 1,
        }
    }

    /// How many it is meant for.
    pub fn meant(self) -> u32 {
        self.missing + self.booked + self.had
    }

    /// How many of a hundred have booked or had it, rounded down so that only everybody is 100; none of nobody.
    pub fn percent(self) -> Option<u32> {
        ((self.booked + self.had) * 100).checked_div(self.meant())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        PersonId, Policy, ProgrammeId,
        age::{Age, AgeRule},
        dated::Dated,
        interval::VaccineKind,
        product::Given,
    };
    use jiff::civil::date;
    use uuid::Uuid;

    fn programme() -> Programme {
        let from = Some(Age { years: 65, months: 0 });
        let dose = Dose {
            number: 1,
            ages: vec![Dated::always(AgeRule::OnTheDay { from, under: None })],
            ..Dose::default()
        };
        Programme {
            id: ProgrammeId(Uuid::from_u128(1)),
            name: String::new(),
            opens_at: None,
            closes_at: None,
            policy: Policy { series: "flu".to_owned(), doses: vec![dose], ..Policy::default() },
        }
    }

    fn born(year: i16) -> Applicant {
        Applicant::born(PersonId(Uuid::from_u128(2)), date(year, 11, 10))
    }

    #[test]
    fn it_is_meant_for_whoever_may_have_it_on_any_of_its_days() {
        let days = [date(2026, 11, 1), date(2026, 11, 9)];
        let at = |year| standing(&programme(), &born(year), &[], &days);
        // 65 is completed at the end of 9 November by the law on counting ages.
        assert_eq!(at(1961), Standing::Missing);
        assert_eq!(at(1962), Standing::NotMeant);
        assert_eq!(standing(&programme(), &born(1961), &[], &days[..1]), Standing::NotMeant);
        assert_eq!(standing(&programme(), &born(1950), &[], &[]), Standing::NotMeant, "no day yet");
    }

    #[test]
    fn a_dose_given_elsewhere_counts_and_one_of_another_series_does_not() {
        let given = |series: &str| Given {
            series: series.to_owned(),
            dose: 1,
            on: date(2026, 10, 1),
            product: None,
            kind: VaccineKind::Inactivated,
        };
        let with = |series| Applicant { given: vec![given(series)], ..born(1950) };
        let days = [date(2026, 11, 1)];
        assert_eq!(standing(&programme(), &with("flu"), &[], &days), Standing::Had);
        assert_eq!(standing(&programme(), &with("covid"), &[], &days), Standing::Missing);
    }

    #[test]
    fn only_everybody_is_a_hundred_percent() {
        let of = |missing, booked, had| Coverage { missing, booked, had }.percent();
        assert_eq!(of(0, 0, 0), None);
        assert_eq!(of(1, 500, 499), Some(99));
        assert_eq!(of(0, 1, 1), Some(100));
    }
}
