//! What is published of a waitlist on the page of whoever waits, or may: its rules, a sentence each, and why places went
//! by them.

use crate::words::{Lang, dates, lang::Html, refusal};
use anyhow::Result;
use domain::{
    Entry, Programme, Slot,
    cutoff::CutOff,
    venue::Venue,
    waitlist::{Order, PassedBy, WAVE_MOST, Waitlist},
};
use std::collections::BTreeSet;
use store::Reader;

/// How many places that went by somebody are told.
const TOLD_MOST: usize = 10;

/// The rules, in the order in which somebody asks about them.
pub(super) fn rules(lang: Lang, programme: &Programme) -> Vec<Html> {
    let Some(waitlist) = &programme.policy.waitlist else { return Vec::new() };
    let text = |text: &str| Html::text(text);
    let mut all = vec![order(lang, programme, waitlist)];
    all.push(text(&until(lang, programme.policy.waitlist_until)));
    let least = duration(lang, waitlist.window_least);
    let most = duration(lang, waitlist.window_most.max(waitlist.window_least));
    all.push(text(&lang.wait_window(least, most)));
    if waitlist.phone_least > waitlist.window_least {
        all.push(text(&lang.wait_window_phoned(duration(lang, waitlist.phone_least))));
    }
    if waitlist.wave > 1 {
        all.push(text(&lang.wait_wave(waitlist.wave.min(WAVE_MOST))));
    }
    if waitlist.late > 0 && waitlist.wave_late > waitlist.wave {
        let (before, most) = (duration(lang, waitlist.late), waitlist.wave_late.min(WAVE_MOST));
        all.push(text(&lang.wait_wave_late(before, most)));
    }
    if let Some(quiet) = waitlist.quiet {
        all.push(text(&lang.wait_quiet(dates::clock(quiet.from), dates::clock(quiet.until))));
    }
    let keeps = waitlist.keeps_booking;
    all.push(text(if keeps { lang.wait_keeps_yes() } else { lang.wait_keeps_no() }));
    if waitlist.lapses_most > 0 {
        all.push(text(&lang.wait_lapses(waitlist.lapses_most)));
    }
    all
}

fn order(lang: Lang, programme: &Programme, waitlist: &Waitlist) -> Html {
    match &waitlist.order {
        Order::Registered => Html::text(lang.wait_order_registered()),
        Order::Lottery(seed) => Html::text(&lang.wait_order_lottery(seed)),
        Order::SoonestThere => Html::text(lang.wait_order_soonest()),
        Order::Areas(areas) => lang.wait_order_areas(&areas.join("、")),
        Order::Groups(codes) => {
            let groups = &programme.policy.groups;
            let named = codes.iter().filter_map(|code| groups.iter().find(|g| g.code == *code));
            let names: Vec<&str> = named.map(|group| group.name.as_str()).collect();
            lang.wait_order_groups(&names.join("、"))
        }
    }
}

/// Until when a place is offered.
fn until(lang: Lang, cut_off: CutOff) -> String {
    let before = |days: u16| match days {
        0 => lang.wait_that_day().to_owned(),
        1 => lang.wait_day_before().to_owned(),
        days => lang.wait_days_before(days),
    };
    let business = |days: u16| match days {
        1 => lang.wait_business_day_before().to_owned(),
        days => lang.wait_business_days_before(days),
    };
    match cut_off {
        CutOff::UntilStart => lang.wait_until_start().to_owned(),
        CutOff::DaysBefore(days) => lang.wait_until_end(before(days)),
        CutOff::DaysBeforeAt(days, time) => lang.wait_until(before(days), dates::clock(time)),
        CutOff::BusinessDaysBefore(days) => lang.wait_until_end(business(days)),
        CutOff::BusinessDaysBeforeAt(days, time) => {
            lang.wait_until(business(days), dates::clock(time))
        }
    }
}

/// 「4時間」, or 「90分」 where it is no whole hour.
fn duration(lang: Lang, minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (hours @ 1.., 0) => lang.wait_for_hours(hours),
        _ => lang.wait_for_minutes(minutes),
    }
}

/// Why places of which slots went by somebody, newest first, and how many more there are than are told.
#[derive(Default)]
pub(super) struct Passed {
    told: Vec<(Slot, Option<Venue>, PassedBy)>,
    pub(super) more: usize,
}

/// One of them as it is shown.
pub(super) struct Why {
    pub(super) place: Html,
    pub(super) why: String,
}

impl Passed {
    /// Of this entry, with the venues of its programme.
    pub(super) fn load(reader: &mut Reader<'_>, entry: &Entry, venues: &[Venue]) -> Result<Self> {
        let all = reader.passed_by(entry.id)?;
        let first = &all[..all.len().min(TOLD_MOST)];
        let ids: BTreeSet<_> = first.iter().map(|(slot, ..)| *slot).collect();
        let slots = reader.slots_by_ids(&ids)?;
        let told = first.iter().filter_map(|(id, _, why)| {
            let slot = slots.iter().find(|slot| slot.id == *id)?.clone();
            let venue = venues.iter().find(|venue| venue.id == slot.venue).cloned();
            Some((slot, venue, why.clone()))
        });
        Ok(Self { told: told.collect(), more: all.len() - first.len() })
    }

    /// In the words of whoever reads.
    pub(super) fn shown(&self, lang: Lang) -> Vec<Why> {
        let shown = |(slot, venue, why): &(Slot, Option<Venue>, PassedBy)| {
            let when = format!("{} {}", lang.short(slot.date), lang.range(slot.starts, slot.ends));
            let venue = venue.as_ref().map(|venue| Html::name(&venue.name));
            Why { place: Html::text(&when).and(venue), why: words(lang, why) }
        };
        self.told.iter().map(shown).collect()
    }
}

pub(super) fn words(lang: Lang, why: &PassedBy) -> String {
    match why {
        PassedBy::Rules(refusal) => refusal::sentence(lang, refusal).why,
        PassedBy::HasEarlier => lang.wait_passed_earlier().to_owned(),
        PassedBy::TooLate => lang.wait_passed_late().to_owned(),
        PassedBy::TooLittleRoom => lang.wait_passed_room().to_owned(),
        PassedBy::Together(why) => lang.wait_passed_along(words(lang, why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Policy, ProgrammeId,
        group::{Group, Proof},
        waitlist::Quiet,
    };
    use jiff::civil::time;
    use uuid::Uuid;

    fn said(lang: Lang, waitlist: Waitlist, waitlist_until: CutOff) -> String {
        let group = |code: &str, name: &str| Group {
            code: code.into(),
            name: name.into(),
            proof: Proof::Declared,
        };
        let groups = vec![group("care", "介護の仕事"), group("elderly", "65歳以上")];
        let waitlist = Some(waitlist);
        let policy = Policy { groups, waitlist, waitlist_until, ..Policy::default() };
        let (id, name) = (ProgrammeId(Uuid::nil()), "接種".to_owned());
        let programme = Programme { id, name, opens_at: None, closes_at: None, policy };
        let told: Vec<_> = rules(lang, &programme).iter().map(ToString::to_string).collect();
        told.join("\n")
    }

    #[test]
    fn every_rule_is_told_as_the_town_set_it() {
        let quiet = Some(Quiet { from: time(21, 0, 0, 0), until: time(7, 0, 0, 0) });
        let set = Waitlist { quiet, order: Order::Lottery(7), ..Waitlist::default() };
        let until = CutOff::DaysBeforeAt(1, time(17, 0, 0, 0));
        insta::assert_snapshot!(said(Lang::Japanese, set.clone(), until), @"
            ご案内の順番は、くじで決まります。くじのもとの数は 7 です。公開していますので、どなたでも引き直して確かめられます。
            ご案内するのは、実施日の前日の 17:00 までです。
            お返事をお待ちする時間は、枠までの残り時間に合わせて、10分から4時間までのあいだです。いつまでかは、お知らせのたびに書きます。
            お電話でご案内する方のお返事は、30分以上お待ちします。
            21:00 から 7:00 までは、お知らせをお送りしません。そのあいだに空いた枠は、7:00 にお知らせします。
            あとの日のご予約をお持ちのままでも、早い日をお待ちいただけます。
            お返事のないご案内が 3回になると、キャンセル待ちは終わります。見送りとお知らせくだされば、数えません。
            ");
        insta::assert_snapshot!(said(Lang::English, set, until), @"
            The order is drawn by lot. The number it is drawn from is 7; it is public, so that anyone can draw again and check.
            A place is offered until 17:00, the day before.
            You have between 10 minutes and 4 hours to answer, depending on the time that is left. Each message says until when.
            If we call you, you have at least 30 minutes.
            Between 21:00 and 7:00 we send no message. What becomes free then is told at 7:00.
            You may keep a later booking while you wait for an earlier day.
            After 3 offers without an answer you wait no longer. Saying no does not count.
            ");
        let set = Waitlist {
            order: Order::Groups(vec!["elderly".into(), "care".into()]),
            keeps_booking: false,
            lapses_most: 0,
            phone_least: 0,
            window_most: 90,
            ..Waitlist::default()
        };
        insta::assert_snapshot!(said(Lang::Easy, set, CutOff::BusinessDaysBefore(2)), @r#"
            先に お知らせする 人が います：<span lang="ja">65歳以上、介護の仕事</span>
            2日 前（休みの 日は 数えません）の おわりまで お知らせします。
            返事は 10分から 90分の あいだに ください。いつまでかは、お知らせに 書きます。
            予約が ある 人は、まつことが できません。
            "#);
    }

    #[test]
    fn the_other_orders_and_ends_have_their_words() {
        let of =
            |order, until| said(Lang::Japanese, Waitlist { order, ..Waitlist::default() }, until);
        let soonest = of(Order::SoonestThere, CutOff::DaysBefore(0));
        assert!(soonest.contains("急なお知らせでも来られる方から"), "{soonest}");
        assert!(soonest.contains("実施日の当日の終わりまで"), "{soonest}");
        let areas = Order::Areas(vec!["北窓".into(), "<南窓>".into()]);
        let areas = Waitlist { order: areas, ..Waitlist::default() };
        let first_of = |lang| {
            let told = said(lang, areas.clone(), CutOff::UntilStart);
            told.lines().next().unwrap().to_owned()
        };
        insta::assert_snapshot!(Lang::ALL.map(first_of).join("\n"), @r#"
            先にご案内する地区があります（この順です）：<span lang="ja">北窓、&#60;南窓&#62;</span>。同じ地区のなかと、そのほかの方のなかでは、お申し込みの早い方が先です。お住まいの地区は、町の名簿で見ます。
            People who live in these districts are asked first, in this order: <span lang="ja">北窓、&#60;南窓&#62;</span>. Within a district, and after them, whoever joined first. Where you live is taken from the town's own records.
            ここに すむ 人に、先に お知らせします：<span lang="ja">北窓、&#60;南窓&#62;</span>
            "#);
        let working = of(Order::SoonestThere, CutOff::BusinessDaysBeforeAt(1, time(12, 0, 0, 0)));
        assert!(working.contains("実施日の前の営業日の 12:00 まで"), "{working}");
        let first = of(Order::Registered, CutOff::UntilStart);
        assert!(first.contains("お申し込みの早い方から順に"), "{first}");
        assert!(first.contains("その枠の始まる時刻まで"), "{first}");
    }

    #[test]
    fn nothing_is_told_where_there_is_no_waitlist() {
        let (id, name) = (ProgrammeId(Uuid::nil()), "接種".to_owned());
        let policy = Policy::default();
        let none = Programme { id, name, opens_at: None, closes_at: None, policy };
        assert_eq!(rules(Lang::Japanese, &none), []);
    }
}
