//! Which parts of the rules a change touched, for the history.

use super::typed::fields;
use domain::Programme;
use std::collections::BTreeSet;

/// What the fields with these heads are about.
const PARTS: [(&str, &str); 20] = [
    ("name", "名前"),
    ("closes_", "受付の終わり"),
    ("from_", "年齢"),
    ("under_", "年齢"),
    ("residents", "町外の方"),
    ("voucher", "接種券"),
    ("dose_", "回と間隔"),
    ("product_", "製品の間隔"),
    ("vaccine_", "製品"),
    ("start_", "受付開始"),
    ("book_", "予約の締切"),
    ("change_", "変更の締切"),
    ("cancel_", "キャンセルの締切"),
    ("refill_", "空いた枠を回す締切"),
    ("pool_", "枠の開放"),
    ("live_", "持てる予約の数"),
    ("persons_", "同じ日の人数"),
    ("bring", "持ち物"),
    ("quiet_", "お知らせしない時間"),
    ("", "キャンセル待ち"),
];

/// Which parts are other ones, in their order.
pub(super) fn changed(before: &Programme, after: &Programme) -> Vec<&'static str> {
    let (was, is) = (fields(before), fields(after));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let differs = |name: &&&String| was.get(**name) != is.get(**name);
    let part = |name: &String| PARTS.iter().position(|(head, _)| name.starts_with(head));
    let parts: BTreeSet<usize> =
        names.iter().filter(differs).filter_map(|name| part(name)).collect();
    let mut told: Vec<&str> = parts.into_iter().map(|at| PARTS[at].1).collect();
    told.dedup();
    told
}
