//! Printed pages as answers. The first answer of a page goes through every layer of the router; its head is kept with the
//! page, so that whoever asks the same way afterwards is answered by a look-up, in the same words, before any layer.

use super::{days_page, venues_page};
use crate::{
    App, Problem,
    availability::{
        Free,
        sheets::{Key, Sheet, Stamp, Way},
    },
    web::{
        look::Look,
        visit::{self, Visit},
    },
    words::Lang,
};
use askama::Template;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, Request, header},
    response::{IntoResponse, Response},
};
use domain::{ProgrammeId, VenueId};
use http_body_util::Full;
use std::sync::Arc;
use uuid::Uuid;

/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

/// On an answer: that its head may be kept with its page.
#[derive(Clone)]
struct Sent {
    sheet: Arc<Sheet>,
    way: Way,
}

/// The answer of a page that was printed and sent the same way before, as of the newest commit; none where the router has
/// to be asked.
pub(in crate::web) fn ready<B>(app: &App, asked: &Request<B>) -> Option<Response<Full<Bytes>>> {
    let (programme, venue) = page_of(asked)?;
    let version = app.availability.version(programme)?;
    let (lang, look) = visit::looks(asked.headers());
    let key = key(programme, venue, lang, look);
    let sheet = app.availability.sheets.there(&key, stamp(app, version))?;
    let way = Way::of(&sheet, asked.headers());
    let mut answer = Response::new(Full::new(sheet.body(way)));
    answer.headers_mut().clone_from(sheet.head(way).filter(|_| is_plain(asked.headers()))?);
    *answer.status_mut() = way.status();
    Some(answer)
}

/// Whether it asks for a page that may be printed.
pub(in crate::web) fn page_of<B>(asked: &Request<B>) -> Option<(ProgrammeId, Option<VenueId>)> {
    if asked.method() != Method::GET {
        return None;
    }
    let rest = asked.uri().path().strip_prefix("/free/")?;
    let id = |text: &str| text.parse::<Uuid>().ok();
    match rest.split_once('/') {
        None => Some((ProgrammeId(id(rest)?), None)),
        Some((programme, venue)) => Some((ProgrammeId(id(programme)?), Some(VenueId(id(venue)?)))),
    }
}

/// Keeps the head of an answer that the router gave to [`page_of`] such a page.
pub(in crate::web) fn keep(answer: &Response) {
    if let Some(Sent { sheet, way }) = answer.extensions().get() {
        sheet.keep(*way, answer.headers());
    }
}

pub(super) fn answer(
    app: &App,
    visit: &Visit,
    asked: &HeaderMap,
    (free, venue): (&Free, Option<VenueId>),
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let key = key(free.programme.id, venue, visit.lang, visit.look);
    let print = || match venue {
        None => Ok(venues_page(app, visit, free, now).render().map_err(anyhow::Error::from)?),
        Some(venue) => {
            let page = days_page(app, visit, free, venue, now).ok_or(Problem::NotFound)?;
            Ok(page.render().map_err(anyhow::Error::from)?)
        }
    };
    let sheet = app.availability.sheets.get(key, stamp(app, free.version), print)?;
    let way = Way::of(&sheet, asked);
    let mut response = (way.status(), sheet.body(way)).into_response();
    describe(response.headers_mut(), &sheet, way);
    if is_plain(asked) {
        response.extensions_mut().insert(Sent { sheet, way });
    }
    Ok(response)
}

fn key(programme: ProgrammeId, venue: Option<VenueId>, lang: Lang, look: Look) -> Key {
    Key { programme, venue, look: [lang.code(), look.letters, look.colours, look.contrast] }
}

fn stamp(app: &App, version: u64) -> Stamp {
    (version, app.clock.now().as_millisecond().div_euclid(MINUTE))
}

/// Where a proxy keeps it, it has to ask each time.
fn describe(headers: &mut HeaderMap, sheet: &Sheet, way: Way) {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let varies = HeaderValue::from_static("cookie, accept-language, accept-encoding");
    headers.insert(header::CONTENT_TYPE, html);
    headers.insert(header::ETAG, sheet.tag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, varies);
    if way == Way::Packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
}

/// Whether what it says of packing is a plain list, as browsers send it. Weights and wildcards are the router's to weigh.
fn is_plain(asked: &HeaderMap) -> bool {
    let mut said = asked.get_all(header::ACCEPT_ENCODING).iter();
    said.all(|list| !list.as_bytes().iter().any(|byte| matches!(byte, b';' | b'*')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_look_at_a_page_of_what_is_free_may_be_printed() {
        let one = "00000000-0000-0000-0000-000000000001";
        let of = |method: Method, path: &str| {
            page_of(&Request::builder().method(method).uri(path).body(()).unwrap())
        };
        let (programme, venue) = (ProgrammeId(Uuid::from_u128(1)), VenueId(Uuid::from_u128(1)));
        assert_eq!(of(Method::GET, &format!("/free/{one}")), Some((programme, None)));
        assert_eq!(of(Method::GET, &format!("/free/{one}?x=1")), Some((programme, None)));
        let days = format!("/free/{one}/{one}");
        assert_eq!(of(Method::GET, &days), Some((programme, Some(venue))));
        assert_eq!(of(Method::HEAD, &days), None);
        for path in ["/free", "/free/", "/free/1", "/free/%31", "/r/home"] {
            assert_eq!(of(Method::GET, path), None, "{path}");
        }
        assert_eq!(of(Method::GET, &format!("{days}/")), None);
    }
}
