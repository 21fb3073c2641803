//! The form in which what the town knows about a person is sealed. A record from before a question was
//! asked opens with the answer that was true then.

use anyhow::{Context, Result};
use domain::{
    person::{Details, Sex},
    product::Given,
    when::Date,
};
use serde::{Deserialize, Serialize};

/// The sealed form of [`Details`]. Kept apart so that the domain's type has no way to be serialised.
#[derive(Serialize, Deserialize)]
struct Plain {
    #[serde(default)]
    address_number: Option<String>,
    name: String,
    kana: String,
    birth: Date,
    sex: String,
    phone: Option<String>,
    address: String,
    district: String,
    #[serde(default = "lives_here")]
    resident: bool,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    given: Vec<Given>,
}

/// What a record from before this was asked says: whoever is on the roster lives in the town.
fn lives_here() -> bool {
    true
}

/// The bytes to be sealed.
pub(super) fn written(details: &Details) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(&Plain::of(details))?)
}

/// What the bytes say once they are opened.
pub(super) fn read(bytes: &[u8]) -> Result<Details> {
    let plain: Plain = serde_json::from_slice(bytes).context("reading a person's details")?;
    Ok(plain.into_details())
}

impl Plain {
    fn of(details: &Details) -> Self {
        let sex = match details.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Unstated => "unstated",
        };
        Self {
            address_number: details.address_number.clone(),
            name: details.name.clone(),
            kana: details.kana.clone(),
            birth: details.birth,
            sex: sex.to_owned(),
            phone: details.phone.clone(),
            address: details.address.clone(),
            district: details.district.clone(),
            resident: details.resident,
            groups: details.groups.clone(),
            given: details.given.clone(),
        }
    }

    fn into_details(self) -> Details {
        let sex = match self.sex.as_str() {
            "female" => Sex::Female,
            "male" => Sex::Male,
            _ => Sex::Unstated,
        };
        Details {
            address_number: self.address_number,
            name: self.name,
            kana: self.kana,
            birth: self.birth,
            sex,
            phone: self.phone,
            address: self.address,
            district: self.district,
            resident: self.resident,
            groups: self.groups,
            given: self.given,
        }
    }
}
