//! What roles and acts are called, and what whoever is turned away is told.

use domain::{Act, Duty, Role, role::Venues};

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => "管理者",
        Role::Nurse => "保健師",
        Role::Operator => "オペレーター",
        Role::Reception => "受付",
        Role::Pr => "広報",
        Role::Auditor => "監査",
        Role::Colleague => "閲覧",
    }
}

/// What it is there for, in a line.
pub fn purpose(role: Role) -> &'static str {
    match role {
        Role::Administrator => "すべてのことと、職員の管理",
        Role::Nurse => "事業の準備から当日まで（職員の管理のほかすべて）",
        Role::Operator => "電話の予約・変更・キャンセル（書き出しはできません）",
        Role::Reception => "会場の名簿と当日の受付",
        Role::Auditor => "だれが何をしたかを読む（何も変えられません）",
        Role::Pr | Role::Colleague => "予約の数と統計を見る（氏名は見えません）",
    }
}

/// What an act is called, after 「」.
pub fn act(act: Act) -> &'static str {
    match act {
        Act::OwnSignIn => "自分のログインの管理",
        Act::SeeBoard => "事業と枠の数を見ること",
        Act::SeeStatistics => "統計を見ること",
        Act::OpenRosters => "名簿を開くこと",
        Act::OpenBookings => "予約を開くこと",
        Act::ShapePlaces => "枠の数や時間を変えること",
        Act::HoldPlaces => "枠を確保すること",
        Act::ApproveHolds => "枠の確保を承認すること",
        Act::SetUp => "事業や会場の設定",
        Act::ImportPeople => "住民の取りこみ",
        Act::ExportPeople => "住民の書き出し",
        Act::FindPeople => "名簿の方をさがして開くこと",
        Act::Book => "予約・変更・キャンセル",
        Act::GiveCodes => "確認番号を出すこと・入力の停止を解くこと",
        Act::EndLinks => "つながりを終わりにすること",
        Act::SeeMessages => "届けられなかったお知らせを見ること",
        Act::AnswerOffers => "空き枠を電話で案内すること",
        Act::EditScripts => "読み上げる文を直すこと",
        Act::SuperviseCalls => "通話の時間を見ること",
        Act::Rehearse => "リハーサルをすること",
        Act::ManageOfficers => "職員の管理",
        Act::ReadHistory => "すべての履歴を読むこと",
    }
}

/// What happened, why, and whom to ask.
pub fn turned_away(duty: &Duty, wanted: Act, administrators: &[String]) -> Vec<String> {
    let (wanted_words, role_words) = (act(wanted), role(duty.role));
    let limited = duty.role.may(wanted) && duty.venues != Venues::Every;
    let why = if limited {
        format!(
            "担当の会場が決められている職員は、「{wanted_words}」はできません。町全体にかかわるためです。"
        )
    } else {
        format!("「{wanted_words}」は、{role_words}の役割ではできません。")
    };
    let ask = match administrators {
        [] => "必要なときは、システムの担当者にご相談ください。".to_owned(),
        names => {
            format!("必要なときは、管理者（{}）に、役割の変更をご相談ください。", names.join("、"))
        }
    };
    vec![why, ask]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn whoever_is_turned_away_hears_why_and_whom_to_ask() {
        let names = ["窓川みどり".to_owned(), "佐藤一郎".to_owned()];
        let told = turned_away(&Duty::everywhere(Role::Operator), Act::ExportPeople, &names);
        assert_eq!(told[0], "「住民の書き出し」は、オペレーターの役割ではできません。");
        assert_eq!(
            told[1],
            "必要なときは、管理者（窓川みどり、佐藤一郎）に、役割の変更をご相談ください。"
        );
        let limited = Duty { role: Role::Nurse, venues: Venues::Only(BTreeSet::new()) };
        let told = turned_away(&limited, Act::FindPeople, &[]);
        assert!(told[0].starts_with("担当の会場が決められている職員は、「名簿の方をさがして"));
        assert_eq!(told[1], "必要なときは、システムの担当者にご相談ください。");
    }

    #[test]
    fn every_role_is_told_apart() {
        let words: BTreeSet<_> = Role::ALL.into_iter().map(role).collect();
        assert_eq!(words.len(), Role::ALL.len());
        let acts: BTreeSet<_> = Act::ALL.into_iter().map(act).collect();
        assert_eq!(acts.len(), Act::ALL.len());
        assert!(Role::ALL.into_iter().all(|role| !purpose(role).is_empty()));
    }
}
