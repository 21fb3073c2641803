//! What residents' pages say, a table for each part of the way, in every language side by side. Names that the
//! town gave (programmes, venues, doses, what to bring) stay as the town wrote them.

pub mod availability;
pub mod booking;
pub mod codes;
pub mod dates;
pub mod entrance;
pub mod frame;
pub mod home;
pub mod links;
pub mod notices;
pub mod person;
pub mod pick;
pub mod privacy;
pub mod problem;
pub mod sign_in;
pub mod together;
pub mod waiting;
pub mod waiting_rules;

use super::lang::Said;

/// Every table with what it is for, in the order in which a resident meets them.
pub const TABLES: [(&str, &[Said]); 17] = [
    ("すべての画面", frame::TABLE),
    ("日付", dates::TABLE),
    ("LINEから開く・ログイン", sign_in::TABLE),
    ("予約する方の登録", person::TABLE),
    ("予約の一覧", home::TABLE),
    ("つながり・招待・記録", links::TABLE),
    ("確認番号", codes::TABLE),
    ("予約する・変更する", pick::TABLE),
    ("家族でいっしょに予約する", together::TABLE),
    ("予約の内容・キャンセル", booking::TABLE),
    ("キャンセル待ち", waiting::TABLE),
    ("キャンセル待ちのきまり", waiting_rules::TABLE),
    ("お知らせの設定", notices::TABLE),
    ("空き状況", availability::TABLE),
    ("混み合って順番を待つとき", entrance::TABLE),
    ("うまくいかないとき", problem::TABLE),
    ("個人情報のあつかい", privacy::TABLE),
];

#[cfg(test)]
mod tests;
