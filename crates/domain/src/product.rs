//! Vaccine products: how they are given, and how far their doses must lie apart.

use crate::{
    dated::Dated,
    interval::{IntervalRule, VaccineKind},
    when::Date,
};
use serde::{Deserialize, Serialize};

/// A vaccine product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its short name on sessions and records, for example `pfizer`.
    pub code: String,
    /// Its name on pages.
    pub name: String,
    /// How it is made and given.
    pub kind: VaccineKind,
    /// The interval to the dose before it, where it is the product that decides and not the dose.
    #[serde(default)]
    pub intervals: Vec<Dated<IntervalRule>>,
    /// The last day it may be given, as printed on the box.
    #[serde(default)]
    pub usable_until: Option<Date>,
    /// How many doses one vial gives, where it gives more than one.
    #[serde(default)]
    pub vial: Option<u16>,
}

/// A dose that was given, here or elsewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The disease or series it counts for, for example `covid-2021`; programmes name the same.
    pub series: String,
    /// Which dose of the series.
    pub dose: u8,
    /// On which day.
    pub on: Date,
    /// Which product, if that is known.
    #[serde(default)]
    pub product: Option<String>,
    /// How that product is given, which other vaccines ask about.
    pub kind: VaccineKind,
}

/// A record of someone's health is not printed.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(sealed)")
    }
}
