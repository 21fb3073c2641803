//! The plain public statement of what is kept, where and how long.

use crate::{
    App, Problem,
    web::{
        page::{Page, html},
        visit::Visit,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::when::Date;

#[derive(Template)]
#[template(path = "resident/privacy.html")]
struct Privacy {
    page: Page,
    office: String,
    kept: Vec<Kept>,
    updated: String,
}

struct Kept {
    what: &'static str,
    why: &'static str,
    until: &'static str,
}

/// When the statement was last changed.
const UPDATED: Date = jiff::civil::date(2026, 11, 22);

/// The statement.
pub(in crate::web) async fn get(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    let lang = visit.lang;
    let kept = |what, why, until| Kept { what, why, until };
    html(&Privacy {
        page: Page::resident(&app, &visit, lang.privacy()),
        office: app.config.town.name.clone(),
        kept: vec![
            kept(lang.kept_details(), lang.kept_details_why(), lang.kept_details_until()),
            kept(lang.kept_bookings(), lang.kept_bookings_why(), lang.kept_bookings_until()),
            kept(lang.kept_line(), lang.kept_line_why(), lang.kept_line_until()),
            kept(lang.kept_texts(), lang.kept_texts_why(), lang.kept_texts_until()),
        ],
        updated: lang.updated(lang.day_month_year(UPDATED)),
    })
}
