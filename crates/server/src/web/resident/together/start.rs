//! Who comes, for what, and how.

use super::party::{Guests, MOST};
use crate::{
    App, Problem,
    web::{
        form::{Posted, Query},
        page::{Page, dose_name, html},
        resident::bookable::Bookable,
        session::Resident,
        unfinished::Waited,
        visit::Visit,
    },
    words::{Lang, lang::Html, refusal},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, Actor, Applicant, PersonId, Programme, ProgrammeId, Refusal, booking, ledger::Facts,
    person::Person, schedule::Plan,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "resident/together.html")]
struct Start {
    page: Page,
    back_url: String,
    programmes: Vec<Offer>,
}

struct Offer {
    id: ProgrammeId,
    name: String,
    error: Option<String>,
    apart: bool,
    members: Vec<Member>,
    others: Vec<Html>,
}

struct Member {
    value: String,
    person: Html,
    dose: Option<Html>,
    chosen: bool,
}

/// What is ticked on the page, for every programme of it.
type Fields = Vec<(String, String)>;

/// What can be booked for two or more of them. Who comes back to it finds what was ticked.
pub(in crate::web) async fn start(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    waited: Waited,
    Query(chosen): Query<Fields>,
) -> Result<Response, Problem> {
    let mut programmes = offers(&app, resident.account, visit.lang).await?;
    let fields = waited.given(Some(resident.account)).unwrap_or(chosen);
    for offer in &mut programmes {
        offer.takes(&fields);
    }
    page(&app, &visit, resident.account, programmes)
}

fn page(
    app: &App,
    visit: &Visit,
    account: AccountId,
    programmes: Vec<Offer>,
) -> Result<Response, Problem> {
    let page = Page::resident(app, visit, visit.lang.together_step()).with_typing(Some(account));
    html(&Start { page, back_url: "/r/home".to_owned(), programmes })
}

/// Who was chosen leads on to the places; too few or too many are asked again, with what was chosen. The enter key
/// names no programme, so where there are several nobody is led on.
pub(in crate::web) async fn choose(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Problem> {
    let mut programmes = offers(&app, resident.account, visit.lang).await?;
    for offer in &mut programmes {
        offer.takes(&fields);
    }
    let named = fields.iter().find(|(key, _)| key == "programme").map(|(_, id)| id.parse().ok());
    let only = match &programmes[..] {
        [offer] => Some(offer.id),
        _ => None,
    };
    let Some(programme) = named.unwrap_or(only) else {
        return page(&app, &visit, resident.account, programmes);
    };
    let (how, who) = ticked(&fields, programme).ok_or(Problem::FormExpired)?;
    if let Some(guests) = Guests::read(how, &who.join(",")) {
        let to = format!("/r/together/{programme}/{}", guests.path());
        return Ok(Redirect::to(&to).into_response());
    }
    for offer in programmes.iter_mut().filter(|offer| offer.id == programme) {
        let too_many = || visit.lang.together_too_many(MOST);
        let too_few = || visit.lang.together_too_few().to_owned();
        offer.error = Some(if who.len() > MOST { too_many() } else { too_few() });
    }
    page(&app, &visit, resident.account, programmes)
}

/// How and who, as it was ticked for a programme; nothing where that programme was not on the page.
fn ticked(fields: &Fields, programme: ProgrammeId) -> Option<(&str, Vec<&str>)> {
    let all = |field: &str| {
        let name = format!("{field}.{programme}");
        let values = fields.iter().filter(move |(key, _)| *key == name);
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    Some((all("how").first()?, all("who")))
}

impl Offer {
    /// Ticks what was ticked.
    fn takes(&mut self, fields: &Fields) {
        let Some((how, who)) = ticked(fields, self.id) else { return };
        self.apart = how == "apart";
        for member in &mut self.members {
            member.chosen = who.contains(&member.value.as_str());
        }
    }
}

async fn offers(app: &App, account: AccountId, lang: Lang) -> Result<Vec<Offer>, Problem> {
    let now = app.clock.now();
    Ok(app.store.read(move |reader| offered(reader, account, lang, now)).await?)
}

/// The programmes of which at least two of them can book something now.
fn offered(
    reader: &mut Reader<'_>,
    account: AccountId,
    lang: Lang,
    now: Timestamp,
) -> Result<Vec<Offer>> {
    let ids = reader.persons_of(account)?;
    let set: BTreeSet<PersonId> = ids.iter().copied().collect();
    let known = reader.people(&set)?;
    let people = ids.iter().filter_map(|id| known.get(id));
    let people: Vec<(&Person, Applicant)> =
        people.map(|person| (person, person.applicant())).collect();
    let ledger = reader.ledger(&set, BTreeSet::new(), &BTreeSet::from([account]))?;
    let mut offers = Vec::new();
    for programme in reader.programmes()? {
        let facts = |(_, applicant): &(&Person, Applicant)| {
            ledger.facts(applicant, &programme, Actor::Account(account))
        };
        let facts: Vec<Facts> = people.iter().map(facts).collect();
        let mut bookable = Bookable::new(&programme, now);
        let mut wishes = Vec::with_capacity(people.len());
        for ((person, applicant), facts) in people.iter().zip(&facts) {
            let plan = booking::plan(&programme, applicant, &facts.bookings);
            let mut judge = |dose| bookable.judge(reader, dose, applicant, facts);
            wishes.push((*person, wish(lang, &plan, &mut judge)?));
        }
        offers.extend(offer(lang, &programme, wishes));
    }
    Ok(offers)
}

/// The dose that this person could book now, with its name where there are several; or why there is none. Who may
/// choose among exams books them one by one.
fn wish(
    lang: Lang,
    plan: &Plan<'_>,
    judge: &mut dyn FnMut(u8) -> Result<Result<(), Refusal>>,
) -> Result<Wished> {
    let (mut open, mut why) = (Vec::new(), None);
    for dose in plan.doses().iter().map(|dose| dose.number) {
        match judge(dose)? {
            Ok(()) => open.push(dose),
            Err(refusal) => why = why.or(Some(refusal)),
        }
    }
    Ok(match open[..] {
        [dose] => Ok((dose, dose_name(lang, plan, dose))),
        [] => Err(why),
        _ => Err(None),
    })
}

/// Which dose, and its name; or why none.
type Wished = Result<(u8, Option<Html>), Option<Refusal>>;

fn offer(lang: Lang, programme: &Programme, wishes: Vec<(&Person, Wished)>) -> Option<Offer> {
    let (mut members, mut others) = (Vec::new(), Vec::new());
    for (Person { id, details, .. }, wished) in wishes {
        let person = lang.person(&details.name);
        match wished {
            Ok((dose, name)) => {
                let value = format!("{id}.{dose}");
                members.push(Member { value, person, dose: name, chosen: true });
            }
            Err(Some(no)) => {
                let no = refusal::sentence(lang, &no);
                others.push(lang.together_why_not(Html::text(&no.why), &details.name));
            }
            Err(None) => {}
        }
    }
    (members.len() > 1).then(|| Offer {
        id: programme.id,
        name: programme.name.clone(),
        error: None,
        apart: false,
        members,
        others,
    })
}
