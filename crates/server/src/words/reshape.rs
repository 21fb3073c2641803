//! What is done to the places of slots, in the words of the desk: before and after, what it means for whom, and what
//! another officer changed meanwhile.

use super::{dates, pools};
use domain::{
    OfficerId, Pool, PoolCount, Slot,
    overbooking::{Attendance, ENOUGH},
    reshape::{Difference, Reshape},
};
use std::collections::BTreeMap;
use store::HistoryLine;

/// Each pool that becomes different: LINE・公開 10 → 8（残り 3 → 1）.
pub fn changes(before: &Slot, after: &Slot) -> Vec<String> {
    let mut told: Vec<String> = Pool::ALL
        .into_iter()
        .map(|pool| (before.pool(pool), after.pool(pool)))
        .filter(|(before, after)| before != after)
        .map(|(before, after)| pool_change(before, after))
        .collect();
    match (before.closed_at, after.closed_at) {
        (None, Some(_)) => told.push("受付中 → 受付停止".to_owned()),
        (Some(_), None) => told.push("受付停止 → 受付中".to_owned()),
        _ => {}
    }
    told
}

fn pool_change(before: PoolCount, after: PoolCount) -> String {
    let over = if before.over == after.over {
        String::new()
    } else {
        format!("、上乗せ {} → {}", before.over, after.over)
    };
    let (name, left) = (pools::pool(after.pool), after.left());
    format!(
        "{name} {} → {}{over}（残り {} → {left}）",
        before.capacity,
        after.capacity,
        before.left()
    )
}

/// What it means for those who are booked, offered a place or wait.
pub fn meaning(what: &Reshape, slots: &[(&Slot, Slot)], waiting: Option<u32>) -> Vec<String> {
    let sum = |part: fn(&PoolCount) -> u32| -> u32 {
        slots.iter().flat_map(|(slot, _)| &slot.pools).map(part).sum()
    };
    let mut told = Vec::new();
    match what {
        Reshape::Close => {
            let booked = sum(|count| count.booked);
            told.push(match booked {
                0 => "いま予約の方はいません。新しい予約は入らなくなります。".to_owned(),
                _ => format!("いま入っている予約 {booked}枠は、そのまま残ります。新しい予約と、ほかの枠からの変更は、入らなくなります。別の日に移っていただくときは、予約の方の一覧からご連絡ください。"),
            });
            let offered = sum(|count| count.offered);
            if offered > 0 {
                told.push(format!(
                    "キャンセル待ちの方に案内中の {offered}枠は、お受けになれなくなります。"
                ));
            }
            let held = sum(|count| count.held);
            if held > 0 {
                told.push(format!("確保している {held}枠からも、予約できなくなります。"));
            }
        }
        Reshape::Reopen => told.push("残っている枠に、また予約できるようになります。".to_owned()),
        Reshape::Set(_) | Reshape::Add { .. } | Reshape::Shift { .. } => {
            told.push("いま入っている予約は、そのまま残ります。".to_owned());
        }
        Reshape::Overbook { .. } => {}
    }
    told.extend(for_those_who_wait(slots, waiting));
    told
}

/// What becomes free may go to those who wait, so that less is left than the numbers say.
pub fn for_those_who_wait(slots: &[(&Slot, Slot)], waiting: Option<u32>) -> Option<String> {
    let waiting = waiting.filter(|waiting| *waiting > 0)?;
    let more = |(before, after): &(&Slot, Slot)| {
        let grows = |pool| after.pool(pool).limit() > before.pool(pool).limit();
        Pool::ALL.into_iter().any(grows)
            || (before.closed_at.is_some() && after.closed_at.is_none())
    };
    slots.iter().any(more).then(|| {
        format!("空いた枠は、まずキャンセル待ちの方（いま {waiting}人）にご案内します。ご案内した分だけ、残りはここに出ている数より少なくなります。")
    })
}

/// What the measured attendance says about giving out more places than there are, and what the risk is.
pub fn risk(seen: Attendance, capacity: u32, to: u32) -> Vec<String> {
    let Attendance { expected, missed } = seen;
    let measured = if expected < ENOUGH {
        format!(
            "当日の結果の記録は、まだ {expected}件です。{ENOUGH}件になるまで、上乗せの目安は出せません。"
        )
    } else {
        let percent = u64::from(missed) * 1000 / u64::from(expected);
        format!(
            "これまで {expected}件のうち {missed}件（{}.{}%）の方が来ませんでした。定員 {capacity}枠での目安は {}枠です。",
            percent / 10,
            percent % 10,
            seen.suggests(capacity)
        )
    };
    let risk = (to > 0).then(|| {
        format!("予約の方が全員来ると、定員より {to}人多くなります。待ち時間がのび、ワクチンや人手が {to}人分足りなくなることがあります。")
    });
    std::iter::once(measured).chain(risk).collect()
}

/// What another officer changed, by whom and when, as the history of the slot has it.
pub fn meanwhile(
    differences: &[Difference],
    history: &[HistoryLine],
    who: impl Fn(&HistoryLine) -> String,
) -> Vec<String> {
    let told = |difference: &Difference| {
        let (words, name, pool) = difference_words(*difference);
        let is_it = |line: &&HistoryLine| {
            let of_pool = pool.is_none_or(|pool| line.what.facts["pool"] == pool.name());
            line.what.name == name && of_pool
        };
        let by = history.iter().rev().find(is_it);
        let by = by.map(|line| format!("（{}、{}）", who(line), dates::stamp(line.at)));
        format!("{words}{}", by.unwrap_or_default())
    };
    differences.iter().map(told).collect()
}

fn difference_words(difference: Difference) -> (String, &'static str, Option<Pool>) {
    match difference {
        Difference::Capacity { pool, from, to } => {
            (format!("{} {from} → {to}", pools::pool(pool)), "capacity_set", Some(pool))
        }
        Difference::Over { pool, from, to } => {
            (format!("{}の上乗せ {from} → {to}", pools::pool(pool)), "overbooking_set", Some(pool))
        }
        Difference::Closed => ("受付中 → 受付停止".to_owned(), "slot_closed", None),
        Difference::Reopened => ("受付停止 → 受付中".to_owned(), "slot_reopened", None),
    }
}

/// The name of whoever did what a line tells.
pub fn by(line: &HistoryLine, officers: &BTreeMap<OfficerId, String>) -> String {
    super::history::who(line.by, officers, &super::people::Accounts::default())
}

/// From so many places on one slot is compared with the whole roster: a small slot of a small town is no mistake.
const MANY: u32 = 100;

/// That a slot would have more places than the room takes, or than the town has people; nothing where it does not grow.
pub fn many(before: u32, places: u32, room: Option<u32>, people: u32) -> Option<String> {
    if places <= before {
        return None;
    }
    let crowded = room.filter(|room| places > *room).map(|room| {
        format!(
            "この会場の部屋に一度に入れるのは {room}人ですが、この枠は {places}人分になります。"
        )
    });
    let beyond = (places >= MANY && places > people)
        .then(|| format!("名簿の方は {people}人ですが、この枠だけで {places}人分になります。"));
    let told: String = crowded.into_iter().chain(beyond).collect();
    Some(told).filter(|told| !told.is_empty())
}
