//! The messages to residents, as the staff need to know them: how many the month has left, whether notices rest, and
//! who has to be told in another way.

use super::Who;
use crate::{
    App, Problem,
    delivery::month,
    web::{
        form::At,
        page::{Page, html},
        session::Officer,
    },
    words::{dates, sending, states},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{About, NoticeId};
use store::{Reader, Undelivered};

/// The most that are shown; the oldest come first, and the next follow as these are dealt with.
const SHOWN_MOST: u32 = 100;

#[derive(Template)]
#[template(path = "desk/line.html")]
struct Messages {
    page: Page,
    who: Option<Who>,
    connected: bool,
    month: Option<String>,
    asked_at: Option<String>,
    lost: Vec<Row>,
    more: u32,
}

struct Row {
    at: String,
    what: &'static str,
    label: String,
    url: String,
    why: String,
    deal_url: String,
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let (lost, count) = app.store.read(lost).await?;
    month::tell(&app, None).await?;
    let sending = app.sending.now();
    let more = count.saturating_sub(SHOWN_MOST);
    html(&Messages {
        page: Page::desk(&app, "LINEのお知らせ"),
        who: Some(Who::of(&officer)),
        connected: app.line.is_some(),
        month: sending.month.as_ref().map(sending::month),
        asked_at: sending.month.map(|month| dates::stamp(month.at)),
        lost,
        more,
    })
}

/// An officer has told the resident. Pressing again changes nothing.
pub(in crate::web) async fn deals(
    State(app): State<App>,
    officer: Officer,
    At(message): At<NoticeId>,
) -> Result<Response, Problem> {
    let (by, now) = (officer.id, app.clock.now());
    app.store.write(move |tx| tx.deal_with(message, by, now)).await?;
    month::tell(&app, None).await?;
    Ok(Redirect::to("/desk/line").into_response())
}

fn lost(reader: &mut Reader<'_>) -> Result<(Vec<Row>, u32)> {
    let mut rows = Vec::new();
    for undelivered in reader.undelivered(SHOWN_MOST)? {
        rows.extend(row(reader, &undelivered)?);
    }
    Ok((rows, reader.count_undelivered()?))
}

fn row(reader: &mut Reader<'_>, lost: &Undelivered) -> Result<Option<Row>> {
    let (label, url) = match lost.notice.about {
        About::Booking(booking) => {
            let Some(booking) = reader.booking(booking)? else { return Ok(None) };
            (booking.number.to_string(), format!("/desk/bookings/{}", booking.id))
        }
        About::Offer(_) => return Ok(None),
        About::Person(person) => ("この方のページ".to_owned(), format!("/desk/people/{person}")),
    };
    Ok(Some(Row {
        at: dates::stamp(lost.at),
        what: states::notice(lost.notice.kind),
        label,
        url,
        why: sending::lost(&lost.why),
        deal_url: format!("/desk/line/undelivered/{}", lost.id),
    }))
}
