//! One person as a roster file has them, read or about to be written.
//! Everything in it is personal, so its `Debug` prints nothing of it.

use std::fmt;

use domain::municipality::MunicipalityCode;
use domain::person::Sex;
use domain::voucher::{Validity, VoucherNumber};
use domain::when::Date;
use jiff::civil::DateTime;

/// A voucher: the town that printed it, and the ten digits unique within that town.
pub type Voucher = (MunicipalityCode, VoucherNumber);

/// A person of a roster file. What is `None` the file does not say, which is not the same as "no".
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The ledger's key, as the ledger writes it.
    pub address_number: Option<String>,
    /// Family and given name.
    pub name: String,
    /// The reading, in full-width katakana.
    pub kana: Option<String>,
    /// Birth date.
    pub birth: Date,
    /// Sex.
    pub sex: Option<Sex>,
    /// Postal code, as 123-4567 if it is one.
    pub postal_code: Option<String>,
    /// Postal address, the building after a full-width space.
    pub address: Option<String>,
    /// The district.
    pub district: Option<String>,
    /// Phone number in half-width digits and hyphens.
    pub phone: Option<String>,
    /// The voucher that is valid now.
    pub voucher: Option<Voucher>,
    /// The days that voucher may be used, as far as the file says.
    pub validity: Validity,
    /// Whether the person is under 支援措置.
    pub protected: Option<bool>,
    /// Codes of the groups the town has put the person in, each once; empty if the file says that it is none.
    pub groups: Option<Vec<String>>,
    /// Whether the person lives in the town.
    pub resident: Option<bool>,
    /// What the town has noted.
    pub note: Option<String>,
    /// Earlier doses, the lowest number first.
    pub doses: Vec<PastDose>,
}

/// A dose given before.
#[derive(Clone, PartialEq, Eq)]
pub struct PastDose {
    /// Which one it was, from 1.
    pub number: u8,
    /// The day it was given.
    pub on: Date,
    /// The maker of the vaccine, as written.
    pub maker: Option<String>,
    /// Its lot.
    pub lot: Option<String>,
    /// Where it was given.
    pub venue: Option<String>,
    /// Who gave it.
    pub doctor: Option<String>,
    /// The voucher that was used.
    pub voucher: Option<Voucher>,
    /// When the record of it was made, on a clock in Japan.
    pub recorded_at: Option<DateTime>,
}

impl fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonRow(personal)")
    }
}

impl fmt::Debug for PastDose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PastDose(personal)")
    }
}
