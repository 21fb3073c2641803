//! The rules that a nurse decides, as a form: name, end, ages, cut-offs, releases, waitlist, limits. Before anything is
//! saved it shows whom the change touches, and it takes a reason.

mod added;
mod areas;
mod changed;
mod products;
mod spacing;
mod typed;
mod waiting;

use super::Who;
use crate::{
    App, Problem,
    actions::programme::{self as act, Facts, Settled, save},
    web::{
        form::{self, At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::{self, Lang, pools, refusal, rules as told},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Actor, Programme, ProgrammeId, group::Group, impact::released, when};
use products::{KINDS, ProductFields};
use spacing::{Spacing, SpanFields, UNITS};
use std::collections::BTreeMap;
use typed::{CUT_OFFS, Errors, Typed};
use waiting::ORDERS;

#[derive(Template)]
#[template(path = "desk/rules.html")]
struct Rules {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    url: String,
    check_url: String,
    version: String,
    opened: String,
    typed: Typed,
    now: Typed,
    errors: Vec<(String, String)>,
    failure: Option<String>,
    impact: Option<Effect>,
    doses: Vec<Dose>,
    spacings: Vec<Spacing>,
    units: &'static [(&'static str, &'static str)],
    dose_new: Option<Spacing>,
    gives_vaccines: bool,
    products: Vec<ProductFields>,
    product_new: ProductFields,
    kinds: Vec<(&'static str, &'static str)>,
    groups: Vec<(String, String)>,
    known_groups: Vec<(String, String)>,
    releases: Vec<Fields>,
    cut_offs: Vec<Fields>,
    pools: Vec<Fields>,
    orders: &'static [(&'static str, &'static str)],
    firsts: Vec<(String, String)>,
}

/// What a change would do: in a few lines, and the bookings that would not be right any more, each with its page and
/// why.
struct Effect {
    told: String,
    broken: Vec<(String, String, String)>,
}

/// Fields that belong together, by their names.
struct Fields {
    label: String,
    kind: String,
    day: String,
    time: String,
}

impl Fields {
    fn of(label: String, head: &str, [kind, day, time]: [&str; 3]) -> Self {
        let name = |tail: &str| format!("{head}_{tail}");
        Self { label, kind: name(kind), day: name(day), time: name(time) }
    }
}

struct Dose {
    from: String,
    under: String,
    name: String,
    whom: String,
    editable: bool,
    interval: Option<String>,
}

impl Rules {
    /// What stands in a field.
    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// What holds now, where something else was typed.
    fn was(&self, name: &str) -> Option<&str> {
        self.now.get(name).map(String::as_str).filter(|now| *now != self.value(name))
    }

    /// What holds now of a span, where something else was typed.
    fn was_span(&self, span: &SpanFields) -> Option<String> {
        spacing::was(span, &self.typed, &self.now)
    }

    /// Whether something in the fields with these heads was typed that does not hold now, or cannot be.
    fn touched(&self, heads: &str) -> bool {
        let of_them = |name: &str| heads.split(' ').any(|head| name.starts_with(head));
        self.errors.iter().any(|(name, _)| of_them(name))
            || self.now.keys().any(|name| of_them(name) && self.was(name).is_some())
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, error)| error.as_str())
    }
}

/// The form as the rules stand.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let programme = app.store.read(move |reader| reader.programme(id)).await?;
    let programme = programme.ok_or(Problem::NotFound)?;
    html(&form(&app, &officer, &programme, &Typed::new()))
}

/// Shows whom the change touches, or saves it.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(sent): Posted<Typed>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let facts = act::load(&app.store, id, now).await?.ok_or(Problem::NotFound)?;
    let before = &facts.setup.programme;
    let sent = typed::over(before, &sent);
    let mut page = form(&app, &officer, before, &sent);
    let after = match typed::read(before, &sent, when::japan_date(now)) {
        Ok(after) => after,
        Err(errors) => return wrong(page, errors),
    };
    let seen = sent.get("version").ok_or(Problem::FormExpired)?;
    if *seen != version(before) {
        page.failure = Some("この画面を開いたあとに、ほかの職員が決まりを変えました。入力はそのまま残っています。入力と違うところに「いまの決まり」が出ます。確かめて、よければもう一度押してください。".to_owned());
        return with_status(&page, StatusCode::CONFLICT);
    }
    if after == *before {
        page.failure = Some("いまの決まりと同じです。何も変えていません。".to_owned());
        return with_status(&page, StatusCode::OK);
    }
    let mut effect = impact(&facts, &after, now);
    if let Some(homes) = act::areas::homes(&app.store, &facts, &after).await? {
        effect.told += &words::waits::homes(&homes);
    }
    page.impact = Some(effect);
    if sent.get("step").is_none_or(|step| step != "save") {
        return html(&page);
    }
    let why = match form::reason(sent.get("reason").map_or("", String::as_str)) {
        Ok(why) => why,
        Err(told) => return wrong(page, Errors::from([("reason".to_owned(), told)])),
    };
    let why = format!("{why}（変えたところ：{}）", changed::changed(before, &after).join("、"));
    let names = words::opening::Names::of(&facts.setup, act::names(&app.store).await?);
    let by = Actor::Officer(officer.id);
    match save::save_programme(&app.store, facts, after, by, now, why).await? {
        Settled::Done => Ok(Redirect::to(&page.check_url).into_response()),
        Settled::Refused(no, found) => {
            let refusal::No { why, next } = refusal::sentence(Lang::Japanese, &no);
            let list = words::programme::findings(&found, &names);
            page.failure = Some(format!("{why}{next}\n{list}"));
            with_status(&page, StatusCode::CONFLICT)
        }
        Settled::Changed => {
            page.failure = Some("いま、ほかの職員がこの事業を変えました。何も変えていません。もう一度押してください。".to_owned());
            with_status(&page, StatusCode::CONFLICT)
        }
    }
}

/// What the change does to the people on the roster, and to those who wait.
fn impact(facts: &Facts, after: &Programme, now: jiff::Timestamp) -> Effect {
    let before = &facts.setup.programme.policy;
    let waits = words::waits::touched(before, &after.policy, facts.waiting);
    let roster = on_the_roster(facts, after, now);
    let releases = starts(facts, after, now);
    Effect { told: roster.told + &releases + &waits, ..roster }
}

/// Whom other starts of bookings let in and shut out; nothing where those stay as they are.
fn starts(facts: &Facts, after: &Programme, now: jiff::Timestamp) -> String {
    let before = &facts.setup.programme;
    let is_same = before.policy.releases == after.policy.releases
        && before.policy.groups == after.policy.groups;
    if is_same || facts.setup.slots.is_empty() {
        return String::new();
    }
    let count = |programme| released(programme, &facts.roster, &facts.setup.slots, now);
    words::programme::released(count(before), count(after))
}

fn on_the_roster(facts: &Facts, after: &Programme, now: jiff::Timestamp) -> Effect {
    if facts.setup.slots.is_empty() {
        let told = "まだ枠がないので、この変更で影響を受ける予約はありません。枠をつくると、受けられる方の人数もここに出ます。\n".to_owned();
        return Effect { told, broken: Vec::new() };
    }
    let bookings = facts.roster.iter().flat_map(|listed| &listed.bookings);
    let numbers: BTreeMap<_, _> = bookings.map(|booking| (booking.id, booking.number)).collect();
    let before = &facts.setup.programme.policy;
    let mut names = BTreeMap::new();
    for dose in before.all_doses().chain(after.policy.all_doses()) {
        names.entry(dose.number).or_insert_with(|| dose.name.clone());
    }
    let impact = save::preview(facts, after, now);
    let broken = impact.broken.iter().map(|broken| {
        let number = numbers.get(&broken.booking).map_or_else(String::new, ToString::to_string);
        let why = refusal::sentence(Lang::Japanese, &broken.why).why;
        (number, format!("/desk/bookings/{}", broken.booking), why)
    });
    Effect { told: words::programme::impact_in_sums(&impact, &names), broken: broken.collect() }
}

fn wrong(mut page: Rules, errors: Errors) -> Result<Response, Problem> {
    page.errors = errors.into_iter().collect();
    with_status(&page, StatusCode::UNPROCESSABLE_ENTITY)
}

fn with_status(page: &Rules, status: StatusCode) -> Result<Response, Problem> {
    let mut response = html(page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The rules as they were seen: another officer's change makes another one.
fn version(programme: &Programme) -> String {
    let text = serde_json::to_vec(programme).expect("a programme can be written down");
    crate::hex::of(&ring::digest::digest(&ring::digest::SHA256, &text).as_ref()[..8])
}

fn form(app: &App, officer: &Officer, programme: &Programme, sent: &Typed) -> Rules {
    let policy = &programme.policy;
    let now = typed::fields(programme);
    let opened = serde_json::to_string(&now).expect("text can be written down");
    let mut typed = now.clone();
    typed.extend(sent.iter().map(|(name, value)| (name.clone(), value.clone())));
    let dose = |(index, dose): (usize, &domain::Dose)| Dose {
        from: format!("from_{index}"),
        under: format!("under_{index}"),
        name: dose.name.clone(),
        whom: told::whom(dose),
        editable: typed::plain_ages(dose).is_some(),
        interval: told::since_before(dose),
    };
    let group = |code: &Option<String>| match code {
        None => "どなたでも".to_owned(),
        Some(code) => {
            let group = policy.groups.iter().find(|group| group.code == *code);
            group.map_or_else(|| code.clone(), |group| group.name.clone())
        }
    };
    let first = |(index, group): (usize, &Group)| {
        (waiting::place_of(index), format!("「{}」を何番目に（空欄なら、先にしない）", group.name))
    };
    Rules {
        page: Page::desk(app, "事業の決まり"),
        who: Some(Who::of(officer)),
        programme: programme.name.clone(),
        board_url: format!("/desk/programmes/{}", programme.id),
        url: format!("/desk/programmes/{}/rules", programme.id),
        check_url: format!("/desk/programmes/{}/check", programme.id),
        version: version(programme),
        opened,
        errors: Vec::new(),
        failure: None,
        impact: None,
        doses: policy.doses.iter().enumerate().map(dose).collect(),
        spacings: spacing::all(policy),
        units: &UNITS,
        dose_new: added::takes_a_dose(policy)
            .then(|| Spacing::of("前の回からの間隔".to_owned(), "dose_new", &[])),
        gives_vaccines: !policy.series.is_empty() || !policy.products.is_empty(),
        products: products::all(policy),
        product_new: ProductFields::of("製品を足す".to_owned(), "vaccine_new"),
        kinds: KINDS.iter().map(|(name, told, _)| (*name, *told)).collect(),
        known_groups: policy.groups.iter().map(|g| (g.code.clone(), g.name.clone())).collect(),
        groups: policy.groups.iter().map(|g| (g.name.clone(), told::proof(g))).collect(),
        releases: typed::starts(&policy.releases)
            .into_iter()
            .zip(&policy.releases)
            .map(|(head, release)| Fields::of(group(&release.group), &head, ["", "date", "time"]))
            .collect(),
        cut_offs: CUT_OFFS
            .map(|(key, label)| Fields::of(label.to_owned(), key, ["kind", "days", "at"]))
            .into(),
        pools: typed::kept_pools(programme)
            .into_iter()
            .map(|pool| {
                let head = format!("pool_{}", pool.name());
                Fields::of(pools::pool(pool).to_owned(), &head, ["", "days", "at"])
            })
            .collect(),
        orders: if policy.groups.is_empty() { &ORDERS[..4] } else { &ORDERS },
        firsts: policy.groups.iter().enumerate().map(first).collect(),
        typed,
        now,
    }
}
