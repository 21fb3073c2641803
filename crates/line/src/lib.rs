//! The LINE platform: webhooks in, messages out, sign-in checked. It knows nothing of bookings,
//! keeps nothing on disk and never decides whether a message should be sent.
//!
//! Read in this order: [`webhook`] and [`event`] (what LINE tells us), [`message`], [`action`] and
//! [`flex`] (what we say), [`client`] (saying it), [`error`] (what to do when it fails), [`account`]
//! and [`menu`] (people, quota, settings, rich menus), [`login`] (who is on the other side).

pub mod account;
pub mod action;
pub mod client;
mod complaint;
mod endpoint;
pub mod error;
pub mod event;
pub mod flex;
pub mod hosts;
mod jwt;
mod keys;
pub mod limit;
pub mod login;
pub mod menu;
pub mod message;
mod rate;
mod token;
pub mod webhook;
mod wire;

pub use account::{Profile, Quota, Webhook, WebhookTest};
pub use action::Action;
pub use client::{Client, Clock, Credentials};
pub use error::{Accepted, SendError};
pub use event::{Event, EventKind};
pub use hosts::Hosts;
pub use limit::Limit;
pub use login::{Identity, Login, TokenError};
pub use message::Message;
