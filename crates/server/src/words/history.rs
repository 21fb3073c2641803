//! Lines of history in words: what was done, and what it was before and after.

use super::{
    Lang, dates,
    people::{self, Accounts},
    pools, refusal, roles, states,
};
use domain::{
    AccountId, Actor, CodeKind, LinkedBy, OfficerId, Outcome, Pool, Role, reminder::Way,
    waitlist::PassedBy,
};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use store::What;

/// A line in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub what: String,
    /// What it was.
    pub before: String,
    /// What it became.
    pub after: String,
}

/// Who did it, by name where the desk may know it.
pub fn who(by: Actor, officers: &BTreeMap<OfficerId, String>, accounts: &Accounts) -> String {
    match by {
        Actor::Account(account) => accounts.name(account),
        Actor::Officer(id) => officers.get(&id).cloned().unwrap_or_else(|| "職員".to_owned()),
        Actor::System => "システム".to_owned(),
    }
}

/// What was done. `slots` tells a slot's date and time.
pub fn told(what: &What, slots: &BTreeMap<String, String>, accounts: &Accounts) -> Told {
    let facts = &what.facts;
    let place = |pair: &Value| {
        let slot = pair["slot"].as_str().unwrap_or_default();
        slots.get(slot).cloned().unwrap_or_else(|| "（枠は削除されています）".to_owned())
    };
    match what.name.as_str() {
        "booking_made" => Told {
            what: format!("予約（{}）", facts["door"].as_str().map_or("", door)),
            before: String::new(),
            after: slots
                .get(facts["slot"].as_str().unwrap_or_default())
                .cloned()
                .unwrap_or_default(),
        },
        "booking_moved" => Told {
            what: "日時の変更".to_owned(),
            before: place(&facts["from"]),
            after: place(&facts["to"]),
        },
        "booking_cancelled" => Told {
            what: match facts["reason"].as_str() {
                Some("by_town") => "キャンセル（町の都合）".to_owned(),
                _ => "キャンセル（本人・家族の申し出）".to_owned(),
            },
            before: place(&facts["place"]),
            after: "空きに戻しました".to_owned(),
        },
        "slot_saved" => only("枠の作成・変更"),
        "slot_removed" => Told {
            what: "枠の取り消し（だれも予約していない枠）".to_owned(),
            before: [&facts["date"], &facts["starts"]]
                .map(|of| of.as_str().unwrap_or_default())
                .join(" "),
            after: String::new(),
        },
        "programme_saved" => named("事業の作成・変更", &facts["name"]),
        "venue_saved" => named("会場の作成・変更", &facts["name"]),
        "session_saved" => named("実施日の作成・変更", &facts["date"]),
        "person_saved" => only("名簿への登録・更新"),
        "person_restored" => only("取りこみの取り消しで、前の内容に戻した"),
        "person_removed" => only("取りこみの取り消しで、名簿から外した"),
        "opened" if facts["page"] == "export" => only("ファイルへの書き出しで記録を開いた"),
        "opened" if facts["page"] == "search" => only("検索の一覧で名前を見た"),
        "opened" => only("記録を開いた"),
        "todo_taken" => only("名簿にない方の用件を残した"),
        "todo_done" => only("名簿にない方の用件を、この方と分かって終えた"),
        "todo_reopened" => only("名簿にない方の用件の終わりを取り消した"),
        "todos_opened" => only("名簿にない方の一覧を開いた"),
        "exported" => Told {
            what: "ファイルへの書き出し".to_owned(),
            before: String::new(),
            after: format!("{} 人", facts["people"]),
        },
        "note_kept" => only("電話のメモを残した"),
        "note_struck" => only("電話のメモを取り消した"),
        "script_reworded" => only("電話の台本の変更"),
        "line_set" => only("LINEとのつながりの設定"),
        name if let Some(words) = staff(name) => {
            Told { what: words.to_owned(), before: role(&facts["from"]), after: role(&facts["to"]) }
        }
        name if name.starts_with("waitlist_")
            || name.starts_with("offer_")
            || matches!(name, "passed_by" | "party_set") =>
        {
            waiting(name, facts, place)
        }
        other => links(other, facts, accounts).unwrap_or_else(|| places(other, facts)),
    }
}

/// With the name of what it was done to.
fn named(what: &str, name: &Value) -> Told {
    let after = name.as_str().unwrap_or_default().to_owned();
    Told { what: what.to_owned(), after, ..Told::default() }
}

/// What was done about the staff.
fn staff(name: &str) -> Option<&'static str> {
    Some(match name {
        "officer_saved" => "職員の登録・変更",
        "officer_invited" => "職員の招待",
        "invitation_withdrawn" => "職員の招待の取り消し",
        "duty_set" => "役割・担当の会場の変更",
        "officer_disabled" => "利用の停止",
        "officer_enabled" => "利用の再開",
        "password_set" => "パスワードの変更",
        "second_factor_set" => "二段階認証の開始",
        "second_factor_taken" => "二段階認証の取り消し",
        "recovery_code_used" => "予備の番号でログイン",
        "recovery_codes_renewed" => "予備の番号の作り直し",
        "sign_ins_ended" => "ログインの取り消し",
        _ => return None,
    })
}

fn role(name: &Value) -> String {
    let role = name.as_str().and_then(Role::named);
    role.map_or_else(String::new, |role| roles::role(role).to_owned())
}

/// What became of somebody who waits. `place` tells a place's date and time.
fn waiting(name: &str, facts: &Value, place: impl Fn(&Value) -> String) -> Told {
    let why = |words: &str| Told { what: words.to_owned(), ..Told::default() };
    match name {
        "waitlist_joined" if facts["party"].is_string() => {
            why("キャンセル待ちの申し込み（ほかの方といっしょに）")
        }
        "waitlist_joined" => why("キャンセル待ちの申し込み"),
        "party_set" if facts["party"].is_null() => why("キャンセル待ち：これからは一人で待つ"),
        "party_set" => why("キャンセル待ち：いっしょに待つ方の変更"),
        "waitlist_changed" => why("キャンセル待ちの条件の変更"),
        "waitlist_left" => why(match facts["why"].as_str() {
            Some("served") => "キャンセル待ちの終わり（枠をお受けになったため）",
            Some("silent") => "キャンセル待ちの終わり（お返事のない案内が続いたため）",
            _ => "キャンセル待ちの終わり（ご本人・ご家族の申し出）",
        }),
        "offer_made" => Told {
            what: "空き枠の案内".to_owned(),
            before: String::new(),
            after: place(&facts["place"]),
        },
        "offer_ended" => Told {
            what: match facts["how"].as_str() {
                Some("accepted") => "空き枠の案内の終わり（お受けになった）",
                Some("declined") => "空き枠の案内の終わり（見送り）",
                Some("lapsed") => "空き枠の案内の終わり（お返事がなかった）",
                Some("outrun") => "空き枠の案内の終わり（ほかの方が先にお受けになった）",
                _ => "空き枠の案内の終わり（キャンセル待ちをやめたため）",
            }
            .to_owned(),
            before: place(&facts["place"]),
            after: String::new(),
        },
        _ => Told {
            what: "空いた枠の順番を見送り".to_owned(),
            before: place(facts),
            after: passed_by(&facts["why"]),
        },
    }
}

/// Why a freed place went by somebody.
fn passed_by(why: &Value) -> String {
    match serde_json::from_value::<PassedBy>(why.clone()) {
        Ok(why) => why_passed(&why),
        Err(_) => why_passed(&PassedBy::TooLittleRoom),
    }
}

/// Why a freed place went by somebody who waits for such a one.
pub fn why_passed(why: &PassedBy) -> String {
    match why {
        PassedBy::Rules(refusal) => refusal::sentence(Lang::Japanese, refusal).why,
        PassedBy::HasEarlier => "同じか、より早い日の予約をお持ちのため".to_owned(),
        PassedBy::TooLate => "お返事を待つ時間が足りないため".to_owned(),
        PassedBy::TooLittleRoom => "人数分の空きがないため".to_owned(),
        PassedBy::Together(why) => format!("いっしょに待つ方のため（{}）", why_passed(why)),
    }
}

/// What was done about who acts for a person, and what they were given.
fn links(name: &str, facts: &Value, accounts: &Accounts) -> Option<Told> {
    Some(match name {
        "person_linked" => Told {
            what: "つながりの始まり".to_owned(),
            before: String::new(),
            after: linked_by(&facts["by"]).to_owned(),
        },
        "person_unlinked" => Told {
            what: "つながりの終わり".to_owned(),
            before: whose(&facts["account"], accounts),
            after: "終わり".to_owned(),
        },
        "link_described" => only("続柄の登録"),
        "alias_set" if facts["given"] == false => only("呼び名を消した"),
        "alias_set" => only("呼び名の登録・変更"),
        "code_given" => only(&format!("{}の発行", code(&facts["kind"]))),
        "code_used" => only("確認番号の使用"),
        "code_withdrawn" => only("確認番号の取り消し"),
        "lock_lifted" => only("入力の停止を解除"),
        _ => return None,
    })
}

fn whose(account: &Value, accounts: &Accounts) -> String {
    let account = account.as_str().and_then(|id| id.parse::<AccountId>().ok());
    account.map_or_else(String::new, |account| accounts.name(account))
}

/// What staff did to places, and what became of people on the day.
fn places(name: &str, facts: &Value) -> Told {
    match name {
        "capacity_set" => Told {
            what: format!("定員の変更（{}）", pool(facts["pool"].as_str())),
            before: format!("{} 人", facts["from"]),
            after: format!("{} 人", facts["to"]),
        },
        "reminded" => reminded(&facts["way"]),
        "confirmed" => only("予定どおり来場するとのお返事"),
        "slot_closed" => only("枠の受付停止"),
        "slot_reopened" => only("枠の受付再開"),
        "place_passed" => only("同じ時間のほかの検査に枠を引きつぎ"),
        "outcome_recorded" => Told {
            what: "当日の結果の記録".to_owned(),
            before: outcome(&facts["before"]),
            after: outcome(&facts["outcome"]),
        },
        "hold_placed" => Told {
            what: format!("枠の確保（{}）", pool(facts["pool"].as_str())),
            before: String::new(),
            after: format!("{} 枠", facts["places"]),
        },
        "hold_approved" => only("枠の確保の承認"),
        "hold_used" => Told {
            what: "確保した枠を予約に使用".to_owned(),
            before: String::new(),
            after: format!("{} 枠", facts["place"]["units"]),
        },
        "hold_ended" => Told {
            what: "枠の確保の終了".to_owned(),
            before: format!("{} 枠", facts["place"]["units"]),
            after: "空きに戻しました".to_owned(),
        },
        "overbooking_set" => Told {
            what: format!("定員への上乗せ（{}）", pool(facts["pool"].as_str())),
            before: format!("{} 人", facts["from"]),
            after: format!("{} 人", facts["to"]),
        },
        "quota_set" => Told {
            what: format!("{} 番目の検査の定員", facts["to"]["dose"]),
            before: facts["from"].as_u64().map_or("なし".to_owned(), |n| format!("{n} 人")),
            after: format!("{} 人", facts["to"]["capacity"]),
        },
        other => only(other),
    }
}

fn reminded(way: &Value) -> Told {
    let way = way.as_str().and_then(Way::named);
    Told {
        what: "リマインド".to_owned(),
        before: String::new(),
        after: way.map_or_else(String::new, |way| states::reminded(way).to_owned()),
    }
}

/// When, for a table.
pub fn when(at: Timestamp) -> String {
    dates::stamp(at)
}

/// By what a link began. Lines from before there were codes say nothing of it.
fn linked_by(by: &Value) -> &'static str {
    people::linked_by(by.as_str().and_then(LinkedBy::named))
}

fn code(kind: &Value) -> &'static str {
    let kind = serde_json::from_value::<CodeKind>(kind.clone());
    kind.map_or("確認番号", people::code)
}

fn only(what: &str) -> Told {
    Told { what: what.to_owned(), ..Told::default() }
}

fn door(name: &str) -> &'static str {
    domain::Door::named(name).map_or("", pools::door)
}

fn pool(name: Option<&str>) -> &'static str {
    name.and_then(Pool::named).map_or("", pools::pool)
}

fn outcome(name: &Value) -> String {
    let outcome = name.as_str().and_then(Outcome::named);
    outcome.map_or_else(String::new, |outcome| states::outcome(outcome).to_owned())
}
