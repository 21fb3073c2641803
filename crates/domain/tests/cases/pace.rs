//! Runs the table of forecasts: when a programme is full at its present speed.

use crate::table::Row;
use domain::{
    pace::{Forecast, Pace, Stock, forecast},
    when::{at_japan, japan_time},
};

/// The forecast as the table writes it.
pub(crate) fn full_at(row: &Row) -> String {
    let at = |text: &str| {
        let civil = text.replacen(' ', "T", 1).parse().expect("a date and a time");
        at_japan(civil)
    };
    let told = |at| japan_time(at).strftime("%Y-%m-%d %H:%M").to_string();
    let (day, given_back) = (row.number("24時間の予約"), row.number("24時間の戻り"));
    let stock = Stock {
        open_since: row.some("受付開始", at),
        left: row.number("残り"),
        last: row.some("最後の枠", at),
    };
    let pace = Pace { hour: 0, day, given_back, cancelled_today: 0 };
    match forecast(pace, stock, at(row.get("いま"))) {
        Forecast::NothingToCome => "これからの枠がない".into(),
        Forecast::Full => "満員".into(),
        Forecast::NotOpen => "受付中でない".into(),
        Forecast::TooFew => "予約が少ない".into(),
        Forecast::NotFilling => "ふえていない".into(),
        Forecast::NotBefore { .. } => "最後の枠まで満員にならない".into(),
        Forecast::At(at) => told(at),
    }
}
