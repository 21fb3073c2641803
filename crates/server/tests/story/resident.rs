//! Residents and officers with a browser each: they open pages, follow links, fill in forms and keep their
//! cookies. A page is followed through redirects unless a story wants to see them.

use crate::{
    page::{Form, Page},
    people::Known,
};
use domain::{ProgrammeId, SlotId};
use line_emulator::{IdTokenOptions, Platform};
use reqwest::{RequestBuilder, header};
use std::{collections::BTreeMap, sync::Mutex};

/// Where browsers are: the service, LINE, and the line between.
pub(crate) struct World {
    /// Where the service answers.
    pub(crate) url: String,
    pub(crate) line: Platform,
    /// Follows nothing by itself.
    pub(crate) http: reqwest::Client,
    /// Every address that was asked for.
    seen: Mutex<Vec<String>>,
}

/// A browser.
pub(crate) struct Browser<'t> {
    world: &'t World,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The address a proxy in front of the service would write down.
    address: Mutex<Option<String>>,
}

/// A resident with LINE in their telephone.
pub(crate) struct Resident<'t> {
    pub(crate) browser: Browser<'t>,
    pub(crate) known: Known,
}

impl World {
    pub(crate) fn new(url: String, line: Platform) -> Self {
        Self { url, line, http: client(), seen: Mutex::default() }
    }

    /// One whose connections end with each answer, so that none outlives a service that is killed.
    pub(crate) fn of_short_visits(url: String, line: Platform) -> Self {
        let http = as_a_browser().pool_max_idle_per_host(0).build().unwrap();
        Self { http, ..Self::new(url, line) }
    }

    /// Every address that browsers asked for.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// Asks over HTTP and follows nothing by itself.
pub(crate) fn client() -> reqwest::Client {
    as_a_browser().build().unwrap()
}

fn as_a_browser() -> reqwest::ClientBuilder {
    // An error only says that this process has a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().no_proxy();
    builder.redirect(reqwest::redirect::Policy::none())
}

impl<'t> Browser<'t> {
    pub(crate) fn new(world: &'t World) -> Self {
        Self { world, cookies: Mutex::default(), address: Mutex::default() }
    }

    /// Comes from this address from now on.
    pub(crate) fn is_at(&self, address: &str) {
        *self.address.lock().unwrap() = Some(address.to_owned());
    }

    /// Has this cookie from now on, wherever it comes from.
    pub(crate) fn has_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// The value of a cookie it has.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// All it has, as they are sent.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Opens a page.
    pub(crate) async fn opens(&self, path: &str) -> Page {
        let page = self.asks_for(path).await;
        self.follows(page).await
    }

    /// Opens a page and stays at the first answer.
    pub(crate) async fn asks_for(&self, path: &str) -> Page {
        let request = self.world.http.get(self.address_of(path));
        self.sends(path, request).await.unwrap()
    }

    /// Follows the first link with these words.
    pub(crate) async fn taps(&self, page: &Page, label: &str) -> Page {
        self.opens(&page.link(label)).await
    }

    /// Types into the fields and presses the button.
    pub(crate) async fn presses(&self, page: &Page, button: &str, typed: &[(&str, &str)]) -> Page {
        self.submits(&page.form(button).typed(typed)).await
    }

    /// Sends a form.
    pub(crate) async fn submits(&self, form: &Form) -> Page {
        let page = self.posts(form, "same-origin").await;
        self.follows(page).await
    }

    /// Sends a file with the form that has a field for one.
    pub(crate) async fn brings(&self, action: &str, name: &str, bytes: &[u8]) -> Page {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        let request = self.world.http.post(self.address_of(action)).body(body);
        let kind = "multipart/form-data; boundary=edge";
        let request = request.header("content-type", kind).header("sec-fetch-site", "same-origin");
        let page = self.sends(action, request).await.unwrap();
        self.follows(page).await
    }

    /// Sends a form and stays at the first answer; `site` is where the browser says it comes from.
    pub(crate) async fn posts(&self, form: &Form, site: &str) -> Page {
        self.tries(form, site).await.unwrap()
    }

    /// The same where the service may be gone before it answers.
    pub(crate) async fn tries(&self, form: &Form, site: &str) -> reqwest::Result<Page> {
        let request = self.world.http.post(self.address_of(&form.action));
        let request = request.form(&form.fields).header("sec-fetch-site", site);
        self.sends(&form.action, request).await
    }

    /// A request with this browser's cookies, as it stands.
    pub(crate) fn with_cookies(&self, request: RequestBuilder) -> RequestBuilder {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<String> =
            cookies.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let address = self.address.lock().unwrap().clone();
        let request = request.header(header::COOKIE, pairs.join("; "));
        address.into_iter().fold(request, |request, at| request.header("x-forwarded-for", at))
    }

    fn address_of(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.world.url) } else { path.to_owned() }
    }

    async fn sends(&self, path: &str, request: RequestBuilder) -> reqwest::Result<Page> {
        let ours = path.starts_with('/') || path.starts_with(&self.world.url);
        let request = if ours { self.with_cookies(request) } else { request };
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for set in headers.get_all(header::SET_COOKIE) {
            self.keeps(set.to_str().unwrap());
        }
        let path = path.strip_prefix(&self.world.url).unwrap_or(path).to_owned();
        self.world.seen.lock().unwrap().push(path.clone());
        let page = Page { status, path, headers, html: answer.text().await? };
        page.speaks_one_language();
        Ok(page)
    }

    fn keeps(&self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap();
        let (key, value) = pair.split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        if attributes.contains("Max-Age=0") {
            cookies.remove(key);
        } else {
            cookies.insert(key.to_owned(), value.to_owned());
        }
    }

    async fn follows(&self, mut page: Page) -> Page {
        for _ in 0..8 {
            if !(300..400).contains(&page.status) {
                return page;
            }
            let to = page.header("location").unwrap().to_owned();
            page = self.asks_for(&to).await;
        }
        panic!("led in circles to {}", page.path)
    }
}

impl Resident<'_> {
    /// Opens a LIFF link of the service: without a sign-in in force, the page takes the ID token that LINE
    /// gives it and posts it, as its script does.
    pub(crate) async fn opens(&self, path: &str) -> Page {
        let page = self.browser.opens(&format!("/liff{path}")).await;
        if !page.html.contains("id_token") {
            return page;
        }
        let token =
            self.browser.world.line.id_token(&self.known.handle, &IdTokenOptions::default());
        self.signs_in(&page, &token).await
    }

    /// Sends a token from the opening page.
    pub(crate) async fn signs_in(&self, page: &Page, token: &str) -> Page {
        let fields =
            [("id_token".to_owned(), token.to_owned()), ("next".to_owned(), next_of(page))];
        self.browser
            .submits(&Form { action: "/signin/liff".to_owned(), fields: fields.into() })
            .await
    }

    /// Types a voucher number and a birth date.
    pub(crate) async fn types(&self, voucher: &str, born: &str) -> Page {
        let page = self.opens("/people/new").await;
        self.browser.presses(&page, "登録する", &[("voucher", voucher), ("birth", born)]).await
    }

    /// Says that it is for this person.
    pub(crate) async fn registers(&self, known: &Known) -> Page {
        let page = self.types(&known.voucher, &known.born).await;
        assert_eq!(page.heading(), "何を予約しますか", "{}", page.text());
        page
    }

    /// Opens the last page before a booking for oneself.
    pub(crate) async fn chooses(&self, programme: ProgrammeId, dose: u8, slot: SlotId) -> Page {
        let person = self.known.id;
        self.browser.opens(&format!("/r/book/{person}/{programme}/{dose}/slot/{slot}")).await
    }

    /// Books for oneself.
    pub(crate) async fn books(&self, programme: ProgrammeId, dose: u8, slot: SlotId) -> Page {
        let page = self.chooses(programme, dose, slot).await;
        self.browser.presses(&page, "この内容で予約する", &[]).await
    }
}

/// A query as a form with the method GET has it.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let address = reqwest::Url::parse_with_params("http://query.invalid", pairs).unwrap();
    address.query().unwrap().to_owned()
}

/// Where the opening page goes on to.
pub(crate) fn next_of(page: &Page) -> String {
    let form = page.html.split_once("name=\"id_token\"").unwrap().1;
    let begin = form.split_once("name=\"next\" value=\"").unwrap().1;
    begin.split_once('"').unwrap().0.replace("&#38;", "&")
}
