//! A small LINE for demos and tests: one state with four faces, namely verbs for tests, the HTTP
//! interface that bots call, the login and LIFF side, and telephones drawn in the browser. It speaks the
//! protocol strictly and on purpose shares no code with our client of it.
//!
//! | where | what |
//! |---|---|
//! | [`Platform`] | start it, make residents act, look at what they see |
//! | `state`, `chat`, `menu` | plain data behind one mutex |
//! | `api`, `check` | the Messaging API over that data, and what it refuses |
//! | `login`, `liff`, `proxy` | ID tokens, the LIFF double, a browser per telephone |
//! | `deliver` | signed webhooks, redelivered when the service does not take them |
//! | `phone` | the page with the telephones |

mod api;
mod chat;
mod check;
mod clock;
mod crypto;
mod deliver;
mod fault;
mod jar;
mod liff;
mod login;
mod menu;
mod options;
mod phone;
mod platform;
mod proxy;
mod save;
mod screen;
mod sent;
mod state;
mod verbs;

pub use chat::{Button, Entry, Side, Via};
pub use deliver::Answer;
pub use fault::{Endpoint, Fault};
pub use login::{IdTokenOptions, Signed};
pub use options::{Clock, Options};
pub use platform::{Platform, Running};
pub use sent::Sent;
pub use state::{Friendship, Request, user_id};
pub use verbs::Tapped;
