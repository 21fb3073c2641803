//! The state over HTTP: the table of all addresses a bot may call, and the gate every call passes
//! (request id, channel token, faults and rates, log). What a call may contain is decided in `check`.

mod answer;
mod body;
mod faults;
mod login;
mod message;
mod people;
mod quota;
mod richmenu;
mod richmenu_alias;
mod richmenu_image;
mod richmenu_link;
mod send;
mod token;
mod webhook;

use std::time::Duration;

use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header::AUTHORIZATION},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, delete, get, post, put},
};

use crate::{
    api::answer::Refusal,
    fault::{
        Endpoint,
        Endpoint::{
            ChannelToken, Consumption, Followers, Loading, LoginAuthorize, LoginCerts, LoginToken,
            LoginVerify, Multicast, Profile, Push, Quota, Reply, RichMenu, RichMenuAlias,
            RichMenuAliasDelete, RichMenuCreate, RichMenuDelete, RichMenuImage, RichMenuLink,
            RichMenuList, Unknown, Validate, Webhook, WebhookTest,
        },
        Fault,
    },
    platform::Platform,
    state,
};

/// The id of a request, made by the gate and given back in `x-line-request-id`.
#[derive(Clone)]
struct RequestId(String);

const BODY_LIMIT: usize = 2 * 1024 * 1024;

pub(crate) fn router(platform: &Platform) -> Router<Platform> {
    let rows: [(&str, Endpoint, MethodRouter<Platform>); 38] = [
        ("/v2/bot/message/reply", Reply, post(message::reply)),
        ("/v2/bot/message/push", Push, post(message::push)),
        ("/v2/bot/message/multicast", Multicast, post(message::multicast)),
        ("/v2/bot/message/validate/{kind}", Validate, post(message::validate)),
        ("/v2/bot/message/quota", Quota, get(quota::quota)),
        ("/v2/bot/message/quota/consumption", Consumption, get(quota::consumption)),
        ("/v2/bot/profile/{user_id}", Profile, get(people::profile)),
        ("/v2/bot/followers/ids", Followers, get(people::followers)),
        ("/v2/bot/chat/loading/start", Loading, post(people::loading)),
        ("/v2/bot/channel/webhook/endpoint", Webhook, get(webhook::show)),
        ("/v2/bot/channel/webhook/endpoint", Webhook, put(webhook::set)),
        ("/v2/bot/channel/webhook/test", WebhookTest, post(webhook::test)),
        ("/v2/bot/richmenu", RichMenuCreate, post(richmenu::create)),
        ("/v2/bot/richmenu/validate", RichMenu, post(richmenu::validate)),
        ("/v2/bot/richmenu/list", RichMenuList, get(richmenu::list)),
        ("/v2/bot/richmenu/{menu_id}", RichMenu, get(richmenu::show)),
        ("/v2/bot/richmenu/{menu_id}", RichMenuDelete, delete(richmenu::delete)),
        ("/v2/bot/richmenu/{menu_id}/content", RichMenuImage, post(richmenu_image::upload)),
        ("/v2/bot/richmenu/{menu_id}/content", RichMenuImage, get(richmenu_image::download)),
        ("/v2/bot/richmenu/bulk/link", RichMenuLink, post(richmenu_link::bulk_link)),
        ("/v2/bot/richmenu/bulk/unlink", RichMenuLink, post(richmenu_link::bulk_unlink)),
        ("/v2/bot/user/all/richmenu", RichMenuLink, get(richmenu_link::default)),
        ("/v2/bot/user/all/richmenu", RichMenuLink, delete(richmenu_link::clear_default)),
        ("/v2/bot/user/all/richmenu/{menu_id}", RichMenuLink, post(richmenu_link::set_default)),
        ("/v2/bot/user/{user_id}/richmenu", RichMenuLink, get(richmenu_link::of_user)),
        ("/v2/bot/user/{user_id}/richmenu", RichMenuLink, delete(richmenu_link::unlink)),
        ("/v2/bot/user/{user_id}/richmenu/{menu_id}", RichMenuLink, post(richmenu_link::link)),
        ("/v2/bot/richmenu/alias", RichMenuAlias, post(richmenu_alias::create)),
        ("/v2/bot/richmenu/alias/list", RichMenuAlias, get(richmenu_alias::list)),
        ("/v2/bot/richmenu/alias/{alias_id}", RichMenuAlias, get(richmenu_alias::show)),
        ("/v2/bot/richmenu/alias/{alias_id}", RichMenuAlias, post(richmenu_alias::update)),
        ("/v2/bot/richmenu/alias/{alias_id}", RichMenuAliasDelete, delete(richmenu_alias::delete)),
        ("/v2/{*unknown}", Unknown, get(nowhere).post(nowhere).put(nowhere).delete(nowhere)),
        ("/oauth2/v3/token", ChannelToken, post(token::issue)),
        ("/oauth2/v2.1/certs", LoginCerts, get(login::certs)),
        ("/oauth2/v2.1/verify", LoginVerify, post(login::verify)),
        ("/oauth2/v2.1/token", LoginToken, post(login::exchange)),
        ("/oauth2/v2.1/authorize", LoginAuthorize, get(login::authorize)),
    ];
    let guarded = |endpoint: Endpoint, methods: MethodRouter<Platform>| {
        methods
            .route_layer(DefaultBodyLimit::max(BODY_LIMIT))
            .route_layer(from_fn_with_state(platform.clone(), gate))
            .route_layer(Extension(endpoint))
    };
    rows.into_iter()
        .fold(Router::new(), |router, (path, endpoint, methods)| {
            router.route(path, guarded(endpoint, methods))
        })
        .route("/emulator/faults", post(faults::script).delete(faults::heal))
}

/// A misspelt address is answered, and written down, like any other call.
async fn nowhere() -> Refusal {
    Refusal::not_found()
}

async fn gate(
    State(platform): State<Platform>,
    Extension(endpoint): Extension<Endpoint>,
    mut request: Request,
    next: Next,
) -> Response {
    let now = platform.now();
    let id = format!("{:032x}", platform.note(state::State::serial));
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut fault = None;
    let mut response = if endpoint.needs_token() && !bearer_is_good(&platform, &request) {
        Refusal::unauthorized().into_response()
    } else {
        fault = platform.note(|state| state.faults.next(endpoint, now));
        meet(fault, request, next).await
    };
    let status = response.status().as_u16();
    tracing::debug!(method, path, status, id, "answered");
    platform.note(|state| state.log(state::Request { method, path, status, id: id.clone() }));
    if fault == Some(Fault::AcceptThenDrop) {
        return dropped();
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-line-request-id", value);
    }
    response
}

async fn meet(fault: Option<Fault>, request: Request, next: Next) -> Response {
    match fault {
        None | Some(Fault::AcceptThenDrop) => next.run(request).await,
        Some(Fault::Slow(milliseconds)) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            next.run(request).await
        }
        Some(Fault::Status(code)) => {
            let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Refusal::new(status, "The API server is not able to answer this request.")
                .into_response()
        }
        Some(Fault::Unavailable) => {
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable").into_response()
        }
        Some(Fault::RateLimited) => Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "The API rate limit has been exceeded. Try again later.",
        )
        .into_response(),
        Some(Fault::MonthlyLimit) => Refusal::monthly_limit().into_response(),
    }
}

/// A body that fails before its first byte makes the server close the connection while nothing of the
/// answer, not even its status, has been written.
fn dropped() -> Response {
    let failing =
        tokio_stream::once(Err::<Vec<u8>, _>(std::io::Error::other("dropped on purpose")));
    Response::new(Body::from_stream(failing))
}

fn bearer_is_good(platform: &Platform, request: &Request) -> bool {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = header.and_then(|header| header.strip_prefix("Bearer ")) else {
        return false;
    };
    let long_lived = platform.0.options.channel_token.as_deref() == Some(token);
    let now = platform.now();
    long_lived
        || platform.read(|state| {
            state.channel_tokens.get(token).is_some_and(|expires_at| now < *expires_at)
        })
}

/// The answer to whatever was done when there is nothing to say.
fn empty() -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({}))
}
