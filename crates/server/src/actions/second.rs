//! The second factor: set up with the telephone in the hand, asked for after the password, and its codes for when the
//! telephone is gone. Nothing half done is stored: what lies between two pages is sealed in the form.

use super::{sign_in, throttles};
use crate::{App, Problem, password, totp};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{OfficerId, code::PlainCode, digits};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::Token;

/// How many codes there are for a lost telephone.
pub const RECOVERY_CODES: usize = 10;
/// How long one may take between two pages.
const HALF_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// The same for setting up, where an app may have to be installed first.
const SETUP_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// What is typed to prove a second factor, or a password of somebody who is signed in.
#[derive(Debug)]
pub enum Tried<T> {
    /// It is right.
    Right(T),
    /// It is not.
    Wrong,
    /// Too many tries.
    Throttled {
        /// Until when.
        until: Timestamp,
    },
}

/// Whose it is and until when, between two pages.
#[derive(Serialize, Deserialize)]
struct Half {
    officer: OfficerId,
    ends: i64,
    secret: Vec<u8>,
}

fn sealed(app: &App, place: &str, half: &Half) -> Result<String, Problem> {
    let plain = serde_json::to_vec(half).map_err(anyhow::Error::from)?;
    Ok(URL_SAFE_NO_PAD.encode(app.store.keys().seal(place, &plain)?))
}

fn opened(app: &App, place: &str, text: &str) -> Result<Half, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Problem::FormExpired)?;
    let plain = app.store.keys().open(place, &bytes).map_err(|_| Problem::FormExpired)?;
    let half: Half = serde_json::from_slice(&plain).map_err(|_| Problem::FormExpired)?;
    let now = app.clock.now().as_millisecond();
    if now < half.ends { Ok(half) } else { Err(Problem::FormExpired) }
}

fn ends(app: &App, life: SignedDuration) -> Result<i64, Problem> {
    let at = app.clock.now().saturating_add(life).map_err(anyhow::Error::from)?;
    Ok(at.as_millisecond())
}

const SIGN_IN: &str = "sign_in/half";
const SETUP: &str = "officer/setup";

/// The password was right: what the page carries to the second question.
pub(super) fn half(app: &App, officer: OfficerId) -> Result<String, Problem> {
    sealed(app, SIGN_IN, &Half { officer, ends: ends(app, HALF_LIFE)?, secret: Vec::new() })
}

/// Whether this is the code of the telephone, or one for when it is gone; it is used up by that. Right, it signs in.
pub async fn answer(
    app: &App,
    (half, typed): (&str, &str),
    browser: String,
    address: IpAddr,
) -> Result<Tried<String>, Problem> {
    let id = opened(app, SIGN_IN, half)?.officer;
    let counted = throttles::desk_second(app, id, address);
    if let Some(until) = count(app, &counted).await? {
        return Ok(Tried::Throttled { until });
    }
    let (now, typed) = (app.clock.now(), Typed::of(app, typed));
    let (secret, token, sign_in) = sign_in::new_officer_sign_in(app, id)?;
    let right = app.store.write(move |tx| {
        let Some(second) = tx.second_factor(id)? else { return Ok(false) };
        let right = match &typed {
            Typed::Six(code) => match totp::matching(&second.secret, code, now) {
                Some(step) => tx.use_step(id, step)?,
                None => false,
            },
            Typed::Recovery(token) => tx.use_recovery_code(id, token, now)?,
            Typed::Nothing => false,
        };
        if right {
            tx.take_back_failure(&counted)?;
            tx.officer_signs_in(&token, &sign_in, &browser, now)?;
        }
        Ok(right)
    });
    Ok(if right.await? { Tried::Right(secret) } else { Tried::Wrong })
}

/// What was typed into the one field for both.
enum Typed {
    Six(String),
    Recovery(Token),
    Nothing,
}

impl Typed {
    fn of(app: &App, typed: &str) -> Self {
        let six = digits::digits(typed).ok().filter(|text| text.len() == 6);
        match (six, PlainCode::parse(typed)) {
            (Some(six), _) => Self::Six(six),
            (None, Ok(code)) => Self::Recovery(recovery_token(app, &code)),
            (None, Err(_)) => Self::Nothing,
        }
    }
}

fn recovery_token(app: &App, code: &PlainCode) -> Token {
    app.store.keys().token("officer/recovery", &code.written())
}

/// Counts a try before it is looked at; until when there may be no other, if they were too many.
async fn count(app: &App, counted: &[store::Allowance]) -> Result<Option<Timestamp>, Problem> {
    let (now, counted) = (app.clock.now(), counted.to_vec());
    let until = app.store.write(move |tx| {
        let until = tx.throttled(&counted, now)?;
        if until.is_none() {
            tx.count_failure(&counted, now)?;
        }
        Ok(until)
    });
    Ok(until.await?)
}

/// Whether somebody who is signed in knows the password; asked before what outlives this sign-in is changed.
pub async fn knows_password(
    app: &App,
    login: &str,
    typed: String,
    address: IpAddr,
) -> Result<Tried<()>, Problem> {
    let counted = throttles::desk_sign_in(app, login, address);
    if let Some(until) = count(app, &counted).await? {
        return Ok(Tried::Throttled { until });
    }
    let asked = login.to_owned();
    let officer = app.store.read(move |reader| reader.officer_by_login(&asked)).await?;
    let hash = officer.map(|officer| officer.password);
    let right = tokio::task::spawn_blocking(move || password::is_right(hash.as_deref(), &typed));
    if !right.await.map_err(anyhow::Error::from)? {
        return Ok(Tried::Wrong);
    }
    app.store.write(move |tx| tx.take_back_failure(&counted)).await?;
    Ok(Tried::Right(()))
}

/// A new secret for a telephone: what the form carries, and the secret itself for the picture.
pub fn begin(app: &App, officer: OfficerId) -> Result<(String, Vec<u8>), Problem> {
    let secret = app.ids.bytes::<{ totp::SECRET_LEN }>().to_vec();
    let half = Half { officer, ends: ends(app, SETUP_LIFE)?, secret: secret.clone() };
    Ok((sealed(app, SETUP, &half)?, secret))
}

/// The secret of a form that is shown again.
pub fn begun(app: &App, officer: OfficerId, half: &str) -> Result<Vec<u8>, Problem> {
    let half = opened(app, SETUP, half)?;
    if half.officer == officer { Ok(half.secret) } else { Err(Problem::FormExpired) }
}

/// The telephone shows the right code: from now on it is asked for. The codes for when it is gone, once; nothing if
/// the code is not right.
pub async fn finish(
    app: &App,
    officer: OfficerId,
    (half, typed): (&str, &str),
) -> Result<Option<Vec<PlainCode>>, Problem> {
    let (secret, now) = (begun(app, officer, half)?, app.clock.now());
    let six = digits::digits(typed).unwrap_or_default();
    let Some(step) = totp::matching(&secret, &six, now) else { return Ok(None) };
    let (plain, tokens) = drawn(app);
    let set =
        app.store.write(move |tx| tx.set_second_factor(officer, (&secret, step), &tokens, now));
    set.await?;
    Ok(Some(plain))
}

/// Other codes for when the telephone is gone, in place of those before.
pub async fn renew(app: &App, officer: OfficerId) -> Result<Vec<PlainCode>, Problem> {
    let (now, (plain, tokens)) = (app.clock.now(), drawn(app));
    app.store.write(move |tx| tx.renew_recovery_codes(officer, &tokens, now)).await?;
    Ok(plain)
}

fn drawn(app: &App) -> (Vec<PlainCode>, Vec<Token>) {
    let draw = |_| PlainCode::of_chance(u64::from_le_bytes(app.ids.bytes()));
    let plain: Vec<PlainCode> = (0..RECOVERY_CODES).map(draw).collect();
    let tokens = plain.iter().map(|code| recovery_token(app, code)).collect();
    (plain, tokens)
}
