//! How somebody stands with a programme, in a sentence for the officer who has them on the phone.

use super::{Lang, calls, dates, refusal};
use domain::{Refusal, Slot, from_when::Possible, waitlist::Kept, when::Date};
use jiff::Timestamp;

/// How somebody stands with a dose, with all that is told of it.
#[derive(Clone, Debug)]
pub enum Told {
    /// They had it.
    Given(Date),
    /// They have a place.
    Booked {
        /// When and where.
        place: String,
        /// Its number.
        number: String,
    },
    /// A freed place is kept for them.
    Offered {
        /// When and where.
        place: String,
        /// Until when.
        until: Timestamp,
        /// For whom it is kept.
        kept: Kept,
    },
    /// They wait.
    Waiting {
        /// How many are asked before them, and they.
        place: u32,
    },
    /// They can book it.
    Free {
        /// The soonest place.
        place: String,
    },
    /// No place is left.
    Full,
    /// From when.
    Later(Possible),
    /// Why not.
    No(Refusal),
}

/// 10月20日（火）9:00 中央公民館
pub fn place(slot: &Slot, venue: &str) -> String {
    format!("{} {} {venue}", dates::short(slot.date), dates::clock(slot.starts))
}

/// 10月20日、火曜日、午前9時
pub fn spoken(slot: &Slot) -> String {
    format!("{}、{}", dates::spoken_day(slot.date), dates::spoken(slot.starts))
}

/// The sentence about a dose, which is named where there are several.
pub fn sentence(dose: Option<&str>, told: &Told, now: Timestamp) -> String {
    let begin = dose.map(|dose| format!("{dose}は、")).unwrap_or_default();
    let rest = match told {
        Told::Given(on) => format!("{}に済んでいます。", dates::long(*on)),
        Told::Booked { place, number } => format!("{place} で予約ずみです（予約番号 {number}）。"),
        Told::Offered { place, until, kept } => format!(
            "空き枠をご案内中です（{place}、お返事は {} まで）。{}",
            dates::instant(*until),
            calls::how_kept(*kept)
        ),
        Told::Waiting { place } => format!("キャンセル待ちです（いま {place}番目）。"),
        Told::Free { place } => format!("いま予約できます。いちばん早い枠は {place} です。"),
        Told::Full => "いま空きがありません。".to_owned(),
        Told::Later(Possible { day, from }) if *from > now => {
            format!("{}から予約できます（{}以降の枠）。", dates::instant(*from), dates::short(*day))
        }
        Told::Later(Possible { day, .. }) => {
            format!("{}から取れます。いまは、その日以降の枠がありません。", dates::short(*day))
        }
        Told::No(no) => refusal::sentence(Lang::Japanese, no).why,
    };
    format!("{begin}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use jiff::civil::date;

    #[test]
    fn each_standing_is_one_sentence_that_reads_aloud() {
        let now: Timestamp = "2026-10-05T00:00:00Z".parse().unwrap();
        let later: Timestamp = "2026-10-10T00:00:00Z".parse().unwrap();
        let place = "10月20日（火） 9:00 中央公民館".to_owned();
        let day = date(2026, 11, 10);
        let all = [
            Told::Given(date(2026, 9, 1)),
            Told::Booked { place: place.clone(), number: "12-34-56".to_owned() },
            Told::Offered { place: place.clone(), until: later, kept: Kept::Alone },
            Told::Offered { place: place.clone(), until: later, kept: Kept::Shared },
            Told::Waiting { place: 3 },
            Told::Free { place },
            Told::Full,
            Told::Later(Possible { day, from: now }),
            Told::Later(Possible { day, from: later }),
            Told::No(Refusal::NotResident),
        ];
        let told: Vec<_> = all.iter().map(|told| sentence(Some("1回目"), told, now)).collect();
        assert_snapshot!(told.join("\n"), @"
            1回目は、2026年9月1日（火曜日）に済んでいます。
            1回目は、10月20日（火） 9:00 中央公民館 で予約ずみです（予約番号 12-34-56）。
            1回目は、空き枠をご案内中です（10月20日（火） 9:00 中央公民館、お返事は 10月10日（土） 9:00 まで）。
            1回目は、空き枠をご案内中です（10月20日（火） 9:00 中央公民館、お返事は 10月10日（土） 9:00 まで）。ほかの方にも同時にご案内していて、先にお受けになった方に決まります。
            1回目は、キャンセル待ちです（いま 3番目）。
            1回目は、いま予約できます。いちばん早い枠は 10月20日（火） 9:00 中央公民館 です。
            1回目は、いま空きがありません。
            1回目は、11月10日（火）から取れます。いまは、その日以降の枠がありません。
            1回目は、10月10日（土） 9:00から予約できます（11月10日（火）以降の枠）。
            1回目は、町にお住まいの方が対象です。
            ");
        assert_eq!(sentence(None, &Told::Full, now), "いま空きがありません。");
    }
}
