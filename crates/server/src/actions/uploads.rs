//! A file of people on its way into the roster: brought, looked at and read another way as often as one likes, and
//! imported once. Until then it lies sealed in the store for a day; nothing of it is on the roster, and nothing on
//! the disk in clear.

mod choices;

pub use choices::Choices;

use crate::{
    App, Problem,
    actions::import_people::{Imported, Wish, import_people},
};
use anyhow::{Context, Result};
use domain::{Actor, ImportId, OfficerId, when};
use roster::{Mapping, Outcome, ReadError, Settings, Table, Unmapped};
use store::Upload;
use tokio::task::spawn_blocking;

/// The most a file may weigh that is brought with a browser: some 400,000 people. More come in by the command.
pub const BYTES_MOST: usize = 64 << 20;
/// What goes into the database in one write.
const PART: usize = 1 << 20;

/// A file as it is understood by the choices made so far.
#[derive(Debug)]
pub struct Looked {
    /// The file that waits.
    pub upload: Upload,
    /// How it is read.
    pub choices: Choices,
    /// The file as rows and cells.
    pub table: Table,
    /// Its columns and its people, or why the columns are not clear.
    pub understood: Result<(Mapping, Outcome), Unmapped>,
}

/// Keeps a file that can be read, and says under which number; or why it is none.
pub async fn bring(
    app: &App,
    officer: OfficerId,
    file: String,
    bytes: Vec<u8>,
) -> Result<Result<ImportId, ReadError>, Problem> {
    let settings = settings(app, &Choices::default());
    let (name, first) = (file.clone(), settings.clone());
    let read = spawn_blocking(move || {
        let table = roster::read(&bytes, &name, &first);
        table.map(|table| (headers(&table, &first), bytes))
    });
    let (headers, bytes) = match read.await.context("reading a file")? {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let headers = app.store.keys().token("headers", &headers);
    let token = headers.clone();
    let chosen = app.store.read(move |reader| reader.columns_chosen(&token)).await?;
    let (id, at) = (ImportId(app.ids.uuid()), app.clock.now());
    let parts = u32::try_from(bytes.chunks(PART).count()).context("so many parts are no file")?;
    let choices = chosen.unwrap_or_else(|| Choices::default().text());
    let upload = Upload { id, officer, at, file, headers, parts, choices };
    app.store.write(move |tx| tx.add_upload(&upload)).await?;
    for (part, plain) in (0..).zip(bytes.chunks(PART)) {
        let sealed = app.store.keys().seal(&place(id, part), plain)?;
        app.store.write(move |tx| tx.add_upload_part(id, part, &sealed)).await?;
    }
    Ok(Ok(id))
}

/// The file of this number, if this officer brought it and it still waits.
pub async fn look(app: &App, officer: OfficerId, id: ImportId) -> Result<Option<Looked>, Problem> {
    let found = app.store.read(move |reader| match reader.upload(id)? {
        Some(upload) if upload.officer == officer => Ok(Some((upload, reader.upload_parts(id)?))),
        _ => Ok(None),
    });
    let Some((upload, sealed)) = found.await? else { return Ok(None) };
    if sealed.len() != upload.parts as usize {
        return Ok(None);
    }
    let (app, choices) = (app.clone(), Choices::read(&upload.choices));
    let looked = spawn_blocking(move || {
        let mut bytes = Vec::new();
        for (part, sealed) in (0..).zip(&sealed) {
            bytes.extend_from_slice(&app.store.keys().open(&place(id, part), sealed)?);
        }
        let settings = settings(&app, &choices);
        Ok::<_, anyhow::Error>(understand(upload, choices, &bytes, &settings))
    });
    Ok(Some(looked.await.context("reading a file")???))
}

/// A file that could be read once is read again; only a sheet that it does not have may be in the way.
fn understand(
    upload: Upload,
    mut choices: Choices,
    bytes: &[u8],
    settings: &Settings,
) -> Result<Looked> {
    let mut settings = settings.clone();
    let table = roster::read(bytes, &upload.file, &settings).or_else(|_| {
        (settings.sheet, choices.sheet) = (None, None);
        roster::read(bytes, &upload.file, &settings)
    })?;
    choices.apply(&table, &mut settings);
    let (mapped, doubled) = (roster::map(&table, &settings), choices.doubled(&table));
    let understood = match mapped {
        Ok(mapping) if doubled.is_empty() => {
            let outcome = roster::people(&table, &mapping, &settings);
            Ok((mapping, outcome))
        }
        Ok(partial) => Err(Unmapped { partial, problems: doubled }),
        Err(Unmapped { partial, problems }) => {
            Err(Unmapped { partial, problems: doubled.into_iter().chain(problems).collect() })
        }
    };
    Ok(Looked { upload, choices, table, understood })
}

/// Reads the file another way from now on, and remembers it for the next with the same headers.
pub async fn choose(app: &App, looked: &Looked, choices: &Choices) -> Result<(), Problem> {
    let Upload { id, headers, .. } = looked.upload.clone();
    let (text, now) = (choices.text(), app.clock.now());
    let write = app.store.write(move |tx| {
        tx.read_upload_as(id, &text)?;
        tx.remember_columns(&headers, &text, now)
    });
    Ok(write.await?)
}

/// Puts the people of the file on the roster. It goes on to its end even if whoever asked goes away.
pub async fn import(app: &App, looked: Looked) -> Result<Imported, Problem> {
    let Looked { upload, choices, understood, .. } = looked;
    let Ok((_, outcome)) = understood else { return Err(Problem::FormExpired) };
    let wish = Wish {
        id: upload.id,
        file: upload.file,
        by: Actor::Officer(upload.officer),
        rows: outcome.people,
        series: choices.series,
        unknown_series: false,
        keep_vouchers: choices.keep_vouchers,
        lift_protection: choices.lift_protection,
    };
    let (app, id, now) = (app.clone(), upload.id, app.clock.now());
    let imports = tokio::spawn(async move {
        let imported = import_people(&app.store, app.ids.clone(), wish, now).await?;
        if let Imported::Done(..) = imported {
            app.store.write(move |tx| tx.remove_upload(id)).await?;
        }
        Ok::<_, Problem>(imported)
    });
    imports.await.context("importing people")?
}

/// Throws the file away.
pub async fn discard(app: &App, looked: &Looked) -> Result<(), Problem> {
    let id = looked.upload.id;
    Ok(app.store.write(move |tx| tx.remove_upload(id)).await?)
}

/// How it is read by these choices, columns aside.
fn settings(app: &App, choices: &Choices) -> Settings {
    let today = when::japan_date(app.clock.now());
    let mut settings = Settings {
        municipality: Some(app.config.town.code),
        pad_vouchers: choices.pad_vouchers,
        sheet: choices.sheet.clone(),
        ..Settings::on(today)
    };
    settings.limits.bytes = BYTES_MOST;
    settings
}

/// What stands above the columns.
fn headers(table: &Table, settings: &Settings) -> String {
    let mapped = roster::map(table, settings);
    let mapping = mapped.unwrap_or_else(|unmapped| unmapped.partial);
    let row = table.rows().find(|row| Some(row.number()) == mapping.header_row);
    row.map_or_else(String::new, |row| {
        row.cells().map(|cell| cell.text).collect::<Vec<_>>().join("\u{1f}")
    })
}

fn place(id: ImportId, part: u32) -> String {
    format!("upload/{id}/{part}")
}
