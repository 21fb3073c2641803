//! Schedules: which doses a person has, where that depends on the age at the first of them.
//! Who starts late needs fewer. It knows ages and days; bookings and slots are its callers' matter.

use crate::{
    age::Age,
    programme::{Dose, Policy},
    refusal::Refusal,
    when::Date,
};
use serde::{Deserialize, Serialize};

/// Doses that take the place of the usual ones for whoever has the first within an age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The age at dose 1.
    pub starts: Start,
    /// The doses in their order; numbers count from 1 without gaps.
    pub doses: Vec<Dose>,
}

/// An age at dose 1, in the words of the law: 「○月に至った日の翌日から○月に至るまで」. So no day belongs
/// to two schedules, as one would if both ends were counted like an [`crate::age::AgeRule`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Start {
    /// From the day after this age is reached; none is from birth.
    pub after: Option<Age>,
    /// Through the day on which this age is reached; none is without end.
    pub until: Option<Age>,
}

/// The doses of one person, as far as the day of dose 1 is known.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    policy: &'a Policy,
    doses: &'a [Dose],
    /// Which of the policy's schedules it is; none is the usual doses.
    pub schedule: Option<usize>,
    /// The day on which dose 1 was or will be given, if that is known.
    pub first: Option<Date>,
}

impl Start {
    /// Whether somebody born on `birth` is of this age on that day.
    pub fn holds(&self, birth: Date, day: Date) -> bool {
        self.after.is_none_or(|age| age.reached_on(birth) < day)
            && self.until.is_none_or(|age| day <= age.reached_on(birth))
    }
}

impl<'a> Plan<'a> {
    /// The doses of somebody born on `birth` whose dose 1 is on that day: the first schedule that holds, else
    /// the usual doses.
    pub fn new(policy: &'a Policy, birth: Date, first: Option<Date>) -> Self {
        let holds =
            |schedule: &Schedule| first.is_some_and(|day| schedule.starts.holds(birth, day));
        let schedule = policy.schedules.iter().position(holds);
        let doses = schedule.map_or(&policy.doses, |index| &policy.schedules[index].doses);
        Self { policy, doses, schedule, first }
    }

    /// The dose of this number. While the day of dose 1 is not known, that of any schedule will do.
    pub fn dose(&self, number: u8) -> Result<&'a Dose, Refusal> {
        let own = self.doses.iter().find(|dose| dose.number == number);
        let any = || self.policy.doses_numbered(number).next();
        match (own, self.first) {
            (Some(dose), _) => Ok(dose),
            (None, None) => any().ok_or(Refusal::NoSuchDose { dose: number }),
            (None, Some(first)) => Err(match any() {
                Some(_) => Refusal::DoseNotNeeded { dose: number, needed: self.needed(), first },
                None => Refusal::NoSuchDose { dose: number },
            }),
        }
    }

    /// All of them, in their order.
    pub fn doses(&self) -> &'a [Dose] {
        self.doses
    }

    /// How many doses there are.
    pub fn needed(&self) -> u8 {
        self.doses.iter().map(|dose| dose.number).max().unwrap_or(0)
    }
}
