//! The rich menus under the talk: four pictures with four areas each, and which of them everyone sees. What
//! the pictures show is drawn by web/menus/draw.mjs; both must agree on the areas.

mod deploy;
pub mod own;

pub use deploy::{Deployed, are_deployed, deploy};

use crate::{App, urls::Urls, words::talk::said};
use anyhow::Result;
use domain::Programme;
use jiff::{SignedDuration, Timestamp};
use line::{
    Action,
    menu::{Area, Bounds, RichMenu, Size},
};
use std::time::Duration;
use tokio::{sync::broadcast::error::RecvError, time};

/// The longest wait before LINE is asked again which menu everyone sees.
const LOOK_AFTER: Duration = Duration::from_mins(10);
/// The pause after trouble.
const PAUSE: Duration = Duration::from_secs(30);

const WIDTH: u32 = 2500;
const UPPER: u32 = 843;
const LOWER: u32 = 843;

/// Which menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Standing programmes take bookings, and no campaign runs.
    Everyday,
    /// A campaign, which has an end, takes bookings.
    Open,
    /// Nothing takes bookings now.
    Closed,
    /// The person waits for a place.
    Waitlist,
}

impl Kind {
    /// Every menu.
    pub const ALL: [Self; 4] = [Self::Everyday, Self::Open, Self::Closed, Self::Waitlist];

    /// Its name in LINE's lists and aliases.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everyday => "madoguchi-everyday",
            Self::Open => "madoguchi-open",
            Self::Closed => "madoguchi-closed",
            Self::Waitlist => "madoguchi-waitlist",
        }
    }

    /// Its picture, a PNG of the whole menu.
    pub fn picture(self) -> &'static [u8] {
        match self {
            Self::Everyday => include_bytes!("../assets/menus/everyday.png"),
            Self::Open => include_bytes!("../assets/menus/open.png"),
            Self::Closed => include_bytes!("../assets/menus/closed.png"),
            Self::Waitlist => include_bytes!("../assets/menus/waitlist.png"),
        }
    }

    /// What is to be seen by everyone who has no menu of their own.
    pub fn for_all(programmes: &[Programme], now: Timestamp) -> Self {
        let mut open = programmes.iter().filter(|programme| programme.is_open(now)).peekable();
        if open.peek().is_none() {
            return Self::Closed;
        }
        let campaign = open.any(|programme| programme.closes_at.is_some());
        if campaign { Self::Open } else { Self::Everyday }
    }

    /// The areas and what a tap on each does. Their labels are read aloud.
    pub fn menu(self, urls: &Urls, name: String) -> RichMenu {
        let upper = match self {
            Self::Everyday | Self::Open => Action::uri(urls.book(), "予約する"),
            Self::Closed => Action::uri(urls.book(), "受付の予定を見る"),
            Self::Waitlist => Action::uri(urls.home(), "待ち状況を見る"),
        };
        let third = WIDTH / 3;
        let lower = |n: u32, action| {
            let width = if n == 2 { WIDTH - 2 * third } else { third };
            area(n * third, UPPER, width, LOWER, action)
        };
        RichMenu {
            size: Size { width: WIDTH, height: UPPER + LOWER },
            selected: true,
            name,
            chat_bar_text: "予約メニュー".to_owned(),
            areas: vec![
                area(0, 0, WIDTH, UPPER, upper),
                lower(0, Action::message(said::LOOK_UP, "予約の確認")),
                lower(1, Action::message(said::CHANGE_OR_CANCEL, "変更・キャンセル")),
                lower(2, Action::message(said::PERSON, "電話で話す")),
            ],
        }
    }
}

fn area(x: u32, y: u32, width: u32, height: u32, action: Action) -> Area {
    Area { bounds: Bounds { x, y, width, height }, action }
}

/// Shows everyone the menu of the hour; none if the menus are not deployed or it is shown already.
pub async fn tick(app: &App) -> Result<Option<Kind>> {
    let Some(line) = &app.line else { return Ok(None) };
    let programmes = app.store.read(|reader| reader.programmes()).await?;
    let kind = Kind::for_all(&programmes, app.clock.now());
    let aliases = line.client.aliases().await?;
    let Some(wanted) = aliases.into_iter().find(|alias| alias.rich_menu_alias_id == kind.name())
    else {
        return Ok(None);
    };
    if line.client.default_menu().await?.as_ref() == Some(&wanted.rich_menu_id) {
        return Ok(None);
    }
    line.client.set_default_menu(&wanted.rich_menu_id).await?;
    tracing::info!("everyone sees the menu {} now", kind.name());
    Ok(Some(kind))
}

/// Keeps the menu of the hour for as long as the service lives: when a programme opens, closes or is edited.
pub async fn run(app: App) {
    let mut commits = app.store.commits();
    loop {
        let wait = match tick(&app).await {
            Ok(_) => until_next(&app).await,
            Err(error) => {
                tracing::warn!("the menus stand still: {error:#}");
                PAUSE
            }
        };
        let edited = async {
            loop {
                match commits.recv().await {
                    Ok(commit) if commit.setup => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        // Both ends are fine: something was edited, or it is time to look.
        let _ = time::timeout(wait, edited).await;
    }
}

/// How long until a programme opens or closes.
async fn until_next(app: &App) -> Duration {
    let now = app.clock.now();
    let programmes = app.store.read(|reader| reader.programmes()).await.unwrap_or_default();
    let instants = programmes.iter().flat_map(|p| [p.opens_at, p.closes_at]).flatten();
    let next = instants.filter(|at| *at > now).min();
    let wait = next.map_or(SignedDuration::MAX, |at| at.duration_since(now));
    Duration::try_from(wait).unwrap_or(Duration::ZERO).min(LOOK_AFTER)
}
