//! The invented people as persons on the roster.

use crate::{config::Config, ids::Ids, invented};
use domain::{
    PersonId,
    person::{Details, Person, Sex, Voucher},
    voucher::{self, Validity},
    when::Date,
};
use jiff::civil::date;

/// The seed of the town: the same people on every machine.
const SEED: u64 = 20_261_122;

/// A resident of the demo, or of a rehearsal.
pub(crate) struct Resident {
    pub(crate) person: Person,
    /// Equal for those who live together.
    pub(crate) household: u32,
    /// One of those whom the demo names.
    pub(crate) in_cast: bool,
    /// Who that is, in a word.
    pub(crate) role: &'static str,
}

/// The day the ages of the demo's people are counted to: whoever asks again on another day is told the same
/// birth dates.
pub(super) const AS_OF: Date = date(2026, 11, 22);

/// So many people, their ages counted to a day.
pub(crate) fn residents(config: &Config, ids: &Ids, count: u32, as_of: Date) -> Vec<Resident> {
    let count = usize::try_from(count).expect("a town fits into memory");
    let people = invented::people(SEED, count, as_of);
    let cast = invented::cast(&people);
    let role = |index: usize| -> Option<&'static str> {
        let roles = [
            (cast.elder_alone, "ひとり暮らし"),
            (cast.daughter, "両親の分も予約する娘"),
            (cast.parents[0], "その親"),
            (cast.parents[1], "その親"),
            (cast.mother, "3人の子の母"),
            (cast.children[0], "その子"),
            (cast.children[1], "その子"),
            (cast.children[2], "その子"),
            (cast.couple[0], "夫婦"),
            (cast.couple[1], "夫婦"),
            (cast.protected, "支援措置の対象（LINEでは登録できません）"),
        ];
        roles.iter().find(|(at, _)| *at == index).map(|(_, role)| *role)
    };
    let resident = |(index, invented)| {
        let role = role(index);
        let person = person(config, ids, invented);
        let (in_cast, role) = (role.is_some(), role.unwrap_or_default());
        Resident { person, household: invented.household, in_cast, role }
    };
    people.iter().enumerate().map(resident).collect()
}

fn person(config: &Config, ids: &Ids, invented: &invented::Invented) -> Person {
    let scanned = voucher::parse(&invented.voucher).expect("an invented voucher has ten digits");
    let id = PersonId(ids.uuid());
    Person {
        id,
        details: Details {
            address_number: None,
            name: format!("{} {}", invented.family_name, invented.given_name),
            kana: format!("{} {}", invented.family_kana, invented.given_kana),
            birth: invented.birth,
            sex: match invented.sex {
                invented::Sex::Female => Sex::Female,
                invented::Sex::Male => Sex::Male,
            },
            phone: invented.phone.clone(),
            postal_code: None,
            address: invented.address.clone(),
            district: invented.district.to_owned(),
            resident: true,
            groups: Vec::new(),
            given: Vec::new(),
            records: Vec::new(),
            note: None,
        },
        vouchers: vec![Voucher {
            municipality: config.town.code,
            number: scanned.number,
            validity: Validity::default(),
        }],
        protected_at: invented.protected.then_some(jiff::Timestamp::UNIX_EPOCH),
    }
}
