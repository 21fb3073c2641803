//! From a voucher to the page of its person. The number travels in the form, never in an address.

use super::programmes;
use crate::{
    App, Problem,
    actions::meant,
    web::{form::Posted, session::Officer},
    words::Lang,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::voucher;
use serde::Deserialize;

/// The voucher, in any of its written forms.
#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    voucher: String,
}

const NOBODY: &str = "その番号の方は、名簿にいません。番号をもう一度お確かめください。再発行の前の番号でも、この方のページは開きます。";

/// Opens the page, also by a number that was reissued since.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Problem> {
    let scanned = match voucher::parse(&wanted.voucher) {
        Ok(scanned) => scanned,
        Err(error) => {
            let wrong = Lang::Japanese.voucher_wrong(&error);
            return programmes::page(&app, &officer, Some((wanted.voucher, wrong))).await;
        }
    };
    let token = meant::token(&app, &scanned);
    let asked = token.clone();
    let found = app.store.read(move |reader| reader.voucher_owners(&[asked])).await?;
    match found.get(&token) {
        Some(owner) => Ok(Redirect::to(&format!("/desk/people/{}", owner.person)).into_response()),
        None => programmes::page(&app, &officer, Some((wanted.voucher, NOBODY.to_owned()))).await,
    }
}
