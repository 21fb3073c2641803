//! What an officer reads out on the phone to somebody who is offered a freed place, or reminded of the one they have.

use super::dates;
use domain::{Slot, reminder::Reminders, waitlist::Kept, when::Date};

/// What is told about the place.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The town.
    pub town: &'a str,
    /// Who is phoned.
    pub name: &'a str,
    /// Who comes as well, where several wait together.
    pub with: &'a [&'a str],
    /// What for, with the dose if there are several.
    pub what: &'a str,
    /// When.
    pub slot: &'a Slot,
    /// Where.
    pub venue: &'a str,
    /// The day of the booking that is given up for it, if there is one.
    pub instead: Option<Date>,
    /// For whom the place is kept.
    pub kept: Kept,
}

/// Sentence by sentence: greeting, identity, the offer, and what was heard read back. Until the identity is clear,
/// nothing is said of what the call is about.
pub fn script(told: &Told<'_>) -> Vec<String> {
    let Told { town, name, with, what, slot, venue, instead, kept } = *told;
    let day = dates::spoken_day(slot.date);
    let (time, starts) = (dates::range_long(slot.starts, slot.ends), dates::spoken(slot.starts));
    let given_up = instead.map(|day| {
        format!("お受けになると、いまの{}のご予約は取り消しになります。", dates::spoken_day(day))
    });
    let offer = format!(
        "お待ちいただいている{what}に、{}空きが出ました。{day}、{time}、会場は{venue}です。{}{}お受けになりますか。",
        for_all(with),
        given_up.unwrap_or_default(),
        how_kept(kept)
    );
    let [greeting, identity] = begin(town, name);
    vec![
        greeting,
        identity,
        offer,
        format!("復唱いたします。{what}、{day}、{starts}、会場は{venue}ですね。"),
    ]
}

/// Whether others are offered the place too, now or later.
pub fn how_kept(kept: Kept) -> String {
    match kept {
        Kept::Alone => String::new(),
        Kept::AloneUntil(at) => format!(
            "{}までは、ほかの方にはご案内せず、おとりしています。そのあとは、ほかの方にもご案内し、先にお受けになった方に決まります。",
            dates::instant(at)
        ),
        Kept::Shared => {
            "ほかの方にも同時にご案内していて、先にお受けになった方に決まります。".to_owned()
        }
    }
}

/// How many places there are, and for whom besides.
fn for_all(with: &[&str]) -> String {
    if with.is_empty() {
        return String::new();
    }
    let names: Vec<String> = with.iter().map(|name| format!("{name}様")).collect();
    format!("{}といっしょに{}人分の", names.join("、"), with.len() + 1)
}

/// The same for somebody whose day is near.
pub fn reminder(told: &Told<'_>) -> Vec<String> {
    let Told { town, name, what, slot, venue, .. } = *told;
    let (day, starts) = (dates::spoken_day(slot.date), dates::spoken(slot.starts));
    let [greeting, identity] = begin(town, name);
    vec![
        greeting,
        identity,
        format!(
            "{what}のご予約の日が近づきましたので、お電話しました。{day}、{starts}、会場は{venue}です。ご予定どおりお越しになれますか。"
        ),
        "お越しになれないときは、いま変更かキャンセルを承ります。ご連絡がないまま空いた枠は、お待ちの方にご案内できません。"
            .to_owned(),
    ]
}

/// When those whom LINE reaches are reminded by themselves: 3日前・前日の 10:00.
pub fn reminders(policy: &Reminders) -> String {
    let mut days = policy.days.clone();
    days.sort_unstable_by(|a, b| b.cmp(a));
    days.dedup();
    let days: Vec<String> = days.into_iter().map(day).collect();
    if days.is_empty() {
        return "この事業では、LINEの自動のリマインドを送りません（事業のきまりの reminders）。"
            .to_owned();
    }
    format!(
        "LINEで伝わる方には、実施日の{}の {} に、自動でお知らせします。お返事は、予約の履歴に残ります。",
        days.join("・"),
        dates::clock(policy.at)
    )
}

fn day(before: u16) -> String {
    match before {
        0 => "当日".to_owned(),
        1 => "前日".to_owned(),
        _ => format!("{before}日前"),
    }
}

/// Who calls, and whether it is the right person. Until that is clear nothing is said of what the call is about.
fn begin(town: &str, name: &str) -> [String; 2] {
    [
        format!("{town}の予約窓口です。{name}様でいらっしゃいますか。"),
        "ご本人の確認のため、生年月日とご住所をお聞かせください。".to_owned(),
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
        let with: &[&str] = &[];
        let told = Told {
            town: "窓川町",
            name,
            with,
            what,
            slot: &slot,
            venue: "中央公民館",
            instead,
            kept: Kept::Alone,
        };
        assert_snapshot!(script(&told).join("\n"), @"
            窓川町の予約窓口です。佐藤 花子様でいらっしゃいますか。
            ご本人の確認のため、生年月日とご住所をお聞かせください。
            お待ちいただいている高齢者インフルエンザに、空きが出ました。12月1日、火曜日、午前10時30分から10時45分まで、会場は中央公民館です。お受けになると、いまの12月8日、火曜日のご予約は取り消しになります。お受けになりますか。
            復唱いたします。高齢者インフルエンザ、12月1日、火曜日、午前10時30分、会場は中央公民館ですね。
            ");
        assert_snapshot!(reminder(&told).join("\n"), @"
            窓川町の予約窓口です。佐藤 花子様でいらっしゃいますか。
            ご本人の確認のため、生年月日とご住所をお聞かせください。
            高齢者インフルエンザのご予約の日が近づきましたので、お電話しました。12月1日、火曜日、午前10時30分、会場は中央公民館です。ご予定どおりお越しになれますか。
            お越しになれないときは、いま変更かキャンセルを承ります。ご連絡がないまま空いた枠は、お待ちの方にご案内できません。
            ");
        let usual = reminders(&Reminders::default());
        assert!(usual.contains("実施日の3日前・前日の 10:00 に"), "{usual}");
        let never = Reminders { days: Vec::new(), ..Reminders::default() };
        assert!(reminders(&never).contains("送りません"));
        let days = vec![0, 7, 1, 7];
        let many = reminders(&Reminders { days, ..Reminders::default() });
        assert!(many.contains("7日前・前日・当日"), "{many}");
        let plain = script(&Told { instead: None, ..told });
        assert!(!plain.join("").contains("取り消し"));
        let raced = script(&Told { kept: Kept::Shared, ..told }).join("");
        assert!(
            raced.contains("先にお受けになった方に決まります。お受けになりますか。"),
            "{raced}"
        );
        let soon = Kept::AloneUntil("2026-11-30T00:00:00Z".parse().unwrap());
        let later = script(&Told { kept: soon, ..told }).join("");
        assert!(later.contains("11月30日（月） 9:00までは、ほかの方にはご案内せず、"), "{later}");
        let couple = script(&Told { with: &["佐藤 太郎"], ..told });
        assert!(couple[2].contains("佐藤 太郎様といっしょに2人分の空きが出ました。"), "{couple:?}");
        for begun in [plain, reminder(&told)] {
            assert!(begun[..2].iter().all(|sentence| !sentence.contains(what)));
        }
    }
}
