//! A file of people before it is imported: how it was read, how to read it otherwise, everything that is wrong with it,
//! and the button. Nothing is on the roster before that is pressed.

use super::{Who, imports};
use crate::{
    App, Problem,
    actions::{
        import_people::Imported,
        uploads::{self, Choices, Looked},
        vaccines::series_of,
    },
    web::{
        form::{At, Posted},
        page::{Page, csv, html},
        session::Officer,
    },
    words::import,
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::ImportId;
use roster::{
    DosePart, Field, Finding, Mapping, Outcome, PersonRow, Source, Table,
    words::{self, Worded},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings shown at most; all of them are in the list to download.
const FINDINGS_MOST: usize = 50;
/// Cells of a column shown, so that one sees what it holds.
const EXAMPLES: usize = 3;
/// People shown as they were understood.
const PEOPLE: usize = 5;
/// Earlier doses that a column may be chosen for; a file may have more by its headers.
const DOSES: u8 = 5;
/// Columns that can be chosen for. A file may have a thousand, and nobody reads so long a page.
const COLUMNS_MOST: usize = 100;

#[derive(Template)]
#[template(path = "desk/import_file.html")]
struct File {
    page: Page,
    who: Option<Who>,
    url: String,
    file: String,
    source: String,
    failure: Vec<String>,
    notice: Option<String>,
    unclear: Vec<String>,
    people: usize,
    wrong_rows: usize,
    wrong: Vec<Told>,
    wrong_all: usize,
    doubtful: Vec<Told>,
    doubtful_all: usize,
    columns: Vec<Column>,
    fields: Vec<String>,
    header_row: String,
    sheets: Vec<(String, bool)>,
    choices: Choices,
    has_doses: bool,
    series: Vec<(String, bool)>,
    sample: Vec<Person>,
}

/// Something found, in words.
struct Told {
    row: u32,
    column: String,
    value: String,
    what: String,
    remedy: String,
}

struct Column {
    letter: String,
    header: String,
    examples: Vec<String>,
    chosen: String,
}

/// A person as understood.
struct Person {
    row: u32,
    name: String,
    kana: String,
    birth: String,
    number: String,
    voucher: String,
    phone: String,
}

type Typed = HashMap<String, String>;

/// Where a file stands.
pub(super) fn url(id: ImportId) -> String {
    format!("/desk/imports/files/{id}")
}

/// What the file was understood to be. One that has been imported leads to what came of it.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ImportId>,
) -> Result<Response, Problem> {
    match uploads::look(&app, officer.id, id).await? {
        Some(looked) => html(&shown(&app, &officer, &looked).await?),
        None => gone(&app, id).await,
    }
}

async fn gone(app: &App, id: ImportId) -> Result<Response, Problem> {
    match app.store.read(move |reader| reader.import(id)).await? {
        Some(_) => Ok(Redirect::to(&format!("/desk/imports/{id}")).into_response()),
        None => Err(Problem::NotFound),
    }
}

/// Reads it another way, throws it away, or imports it.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ImportId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let Some(looked) = uploads::look(&app, officer.id, id).await? else {
        return gone(&app, id).await;
    };
    let step = typed.get("step").map_or("", String::as_str);
    if step == "discard" {
        uploads::discard(&app, &looked).await?;
        return Ok(Redirect::to("/desk/imports").into_response());
    }
    let choices = chosen(&typed, &looked)?;
    let changed = choices != looked.choices;
    if changed || step != "import" {
        uploads::choose(&app, &looked, &choices).await?;
        let looked = uploads::look(&app, officer.id, id).await?.ok_or(Problem::NotFound)?;
        let notice = if step == "import" {
            "読みかたを変えたので、まだ取りこんでいません。下の結果を確かめてから、もう一度「取りこむ」を押してください。"
        } else {
            "この読みかたで、読みなおしました。まだ何も取りこんでいません。"
        };
        let notice = Some(notice.to_owned());
        return html(&File { notice, ..shown(&app, &officer, &looked).await? });
    }
    let wrong = looked.understood.as_ref().map_or(0, |(_, outcome)| outcome.errors.len());
    if wrong > 0 && !typed.contains_key("partial") {
        let told = "誤りのある行があります。直したファイルを選びなおすか、「誤りのある行を除いて取りこむ」に印を付けてください。";
        return refused(&app, &officer, &looked, vec![told.to_owned()]).await;
    }
    imports_now(&app, &officer, id, looked).await
}

async fn imports_now(
    app: &App,
    officer: &Officer,
    id: ImportId,
    looked: Looked,
) -> Result<Response, Problem> {
    if looked.understood.as_ref().is_ok_and(|(_, outcome)| outcome.people.is_empty()) {
        let told = "取りこめる行が一つもありません。ファイルと、列の読みかたをお確かめください。";
        return refused(app, officer, &looked, vec![told.to_owned()]).await;
    }
    match uploads::import(app, looked).await? {
        Imported::Done(_, doubts) => {
            let doubts = import::doubts_at_desk(&doubts, FINDINGS_MOST);
            imports::made(app, officer, id, doubts).await
        }
        Imported::Refused(problems) => {
            let told = import::row_problems(&problems, FINDINGS_MOST);
            let looked = uploads::look(app, officer.id, id).await?.ok_or(Problem::NotFound)?;
            refused(app, officer, &looked, told).await
        }
        Imported::UnknownSeries { .. } => Err(Problem::FormExpired),
    }
}

async fn refused(
    app: &App,
    officer: &Officer,
    looked: &Looked,
    failure: Vec<String>,
) -> Result<Response, Problem> {
    let mut response = html(&File { failure, ..shown(app, officer, looked).await? })?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Everything that is wrong, as a file for a spreadsheet.
pub(in crate::web) async fn errors(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ImportId>,
) -> Result<Response, Problem> {
    let looked = uploads::look(&app, officer.id, id).await?.ok_or(Problem::NotFound)?;
    let (_, outcome) = looked.understood.map_err(|_| Problem::NotFound)?;
    Ok(csv("meibo-ayamari.csv", roster::error_list(&outcome.errors)))
}

/// What was chosen in the form. A column that is not on the page stays as it was read.
fn chosen(typed: &Typed, looked: &Looked) -> Result<Choices, Problem> {
    let given =
        |name: &str| typed.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let header_row = given("header_row").map(|row| {
        let digits = domain::digits::digits(row).ok();
        digits.and_then(|row| row.parse().ok()).unwrap_or(0)
    });
    let shown = now_read(looked);
    let columns = (0..looked.table.column_count()).map(|index| {
        let letter = roster::Column { index, header: String::new() }.letter();
        let said = typed.get(&format!("column_{letter}")).cloned();
        let as_before = shown.get(&letter).cloned().unwrap_or_default();
        (letter, said.unwrap_or(as_before))
    });
    let columns: BTreeMap<String, String> = columns.collect();
    if columns.values().any(|label| !label.is_empty() && Field::of_header(label).is_none()) {
        return Err(Problem::FormExpired);
    }
    let as_read =
        columns.iter().all(|(letter, label)| shown.get(letter).map_or("", String::as_str) == label);
    Ok(Choices {
        columns: if as_read { looked.choices.columns.clone() } else { columns },
        header_row,
        sheet: given("sheet").map(str::to_owned).filter(|sheet| !is_first(&looked.table, sheet)),
        pad_vouchers: typed.contains_key("pad_vouchers"),
        keep_vouchers: typed.contains_key("keep_vouchers"),
        lift_protection: typed.contains_key("lift_protection"),
        series: given("series").map(str::to_owned),
    })
}

fn is_first(table: &Table, sheet: &str) -> bool {
    match table.source() {
        Source::Workbook { sheets, .. } => sheets.first().is_some_and(|first| first == sheet),
        Source::Delimited { .. } => true,
    }
}

/// What each column is read as now, by its letter.
fn now_read(looked: &Looked) -> BTreeMap<String, String> {
    if !looked.choices.columns.is_empty() {
        return looked.choices.columns.clone();
    }
    let mapping = match &looked.understood {
        Ok((mapping, _)) => mapping,
        Err(unmapped) => &unmapped.partial,
    };
    mapping.columns.iter().map(|(field, column)| (column.letter(), field.label())).collect()
}

async fn shown(app: &App, officer: &Officer, looked: &Looked) -> Result<File, Problem> {
    let programmes = app.store.read(|reader| reader.programmes()).await?;
    let (choices, read) = (&looked.choices, now_read(looked));
    let (unclear, outcome, mapping) = match &looked.understood {
        Ok((mapping, outcome)) => (Vec::new(), Some(outcome), mapping),
        Err(unmapped) => {
            let told = unmapped.problems.iter().map(words::mapping_problem).collect();
            (told, None, &unmapped.partial)
        }
    };
    let empty = Outcome::default();
    let Outcome { people, errors, warnings } = outcome.unwrap_or(&empty);
    let sheets = match looked.table.source() {
        Source::Workbook { sheet, sheets } => {
            sheets.iter().map(|name| (name.clone(), name == sheet)).collect()
        }
        Source::Delimited { .. } => Vec::new(),
    };
    let series = series_of(&programmes).into_iter();
    let is_chosen = |name: &String| choices.series.as_ref() == Some(name);
    Ok(File {
        page: Page::desk(app, "名簿の取りこみ"),
        who: Some(Who::of(officer)),
        url: url(looked.upload.id),
        file: looked.upload.file.clone(),
        source: words::source(&looked.table),
        failure: Vec::new(),
        notice: None,
        unclear,
        people: people.len(),
        wrong_rows: errors.iter().map(|error| error.row).collect::<BTreeSet<_>>().len(),
        wrong: errors.iter().take(FINDINGS_MOST).map(told).collect(),
        wrong_all: errors.len(),
        doubtful: warnings.iter().take(FINDINGS_MOST).map(told).collect(),
        doubtful_all: warnings.len(),
        columns: columns(&looked.table, mapping, &read),
        fields: fields(&read),
        header_row: choices.header_row.map_or_else(String::new, |row| row.to_string()),
        sheets,
        choices: choices.clone(),
        has_doses: read
            .values()
            .any(|label| matches!(Field::of_header(label), Some(Field::Dose(..)))),
        series: series.map(|name| (name.clone(), is_chosen(&name))).collect(),
        sample: people.iter().take(PEOPLE).map(person).collect(),
    })
}

fn told<R: Worded>(finding: &Finding<R>) -> Told {
    let column = finding.column.as_ref();
    Told {
        row: finding.row,
        column: column.map_or_else(String::new, |column| match column.header.as_str() {
            "" => format!("{}列", column.letter()),
            header => format!("{}列「{header}」", column.letter()),
        }),
        value: finding.value.clone(),
        what: finding.reason.what(finding.field),
        remedy: finding.reason.remedy(finding.field),
    }
}

fn columns(table: &Table, mapping: &Mapping, read: &BTreeMap<String, String>) -> Vec<Column> {
    let header = table.rows().find(|row| Some(row.number()) == mapping.header_row);
    let below = || table.rows().filter(|row| Some(row.number()) > mapping.header_row);
    let column = |index| {
        let letter = roster::Column { index, header: String::new() }.letter();
        let cells = below().map(|row| row.cell(index).text.trim().to_owned());
        let filled = cells.take(200).filter(|text| !text.is_empty());
        Column {
            header: header.map_or_else(String::new, |row| row.cell(index).text.trim().to_owned()),
            examples: filled.take(EXAMPLES).map(|text| text.chars().take(30).collect()).collect(),
            chosen: read.get(&letter).cloned().unwrap_or_default(),
            letter,
        }
    };
    (0..table.column_count().min(COLUMNS_MOST)).map(column).collect()
}

/// What a column can be: the fields of a person, those of earlier doses, and whatever the headers name beyond them.
fn fields(read: &BTreeMap<String, String>) -> Vec<String> {
    let doses = (1..=DOSES).flat_map(|n| DosePart::ALL.map(|part| Field::Dose(n, part)));
    let mut all: Vec<String> = Field::of_person().chain(doses).map(Field::label).collect();
    let beyond = read.values().filter(|label| !label.is_empty() && !all.contains(label));
    let beyond: BTreeSet<String> = beyond.cloned().collect();
    all.extend(beyond);
    all
}

fn person(row: &roster::Row<PersonRow>) -> Person {
    let roster::Row { row, value } = row;
    Person {
        row: *row,
        name: value.name.clone(),
        kana: value.kana.clone().unwrap_or_default(),
        birth: crate::words::dates::birth(value.birth),
        number: value.address_number.clone().unwrap_or_default(),
        voucher: value.voucher.as_ref().map_or_else(String::new, |(_, n)| n.as_str().to_owned()),
        phone: value.phone.clone().unwrap_or_default(),
    }
}
