//! What a file says of a person, over what was known. What it does not say stays.

use super::Wish;
use domain::{
    PersonId, Programme,
    interval::VaccineKind,
    person::{Details, DoseRecord, Person, Sex, Voucher},
    product::{Given, Product},
    voucher::Validity,
    when::Date,
};
use jiff::Timestamp;
use roster::{PastDose, PersonRow};

/// How the vaccines of a series are given, as the town's programmes have it: a live one keeps its distance
/// from others, whoever gave it.
pub(super) struct Kinds(Vec<Product>);

impl Kinds {
    pub(super) fn of(programmes: Vec<Programme>, series: Option<&str>) -> Self {
        let of_it = programmes
            .into_iter()
            .filter(|programme| series.is_some_and(|series| programme.policy.series == series));
        Self(of_it.flat_map(|programme| programme.policy.products).collect())
    }

    /// Of the maker's product; where the file names none that is known, the one that keeps most distance.
    fn kind(&self, maker: Option<&str>) -> VaccineKind {
        let Self(products) = self;
        let named = products.iter().find(|p| maker.is_some_and(|m| p.code == m || p.name == m));
        let live = || products.iter().find(|p| p.kind == VaccineKind::InjectedLive);
        let product = named.or_else(live).or(products.first());
        product.map_or(VaccineKind::Inactivated, |product| product.kind)
    }
}

/// The person as they are once the row is imported.
pub(super) fn merged(
    id: PersonId,
    known: Option<&Person>,
    row: &PersonRow,
    wish: &Wish,
    kinds: &Kinds,
    now: Timestamp,
) -> Person {
    let in_force = known.map_or(&[][..], |known| &known.vouchers);
    let protected_at = known.and_then(|known| known.protected_at);
    Person {
        id,
        details: details(known.map(|known| &known.details), row, wish.series.as_deref(), kinds),
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
    kinds: &Kinds,
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
    details.note = row.note.clone().or(details.note);
    if let Some(series) = series {
        for dose in &row.doses {
            give(&mut details.given, series, dose, kinds);
            record(&mut details.records, series, dose);
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

fn give(given: &mut Vec<Given>, series: &str, dose: &PastDose, kinds: &Kinds) {
    if let Some(known) = given.iter_mut().find(|g| g.series == series && g.dose == dose.number) {
        known.on = dose.on;
        known.product = dose.maker.clone().or(known.product.take());
        return;
    }
    let kind = kinds.kind(dose.maker.as_deref());
    let (series, product) = (series.to_owned(), dose.maker.clone());
    given.push(Given { series, dose: dose.number, on: dose.on, product, kind });
}

/// A dose of which the file says no more than the day has no record of its own.
fn record(records: &mut Vec<DoseRecord>, series: &str, dose: &PastDose) {
    let place = records.iter().position(|r| r.series == series && r.dose == dose.number);
    let known = place.map(|place| records[place].clone());
    let (lot, venue, doctor) = (dose.lot.clone(), dose.venue.clone(), dose.doctor.clone());
    let said = DoseRecord {
        series: series.to_owned(),
        dose: dose.number,
        lot: lot.or(known.as_ref().and_then(|r| r.lot.clone())),
        venue: venue.or(known.as_ref().and_then(|r| r.venue.clone())),
        doctor: doctor.or(known.as_ref().and_then(|r| r.doctor.clone())),
        voucher: dose.voucher.clone().or(known.as_ref().and_then(|r| r.voucher.clone())),
        recorded_at: dose.recorded_at.or(known.as_ref().and_then(|r| r.recorded_at)),
    };
    let texts = [&said.lot, &said.venue, &said.doctor];
    let says = texts.into_iter().any(Option::is_some) || said.voucher.is_some();
    match place {
        Some(place) => records[place] = said,
        None if says || said.recorded_at.is_some() => records.push(said),
        None => {}
    }
}
