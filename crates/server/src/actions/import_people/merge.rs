//! What a file says of a person, over what was known. What it does not say stays.

use super::{Vaccines, Wish};
use domain::{
    PersonId,
    person::{Details, DoseRecord, Person, Sex, Voucher},
    product::Given,
    voucher::Validity,
    when::Date,
};
use jiff::Timestamp;
use roster::{PastDose, PersonRow};

/// The person as they are once the row is imported.
pub(super) fn merged(
    id: PersonId,
    known: Option<&Person>,
    row: &PersonRow,
    wish: &Wish,
    vaccines: &Vaccines,
    now: Timestamp,
) -> Person {
    let in_force = known.map_or(&[][..], |known| &known.vouchers);
    let protected_at = known.and_then(|known| known.protected_at);
    Person {
        id,
        details: details(known.map(|known| &known.details), row, wish.series.as_deref(), vaccines),
        vouchers: vouchers(in_force, row, wish.keep_vouchers),
        protected_at: match row.protected {
            Some(true) => protected_at.or(Some(now)),
            Some(false) if wish.lift_protection => None,
            Some(false) | None => protected_at,
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

fn details(
    known: Option<&Details>,
    row: &PersonRow,
    series: Option<&str>,
    vaccines: &Vaccines,
) -> Details {
    let mut details = known.cloned().unwrap_or_else(|| blank(row.birth));
    details.name.clone_from(&row.name);
    details.birth = row.birth;
    details.sex = row.sex.unwrap_or(details.sex);
    details.address_number = row.address_number.clone().or(details.address_number);
    details.phone = row.phone.clone().or(details.phone);
    details.kana = row.kana.clone().unwrap_or(details.kana);
    details.postal_code = row.postal_code.clone().or(details.postal_code);
    details.address = row.address.clone().unwrap_or(details.address);
    details.district = row.district.clone().unwrap_or(details.district);
    details.groups = row.groups.clone().unwrap_or(details.groups);
    details.resident = row.resident.unwrap_or(details.resident);
    details.note = row.note.clone().or(details.note);
    if let Some(series) = series {
        for dose in &row.doses {
            let maker = give(&mut details, series, dose, vaccines);
            record(&mut details.records, series, dose, maker);
        }
    }
    details
}

fn blank(birth: Date) -> Details {
    Details {
        address_number: None,
        name: String::new(),
        kana: String::new(),
        birth,
        sex: Sex::Unstated,
        phone: None,
        postal_code: None,
        address: String::new(),
        district: String::new(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
        records: Vec::new(),
        note: None,
    }
}

/// Whether a dose of the row is of a vaccine that the programmes do not know.
pub(super) fn says_unknown_product(row: &PersonRow, vaccines: &Vaccines) -> bool {
    let mut said = row.doses.iter().filter_map(|dose| dose.maker.as_deref());
    said.any(|maker| vaccines.code(maker).is_none())
}

/// The dose as the rules look at it: its product is one of the programmes', or none. What is left to record
/// is the maker as written, unless that says no more than the product that was on record already.
fn give(
    details: &mut Details,
    series: &str,
    dose: &PastDose,
    vaccines: &Vaccines,
) -> Option<String> {
    let number = dose.number;
    let record = details.records.iter().find(|r| r.series == series && r.dose == number);
    let known = details.given.iter().position(|g| g.series == series && g.dose == number);
    let on_record = known.and_then(|place| details.given[place].product.clone());
    let written = record.and_then(|record| record.maker.clone());
    let is_written = written.is_some();
    let said = dose.maker.clone().or(written).or(on_record.clone());
    let product = said.as_deref().and_then(|said| vaccines.code(said)).map(str::to_owned);
    let kind = vaccines.kind(product.as_deref());
    let maker = said.filter(|_| is_written || product.is_none() || product != on_record);
    let given = Given { series: series.to_owned(), dose: number, on: dose.on, product, kind };
    match known {
        Some(place) => details.given[place] = given,
        None => details.given.push(given),
    }
    maker
}

/// A dose of which the file says no more than the day has no record of its own.
fn record(records: &mut Vec<DoseRecord>, series: &str, dose: &PastDose, maker: Option<String>) {
    let place = records.iter().position(|r| r.series == series && r.dose == dose.number);
    let known = place.map(|place| records[place].clone());
    let (lot, venue, doctor) = (dose.lot.clone(), dose.venue.clone(), dose.doctor.clone());
    let said = DoseRecord {
        series: series.to_owned(),
        dose: dose.number,
        maker,
        lot: lot.or(known.as_ref().and_then(|r| r.lot.clone())),
        venue: venue.or(known.as_ref().and_then(|r| r.venue.clone())),
        doctor: doctor.or(known.as_ref().and_then(|r| r.doctor.clone())),
        voucher: dose.voucher.clone().or(known.as_ref().and_then(|r| r.voucher.clone())),
        recorded_at: dose.recorded_at.or(known.as_ref().and_then(|r| r.recorded_at)),
    };
    let texts = [&said.maker, &said.lot, &said.venue, &said.doctor];
    let says = texts.into_iter().any(Option::is_some) || said.voucher.is_some();
    match place {
        Some(place) => records[place] = said,
        None if says || said.recorded_at.is_some() => records.push(said),
        None => {}
    }
}
