//! What the pages of a call name: who calls, what they told, what it came to, how long it took.

use domain::call::{Caller, Ending, Proof};

/// Who calls.
pub fn caller(caller: Caller) -> &'static str {
    match caller {
        Caller::Themself => "ご本人",
        Caller::Proxy => "ご家族・代理の方",
    }
}

/// What was told.
pub fn proof(proof: Proof) -> &'static str {
    match proof {
        Proof::Name => "お名前",
        Proof::Birth => "生年月日",
        Proof::Address => "ご住所",
        Proof::Phone => "お電話番号",
        Proof::Voucher => "接種券の番号",
    }
}

/// What a call came to.
pub fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Booked => "予約",
        Ending::Moved => "変更",
        Ending::Cancelled => "キャンセル",
        Ending::Waiting => "キャンセル待ち",
        Ending::Answered => "お答え",
        Ending::CallBack => "折り返し",
        Ending::NotEligible => "対象外",
        Ending::Unidentified => "本人確認できず",
    }
}

/// 1分35秒
pub fn lasted(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}秒"),
        (minutes, 0) => format!("{minutes}分"),
        (minutes, seconds) => format!("{minutes}分{seconds}秒"),
    }
}

/// What is wrong with what was told, if that is not enough.
pub const NOT_ENOUGH: &str = "まだ本人確認ができていません。お名前と生年月日のほかに、ご住所・お電話番号・接種券の番号のどれか一つを聞き、名簿と同じものに印をつけてください。同じと言えないときは、「確認できない」を押してください。";
/// A note says nothing.
pub const NOTE_EMPTY: &str = "メモが空です。残すことを入れてから、もう一度押してください。";
/// A note is struck out without a reason.
pub const STRIKE_WHY: &str = "メモを取り消す理由を入れてください。履歴に残ります。";
/// What was kept back has gone to others.
pub const KEPT_GONE: &str = "確保してある枠は、もう残っていません。ほかの枠をお選びください。";
/// Rules are set aside without a reason.
pub const REASON_MISSING: &str = "決まりの外で予約するには、理由が要ります。理由を入れて、もう一度押してください。履歴に残ります。";

/// A note is too long.
pub fn note_too_long(most: usize) -> String {
    format!(
        "メモが長すぎます。{most}字までにしてください。入力した文は、下にそのまま残っています。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_told_as_people_say_them() {
        let told = [0, 59, 60, 95, 3_600].map(lasted);
        assert_eq!(told, ["0秒", "59秒", "1分", "1分35秒", "60分"]);
    }

    #[test]
    fn every_ending_and_proof_has_a_name_of_its_own() {
        let mut names: Vec<_> = Ending::ALL.map(ending).into();
        names.extend(Proof::ALL.map(proof));
        names.extend(Caller::ALL.map(caller));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
