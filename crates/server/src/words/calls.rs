//! What an officer reads out on the phone to somebody who is offered a freed place.

use super::dates;
use domain::{Slot, when::Date};

/// What is told about the place.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The town.
    pub town: &'a str,
    /// Who is phoned.
    pub name: &'a str,
    /// What for, with the dose if there are several.
    pub what: &'a str,
    /// When.
    pub slot: &'a Slot,
    /// Where.
    pub venue: &'a str,
    /// The day of the booking that is given up for it, if there is one.
    pub instead: Option<Date>,
}

/// Sentence by sentence: greeting, identity, the offer, and what was heard read back. Until the identity is clear,
/// nothing is said of what the call is about.
pub fn script(told: &Told<'_>) -> Vec<String> {
    let Told { town, name, what, slot, venue, instead } = *told;
    let day = dates::spoken_day(slot.date);
    let (time, starts) = (dates::range_long(slot.starts, slot.ends), dates::spoken(slot.starts));
    let given_up = instead.map(|day| {
        format!("お受けになると、いまの{}のご予約は取り消しになります。", dates::spoken_day(day))
    });
    let offer = format!(
        "お待ちいただいている{what}に、空きが出ました。{day}、{time}、会場は{venue}です。{}お受けになりますか。",
        given_up.unwrap_or_default()
    );
    vec![
        format!("{town}の予約窓口です。{name}様でいらっしゃいますか。"),
        "ご本人の確認のため、生年月日とご住所をお聞かせください。".to_owned(),
        offer,
        format!("復唱いたします。{what}、{day}、{starts}、会場は{venue}ですね。"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{PoolCount, ProgrammeId, SessionId, SlotId, VenueId};
    use insta::assert_snapshot;
    use jiff::civil::{date, time};
    use uuid::Uuid;

    fn slot() -> Slot {
        Slot {
            id: SlotId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            programme: ProgrammeId(Uuid::nil()),
            venue: VenueId(Uuid::nil()),
            date: date(2026, 12, 1),
            starts: time(10, 30, 0, 0),
            ends: time(10, 45, 0, 0),
            product: None,
            closed_at: None,
            pools: Vec::<PoolCount>::new(),
            quotas: Vec::new(),
        }
    }

    #[test]
    fn the_call_reads_aloud_and_says_what_it_is_about_only_after_the_identity() {
        let (slot, instead) = (slot(), Some(date(2026, 12, 8)));
        let (name, what) = ("佐藤 花子", "高齢者インフルエンザ");
        let told =
            Told { town: "窓川町", name, what, slot: &slot, venue: "中央公民館", instead };
        assert_snapshot!(script(&told).join("\n"), @"
            窓川町の予約窓口です。佐藤 花子様でいらっしゃいますか。
            ご本人の確認のため、生年月日とご住所をお聞かせください。
            お待ちいただいている高齢者インフルエンザに、空きが出ました。12月1日、火曜日、午前10時30分から10時45分まで、会場は中央公民館です。お受けになると、いまの12月8日、火曜日のご予約は取り消しになります。お受けになりますか。
            復唱いたします。高齢者インフルエンザ、12月1日、火曜日、午前10時30分、会場は中央公民館ですね。
            ");
        let plain = script(&Told { instead: None, ..told });
        assert!(!plain.join("").contains("取り消し"));
        assert!(plain[..2].iter().all(|sentence| !sentence.contains(what)));
    }
}
