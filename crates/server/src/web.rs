//! Every URL in one table: residents under /r, LINE's webhook, and what all share. The desk's, under /desk, have
//! a table of their own.

mod address;
pub mod assets;
mod availability;
mod company;
mod desk;
mod entrance;
mod error;
mod form;
mod front;
mod headers;
mod health;
mod line_webhook;
mod look;
mod map;
mod page;
mod qr;
mod rehearsal;
mod resident;
mod session;
mod told;
mod unfinished;
mod visit;
mod wishes;

pub use desk::Route;
pub(crate) use desk::picture as comparison;
pub use front::{Answer, Pages};

use crate::{App, Problem};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::Uri,
    middleware::{self, Next},
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use std::time::Duration;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer};

/// The most a form may weigh.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// The most a webhook may weigh; LINE's own are far smaller.
const WEBHOOK_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The longest any answer but a live stream may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// When whoever was not answered may come again, in seconds.
const AGAIN_AFTER: u32 = 20;

/// The longest a file of people may take to come in, or to be imported.
const FILE_WITHIN: Duration = Duration::from_mins(10);

/// The whole service as one router.
pub fn router(app: &App) -> Router {
    let kept_forms = middleware::from_fn_with_state(app.clone(), unfinished::wait);
    let entrance = middleware::from_fn_with_state(app.clone(), entrance::admit);
    let pages = Router::new()
        .merge(resident_urls().layer(entrance).layer(kept_forms))
        .merge(desk::urls(app).into_router())
        .merge(rehearsal::urls(app).into_router())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn(form::of_fair_length))
        .layer(CsrfLayer::new());
    let slow = desk::slow(app).into_router();
    let slow = slow.layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    // What comes in there is counted as it is read.
    let brought = desk::brought(app).into_router().layer(DefaultBodyLimit::disable());
    let slow = slow.merge(brought).layer(CsrfLayer::new());
    let line = Router::new()
        .route("/line/webhook", post(line_webhook::post))
        .layer(DefaultBodyLimit::max(WEBHOOK_BYTES_MAX));
    let open = Router::new()
        .route("/free", get(availability::programmes))
        .route("/free/{programme}", get(availability::venues))
        .route("/free/{programme}/{venue}", get(availability::days))
        .route("/health", get(health::get))
        .route("/assets/{hash}/{name}", get(assets::get));
    within(ANSWER_WITHIN, pages.merge(open).merge(line))
        .merge(within(FILE_WITHIN, slow))
        .merge(desk::streams(app).into_router())
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::not_found)
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .with_state(app.clone())
}

/// The same, where whoever is not answered within this time is told to come again.
fn within(time: Duration, urls: Router<App>) -> Router<App> {
    urls.layer(middleware::from_fn(move |request: Request, next: Next| async move {
        let answer = tokio::time::timeout(time, next.run(request)).await;
        answer.unwrap_or_else(|_| Problem::Busy { seconds: AGAIN_AFTER }.into_response())
    }))
}

/// The cookie of an officer who is signed in.
pub(crate) fn desk_cookie(app: &App, secret: &str) -> axum::http::HeaderValue {
    session::set_cookie(app, session::DESK, secret, crate::actions::sign_in::OFFICER_LIFE)
}

/// Every address of the desk with what it is for, so that a test can try each of them with every role.
pub fn desk_routes(app: &App) -> Vec<Route> {
    let mut routes = desk::urls(app).into_routes();
    routes.extend(desk::slow(app).into_routes());
    routes.extend(desk::brought(app).into_routes());
    routes.extend(desk::streams(app).into_routes());
    routes.extend(rehearsal::urls(app).into_routes());
    routes
}

fn resident_urls() -> Router<App> {
    use resident::{
        book, booking, calendar, cancel, change, code, home, notices, offer, privacy, sign_in,
        sign_out, together, wait,
    };
    Router::new()
        .route("/", get(home::root))
        .route("/privacy", get(privacy::get))
        .route("/lang", post(visit::choose))
        .route("/look", get(look::get).post(look::post))
        // Signing in
        .route("/liff", get(sign_in::liff_root))
        .route("/liff/{*path}", get(sign_in::liff))
        .route("/signin/liff", post(sign_in::with_liff))
        .route("/signin/line", get(sign_in::to_line))
        .route("/signin/line/callback", get(sign_in::from_line))
        .route("/signin/code", get(code::sign_in_form).post(code::sign_in))
        .route("/signout", get(sign_out::ask).post(sign_out::out))
        // Home and people
        .route("/r", get(home::root))
        .route("/r/home", get(home::get))
        .merge(people_urls())
        // Booking
        .route("/r/book", get(book::start))
        .route("/r/book/{person}", get(book::programmes))
        .route("/r/book/{person}/{programme}/{dose}", get(book::venues))
        .route("/r/book/{person}/{programme}/{dose}/{venue}", get(book::days))
        .route("/r/book/{person}/{programme}/{dose}/{venue}/{date}", get(book::times))
        .route(
            "/r/book/{person}/{programme}/{dose}/slot/{slot}",
            get(book::confirm).post(book::post),
        )
        .route("/r/notices", get(notices::get).post(notices::post))
        // Waiting for a freed place
        .route("/r/wait/{person}/{programme}/{dose}", get(wait::get).post(wait::post))
        .route("/r/wait/{person}/{programme}/{dose}/leave", post(wait::leave).get(up))
        .route("/r/offers/{offer}", get(offer::get).post(offer::post))
        .route("/r/offers/{offer}/decline", post(offer::decline).get(up))
        .route("/r/offers/{offer}/done", get(offer::done))
        .route("/r/together", get(together::start).post(together::choose))
        .merge(together_urls())
        // A booking
        .route("/r/bookings/{booking}", get(booking::get))
        .route("/r/bookings/{booking}/done", get(booking::done))
        .route("/r/bookings/{booking}/confirm", post(booking::confirm).get(up))
        .route("/r/bookings/{booking}/calendar.ics", get(calendar::get))
        .route("/r/bookings/{booking}/cancel", get(cancel::get).post(cancel::post))
        .route("/r/bookings/{booking}/change", get(change::venues))
        .route("/r/bookings/{booking}/change/{venue}", get(change::days))
        .route("/r/bookings/{booking}/change/{venue}/{date}", get(change::times))
        .route("/r/bookings/{booking}/change/slot/{slot}", get(change::confirm).post(change::post))
}

/// Several of a family in one go: how they come and who they are stands in the address.
fn together_urls() -> Router<App> {
    use resident::together;
    let steps = Router::new()
        .route("/", get(together::venues))
        .route("/{venue}", get(together::days))
        .route("/{venue}/{date}", get(together::times))
        .route("/slot/{slot}", get(together::confirm).post(together::post))
        .route("/done/{once}", get(together::done));
    Router::new().nest("/r/together/{programme}/{company}/{members}", steps)
}

fn people_urls() -> Router<App> {
    use resident::{code, invitation, people, person, person_new, record};
    Router::new()
        .route("/r/people", get(people::get))
        .route("/r/people/new", get(person_new::get).post(person_new::post))
        .route("/r/people/code", get(code::get).post(code::post))
        .route("/r/people/{person}", get(person::get).post(person::describe))
        .route("/r/people/{person}/record", get(record::get))
        .route("/r/people/{person}/invite", post(person::invite).get(up))
        .route("/r/people/{person}/end", get(person::ask_to_leave).post(person::leave))
        .route("/r/people/{person}/links/{account}/end", get(person::ask_to_end).post(person::end))
        .route("/r/invitations/{secret}", get(invitation::get).post(invitation::accept))
        .route("/r/invitations/{secret}/decline", post(invitation::decline).get(up))
}

/// After signing in again, a button is asked for by its address alone: back to the page that has it.
async fn up(uri: Uri) -> Redirect {
    Redirect::to(&uri.path().split('/').take(4).collect::<Vec<_>>().join("/"))
}
