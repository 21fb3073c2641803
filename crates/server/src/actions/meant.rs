//! Whom a voucher number and a birth date mean. Every answer costs the same work, so that none of them tells
//! which of the two was wrong, or that the person is one whom proxies may not see.

use crate::App;
use domain::{PersonId, voucher::Scanned, when::Date};
use jiff::Timestamp;
use store::{Reader, Token};

/// Whom they mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant {
    /// The person, if both are right and they may be acted for.
    pub(super) person: Option<PersonId>,
    /// Whether the number is one in force, whatever was wrong.
    pub(super) known: bool,
    /// Whether staff lifted the lock of that number's person.
    pub(super) lifted: bool,
}

/// The token of a voucher; a number without its municipality is of this town.
pub(crate) fn token(app: &App, voucher: &Scanned) -> Token {
    let municipality = voucher.municipality.unwrap_or(app.config.town.code);
    app.store.keys().voucher_token(&municipality, &voucher.number)
}

/// Looks both up.
pub(super) fn meant(
    reader: &mut Reader<'_>,
    voucher: &Token,
    birth: Date,
    now: Timestamp,
) -> anyhow::Result<Meant> {
    let found = reader.person_by_voucher(voucher)?;
    // Where the number is nobody's, somebody else is opened in vain.
    let opened = found.or(reader.anyone()?);
    let Some(opened) = opened else {
        return Ok(Meant { person: None, known: false, lifted: false });
    };
    let same = reader.applicant(opened)?.is_some_and(|applicant| applicant.birth == birth);
    let hidden = reader.protected_at(opened)?.is_some();
    let lifted = reader.lifted_until(opened, now)?.is_some();
    Ok(Meant {
        person: found.filter(|_| same && !hidden),
        known: found.is_some(),
        lifted: found.is_some() && lifted,
    })
}

/// Whether the number still leads there. The writer asks it before it links: a person may have been protected,
/// and a voucher stopped, while the press waited.
pub(super) fn still(
    reader: &mut Reader<'_>,
    voucher: &Token,
    person: PersonId,
) -> anyhow::Result<bool> {
    let same = reader.person_by_voucher(voucher)? == Some(person);
    Ok(same && reader.protected_at(person)?.is_none())
}
