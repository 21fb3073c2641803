//! What is said while a town connects LINE in the browser.

use crate::connect_line::{Flaw, NotConnected};
use line::SendError;

/// One field of the form.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What stands above it.
    pub label: &'static str,
    /// Where the value is found.
    pub hint: &'static str,
    /// Whether it is never shown again.
    pub secret: bool,
}

const fn field(name: &'static str, label: &'static str, hint: &'static str, secret: bool) -> Field {
    Field { name, label, hint, secret }
}

/// The fields in the order in which LINE's pages show them.
pub const FIELDS: [Field; 6] = [
    field(
        "base_url",
        "住民の方が開く住所",
        "インターネットから開ける、https:// で始まる住所です。わからないときは、機械の担当の方に聞いてください。",
        false,
    ),
    field(
        "channel_id",
        "公式アカウントの Channel ID",
        "LINE Official Account Manager の「設定 → Messaging API」にあります。",
        false,
    ),
    field(
        "channel_secret",
        "公式アカウントの Channel secret",
        "同じ画面にあります。人に見せないでください。",
        true,
    ),
    field(
        "login_channel_id",
        "LINEログインの Channel ID",
        "LINE Developers コンソールの、LINEログインのチャネルの「チャネル基本設定」にあります。「コールバックURL」は、上の住所に /signin/line/callback を付けたものにしてください。",
        false,
    ),
    field(
        "login_channel_secret",
        "LINEログインの Channel secret",
        "同じ画面にあります。人に見せないでください。",
        true,
    ),
    field(
        "liff_id",
        "LIFF ID",
        "LINEログインのチャネルの「LIFF」にあります。「エンドポイントURL」は、上の住所に /liff を付けたものにしてください。",
        false,
    ),
];

/// Something typed cannot be.
pub const WRONG: &str = "つぎの欄を直して、もう一度押してください。鍵（secret）は、もう一度入れてください。まだ何も変えていません。";
/// It is written down, and does not hold yet.
pub const AT_NEXT_START: &str = "設定ファイルに書きました。サービスを始めなおすと、LINEとつながります。機械の担当の方に頼んでください。";
/// Nothing can be done with LINE yet.
pub const NOT_YET: &str = "LINEは、まだつながっていません。先に、下の値を入れてつないでください。";
/// LINE would not open our address.
pub const NO_HTTPS: &str = "LINEは、https:// で始まる住所だけを開きます。下の「住民の方が開く住所」を入れて、つなぎなおしてください。";
/// Our address stands with LINE.
pub const REGISTERED: &str =
    "窓口の住所をLINEに登録しました。届くまで、1分ほどかかることがあります。";
/// The menus are there.
pub const MENUS: &str = "トークの下のメニューを届けました。";
/// The menus are there, and nobody sees one.
pub const MENUS_NOT_SHOWN: &str =
    "メニューは届けましたが、まだ出せません。少し待ってから、もう一度押してください。";

/// What is wrong with a field.
pub fn flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Empty => "空です。入れてください。",
        Flaw::NotANumber => "数字だけの番号です。写しまちがいがないか、確かめてください。",
        Flaw::NotASecret => {
            "0から9とaからfの32文字です。前後の空白や、ほかの欄の値でないかを確かめてください。"
        }
        Flaw::OfAnotherChannel => {
            "LINEログインの Channel ID、「-」、英数字の順に並びます。別のチャネルのものでないかを確かめてください。"
        }
        Flaw::NotHttps => "https:// で始まる住所を入れてください。LINEは、ほかの住所を開けません。",
    }
}

/// Why it is not connected, and what next.
pub fn not_connected(no: &NotConnected) -> String {
    match no {
        NotConnected::Wrong(_) => WRONG.to_owned(),
        NotConnected::NoFile => "ここでは設定を変えられません。このサービスは、設定ファイルなしで動いています（リハーサルのときもそうです）。機械の担当の方に、docs/line-setup.ja.md を見せてください。".to_owned(),
        NotConnected::File(why) => format!("設定ファイルを使えません（{why}）。まだ何も変えていません。機械の担当の方に、この文を見せてください。"),
        NotConnected::Overridden => "環境変数（MADOGUCHI_…）か、設定ファイルの line.channel_token が、ここの値より先に使われます。まだ何も変えていません。機械の担当の方に、この文を見せてください。".to_owned(),
        NotConnected::NotLetIn => "LINEに断られました。公式アカウントの Channel ID と Channel secret を、もう一度写してください。鍵（secret）は、もう一度入れてください。まだ何も変えていません。".to_owned(),
        NotConnected::NotReached => "LINEから返事がありません。インターネットへの出口（ファイアウォール、プロキシ）を確かめて、少し待ってからもう一度押してください。まだ何も変えていません。".to_owned(),
    }
}

/// LINE would not do it.
pub fn refused(error: &SendError) -> String {
    format!(
        "LINEが受けつけませんでした（{error}）。「すべて確かめる」を押すと、直すところが出ます。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_no_says_that_nothing_was_changed_or_whom_to_ask() {
        for no in [
            NotConnected::Wrong(BTreeMap::new()),
            NotConnected::NoFile,
            NotConnected::File("権限がありません".to_owned()),
            NotConnected::Overridden,
            NotConnected::NotLetIn,
            NotConnected::NotReached,
        ] {
            let told = not_connected(&no);
            assert!(
                told.contains("まだ何も変えていません") || told.contains("変えられません"),
                "{told}"
            );
        }
    }
}
