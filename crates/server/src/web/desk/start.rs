//! What is to be done from an empty town to an open programme, step by step, and how far one is. Each step is done when
//! the store says so, so that one can leave at any moment and come back.

use super::{Who, opening};
use crate::{
    App, Problem,
    web::{
        form::{self, Query},
        page::{Page, html},
        session::Officer,
    },
    words::prefectures,
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{Act, Programme, ProgrammeId, when::Date};
use serde::Deserialize;
use store::Reader;

#[derive(Template)]
#[template(path = "desk/start.html")]
struct Start {
    page: Page,
    who: Option<Who>,
    done: usize,
    all: usize,
    steps: Vec<Step>,
    others: Vec<(String, String)>,
}

/// A step with what it is for, how it stands, and where it is done.
struct Step {
    name: &'static str,
    why: &'static str,
    now: String,
    stand: Stand,
    url: Option<String>,
    go: &'static str,
}

/// How a step stands. What a town can do without is never counted as missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Done,
    ToDo,
    Optional,
}

impl Stand {
    fn of(done: bool) -> Self {
        if done { Self::Done } else { Self::ToDo }
    }

    fn optional(done: bool) -> Self {
        if done { Self::Done } else { Self::Optional }
    }
}

/// Of which programme.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Of {
    #[serde(default, deserialize_with = "form::given")]
    programme: Option<ProgrammeId>,
}

/// What the steps are derived from.
struct Facts {
    officers: usize,
    people: u32,
    programme: Option<Programme>,
    venues: usize,
    slots: usize,
    places: u32,
    others: Vec<(String, String)>,
}

/// The steps.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let facts = app.store.read(move |reader| facts(reader, of.programme)).await?;
    let steps = steps(&app, &officer, &facts);
    let count = |stand| steps.iter().filter(|step| step.stand == stand).count();
    let done = count(Stand::Done);
    let all = done + count(Stand::ToDo);
    html(&Start {
        page: Page::desk(&app, "準備の一覧"),
        who: Some(Who::of(&officer)),
        done,
        all,
        steps,
        others: facts.others,
    })
}

/// Of the programme that was asked for; otherwise of the newest that is not open yet, or the newest.
fn facts(reader: &mut Reader<'_>, asked: Option<ProgrammeId>) -> Result<Facts> {
    let mut all = reader.programmes()?;
    // Ids are made in the order of time.
    all.sort_by_key(|programme| programme.id);
    let unopened = all.iter().rev().find(|programme| programme.opens_at.is_none());
    let wanted = all.iter().find(|programme| Some(programme.id) == asked);
    let programme = wanted.or(unopened).or(all.last()).cloned();
    let slots = match &programme {
        Some(programme) => reader.slots_from(programme.id, Date::MIN)?,
        None => Vec::new(),
    };
    let places = slots.iter().flat_map(|slot| &slot.pools).map(|count| count.capacity).sum();
    let shown = programme.as_ref().map(|programme| programme.id);
    let others = all.iter().filter(|other| Some(other.id) != shown);
    let others =
        others.map(|other| (other.name.clone(), format!("/desk/start?programme={}", other.id)));
    Ok(Facts {
        officers: reader.officer_names()?.len(),
        people: reader.count_persons()?,
        venues: reader.venues()?.len(),
        slots: slots.len(),
        places,
        others: others.collect(),
        programme,
    })
}

/// The steps in the order in which they are best done.
fn steps(app: &App, officer: &Officer, facts: &Facts) -> Vec<Step> {
    let mut steps = town_steps(app, officer, facts);
    steps.extend(programme_steps(app, officer, facts));
    steps
}

/// Leads where this officer may go.
fn leads(officer: &Officer, act: Act, url: &str) -> Option<String> {
    officer.duty.may(act).then(|| url.to_owned())
}

/// How many there are; nobody counts what is not there.
fn counted(any: bool, told: String) -> String {
    if any { told } else { "まだありません。".to_owned() }
}

/// What is done once for the town.
fn town_steps(app: &App, officer: &Officer, facts: &Facts) -> Vec<Step> {
    let town = &app.config.town;
    let line = match &app.line {
        Some(_) => "つながっています。",
        None => "まだつないでいません。つながるまでは、電話と画面で予約を受けます。",
    };
    vec![
        Step {
            name: "町",
            why: "町の名前と全国地方公共団体コードです。接種券の番号を、町のものと見分けます。",
            now: format!("{}（{}・{}）", town.name, prefectures::of(town.code), town.code),
            stand: Stand::Done,
            url: None,
            go: "",
        },
        Step {
            name: "職員",
            why: "一人ずつ登録すると、だれが何をしたかが履歴に残ります。お一人でも始められます。",
            now: format!("{}人います。", facts.officers),
            stand: Stand::of(facts.officers > 0),
            url: leads(officer, Act::ManageOfficers, "/desk/officers"),
            go: "職員を招待する",
        },
        Step {
            name: "LINE",
            why: "町のLINE公式アカウントとつなぐと、トークから予約でき、お知らせが届きます。",
            now: line.to_owned(),
            stand: Stand::optional(app.line.is_some()),
            url: leads(officer, Act::SetUp, "/desk/line/connect"),
            go: "LINEとつなぐ",
        },
        Step {
            name: "名簿",
            why: "住民の一覧を取りこみます。予約できる方を、年齢や接種券で見分けます。",
            now: counted(facts.people > 0, format!("{}人います。", facts.people)),
            stand: Stand::of(facts.people > 0),
            url: leads(officer, Act::ImportPeople, "/desk/imports"),
            go: "名簿を取りこむ",
        },
    ]
}

/// What is done for each programme.
fn programme_steps(app: &App, officer: &Officer, facts: &Facts) -> Vec<Step> {
    let programme = facts.programme.as_ref();
    let of_programme =
        |end: &str| leads(officer, Act::SetUp, &format!("/desk/programmes/{}{end}", programme?.id));
    let opening = programme.map(|programme| opening::state(programme, app.clock.now()));
    vec![
        Step {
            name: "事業",
            why: "ひな形を選ぶと、年齢・回数・間隔・締切の決まりが入ります。",
            now: programme
                .map_or("まだありません。".to_owned(), |it| format!("「{}」", it.name)),
            stand: Stand::of(programme.is_some()),
            url: match programme {
                None => leads(officer, Act::SetUp, "/desk/programmes/new"),
                Some(_) => of_programme("/rules"),
            },
            go: if programme.is_none() { "事業をつくる" } else { "決まりを見る" },
        },
        Step {
            name: "会場",
            why: "住所、行きかた、部屋に入れる人数です。予約の画面に出ます。",
            now: counted(facts.venues > 0, format!("{}か所あります。", facts.venues)),
            stand: Stand::of(facts.venues > 0),
            url: leads(officer, Act::SetUp, "/desk/venues"),
            go: "会場を入れる",
        },
        Step {
            name: "枠",
            why: "いつ、どこで、何人まで受けるかです。曜日と時間から、まとめてつくれます。",
            now: match programme {
                None => "事業をつくってから進めます。".to_owned(),
                Some(_) => counted(
                    facts.slots > 0,
                    format!("{}枠、{}人分あります。", facts.slots, facts.places),
                ),
            },
            stand: Stand::of(facts.slots > 0),
            url: of_programme("/slots"),
            go: "枠をつくる",
        },
        Step {
            name: "お知らせのことば",
            why: "住民の方に届くお知らせと、画面のことばを、先に読めます。自分のLINEに1通ためせます。",
            now: match programme {
                None => "事業をつくってから進めます。".to_owned(),
                Some(_) => "いつでも読めます。".to_owned(),
            },
            stand: Stand::Optional,
            url: of_programme("/messages"),
            go: "ことばを読む",
        },
        Step {
            name: "リハーサル",
            why: "架空の住民で、明日の受付を今日ためせます。本物の予約やお知らせには、ふれません。",
            now: "いつでも始められます。".to_owned(),
            stand: Stand::Optional,
            url: leads(officer, Act::Rehearse, "/desk/rehearsal"),
            go: "リハーサルをする",
        },
        Step {
            name: "点検と受付開始",
            why: "決まりに食いちがいがないかを調べ、よければ受付を始めます。",
            now: opening.unwrap_or_else(|| "事業をつくってから進めます。".to_owned()),
            stand: Stand::of(programme.is_some_and(|programme| programme.opens_at.is_some())),
            url: of_programme("/check"),
            go: "点検する",
        },
    ]
}
