//! What is published of a waitlist on the page of whoever waits, or may: its rules, a sentence each, and why places went
//! by them.

use crate::words::{Lang, dates, lang::Html, refusal};
use anyhow::Result;
use domain::{
    Entry, Programme, Slot,
    cutoff::CutOff,
    venue::Venue,
    waitlist::{Order, PassedBy, Waitlist},
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
        days => lang.wait_days_before(days),
    };
    match cut_off {
        CutOff::UntilStart => lang.wait_until_start().to_owned(),
        CutOff::DaysBefore(days) => lang.wait_until_end(before(days)),
        CutOff::DaysBeforeAt(days, time) => lang.wait_until(before(days), dates::clock(time)),
        CutOff::BusinessDaysBefore(days) => {
            lang.wait_until_end(lang.wait_business_days_before(days))
        }
        CutOff::BusinessDaysBeforeAt(days, time) => {
            lang.wait_until(lang.wait_business_days_before(days), dates::clock(time))
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

fn words(lang: Lang, why: &PassedBy) -> String {
    match why {
        PassedBy::Rules(refusal) => refusal::sentence(lang, refusal).why,
        PassedBy::HasEarlier => lang.wait_passed_earlier().to_owned(),
        PassedBy::TooLate => lang.wait_passed_late().to_owned(),
        PassedBy::TooLittleRoom => lang.wait_passed_room().to_owned(),
    }
}
