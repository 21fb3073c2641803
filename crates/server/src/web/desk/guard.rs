//! Every address of the desk names what it lets an officer do, and nobody comes through whose role has no such act.
//! An address cannot be added without one.

use super::Who;
use crate::{
    App, Problem,
    actions::sign_in,
    web::{
        page::{Link, Page, html},
        session::{DESK, Officer, cookie, sign_in_first},
    },
    words::roles,
};
use askama::Template;
use axum::{
    Router,
    extract::{FromRequestParts, Request, State},
    handler::Handler,
    http::{Method, StatusCode, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use domain::Act;
use jiff::Timestamp;
use store::{AtDesk, Token};

/// Addresses of the desk, each with its act.
pub(in crate::web) struct Desk {
    app: App,
    router: Router<App>,
    routes: Vec<Route>,
}

/// One address of the desk, as a test walks through them.
#[derive(Clone, Debug)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// The address, with its parts in braces.
    pub path: &'static str,
    /// What it lets an officer do; nothing where nobody has to be signed in.
    pub act: Option<Act>,
}

impl Desk {
    pub(in crate::web) fn new(app: &App) -> Self {
        Self { app: app.clone(), router: Router::new(), routes: Vec::new() }
    }

    /// A page.
    pub(in crate::web) fn get<H, T>(self, act: Act, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.guarded(act, path, Method::GET, get(handler))
    }

    /// A form.
    pub(in crate::web) fn post<H, T>(self, act: Act, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.guarded(act, path, Method::POST, post(handler))
    }

    /// An address for whoever is not signed in yet.
    pub(super) fn open(mut self, path: &'static str, methods: MethodRouter<App>) -> Self {
        for method in [Method::GET, Method::POST] {
            self.routes.push(Route { method, path, act: None });
        }
        self.router = self.router.route(path, methods);
        self
    }

    /// A part of the desk's work.
    pub(super) fn with(self, part: impl FnOnce(Self) -> Self) -> Self {
        part(self)
    }

    /// What axum serves.
    pub(in crate::web) fn into_router(self) -> Router<App> {
        self.router
    }

    /// What a test walks through.
    pub(in crate::web) fn into_routes(self) -> Vec<Route> {
        self.routes
    }

    fn guarded(
        mut self,
        act: Act,
        path: &'static str,
        method: Method,
        methods: MethodRouter<App>,
    ) -> Self {
        self.routes.push(Route { method, path, act: Some(act) });
        let needs = (self.app.clone(), act);
        let methods = methods.route_layer(middleware::from_fn_with_state(needs, guard));
        self.router = self.router.route(path, methods);
        self
    }
}

/// Lets an officer through who may; says to anybody else why not.
async fn guard(
    State((app, act)): State<(App, Act)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let officer = signed_in(&parts, &app).await?;
    if officer.owes_second && act != Act::OwnSignIn {
        return Ok(Redirect::to("/desk/me/second").into_response());
    }
    if !officer.duty.may(act) {
        tracing::warn!(officer = %officer.id, act = act.name(), "an officer was turned away");
        return turned_away(&app, &officer, act).await;
    }
    parts.extensions.insert(officer);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

async fn signed_in(parts: &Parts, app: &App) -> Result<Officer, Problem> {
    let now = app.clock.now();
    if let Some(secret) = cookie(parts, DESK) {
        let token = sign_in::token(app, secret);
        let asked = token.clone();
        let found = app.store.read(move |reader| reader.officer_at_desk(&asked, now)).await?;
        if let Some(found) = found {
            note_use(app, &token, found.used_at, now).await;
            let owes_second = found.owes_second_factor();
            let AtDesk { id, name, duty, .. } = found;
            return Ok(Officer { id, name, duty, sign_in: token, owes_second });
        }
    }
    Err(sign_in_first(parts))
}

/// When it was last used is kept to the hour, so that a page costs no write. Not to know it is no reason to turn
/// anybody away.
async fn note_use(app: &App, token: &Token, noted: Option<Timestamp>, now: Timestamp) {
    let hour = |at: Timestamp| at.as_second().div_euclid(3_600);
    if noted.is_some_and(|noted| hour(noted) == hour(now)) {
        return;
    }
    let token = token.clone();
    if let Err(error) = app.store.write(move |tx| tx.note_use(&token, now)).await {
        tracing::warn!("when a sign-in was used could not be noted: {error:?}");
    }
}

/// Who came through the guard of the address.
impl FromRequestParts<App> for Officer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let officer = parts.extensions.get::<Self>().cloned();
        officer.ok_or_else(|| Problem::Broken(anyhow::anyhow!("an address without a guard")))
    }
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct TurnedAway {
    page: Page,
    who: Option<Who>,
    heading: String,
    paragraphs: Vec<String>,
    primary: Option<Link>,
    reference: Option<String>,
}

async fn turned_away(app: &App, officer: &Officer, act: Act) -> Result<Response, Problem> {
    let administrators = app.store.read(|reader| reader.administrators()).await?;
    let heading = "この操作は、できません";
    let page = html(&TurnedAway {
        page: Page::desk(app, heading),
        who: Some(Who::of(officer)),
        heading: heading.to_owned(),
        paragraphs: roles::turned_away(&officer.duty, act, &administrators),
        primary: Some(Link { label: "事業の一覧に戻る".into(), url: "/desk".to_owned() }),
        reference: None,
    })?;
    Ok((StatusCode::FORBIDDEN, page).into_response())
}
