//! A town that moves from its file to PostgreSQL, in words for whoever runs it: what is happening, what was proven, why it
//! did not come to that, and what to do next.

use store::{Copied, CopyStep, NotCopied};

/// The service runs on PostgreSQL already.
pub const FROM_A_FILE: &str = "この設定のデータベースはSQLiteのファイルではありません（設定項目 database.url）。写せるのは、SQLiteで動いている町だけです。--config に、いま使っている設定ファイルを書いてください。何も変えていません。";
/// The new configuration names a file.
pub const TO_POSTGRESQL: &str = "--to の設定ファイルの database.url が、PostgreSQLのもの（postgres://…）ではありません。移った先で使う設定ファイルを書いてください。何も変えていません。";
/// The new configuration has no key.
pub const NO_KEY: &str = "--to の設定ファイルの database.key_file のファイルがありません。いまの鍵ファイルと同じものを、そこにも置いてください（鍵がないと、名簿を開けません）。何も変えていません。";
/// The database has no name.
pub const BAD_URL: &str = "--to の設定ファイルの database.url を読みとれません。postgres://ユーザー:パスワード@ホスト/データベース の形か、確かめてください。何も変えていません。";

/// The file that is to be copied is not there.
pub fn no_file(file: &str) -> String {
    format!(
        "{file}：写すデータベースのファイルがありません。--config に、いま使っている設定ファイルを書いてください。何も変えていません。"
    )
}

/// What happens now.
pub fn step(step: CopyStep<'_>) -> String {
    match step {
        CopyStep::Table(name, rows) => format!("  {name}：{rows}行を写し、読み戻して同じでした"),
        CopyStep::Locked => {
            "いまから少しのあいだ、書きこみを止めます（予約の画面には「少しお待ちください」と出ます）。".to_owned()
        }
    }
}

/// It is done.
pub fn done(copied: &Copied, place: &str, config: &str) -> String {
    let rows: u64 = copied.tables.iter().map(|table| table.rows).sum();
    let tables: Vec<_> = copied
        .tables
        .iter()
        .filter(|table| table.rows > 0)
        .map(|table| format!("  {:<18}{:>10}行  {:032x}", table.name, table.rows, table.sum))
        .collect();
    format!(
        "{}\n町は {place} に移りました。{}の表、{rows}行が、移る前と後で同じです（右の数は、全行のSHA-256の和です）。\n写しているあいだに変わった{}行も、写して確かめました。書きこみを止めたのは{:.1}秒です。\n\n次にすること\n  1. いま動いているサービスを止める（もう何も書きこみません）\n  2. madoguchi serve --config {config} で始める\n  3. しばらくは、もとのファイルと鍵を残しておく",
        tables.join("\n"),
        copied.tables.len(),
        copied.late,
        copied.pause.as_secs_f64(),
    )
}

/// It is not.
pub fn not_done(why: &NotCopied, place: &str) -> String {
    match why {
        NotCopied::Occupied(table) => format!(
            "{place} は空ではありません（{table} に行があります）。空のデータベースをつくって、database.url に書いてください。町はいまの場所で動いています。"
        ),
        NotCopied::There => format!(
            "町はもう {place} に移っています。--to の設定ファイルで madoguchi serve を始めてください。"
        ),
        NotCopied::Different(table) => format!(
            "{table} を読み戻すと、写したものと違いました。移していません。町はいまの場所で動いています。データベースの文字コード（UTF8）と、ほかに書きこんでいる人がいないかを確かめて、もう一度実行してください。"
        ),
        NotCopied::Unanswered(error) => format!(
            "最後の確定の返事が、{place} から届きませんでした（{error:#}）。二つの町ができないように、もとのファイルには書きこめなくしてあります。もう一度、同じ命令を実行してください。移っていれば「もう移っています」と言い、移っていなければ写し直します。もとの場所で続けるときは、--reopen を付けて実行してください。"
        ),
        NotCopied::Failed(error) => format!(
            "移していません。町はいまの場所で動いています。理由：{error:#}。直してから、もう一度同じ命令を実行してください（途中まで写したものは残っていません）。"
        ),
    }
}

/// The file was opened again, or had not been closed.
pub fn reopened(was_closed: bool) -> &'static str {
    if was_closed {
        "もとのファイルに、また書きこめます。いまの設定のままサービスを始め直してください。"
    } else {
        "もとのファイルは閉じていません。することはありません。"
    }
}

/// The town is at the other place.
pub fn not_reopened(why: &NotCopied, place: &str) -> String {
    match why {
        NotCopied::Occupied(_) => format!(
            "{place} に町があるので、もとのファイルには書きこめないままにします（二つの町ができると、予約が食いちがいます）。--to の設定ファイルで madoguchi serve を始めてください。"
        ),
        other => not_done(other, place),
    }
}
