//! How pages look on a device: the size of letters, light or dark, and how strong the contrast is. Kept in a
//! cookie; where nothing was chosen, the device decides.

use super::{
    form::{Posted, Query},
    page::{Page, html},
    session::{local_path, set_cookie},
    visit::{HOME, KEPT, Visit},
};
use crate::{App, Problem, words::Lang};
use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// Its cookie.
pub(super) const LOOK: &str = "madoguchi_look";

/// The values of each setting; the first leaves it to the device.
const LETTERS: [&str; 3] = ["usual", "large", "largest"];
const COLOURS: [&str; 3] = ["device", "light", "dark"];
const CONTRAST: [&str; 2] = ["device", "strong"];

/// What was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) letters: &'static str,
    pub(super) colours: &'static str,
    pub(super) contrast: &'static str,
}

impl Default for Look {
    fn default() -> Self {
        Self { letters: LETTERS[0], colours: COLOURS[0], contrast: CONTRAST[0] }
    }
}

impl Look {
    /// As the cookie has it: three names with points between. What is not known is as if not chosen.
    pub(super) fn read(cookie: &str) -> Self {
        let mut names = cookie.split('.');
        let mut next = || names.next().unwrap_or_default();
        let (letters, colours, contrast) = (next(), next(), next());
        Self::of(letters, colours, contrast)
    }

    fn of(letters: &str, colours: &str, contrast: &str) -> Self {
        Self {
            letters: known(&LETTERS, letters),
            colours: known(&COLOURS, colours),
            contrast: known(&CONTRAST, contrast),
        }
    }

    fn cookie(self) -> String {
        [self.letters, self.colours, self.contrast].join(".")
    }
}

fn known(names: &[&'static str], name: &str) -> &'static str {
    names.iter().find(|known| **known == name).unwrap_or(&names[0])
}

#[derive(Template)]
#[template(path = "resident/look.html")]
struct Settings {
    page: Page,
    next: String,
    settings: [Setting; 3],
}

/// One of a few.
struct Setting {
    name: &'static str,
    legend: &'static str,
    options: Vec<Choice>,
}

struct Choice {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    next: String,
}

/// The settings.
pub(super) async fn get(
    State(app): State<App>,
    visit: Visit,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    html(&Settings {
        page: Page::resident(&app, &visit, visit.lang.look_title()),
        next: local_path(&from.next, HOME).to_owned(),
        settings: settings(visit.lang, visit.look),
    })
}

fn settings(lang: Lang, look: Look) -> [Setting; 3] {
    let setting = |name, legend, chosen: &str, options: &[(&'static str, &'static str)]| Setting {
        name,
        legend,
        options: options
            .iter()
            .map(|&(value, label)| Choice { value, label, chosen: value == chosen })
            .collect(),
    };
    let [usual, large, largest] = LETTERS;
    let [device, light, dark] = COLOURS;
    let [as_device, strong] = CONTRAST;
    [
        setting(
            "letters",
            lang.look_letters(),
            look.letters,
            &[
                (usual, lang.look_usual()),
                (large, lang.look_large()),
                (largest, lang.look_largest()),
            ],
        ),
        setting(
            "colours",
            lang.look_colours(),
            look.colours,
            &[(device, lang.look_device()), (light, lang.look_light()), (dark, lang.look_dark())],
        ),
        setting(
            "contrast",
            lang.look_contrast(),
            look.contrast,
            &[(as_device, lang.look_device()), (strong, lang.look_strong())],
        ),
    ]
}

/// What was chosen, and where to go on.
#[derive(Deserialize)]
pub(super) struct Chosen {
    letters: String,
    colours: String,
    contrast: String,
    next: String,
}

/// Looks so from now on, on this device.
pub(super) async fn post(
    State(app): State<App>,
    Posted(form): Posted<Chosen>,
) -> Result<Response, Problem> {
    let look = Look::of(&form.letters, &form.colours, &form.contrast);
    let mut response = Redirect::to(local_path(&form.next, HOME)).into_response();
    response.headers_mut().append(header::SET_COOKIE, set_cookie(&app, LOOK, &look.cookie(), KEPT));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_read_as_it_was_written_and_what_is_not_known_is_left_to_the_device() {
        let look = Look::of("large", "dark", "strong");
        assert_eq!(Look::read(&look.cookie()), look);
        assert_eq!(Look::read(""), Look::default());
        assert_eq!(
            Look::read("huge.<b>.strong.more"),
            Look { contrast: "strong", ..<_>::default() }
        );
    }
}
