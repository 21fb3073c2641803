//! A person on the roster and what the town knows about them.
//! Everything personal is in [`Details`], which cannot be printed or serialised by accident.

use crate::{
    applicant::Applicant,
    id::PersonId,
    municipality::MunicipalityCode,
    product::Given,
    voucher::{Validity, VoucherNumber},
    when::Date,
};
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize, Serializer};

/// Sex as the resident register has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not stated.
    Unstated,
}

/// A resident on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The internal id; never the voucher number, never the LINE user id.
    pub id: PersonId,
    /// Everything personal.
    pub details: Details,
    /// The vouchers in force: those printed last. A reissue stops the number before it, which leads to
    /// nobody any more; whatever was booked or given with it stays with the person.
    pub vouchers: Vec<Voucher>,
    /// Since when the person is under 支援措置 and hidden from proxies.
    pub protected_at: Option<Timestamp>,
}

/// A voucher: unique within the municipality that printed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// The municipality that printed it.
    pub municipality: MunicipalityCode,
    /// Its ten digits.
    pub number: VoucherNumber,
    /// On which days it may be used.
    pub validity: Validity,
}

/// What the town knows about a person. Lives sealed in the store; its `Debug` prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// 宛名番号, the number under which the town's own ledger knows the person.
    pub address_number: Option<String>,
    /// Family and given name.
    pub name: String,
    /// Family and given name in katakana.
    pub kana: String,
    /// Birth date.
    pub birth: Date,
    /// Sex.
    pub sex: Sex,
    /// Phone number as written.
    pub phone: Option<String>,
    /// Postal code, as 123-4567 if it is one.
    pub postal_code: Option<String>,
    /// Postal address within the town.
    pub address: String,
    /// The district for statistics and notices.
    pub district: String,
    /// Whether the person lives in the town.
    pub resident: bool,
    /// Codes of the groups the town has put them in.
    pub groups: Vec<String>,
    /// Doses given before, here or elsewhere.
    pub given: Vec<Given>,
    /// What else is on record about these doses.
    pub records: Vec<DoseRecord>,
    /// What the town has noted.
    pub note: Option<String>,
}

/// What the record of a given dose says besides what the rules ask: it belongs to the town's ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct DoseRecord {
    /// The series of the dose.
    pub series: String,
    /// Which dose of it.
    pub dose: u8,
    /// The maker or the vaccine as it was written down, which need not be a product of the town's.
    pub maker: Option<String>,
    /// The lot.
    pub lot: Option<String>,
    /// Where it was given.
    pub venue: Option<String>,
    /// Who gave it.
    pub doctor: Option<String>,
    /// The voucher that was used.
    pub voucher: Option<(MunicipalityCode, VoucherNumber)>,
    /// When the record was made, on a clock in Japan.
    pub recorded_at: Option<DateTime>,
}

impl std::fmt::Debug for DoseRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DoseRecord(sealed)")
    }
}

impl Person {
    /// What the rules look at.
    pub fn applicant(&self) -> Applicant {
        let details = &self.details;
        Applicant {
            person: self.id,
            birth: details.birth,
            sex: details.sex,
            resident: details.resident,
            groups: details.groups.clone(),
            declared: Vec::new(),
            given: details.given.clone(),
            vouchers: self.vouchers.iter().map(|voucher| voucher.validity).collect(),
            district: details.district.clone(),
        }
    }

    /// The same where nothing else of the person is asked for: nothing is copied.
    pub fn into_applicant(self) -> Applicant {
        let Details { birth, sex, resident, groups, given, district, .. } = self.details;
        Applicant {
            person: self.id,
            birth,
            sex,
            resident,
            groups,
            declared: Vec::new(),
            given,
            vouchers: self.vouchers.iter().map(|voucher| voucher.validity).collect(),
            district,
        }
    }
}

impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Details(sealed)")
    }
}

/// In the history a person is their id and nothing else.
impl Serialize for Person {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}
