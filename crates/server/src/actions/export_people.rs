//! The roster as rows of a file. Whoever takes it out is written down first: in the history stands that
//! everyone's record was opened, even if the file then could not be written.

use super::vaccines::Vaccines;
use anyhow::Result;
use domain::{
    Actor, BookingState, Outcome, PersonId, Programme, SlotId,
    kana::phone_book_key,
    person::{Details, DoseRecord, Person},
    product::Given,
    when,
};
use jiff::Timestamp;
use roster::{PastDose, PersonRow};
use std::collections::HashMap;
use store::{ReadError, Reader, Store, WriteError};

/// Everyone on the roster, as a phone book orders them; those without a reading come last.
pub async fn everyone(store: &Store) -> Result<Vec<Person>, ReadError> {
    let people = store.read(|reader| {
        let ids = reader.person_ids()?;
        reader.people(&ids)
    });
    let mut people: Vec<Person> = people.await?.into_values().collect();
    people.sort_by_cached_key(|person| {
        let kana = &person.details.kana;
        (kana.is_empty(), phone_book_key(kana), person.id)
    });
    Ok(people)
}

/// The vaccines of a series; none of one that no programme gives.
pub async fn vaccines(store: &Store, series: &str) -> Result<Vaccines, ReadError> {
    let programmes = store.read(|reader| reader.programmes()).await?;
    Ok(Vaccines::of(&programmes, series).unwrap_or_default())
}

/// The doses of a series that were given here, as they were recorded on the day.
pub async fn given_here(
    store: &Store,
    series: String,
) -> Result<HashMap<PersonId, Vec<PastDose>>, ReadError> {
    let doses = store.read(move |reader| {
        let mut programmes = reader.programmes()?;
        programmes.retain(|programme| !series.is_empty() && programme.policy.series == series);
        let doses = programmes.iter().map(|programme| given_in(reader, programme));
        doses.collect::<Result<Vec<_>>>()
    });
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (person, dose) in doses.await?.into_iter().flatten() {
        all.entry(person).or_default().push(dose);
    }
    Ok(all)
}

/// Nothing says which voucher was used: the one in force now may have been printed since.
fn given_in(reader: &mut Reader<'_>, programme: &Programme) -> Result<Vec<(PersonId, PastDose)>> {
    let board = reader.board(programme.id)?.into_iter();
    let venues: HashMap<SlotId, String> =
        board.map(|place| (place.slot.id, place.venue.name)).collect();
    let mut doses = Vec::new();
    for booking in reader.bookings_of_programme(programme.id)? {
        let BookingState::Done { at, outcome: Outcome::Vaccinated } = booking.state else {
            continue;
        };
        let product = booking.product.map(|code| {
            programme.policy.product(&code).map_or(code, |product| product.name.clone())
        });
        let dose = PastDose {
            number: booking.dose,
            on: booking.date,
            maker: product,
            lot: None,
            venue: venues.get(&booking.slot).cloned(),
            doctor: None,
            voucher: None,
            recorded_at: Some(when::japan_time(at)),
        };
        doses.push((booking.person, dose));
    }
    Ok(doses)
}

/// Puts doses given here beside those of a row. What the roster says of a dose goes before: so do the rules.
pub fn add_given_here(row: &mut PersonRow, here: Vec<PastDose>) {
    for dose in here {
        if row.doses.iter().all(|known| known.number != dose.number) {
            row.doses.push(dose);
        }
    }
    row.doses.sort_by_key(|dose| dose.number);
}

/// Writes down that these people leave the database as a file.
pub async fn record(
    store: &Store,
    by: Actor,
    now: Timestamp,
    what: &'static str,
    people: &[Person],
) -> Result<(), WriteError> {
    let persons: Vec<_> = people.iter().map(|person| person.id).collect();
    store.write(move |tx| tx.record_export(by, now, what, &persons)).await
}

/// A person as the import reads them, with their doses of one series and its vaccines, if one is asked for. A file has
/// room for one voucher: of several in force it is the one that is valid longest.
pub fn row(person: &Person, series: Option<(&str, &Vaccines)>) -> PersonRow {
    let Person { details, vouchers, protected_at, .. } = person;
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let last = |voucher: &&domain::person::Voucher| {
        let until = voucher.validity.until;
        (until.is_none(), until)
    };
    let voucher = vouchers.iter().max_by_key(last);
    PersonRow {
        address_number: details.address_number.clone(),
        name: details.name.clone(),
        kana: text(&details.kana),
        birth: details.birth,
        sex: Some(details.sex),
        postal_code: details.postal_code.clone(),
        address: text(&details.address),
        district: text(&details.district),
        phone: details.phone.clone(),
        voucher: voucher.map(|voucher| (voucher.municipality, voucher.number.clone())),
        validity: voucher.map(|voucher| voucher.validity).unwrap_or_default(),
        protected: Some(protected_at.is_some()),
        groups: Some(details.groups.clone()).filter(|groups| !groups.is_empty()),
        resident: Some(details.resident),
        note: details.note.clone(),
        doses: series.map_or(Vec::new(), |(series, vaccines)| doses(details, series, vaccines)),
    }
}

fn doses(details: &Details, series: &str, vaccines: &Vaccines) -> Vec<PastDose> {
    let of = details.given.iter().filter(|given| given.series == series);
    let record =
        |given: &Given| details.records.iter().find(|r| r.series == series && r.dose == given.dose);
    let mut doses: Vec<_> = of.map(|given| dose(given, record(given), vaccines)).collect();
    doses.sort_by_key(|dose| dose.number);
    doses
}

fn dose(given: &Given, record: Option<&DoseRecord>, vaccines: &Vaccines) -> PastDose {
    let product = given.product.as_deref().map(|code| vaccines.name(code).to_owned());
    PastDose {
        number: given.dose,
        on: given.on,
        maker: record.and_then(|record| record.maker.clone()).or(product),
        lot: record.and_then(|record| record.lot.clone()),
        venue: record.and_then(|record| record.venue.clone()),
        doctor: record.and_then(|record| record.doctor.clone()),
        voucher: record.and_then(|record| record.voucher.clone()),
        recorded_at: record.and_then(|record| record.recorded_at),
    }
}
