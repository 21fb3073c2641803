//! What a file says of a person, over what was known. What it does not say stays.

use super::Wish;
use domain::{
    PersonId,
    interval::VaccineKind,
    person::{Details, Person, Sex, Voucher},
    product::Given,
    voucher::Validity,
};
use jiff::Timestamp;
use roster::PersonRow;

/// The person as they are once the row is imported.
pub(super) fn merged(
    id: PersonId,
    known: Option<&Person>,
    row: &PersonRow,
    wish: &Wish,
    now: Timestamp,
) -> Person {
    let in_force = known.map_or(&[][..], |known| &known.vouchers);
    let protected_at = known.and_then(|known| known.protected_at);
    Person {
        id,
        details: details(known.map(|known| &known.details), row, wish.series.as_deref()),
        vouchers: vouchers(in_force, row, wish.keep_vouchers),
        protected_at: match row.protected {
            Some(true) => protected_at.or(Some(now)),
            Some(false) => None,
            None => protected_at,
        },
    }
}

/// A number in force keeps its place and those beside it; another one is a reissue and takes theirs.
fn vouchers(in_force: &[Voucher], row: &PersonRow, keep: bool) -> Vec<Voucher> {
    let mut vouchers = in_force.to_vec();
    let Some((municipality, number)) = row.voucher.clone() else { return vouchers };
    let said = row.validity;
    let same = |v: &&mut Voucher| v.municipality == municipality && v.number == number;
    if let Some(Voucher { validity, .. }) = vouchers.iter_mut().find(same) {
        *validity =
            Validity { from: said.from.or(validity.from), until: said.until.or(validity.until) };
        return vouchers;
    }
    if !keep {
        vouchers.clear();
    }
    vouchers.push(Voucher { municipality, number, validity: said });
    vouchers
}

fn details(known: Option<&Details>, row: &PersonRow, series: Option<&str>) -> Details {
    let mut details = known.cloned().unwrap_or_else(|| Details {
        address_number: None,
        name: String::new(),
        kana: String::new(),
        birth: row.birth,
        sex: Sex::Unstated,
        phone: None,
        address: String::new(),
        district: String::new(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
    });
    details.name.clone_from(&row.name);
    details.birth = row.birth;
    details.sex = row.sex.unwrap_or(details.sex);
    details.address_number = row.address_number.clone().or(details.address_number);
    details.phone = row.phone.clone().or(details.phone);
    details.kana = row.kana.clone().unwrap_or(details.kana);
    details.address = row.address.clone().unwrap_or(details.address);
    details.district = row.district.clone().unwrap_or(details.district);
    if let Some(series) = series {
        details.given.retain(|given| given.series != series || !names(row, given.dose));
        details.given.extend(row.doses.iter().map(|dose| Given {
            series: series.to_owned(),
            dose: dose.number,
            on: dose.on,
            product: dose.maker.clone(),
            kind: VaccineKind::Inactivated,
        }));
    }
    details
}

/// Whether the file has this dose of the person.
fn names(row: &PersonRow, dose: u8) -> bool {
    row.doses.iter().any(|past| past.number == dose)
}
