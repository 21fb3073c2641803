//! Typing a one-time code, to come in without LINE or to see everything of a person.

use crate::words::{Lang, lang::texts};
use domain::code::PlainCodeError;

texts! {
    code_sign_in_title: "確認番号で入る", "Enter with a code", "確認番号で 入る";
    code_title: "確認番号を入れる", "Enter a code", "確認番号を 書く";
    code_not_confirmed: "確認できませんでした", "Not confirmed", "確認できませんでした";
    code_sign_in_intro:
        "LINEを使わずに、予約・変更・キャンセルができます。接種券と、町からお渡しした確認番号をご用意ください。",
        "You can book, change and cancel without LINE. Have at hand your voucher and the code that the town gave you.",
        "LINEを つかわないで 予約できます。接種券（せっしゅけん）と 確認番号を 用意してください。";
    code_none_yet:
        "確認番号をお持ちでない方は、お電話ください。ご本人と確かめてから、その場でお伝えします。",
        "If you have no code, please call us. Once we know it is you, we tell you one at once.",
        "確認番号が ない ときは、電話してください。本人だと わかったら、すぐに 教えます。";
    code_intro:
        "確認番号を入れると、お電話やほかのご家族が取った予約も、ここで見て、変えられるようになります。",
        "With a code you can also see and change here what was booked by phone or by others of the family.",
        "確認番号を 書くと、ほかの 予約も 見る ことが できます。変える ことも できます。";
    code_came: "町から確認番号が届いた方は、こちら", "If the town has given you a code, enter it here", "町から 確認番号を もらった 人は、ここ";
    code_label: "確認番号", "Code", "確認番号";
    code_hint:
        "9文字の英数字です。小文字でも、「-」や空白があっても、なくてもかまいません。",
        "Nine letters and digits. Small letters, hyphens and spaces do no harm.",
        "アルファベットと 数字が 9文字です。小さい 文字でも だいじょうぶです。";
    code_device: "いまお使いのスマートフォンやパソコン", "The phone or computer you are using", "いま つかっている スマートフォンや パソコン";
    code_device_hint:
        "ログアウトするか、期限が過ぎると、次に入るには新しい確認番号がいります。",
        "Once you have logged out, or the time is over, you need a new code.",
        "ログアウトすると、つぎは 新しい 確認番号が いります。";
    code_own: "自分のもの（90日のあいだ、入ったままになります）", "My own (you stay logged in for 90 days)", "自分の もの（90日、つかう ことが できます）";
    code_shared: "みんなで使うもの（1時間で自動的に出ます）", "Shared with others (you are logged out after an hour)", "みんなの もの（1時間で ログアウトします）";
    code_consent:
        "入れると、この方のすべての予約を見て、予約・変更・キャンセルができるようになります。したことは、この方の記録に残ります。",
        "You will be able to see, make, change and cancel every booking of this person. What you do is kept in their record.",
        "この 人の 予約を ぜんぶ 見る ことが できます。変える ことも できます。した ことは 記録に のこります。";
    code_enter: "入る", "Enter", "入る";
    code_confirm: "確かめる", "Confirm", "確認する";
    code_confirming: "確かめています…", "Confirming…", "確認しています…";
    log_out_page: "ログアウト", "Log out", "ログアウト";
    log_out_ask: "この画面から出ますか（ログアウト）", "Do you want to log out?", "ログアウトしますか（この 画面を 出ますか）";
    log_out_means:
        "ログアウトすると、次に入るときに、新しい確認番号がいります。確認番号は、お電話か窓口で、ご本人と確かめてからお伝えします。",
        "Once you have logged out, you need a new code to come back. We tell you one on the phone or at the counter, once we know it is you.",
        "ログアウトすると、つぎに 入る とき、新しい 確認番号が いります。確認番号は 電話か 窓口で 教えます。";
    log_out_shared:
        "ほかの方も使うスマートフォンやパソコンのときは、ログアウトしてください。",
        "If others use this phone or computer, please log out.",
        "ほかの 人も つかう スマートフォンや パソコンの ときは、ログアウトしてください。";
    log_out_yes: "ログアウトする", "Log out", "ログアウトする";
    log_out_no: "ログアウトしないで戻る", "Stay logged in", "ログアウトしないで もどる";
    code_use_line: "LINEをお使いの方は、こちらからも入れます。", "If you use LINE, you can also enter here.", "LINEを つかう 人は、ここから 入れます。";
    code_no_match:
        "入力された内容では、確認できませんでした。接種券の番号、生年月日、確認番号を、もう一度お確かめください。確認番号は1回だけ、期限までお使いになれます。新しい番号は、お電話ですぐにお伝えできます。",
        "We could not confirm this. Please check the voucher number, the date of birth and the code. A code works once, until it runs out. We can tell you a new one on the phone at once.",
        "確認できませんでした。接種券の 番号、生まれた 日、確認番号を もう 一度 見てください。確認番号は 1回だけ つかう ことが できます。電話すると、新しい 番号を すぐに 教えます。";
    code_empty:
        "確認番号を入れてください。お伝えした、または紙に書かれた、9文字の番号です。",
        "Please enter the code: the nine characters we told you or wrote on the paper.",
        "確認番号を 書いてください。9文字の 番号です。";
    code_length(characters):
        "確認番号は9文字です。いまは{characters}文字です。",
        "A code has nine characters. You entered {characters}.",
        "確認番号は 9文字です。いま、{characters}文字です。";
    code_stray(position, found):
        "{position}文字目の「{found}」は、確認番号に使わない文字です。お伝えした番号（または紙の番号）をご確認ください。",
        "No code has this at place {position}: {found} Please check the code again.",
        "{position}ばんめの「{found}」は つかわない 文字です。番号を もう 一度 見てください。";
    code_slip:
        "確認番号のどこかが違っているようです。お伝えした9文字（または紙に書かれた9文字）を、もう一度ご確認ください。",
        "Something in the code is not right. Please check the nine characters again.",
        "確認番号が すこし ちがいます。番号を もう 一度 見てください。";
}

impl Lang {
    /// What is wrong with a code as typed.
    pub fn code_wrong(self, error: &PlainCodeError) -> String {
        match error {
            PlainCodeError::Empty => self.code_empty().to_owned(),
            PlainCodeError::WrongLength { characters } => self.code_length(characters),
            PlainCodeError::NotInAlphabet { position, found } => self.code_stray(position, found),
            PlainCodeError::CheckCharacter => self.code_slip().to_owned(),
        }
    }
}
