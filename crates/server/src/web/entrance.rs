//! The entrance to everything that takes places: open to all, or by ticket when more come than can be served. What
//! was let in before, what the ticket says and who holds it stand in one signed cookie, so that asking again costs
//! nothing. Looking a booking up, cancelling, and the desk have no such entrance.

use super::{
    headers,
    page::Page,
    session::{RESIDENT, cookie_of, set_cookie},
    unfinished::SignInFirst,
    visit::Visit,
};
use crate::{App, Problem, actions::sign_in, availability::sheets, crowd::Told, hex};
use askama::Template;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
    middleware::Next,
    response::Response,
};
use domain::{
    AccountId,
    admission::{ROUND_MOST, Shown, Ticket, Turn},
};
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};

const COOKIE: &str = "madoguchi_entrance";
/// That somebody was inside is written down no more often.
const INSIDE_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// The shortest and the longest pause before a page in the queue asks again, in seconds.
const ASK_AGAIN: (i64, i64) = (3, 30);
/// When to come again where not even a ticket can be given, in seconds.
const SHED_FOR: u32 = 10;

#[derive(Template)]
#[template(path = "resident/entrance.html")]
struct Waiting {
    page: Page,
    /// How many come first; none before the opening.
    ahead: Option<u64>,
    minutes: u64,
    opens_at: Option<String>,
    waiting: u64,
    again: i64,
    again_url: String,
    seed: Option<Seed>,
}

/// What lots are drawn from, for whoever wants to check it.
struct Seed {
    /// Whether it is the seed itself and not yet only its digest.
    drawn: bool,
    text: String,
    account: String,
}

/// What the cookie says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Inside { at: Timestamp },
    Ticket { account: AccountId, shown: Shown },
}

/// Serves whoever may come in, and gives the others a page that says when.
pub(super) async fn admit(
    State(app): State<App>,
    request: Request<Body>,
    next: Next,
) -> Result<Response, Problem> {
    // A form on a slow line is not being served yet.
    let request = come_whole(request).await?;
    let served = app.crowd.serves().ok_or(Problem::Busy { seconds: SHED_FOR })?;
    let now = app.clock.now();
    let by_ticket = app.crowd.look(&served, &app, now);
    if !takes_places(request.uri().path()) {
        return Ok(next.run(request).await);
    }
    let Some(secret) = cookie_of(request.headers(), RESIDENT).map(str::to_owned) else {
        return Ok(next.run(request).await);
    };
    let kept = Kept::read(&app, request.headers(), &secret);
    if !by_ticket {
        let fresh =
            matches!(kept, Some(Kept::Inside { at }) if now.duration_since(at) < INSIDE_AGAIN);
        let response = next.run(request).await;
        let kept = (!fresh).then_some(Kept::Inside { at: now });
        return Ok(with_cookie(&app, response, kept, &secret));
    }
    if matches!(kept, Some(Kept::Inside { at }) if app.crowd.was_inside(at, now)) {
        return Ok(next.run(request).await);
    }
    let Some((account, told)) = told(&app, kept, &secret, now).await? else {
        return Ok(next.run(request).await);
    };
    let kept = Some(Kept::Ticket { account, shown: told.shown });
    let response = match told.turn {
        Turn::ComeIn => next.run(request).await,
        _ => waits(&app, &request, account, &told, now)?.map(Body::from),
    };
    Ok(with_cookie(&app, response, kept, &secret))
}

async fn come_whole(request: Request<Body>) -> Result<Request<Body>, Problem> {
    if request.method() != Method::POST {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, super::FORM_BYTES_MAX).await.map_err(|_| Problem::TooLong)?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// The pages on the way to a place, and those of many at once.
fn takes_places(path: &str) -> bool {
    let begins = ["/r/book", "/r/together"];
    let is_at = |begin: &str| path == begin || path.starts_with(&format!("{begin}/"));
    begins.into_iter().any(is_at) || path.starts_with("/r/bookings/") && path.contains("/change")
}

/// What somebody is told; nothing where nobody is signed in, or where tickets have just ended.
async fn told(
    app: &App,
    kept: Option<Kept>,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(AccountId, Told)>, Problem> {
    if let Some(Kept::Ticket { account, shown }) = kept {
        return Ok(app.crowd.tells(account, Some(shown), now).map(|told| (account, told)));
    }
    let token = sign_in::token(app, secret);
    let Some(account) = app.store.account_signed_in(&token, now).await? else { return Ok(None) };
    Ok(app.crowd.tells(account, None, now).map(|told| (account, told)))
}

/// Whoever asks again with a ticket, and still has to wait, is answered in front of the router, which is most of what a city
/// asks in its morning: the same page under the same head. None where the router has to be asked.
pub(super) fn ready<B>(app: &App, asked: &Request<B>) -> Option<Response<Full<Bytes>>> {
    if asked.method() != Method::GET || !takes_places(asked.uri().path()) {
        return None;
    }
    let secret = cookie_of(asked.headers(), RESIDENT)?;
    let Kept::Ticket { account, shown } = Kept::read(app, asked.headers(), secret)? else {
        return None;
    };
    let now = app.clock.now();
    let told = app.crowd.waits_on(app, account, shown, now)?;
    let mut page = waits(app, asked, account, &told, now).ok()?;
    let kept = Kept::Ticket { account, shown: told.shown }.written(app, secret);
    page.headers_mut().append(header::SET_COOKIE, set_cookie(app, COOKIE, &kept, ROUND_MOST));
    headers::describe(app, &mut page);
    Some(sheets::packed(page, asked.headers()).map(Full::new))
}

fn waits<B>(
    app: &App,
    asked: &Request<B>,
    account: AccountId,
    told: &Told,
    now: Timestamp,
) -> Result<Response<Bytes>, Problem> {
    let visit = &Visit::of(asked.method(), asked.uri(), asked.headers());
    let (ahead, about, opens_at, waiting) = match told.turn {
        Turn::BeforeOpening { opens_at, waiting } => {
            (None, opens_at.duration_since(now), Some(opens_at), waiting)
        }
        Turn::Wait { ahead, about } => (Some(ahead), about, None, 0),
        Turn::ComeIn => (Some(0), SignedDuration::ZERO, None, 0),
    };
    let again = again(about, opens_at.is_some(), account);
    let seed = told.seed.clone().map(|text| Seed {
        drawn: opens_at.is_none(),
        text,
        account: account.to_string(),
    });
    let seconds = u64::try_from(about.as_secs()).unwrap_or(0);
    let page = Waiting {
        page: Page::resident(app, visit, visit.lang.entrance_title()),
        ahead,
        minutes: seconds.div_ceil(60).max(1),
        opens_at: opens_at.map(|at| visit.lang.instant(at)),
        waiting,
        again,
        again_url: visit.here.clone(),
        seed,
    };
    let html = page.render().map_err(anyhow::Error::from)?;
    let mut response = Response::new(Bytes::from(html));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let head = response.headers_mut();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    head.insert(header::CONTENT_TYPE, html);
    head.insert(header::RETRY_AFTER, HeaderValue::from(again));
    // As a header, so that it works without script and the page can still be read to its end.
    head.insert(header::REFRESH, HeaderValue::from(again));
    Ok(response)
}

/// In how many seconds the page asks again: sooner the sooner it may be, and not everybody at the same instant.
fn again(about: SignedDuration, before_opening: bool, account: AccountId) -> i64 {
    let (least, most) = ASK_AGAIN;
    let spread = i64::from(account.0.as_bytes()[15] % 8);
    let seconds = about.as_secs();
    if before_opening && seconds < most {
        return seconds.max(0) + 1 + spread;
    }
    (seconds / 3 + spread).clamp(least, most)
}

fn with_cookie(app: &App, mut response: Response, kept: Option<Kept>, secret: &str) -> Response {
    // Who is sent to sign in comes back as somebody else.
    let leaves = response.extensions().get::<SignInFirst>().is_some();
    if let Some(kept) = kept.filter(|_| !leaves) {
        let cookie = set_cookie(app, COOKIE, &kept.written(app, secret), ROUND_MOST);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

impl Kept {
    /// Signed together with the sign-in it belongs to, so that it is of no use to anybody else.
    fn written(self, app: &App, secret: &str) -> String {
        let plain = self.plain();
        let signature = signature(app, &plain, secret);
        format!("{plain}.{signature}")
    }

    fn plain(self) -> String {
        match self {
            Self::Inside { at } => format!("i.{}", at.as_millisecond()),
            Self::Ticket { account, shown } => {
                let (kind, number) = match shown.ticket {
                    Ticket::Early { lot } => ("e", lot),
                    Ticket::Later { number } => ("t", number),
                };
                let began = shown.began.as_millisecond();
                format!("{kind}.{began}.{account}.{number}.{}", shown.let_in)
            }
        }
    }

    fn read(app: &App, headers: &HeaderMap, secret: &str) -> Option<Self> {
        let (plain, signed) = cookie_of(headers, COOKIE)?.rsplit_once('.')?;
        if signature(app, plain, secret) != signed {
            return None;
        }
        Self::parse(plain)
    }

    fn parse(plain: &str) -> Option<Self> {
        let instant = |text: &str| Timestamp::from_millisecond(text.parse().ok()?).ok();
        let parts: Vec<&str> = plain.split('.').collect();
        match parts.as_slice() {
            ["i", at] => Some(Self::Inside { at: instant(at)? }),
            [kind, began, account, number, let_in] => {
                let number = number.parse().ok()?;
                let ticket = match *kind {
                    "e" => Ticket::Early { lot: number },
                    "t" => Ticket::Later { number },
                    _ => return None,
                };
                let shown = Shown { began: instant(began)?, ticket, let_in: let_in.parse().ok()? };
                Some(Self::Ticket { account: account.parse().ok()?, shown })
            }
            _ => None,
        }
    }
}

/// It guards a turn in a queue and nothing else, so comparing it letter by letter gives nothing away that is worth
/// having within the hours in which it holds.
fn signature(app: &App, plain: &str, secret: &str) -> String {
    hex::of(&app.store.keys().token("entrance", &format!("{plain}|{secret}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_takes_places_has_an_entrance_and_looking_up_or_cancelling_has_none() {
        for path in ["/r/book", "/r/book/1/2/1/slot/3", "/r/together/1", "/r/bookings/1/change/2"] {
            assert!(takes_places(path), "{path}");
        }
        for path in [
            "/r/home",
            "/r/bookings/1",
            "/r/bookings/1/cancel",
            "/r/offers/1",
            "/desk",
            "/r/booking",
        ] {
            assert!(!takes_places(path), "{path}");
        }
    }

    #[test]
    fn what_is_kept_is_read_as_it_was_written_and_nothing_else_is() {
        let at = Timestamp::from_millisecond(1_700_000_000_123).expect("an instant");
        let account = AccountId(Uuid::from_u128(7));
        for ticket in [Ticket::Early { lot: u64::MAX }, Ticket::Later { number: 3 }] {
            let kept = Kept::Ticket { account, shown: Shown { began: at, ticket, let_in: 9 } };
            assert_eq!(Kept::parse(&kept.plain()), Some(kept));
        }
        assert_eq!(Kept::parse(&Kept::Inside { at }.plain()), Some(Kept::Inside { at }));
        for bad in ["", "i", "i.x", "t.1.2", "x.1.2.3.4", "t.1.nobody.3.4", "t.1.2.3.4.5"] {
            assert_eq!(Kept::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn pages_ask_again_sooner_the_sooner_it_may_be_and_never_all_at_once() {
        let account = |n| AccountId(Uuid::from_u128(n));
        let at = |seconds, n| again(SignedDuration::from_secs(seconds), false, account(n));
        assert_eq!((at(0, 0), at(60, 0), at(3_600, 0)), (3, 20, 30));
        assert_eq!((at(60, 1), at(60, 7)), (21, 27));
        let opening = |seconds, n| again(SignedDuration::from_secs(seconds), true, account(n));
        assert_eq!((opening(5, 0), opening(5, 3), opening(300, 0)), (6, 9, 30));
    }
}
