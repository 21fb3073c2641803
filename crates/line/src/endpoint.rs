//! The table of everything we call: method, path, host and LINE's limit. Paths name their
//! parameters instead of carrying them, so a path can be logged.

use reqwest::{Method, Url};

use crate::error::SendError;
use crate::hosts::Hosts;
use crate::rate::Pace;

pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) pace: Pace,
    host: Host,
}

#[derive(Clone, Copy)]
enum Host {
    Api,
    Data,
}

impl Endpoint {
    /// The address, with each `{…}` replaced by the next argument, percent-encoded.
    pub(crate) fn url(&self, hosts: &Hosts, arguments: &[&str]) -> Result<Url, SendError> {
        let base = match self.host {
            Host::Api => &hosts.api,
            Host::Data => &hosts.data,
        };
        let mut url = Url::parse(base).map_err(|_| bad_host())?;
        let mut arguments = arguments.iter();
        let mut segments = url.path_segments_mut().map_err(|()| bad_host())?;
        segments.pop_if_empty();
        for segment in self.path.split('/').skip(1) {
            if segment.starts_with('{') {
                // Such an argument would call another endpoint.
                let argument = arguments
                    .next()
                    .filter(|argument| !matches!(**argument, "" | "." | ".."))
                    .ok_or_else(|| bad_argument(self.path))?;
                segments.push(argument);
            } else {
                segments.push(segment);
            }
        }
        drop(segments);
        Ok(url)
    }
}

/// A slip in the configuration must not cost a message.
fn bad_host() -> SendError {
    let why = "LINE's address in the configuration is no address".to_owned();
    SendError::Later { maybe_delivered: false, why }
}

fn bad_argument(path: &str) -> SendError {
    SendError::Never { status: 400, why: format!("an id is missing or impossible in {path}") }
}

const fn api(method: Method, path: &'static str, pace: Pace) -> Endpoint {
    Endpoint { method, path, pace, host: Host::Api }
}

/// LINE's limit wherever its reference names no other.
const USUAL: Pace = Pace::per_second(2_000);

pub(crate) static REPLY: Endpoint = api(Method::POST, "/v2/bot/message/reply", USUAL);
pub(crate) static PUSH: Endpoint = api(Method::POST, "/v2/bot/message/push", USUAL);
pub(crate) static MULTICAST: Endpoint =
    api(Method::POST, "/v2/bot/message/multicast", Pace::per_second(200));
pub(crate) static VALIDATE_PUSH: Endpoint =
    api(Method::POST, "/v2/bot/message/validate/push", USUAL);
pub(crate) static QUOTA: Endpoint = api(Method::GET, "/v2/bot/message/quota", USUAL);
pub(crate) static CONSUMPTION: Endpoint =
    api(Method::GET, "/v2/bot/message/quota/consumption", USUAL);
pub(crate) static PROFILE: Endpoint = api(Method::GET, "/v2/bot/profile/{user}", USUAL);
pub(crate) static LOADING: Endpoint =
    api(Method::POST, "/v2/bot/chat/loading/start", Pace::per_second(100));

pub(crate) static WEBHOOK: Endpoint =
    api(Method::GET, "/v2/bot/channel/webhook/endpoint", Pace::per_minute(1_000));
pub(crate) static SET_WEBHOOK: Endpoint =
    api(Method::PUT, "/v2/bot/channel/webhook/endpoint", Pace::per_minute(1_000));
pub(crate) static TEST_WEBHOOK: Endpoint =
    api(Method::POST, "/v2/bot/channel/webhook/test", Pace::per_hour(60));

pub(crate) static CREATE_MENU: Endpoint =
    api(Method::POST, "/v2/bot/richmenu", Pace::per_hour(100));
pub(crate) static DELETE_MENU: Endpoint =
    api(Method::DELETE, "/v2/bot/richmenu/{menu}", Pace::per_hour(100));
pub(crate) static LIST_MENUS: Endpoint =
    api(Method::GET, "/v2/bot/richmenu/list", Pace::per_second(10));
pub(crate) static MENU_IMAGE: Endpoint = Endpoint {
    method: Method::POST,
    path: "/v2/bot/richmenu/{menu}/content",
    pace: USUAL,
    host: Host::Data,
};
pub(crate) static GET_DEFAULT_MENU: Endpoint = api(Method::GET, "/v2/bot/user/all/richmenu", USUAL);
pub(crate) static DEFAULT_MENU: Endpoint =
    api(Method::POST, "/v2/bot/user/all/richmenu/{menu}", USUAL);
pub(crate) static LINK_MENU: Endpoint =
    api(Method::POST, "/v2/bot/user/{user}/richmenu/{menu}", USUAL);
pub(crate) static UNLINK_MENU: Endpoint =
    api(Method::DELETE, "/v2/bot/user/{user}/richmenu", USUAL);
pub(crate) static CREATE_ALIAS: Endpoint = api(Method::POST, "/v2/bot/richmenu/alias", USUAL);
pub(crate) static UPDATE_ALIAS: Endpoint =
    api(Method::POST, "/v2/bot/richmenu/alias/{alias}", USUAL);
pub(crate) static LIST_ALIASES: Endpoint = api(Method::GET, "/v2/bot/richmenu/alias/list", USUAL);
