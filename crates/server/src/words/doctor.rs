//! What `madoguchi doctor` says of each thing it looks at, and what to press next.

/// What was looked at, what was found, and the next step where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What was looked at.
    pub what: &'static str,
    /// What was found.
    pub found: String,
    /// What to do next.
    pub next: Option<String>,
}

const MANAGER: &str = "LINE Official Account Manager の「設定 → Messaging API」";
const DEVELOPERS: &str = "LINE Developers コンソール";

fn fine(what: &'static str, found: impl Into<String>) -> Advice {
    Advice { what, found: found.into(), next: None }
}

fn next(what: &'static str, found: impl Into<String>, next: impl Into<String>) -> Advice {
    Advice { what, found: found.into(), next: Some(next.into()) }
}

/// The file with the town's key is not there.
pub fn no_key(path: &str) -> Advice {
    let step = "新しい町では、最初の madoguchi serve が作ります。すでに使っている町では、控えておいた鍵ファイルをここに戻してください。新しい鍵では、これまでの記録を読めません。";
    next("鍵ファイル", format!("{path} がありません。"), step)
}

/// The database answers and its counts are right.
pub fn database() -> Advice {
    fine("データベース", "つながります。枠の数は予約の記録と合っています。")
}

/// It does not answer.
pub fn no_database() -> Advice {
    let step = "設定項目 database.url と、データベースが動いているかを確かめてください。";
    next("データベース", "つながりません。", step)
}

/// So many counters are wrong.
pub fn differences(count: usize) -> Advice {
    let found = format!("枠の数が予約の記録と {count} か所で合いません。");
    next("データベース", found, "madoguchi verify で、どの枠かを確かめてください。")
}

/// So many people are on the roster.
pub fn people(count: u32) -> Advice {
    fine("名簿", format!("{count} 人います。"))
}

/// Nobody is.
pub fn nobody() -> Advice {
    let step = "madoguchi import people ファイル名 で、住民のファイルを取りこんでください。";
    next("名簿", "まだだれもいません。", step)
}

/// So many officers can sign in.
pub fn officers(count: usize) -> Advice {
    fine("職員", format!("{count} 人がログインできます。"))
}

/// Nobody can sign in at the desk.
pub fn no_officer() -> Advice {
    let step = "madoguchi officer 職員番号 氏名 で、最初の職員を登録してください。";
    next("職員", "まだ登録されていません。", step)
}

/// Many look-ups of a day had a voucher there is and a wrong birth date.
pub fn wrong_birth_dates(count: u32) -> Advice {
    let found =
        format!("この1日に {count} 回、実際にある接種券番号に違う生年月日が入力されました。");
    let step = "番号の一覧が外に出ていないかを確かめてください。番号ごとに、1時間に5回、30日に20回で止まります。";
    next("入力の失敗", found, step)
}

/// Stylesheet and scripts are inside.
pub fn assets() -> Advice {
    fine("画面の部品", "そろっています。")
}

/// Some of them are not.
pub fn no_assets(names: &str) -> Advice {
    let step = "cargo xtask assets のあとで、作り直してください。";
    next("画面の部品", format!("足りません：{names}"), step)
}

/// The address residents use.
pub fn address(url: &str) -> Advice {
    fine("外から見える住所", format!("{url} です。"))
}

/// The address is not encrypted.
pub fn plain_address(url: &str) -> Advice {
    let found = format!("{url} は https ではありません。お試しのときだけにしてください。");
    next(
        "外から見える住所",
        found,
        "設定項目 server.base_url を https:// で始まる住所にしてください。",
    )
}

/// LINE is not connected.
pub fn no_line() -> Advice {
    let step =
        "設定ファイルの [line] に、チャネルの番号と鍵を入れてください（docs/line-setup.ja.md）。";
    next("LINE", "まだつながっていません。電話と職員の画面だけで動きます。", step)
}

/// LINE lets us in; so many messages were sent this month.
pub fn channel(used: u64, most: Option<u64>) -> Advice {
    let limit =
        most.map_or("上限はありません".to_owned(), |most| format!("上限は {most} 通です"));
    fine("LINEの公式アカウント", format!("つながります。今月は {used} 通を送りました（{limit}）。"))
}

/// The month's messages are used up.
pub fn used_up(most: u64) -> Advice {
    let found = format!(
        "今月の {most} 通を使い切りました。返信は届きます。お知らせは止めて、とってあります。"
    );
    let step =
        "LINE Official Account Manager の「設定 → 利用と請求」で、プランを確かめてください。";
    next("LINEの公式アカウント", found, step)
}

/// LINE refuses our channel.
pub fn not_let_in(status: u16) -> Advice {
    let step = format!(
        "{MANAGER}にある Channel ID と Channel secret を、設定項目 line.channel_id と line.channel_secret に入れてください。"
    );
    next("LINEの公式アカウント", format!("LINEに断られました（{status}）。"), step)
}

/// LINE does not answer.
pub fn not_reached() -> Advice {
    let step = "インターネットへの出口（ファイアウォール、プロキシ）を確かめて、少し待ってからもう一度ためしてください。";
    next("LINEの公式アカウント", "LINEから返事がありません。", step)
}

/// LINE sends its events to us.
pub fn webhook(url: &str) -> Advice {
    fine("Webhook の住所", format!("{url} です。"))
}

/// No address is set.
pub fn no_webhook(ours: &str) -> Advice {
    let step = format!("madoguchi line webhook set で、{ours} を登録してください。");
    next("Webhook の住所", "まだ登録されていません。", step)
}

/// Another address is set.
pub fn other_webhook(set: &str, ours: &str) -> Advice {
    let found = format!("ほかの住所（{set}）が登録されています。");
    let step = format!(
        "ほかのサービスで使っていないことを確かめてから、madoguchi line webhook set で {ours} に変えてください。"
    );
    next("Webhook の住所", found, step)
}

/// The address is set, but not in use.
pub fn webhook_off() -> Advice {
    let step = format!("{MANAGER}を開き、「Webhookの利用」をオンにしてください。");
    next("Webhook の住所", "登録されていますが、使われていません。", step)
}

/// LINE could not tell.
pub fn webhook_unknown(why: &str) -> Advice {
    let found = format!("確かめられませんでした：{why}");
    next("Webhook の住所", found, "少し待ってから、もう一度ためしてください。")
}

/// LINE called us and liked the answer.
pub fn webhook_answers() -> Advice {
    fine("Webhook の返事", "LINEから呼び出して、正しく返事ができました。")
}

/// LINE called us in vain.
pub fn webhook_fails(status: i32, reason: &str) -> Advice {
    let found = format!("LINEから呼び出しましたが、うまくいきません（{reason}、{status}）。");
    let step = match reason {
        "COULD_NOT_CONNECT" => {
            "サービスが動いているか、外から https で届くか（ファイアウォール、証明書）を確かめてください。"
        }
        "REQUEST_TIMEOUT" => "サービスの返事が遅すぎます。サーバーの混みぐあいを確かめてください。",
        "UNCLASSIFIED" | "OK" => "少し待ってから、もう一度ためしてください。",
        _ => {
            "設定項目 line.channel_secret が、このチャネルの Channel secret と同じかを確かめてください。"
        }
    };
    next("Webhook の返事", found, step)
}

/// The menus are there and one is shown.
pub fn menus() -> Advice {
    fine("トークの下のメニュー", "届いています。")
}

/// They are not, or those of an older version are.
pub fn no_menus() -> Advice {
    let step = "madoguchi line menus deploy で、絵とボタンを届けてください（何度しても同じです）。";
    next("トークの下のメニュー", "いまのものが、まだ届いていません。", step)
}

/// LINE could not tell.
pub fn menus_unknown(why: &str) -> Advice {
    let found = format!("確かめられませんでした：{why}");
    next("トークの下のメニュー", found, "少し待ってから、もう一度ためしてください。")
}

/// LINE would take every sentence.
pub fn sentences(count: usize) -> Advice {
    fine(
        "窓口のことば",
        format!("{count}通りの返事を、LINEがすべて受けつけます（送ってはいません）。"),
    )
}

/// LINE would not take this one.
pub fn bad_sentence(when: &str, why: &str) -> Advice {
    let found = format!("「{when}」の返事を、LINEが受けつけません（{why}）。");
    let step = "設定項目 town.name、town.phone、server.base_url に、長すぎる値や使えない字がないかを確かめてください。";
    next("窓口のことば", found, step)
}

/// LINE could not tell.
pub fn sentences_unknown(why: &str) -> Advice {
    let found = format!("確かめられませんでした：{why}");
    next("窓口のことば", found, "少し待ってから、もう一度ためしてください。")
}

/// The LIFF app belongs to the login channel.
pub fn liff(id: &str) -> Advice {
    fine("予約の画面（LIFF）", format!("{id} です。"))
}

/// It does not.
pub fn other_liff(id: &str, channel: &str) -> Advice {
    let found =
        format!("LIFF ID（{id}）が、LINEログインのチャネル（{channel}）のものではありません。");
    let step = format!(
        "{DEVELOPERS}で LINEログインのチャネルの「LIFF」を開き、LIFF ID を設定項目 line.liff_id に入れてください。"
    );
    next("予約の画面（LIFF）", found, step)
}
