//! How fast places go and when none is left, in the words of the board.

use super::dates;
use domain::{
    pace::{ENOUGH, Forecast},
    when,
};
use jiff::{SignedDuration, Timestamp};

/// Until then the hour is told as well.
const HOUR_IS_TOLD: SignedDuration = SignedDuration::from_hours(48);

/// When the programme is full at the present speed, or why that cannot be said.
pub fn full_at(forecast: Forecast, now: Timestamp) -> String {
    match forecast {
        Forecast::NothingToCome => "これからの枠はありません".to_owned(),
        Forecast::Full => "満員です".to_owned(),
        Forecast::NotOpen => "受付中ではありません".to_owned(),
        Forecast::TooFew => format!("まだわかりません（24時間の予約が{ENOUGH}枠より少ないため）"),
        Forecast::NotFilling => {
            "いまの速さでは満員になりません（予約より戻りが多いため）".to_owned()
        }
        Forecast::NotBefore { last } => {
            format!("いまの速さでは、最後の{}の枠まで満員になりません", day(last))
        }
        Forecast::At(at) if at.duration_since(now) <= HOUR_IS_TOLD => {
            format!("{} {}時ごろ", day(at), when::japan_time(at).hour())
        }
        Forecast::At(at) => format!("{}ごろ", day(at)),
    }
}

fn day(at: Timestamp) -> String {
    dates::short(when::japan_date(at))
}

#[cfg(test)]
mod tests {
    use super::full_at;
    use domain::pace::Forecast;
    use jiff::{Timestamp, ToSpan};

    #[test]
    fn an_estimate_is_told_as_roughly_as_it_is() {
        let now: Timestamp = "2026-10-05T00:00:00Z".parse().expect("an instant");
        let at = |hours: i64| full_at(Forecast::At(now + hours.hours()), now);
        assert_eq!(at(6), "10月5日（月） 15時ごろ");
        assert_eq!(at(48), "10月7日（水） 9時ごろ");
        assert_eq!(at(49), "10月7日（水）ごろ");
        let never = Forecast::NotBefore { last: now + 72.hours() };
        assert_eq!(
            full_at(never, now),
            "いまの速さでは、最後の10月8日（木）の枠まで満員になりません"
        );
        assert_eq!(
            full_at(Forecast::TooFew, now),
            "まだわかりません（24時間の予約が10枠より少ないため）"
        );
    }
}
