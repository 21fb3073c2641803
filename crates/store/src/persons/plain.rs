//! The form in which what the town knows about a person is sealed. A record from before a question was
//! asked opens with the answer that was true then.

use anyhow::{Context, Result};
use domain::{
    municipality::MunicipalityCode,
    person::{Details, DoseRecord, Sex},
    product::Given,
    voucher::{self, VoucherNumber},
    when::Date,
};
use jiff::civil::DateTime;
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
    #[serde(default)]
    postal_code: Option<String>,
    address: String,
    district: String,
    #[serde(default = "lives_here")]
    resident: bool,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    given: Vec<Given>,
    #[serde(default)]
    records: Vec<PlainRecord>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct PlainRecord {
    series: String,
    dose: u8,
    #[serde(default)]
    maker: Option<String>,
    lot: Option<String>,
    venue: Option<String>,
    doctor: Option<String>,
    voucher: Option<String>,
    recorded_at: Option<DateTime>,
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
    plain.into_details()
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
            postal_code: details.postal_code.clone(),
            address: details.address.clone(),
            district: details.district.clone(),
            resident: details.resident,
            groups: details.groups.clone(),
            given: details.given.clone(),
            records: details.records.iter().map(PlainRecord::of).collect(),
            note: details.note.clone(),
        }
    }

    fn into_details(self) -> Result<Details> {
        let sex = match self.sex.as_str() {
            "female" => Sex::Female,
            "male" => Sex::Male,
            _ => Sex::Unstated,
        };
        let records = self.records.into_iter().map(PlainRecord::into_record);
        Ok(Details {
            address_number: self.address_number,
            name: self.name,
            kana: self.kana,
            birth: self.birth,
            sex,
            phone: self.phone,
            postal_code: self.postal_code,
            address: self.address,
            district: self.district,
            resident: self.resident,
            groups: self.groups,
            given: self.given,
            records: records.collect::<Result<_>>()?,
            note: self.note,
        })
    }
}

impl PlainRecord {
    fn of(record: &DoseRecord) -> Self {
        let number = |(town, number): &(MunicipalityCode, VoucherNumber)| {
            format!("{town}{}", number.as_str())
        };
        Self {
            series: record.series.clone(),
            dose: record.dose,
            maker: record.maker.clone(),
            lot: record.lot.clone(),
            venue: record.venue.clone(),
            doctor: record.doctor.clone(),
            voucher: record.voucher.as_ref().map(number),
            recorded_at: record.recorded_at,
        }
    }

    fn into_record(self) -> Result<DoseRecord> {
        let number = |text: String| {
            let scanned = voucher::parse(&text).ok().context("a recorded voucher is one")?;
            let town = scanned.municipality.context("a recorded voucher names its town")?;
            anyhow::Ok((town, scanned.number))
        };
        Ok(DoseRecord {
            series: self.series,
            dose: self.dose,
            maker: self.maker,
            lot: self.lot,
            venue: self.venue,
            doctor: self.doctor,
            voucher: self.voucher.map(number).transpose()?,
            recorded_at: self.recorded_at,
        })
    }
}
