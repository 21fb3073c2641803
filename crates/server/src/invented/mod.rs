//! An invented town for demonstrations, rehearsals and tests: 窓川町, shaped like a shrinking farming
//! and forestry town of Hokkaido. Pure: the same seed, size and day give the same people on any
//! machine. It stores nothing, and nobody in it exists.

mod households;
mod names;
mod notable;
mod numbers;
mod places;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

pub use self::notable::{Cast, cast};

use self::households::{Household, Households, Member};
use self::names::Names;
use self::numbers::{Numbers, SplitMix64};
use self::places::Places;

/// The town's name.
pub const TOWN: &str = "窓川町";

/// The town's name as it is read.
pub const TOWN_KANA: &str = "まどかわちょう";

/// The town's municipality code: Hokkaido, a number nobody has, a check digit that holds.
pub const MUNICIPALITY: &str = "019992";

/// As the resident register has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the two words say it")]
pub enum Sex {
    Female,
    Male,
}

/// A resident who does not exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invented {
    /// Equal for those who live together.
    pub household: u32,
    /// The family name, with the characters the register uses (髙, 﨑, 邊).
    pub family_name: String,
    /// The given name.
    pub given_name: String,
    /// The reading of the family name in full-width katakana.
    pub family_kana: String,
    /// The reading of the given name in full-width katakana.
    pub given_kana: String,
    /// As registered.
    pub sex: Sex,
    /// The day of birth.
    pub birth: Date,
    /// One of the town's ten districts.
    pub district: &'static str,
    /// The whole address from the town's name on.
    pub address: String,
    /// Where the person can be called; children share their parent's, a few people have none.
    pub phone: Option<String>,
    /// Ten digits with leading zeros.
    pub voucher: String,
    /// Under 支援措置: hidden from everyone who is not staff.
    pub protected: bool,
}

/// Exactly `count` people, their ages counted to `today`, households together. The
/// [`Cast`] and the other people written by hand come first.
pub fn people(seed: u64, count: usize, today: Date) -> Vec<Invented> {
    let mut rng = SplitMix64::new(seed);
    let mut register = Register { places: Places::default(), numbers: Numbers::new(seed), today };
    let mut people = Vec::with_capacity(count);
    for (household, home) in (0..).zip(homes(&mut rng, count, today)) {
        people.extend(register.enter(&mut rng, household, home));
    }
    people
}

fn homes(rng: &mut SplitMix64, count: usize, today: Date) -> Vec<Household> {
    let mut room = count;
    let mut homes = notable::households(today);
    homes.retain(|home| {
        let fits = home.members.len() <= room;
        room -= if fits { home.members.len() } else { 0 };
        fits
    });
    let names = Names::read();
    let mut more = Households::new(&names, today);
    while room > 0 {
        let home = more.draw(rng, room);
        room -= home.members.len();
        homes.push(home);
    }
    homes
}

/// Gives households what the register knows beyond names: an address, telephones, vouchers.
struct Register {
    places: Places,
    numbers: Numbers,
    today: Date,
}

impl Register {
    fn enter(&mut self, rng: &mut SplitMix64, household: u32, home: Household) -> Vec<Invented> {
        let place = self.places.settle(rng);
        let phones = self.phones(rng, &home);
        let resident = |(member, phone): (Member, Option<String>)| Invented {
            household,
            family_name: home.family.written.to_owned(),
            given_name: member.given.written.to_owned(),
            family_kana: home.family.kana.to_owned(),
            given_kana: member.given.kana.to_owned(),
            sex: member.sex,
            birth: member.birth,
            district: place.district,
            address: place.address.clone(),
            phone,
            voucher: self.numbers.voucher(),
            protected: member.protected,
        };
        home.members.into_iter().zip(phones).map(resident).collect()
    }

    /// The old share the household's landline, the others carry a mobile, and those under 16 are
    /// called through the first of the family who can be.
    fn phones(&mut self, rng: &mut SplitMix64, home: &Household) -> Vec<Option<String>> {
        let landline = home.landline.then(|| self.numbers.landline());
        let mut phones: Vec<Option<String>> = Vec::new();
        for member in &home.members {
            let age = completed_years(member.birth, self.today);
            phones.push(if age < 16 {
                phones.iter().flatten().next().cloned()
            } else {
                let carries = rng.chance(match age {
                    ..65 => 94,
                    65..75 => 60,
                    75.. => 25,
                });
                carries.then(|| self.numbers.mobile()).or_else(|| landline.clone())
            });
        }
        phones
    }
}

fn completed_years(birth: Date, today: Date) -> i16 {
    let birthday_to_come = (today.month(), today.day()) < (birth.month(), birth.day());
    today.year() - birth.year() - i16::from(birthday_to_come)
}
