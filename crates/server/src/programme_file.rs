//! A programme as a file that an officer can read, change and bring back: what `programme show` writes and
//! `programme save` reads, and the form of the templates the service brings along.

use crate::words;
use domain::{
    Policy, Programme, age,
    waitlist::{
        Order,
        areas::{self, NotAreas},
    },
};
use jiff::Timestamp;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

/// A programme in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeFile {
    /// Its name on every page.
    pub name: String,
    /// What a nurse should know about it; not kept with the programme.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// From when bookings are taken. Shown, and changed by opening the programme, never by a file.
    #[serde(default)]
    pub opens_at: Option<Timestamp>,
    /// From when no more are taken.
    #[serde(default)]
    pub closes_at: Option<Timestamp>,
    /// The rules.
    pub policy: Policy,
}

/// Why a file cannot be read as a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It is not text in UTF-8.
    NotText,
    /// It cannot be read from here on.
    Unreadable {
        /// The line.
        line: usize,
        /// The character in it.
        column: usize,
        /// Whether it is no JSON at all, or JSON that says something else.
        is_json: bool,
        /// What the reader says, for support.
        detail: String,
    },
    /// The name is empty.
    NoName,
    /// People are reminded earlier or more often than they may be.
    RemindersBeyond,
    /// The waitlist goes by districts that cannot be.
    Areas(NotAreas),
}

/// What stands in the series of a programme that is made anew each year.
const FISCAL_YEAR: &str = "{fiscal_year}";

#[derive(RustEmbed)]
#[folder = "programmes"]
struct Templates;

impl ProgrammeFile {
    /// The file of a programme as it stands.
    pub fn of(programme: &Programme) -> Self {
        Self {
            name: programme.name.clone(),
            about: String::new(),
            opens_at: programme.opens_at,
            closes_at: programme.closes_at,
            policy: programme.policy.clone(),
        }
    }

    /// Reads what an officer wrote.
    pub fn read(bytes: &[u8]) -> Result<Self, FileProblem> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| FileProblem::NotText)?;
        let file: Self = serde_json::from_str(text).map_err(|error| FileProblem::Unreadable {
            line: error.line(),
            column: error.column(),
            is_json: error.is_data(),
            detail: error.to_string(),
        })?;
        if file.name.trim().is_empty() {
            return Err(FileProblem::NoName);
        }
        if !file.policy.reminders.are_within_measure() {
            return Err(FileProblem::RemindersBeyond);
        }
        if let Some(Order::Areas(named)) = file.policy.waitlist.as_ref().map(|rules| &rules.order) {
            areas::check(named).map_err(FileProblem::Areas)?;
        }
        Ok(file)
    }

    /// The file as text, ready to be changed.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a programme can be written down")
    }
}

impl std::fmt::Display for FileProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&words::programme::file_problem(self))
    }
}

/// The names of the templates, in their order.
pub fn template_names() -> Vec<String> {
    let files = Templates::iter();
    let mut names: Vec<String> =
        files.filter_map(|file| Some(file.strip_suffix(".json")?.to_owned())).collect();
    names.sort();
    names
}

/// The template of this name, with the series of the year that `on` lies in.
pub fn template(name: &str, on: domain::when::Date) -> Option<ProgrammeFile> {
    let file = Templates::get(&format!("{name}.json"))?;
    let mut template = ProgrammeFile::read(&file.data).expect("the templates are read by a test");
    let year = age::fiscal_year(on).to_string();
    template.policy.series = template.policy.series.replace(FISCAL_YEAR, &year);
    Some(template)
}
