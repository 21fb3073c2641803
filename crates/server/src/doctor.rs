//! Looks at everything a running counter stands on, and says what to press next where something is missing.
//! It sends nothing to residents, and changes nothing but the tables of an older version, which every start brings
//! up to date.

use crate::{
    App,
    actions::throttles,
    menus,
    web::assets,
    words::{
        catalogue,
        doctor::{self as words, Advice},
    },
};
use line::{Client, Quota, SendError};
use std::path::Path;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, and should be looked at.
    Look,
    /// Something does not work.
    Bad,
}

/// One check with what was found and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// How it ended.
    pub verdict: Verdict,
    /// What was looked at, what was found, and the next step.
    pub advice: Advice,
}

fn good(advice: Advice) -> Check {
    Check { verdict: Verdict::Good, advice }
}

fn look(advice: Advice) -> Check {
    Check { verdict: Verdict::Look, advice }
}

fn bad(advice: Advice) -> Check {
    Check { verdict: Verdict::Bad, advice }
}

/// There is no key file, so that there is nothing else to look at.
pub fn no_key(path: &Path) -> Check {
    bad(words::no_key(&path.display().to_string()))
}

/// So many wrong birth dates a day, for vouchers there are, are no mistypings any more.
const MANY_WRONG_BIRTH_DATES: u32 = 100;

/// Looks at everything, in the order in which a town sets it up.
pub async fn examine(app: &App) -> Vec<Check> {
    let mut checks = here(app).await;
    checks.extend(with_line(app).await);
    checks
}

/// The connection with LINE, and nothing else.
pub async fn with_line(app: &App) -> Vec<Check> {
    let Some(line) = &app.line else { return vec![look(words::no_line())] };
    let mut checks = Vec::new();
    let reached = channel(&line.client).await;
    let go_on = reached.verdict != Verdict::Bad;
    checks.push(reached);
    if go_on {
        checks.extend(webhook(app, &line.client).await);
    }
    let liff = liff(app);
    // The menus lead to the LIFF app, so that it comes first.
    let go_on = go_on && liff.verdict != Verdict::Bad;
    checks.push(liff);
    if go_on {
        checks.push(menus(app, &line.client).await);
        checks.push(sentences(app, &line.client).await);
    }
    checks
}

/// What LINE has no part in.
async fn here(app: &App) -> Vec<Check> {
    let counted = app.store.read(|reader| {
        let people = reader.count_persons()?;
        Ok((reader.count_differences()?.len(), people, reader.officer_names()?.len()))
    });
    let mut checks = match counted.await {
        Err(_) => vec![bad(words::no_database())],
        Ok((0, people, officers)) => vec![
            good(words::database()),
            if people == 0 { look(words::nobody()) } else { good(words::people(people)) },
            if officers == 0 { bad(words::no_officer()) } else { good(words::officers(officers)) },
        ],
        Ok((differences, ..)) => vec![bad(words::differences(differences))],
    };
    checks.extend(guessing(app).await);
    let missing = assets::missing();
    checks.push(if missing.is_empty() {
        good(words::assets())
    } else {
        bad(words::no_assets(&missing.join("、")))
    });
    let url = &app.config.server.base_url;
    checks.push(if url.starts_with("https://") {
        good(words::address(url))
    } else {
        look(words::plain_address(url))
    });
    checks
}

/// Whether somebody with a list of voucher numbers tries birth dates. It is said only when it is so.
async fn guessing(app: &App) -> Option<Check> {
    let (token, now) = (throttles::wrong_birth_dates(app), app.clock.now());
    let wrong = app.store.read(move |reader| reader.failures(&token, now)).await.unwrap_or(0);
    (wrong >= MANY_WRONG_BIRTH_DATES).then(|| look(words::wrong_birth_dates(wrong)))
}

/// Whether LINE lets us in, and how many messages are left.
async fn channel(client: &Client) -> Check {
    let asked = async { Ok::<_, SendError>((client.quota().await?, client.consumption().await?)) };
    match asked.await {
        Ok((Quota::None, used)) => good(words::channel(used, None)),
        Ok((Quota::Limited(most), used)) if used >= most => bad(words::used_up(most)),
        Ok((Quota::Limited(most), used)) => good(words::channel(used, Some(most))),
        Err(SendError::NotLetIn { status } | SendError::Never { status, .. }) => {
            bad(words::not_let_in(status))
        }
        Err(_) => bad(words::not_reached()),
    }
}

/// Whether LINE sends its events to us, and what we answer.
async fn webhook(app: &App, client: &Client) -> Vec<Check> {
    let ours = app.urls.webhook();
    match client.webhook().await {
        Err(error) => return vec![bad(words::webhook_unknown(&error.to_string()))],
        Ok(None) => return vec![bad(words::no_webhook(&ours))],
        Ok(Some(set)) if set.endpoint != ours => {
            return vec![bad(words::other_webhook(&set.endpoint, &ours))];
        }
        Ok(Some(set)) if !set.active => return vec![bad(words::webhook_off())],
        Ok(Some(_)) => {}
    }
    let tested = match client.test_webhook().await {
        Ok(test) if test.success => good(words::webhook_answers()),
        Ok(test) => bad(words::webhook_fails(test.status_code, &test.reason)),
        Err(error) => bad(words::webhook_unknown(&error.to_string())),
    };
    vec![good(words::webhook(&ours)), tested]
}

/// Whether the menus under the talk are those of this version and somebody sees one.
async fn menus(app: &App, client: &Client) -> Check {
    let asked = async {
        let fresh = menus::are_deployed(client, &app.urls).await?;
        Ok::<_, SendError>((fresh, client.default_menu().await?.is_some()))
    };
    match asked.await {
        Ok((true, true)) => good(words::menus()),
        Ok(_) => look(words::no_menus()),
        Err(error) => look(words::menus_unknown(&error.to_string())),
    }
}

/// Whether LINE would take every sentence of the talk. Nothing is sent.
async fn sentences(app: &App, client: &Client) -> Check {
    let all = catalogue::talk_of(&app.config.town, &app.urls);
    let count = all.len();
    for (when, messages) in all {
        match client.validate_push(&messages).await {
            Ok(()) => {}
            Err(SendError::Never { why, .. }) => return bad(words::bad_sentence(when, &why)),
            Err(error) => return look(words::sentences_unknown(&error.to_string())),
        }
    }
    good(words::sentences(count))
}

/// A LIFF app's id begins with the id of the LINE Login channel it belongs to.
fn liff(app: &App) -> Check {
    let Some(line) = &app.config.line else { return look(words::no_line()) };
    let own = line
        .liff_id
        .split_once('-')
        .is_some_and(|(channel, rest)| channel == line.login_channel_id && !rest.is_empty());
    if own {
        good(words::liff(&line.liff_id))
    } else {
        bad(words::other_liff(&line.liff_id, &line.login_channel_id))
    }
}
