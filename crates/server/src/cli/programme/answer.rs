//! What the commands answer: sentences for an officer, and the same facts as JSON.

use super::{standing, stopping};
use crate::{
    actions::programme::{Facts, Settled, areas::Homes},
    programme_file::{self, ProgrammeFile},
    words::{self, Lang, opening::Names, refusal},
};
use domain::{Programme, ProgrammeId, impact::Impact, opening::Finding, when::Date};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, process::ExitCode};

/// An answer.
pub(super) struct Answer {
    done: bool,
    text: String,
    facts: Value,
}

impl Answer {
    fn yes(text: impl Into<String>, facts: Value) -> Self {
        Self { done: true, text: text.into(), facts }
    }

    /// A no with its reason.
    pub(super) fn no(text: impl Into<String>) -> Self {
        Self { done: false, text: text.into(), facts: json!({}) }
    }

    /// The same, and a no after it.
    pub(super) fn and_no(self, text: &str) -> Self {
        Self { done: false, text: format!("{}{text}", self.text), facts: self.facts }
    }

    /// The same, and what came of it.
    pub(super) fn then(self, next: Self) -> Self {
        let mut facts = self.facts;
        if let (Value::Object(facts), Value::Object(next)) = (&mut facts, next.facts) {
            facts.extend(next);
        }
        Self { done: next.done, text: self.text + &next.text, facts }
    }

    /// Prints it. 0 is done, 1 a no.
    pub(super) fn print(self, as_json: bool) -> ExitCode {
        let text = self.text.trim_end();
        if as_json {
            println!("{:#}", json!({ "ok": self.done, "facts": self.facts, "sentence": text }));
        } else {
            println!("{text}");
        }
        if self.done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Every template with what a nurse should know about it.
pub(super) fn templates(today: Date) -> Answer {
    let (mut lines, mut facts) = (Vec::new(), Vec::new());
    for name in programme_file::template_names() {
        let Some(file) = programme_file::template(&name, today) else { continue };
        lines.push(format!("{name}\n    {}\n    {}", file.name, file.about));
        facts.push(json!({ "template": name, "name": file.name, "about": file.about }));
    }
    Answer::yes(lines.join("\n"), json!({ "templates": facts }))
}

/// A programme as a file.
pub(super) fn file(file: &ProgrammeFile) -> Answer {
    Answer::yes(file.text(), json!({ "programme": file }))
}

/// There is no such template.
pub(super) fn no_template(name: &str) -> Answer {
    Answer::no(words::programme::no_template(name, &programme_file::template_names()))
}

/// There is no such programme.
pub(super) fn no_programme() -> Answer {
    Answer::no("その番号の事業はありません。madoguchi programme list で確かめてください。")
}

/// Every programme.
pub(super) fn list(all: &[Programme], now: Timestamp) -> Answer {
    let (mut lines, mut facts) = (Vec::new(), Vec::new());
    for programme in all {
        let (id, told) = standing(programme, now);
        lines.push(format!("{id}  {}（{told}）", programme.name));
        let (opens_at, closes_at) = (programme.opens_at, programme.closes_at);
        facts.push(json!({
            "id": id, "name": programme.name, "opens_at": opens_at, "closes_at": closes_at,
        }));
    }
    if all.is_empty() {
        lines.push("事業はまだありません。madoguchi programme new でつくれます。".to_owned());
    }
    Answer::yes(lines.join("\n"), json!({ "programmes": facts }))
}

/// A new programme.
pub(super) fn made(id: ProgrammeId, name: &str, about: &str) -> Answer {
    let text = format!(
        "「{name}」をつくりました。番号は {id} です。受付はまだ始まりません。\n{about}\n次に実施日と枠を入れ、madoguchi programme check {id} で点検してください。"
    );
    Answer::yes(text, json!({ "id": id }))
}

/// What the check found.
pub(super) fn checked(found: &[Finding], names: &Names) -> Answer {
    let (stops, text) = (stopping(found), words::programme::findings(found, names));
    let end = match stops {
        0 => "受付を止める指摘はありません。".to_owned(),
        stops => format!("このままでは受付を始められません（{stops}件）。"),
    };
    Answer { done: stops == 0, text: text + &end, facts: findings(found, names) }
}

fn findings(found: &[Finding], names: &Names) -> Value {
    let one = |finding: &Finding| {
        let told = words::opening::sentence(finding, names);
        json!({
            "finding": finding, "severity": finding.severity(), "mend_at": finding.mended_at(),
            "hits": finding.hits(), "sentence": told.what, "next": told.next,
        })
    };
    json!({ "stops": stopping(found), "findings": found.iter().map(one).collect::<Vec<_>>() })
}

/// What a change of rules does.
pub(super) fn impact(
    impact: &Impact,
    facts: &Facts,
    after: &Programme,
    homes: Option<&Homes>,
) -> Answer {
    let bookings = facts.roster.iter().flat_map(|listed| &listed.bookings);
    let numbers = bookings.map(|booking| (booking.id, booking.number)).collect();
    let mut names = BTreeMap::new();
    for dose in facts.setup.programme.policy.all_doses().chain(after.policy.all_doses()) {
        names.entry(dose.number).or_insert_with(|| dose.name.clone());
    }
    let (old, new) = (&facts.setup.programme.policy, &after.policy);
    let text = words::programme::impact(impact, &names, &numbers)
        + &words::waits::touched(old, new, facts.waiting)
        + &homes.map(words::waits::homes).unwrap_or_default();
    let doses = impact.doses.iter().map(|(dose, touched)| {
        json!({
            "dose": dose, "before": touched.before, "after": touched.after,
            "gain": touched.gain, "lose": touched.lose,
        })
    });
    let broken = impact.broken.iter().map(|broken| {
        json!({
            "booking": broken.booking, "person": broken.person, "dose": broken.dose,
            "slot": broken.slot, "why": refusal::sentence(Lang::Japanese, &broken.why).why,
        })
    });
    let facts = json!({
        "doses": doses.collect::<Vec<_>>(),
        "broken": broken.collect::<Vec<_>>(),
        "broken_before": impact.broken_before,
    });
    Answer::yes(text, facts)
}

/// How saving or opening ended.
pub(super) fn settled(settled: Settled, names: &Names, done: &str) -> Answer {
    match settled {
        Settled::Done => Answer::yes(done, json!({})),
        Settled::Refused(why, found) => {
            let refusal::No { why, next } = refusal::sentence(Lang::Japanese, &why);
            let list = words::programme::findings(&found, names);
            let facts = findings(&found, names);
            Answer {
                done: false, text: format!("{why}{next}\n{list}何も変えていません。"), facts
            }
        }
        Settled::Changed => Answer::no(
            "いま、ほかの職員がこの事業を変えました。何も変えていません。もう一度、はじめからお願いします。",
        ),
    }
}
