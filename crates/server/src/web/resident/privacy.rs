//! The plain public statement of what is kept, where and how long.

use crate::{
    App, Problem,
    web::page::{Page, html},
};
use askama::Template;
use axum::{extract::State, response::Response};

#[derive(Template)]
#[template(path = "resident/privacy.html")]
struct Privacy {
    page: Page,
    office: String,
    kept: Vec<Kept>,
    updated: String,
}

struct Kept {
    what: String,
    why: String,
    until: String,
}

/// The statement.
pub(in crate::web) async fn get(State(app): State<App>) -> Result<Response, Problem> {
    let kept = |what: &str, why: &str, until: &str| Kept {
        what: what.to_owned(),
        why: why.to_owned(),
        until: until.to_owned(),
    };
    html(&Privacy {
        page: Page::resident(&app, "個人情報のあつかい"),
        office: app.config.town.name.clone(),
        kept: vec![
            kept(
                "お名前、ふりがな、生年月日、性別、住所、電話番号、接種券の番号",
                "対象の方かどうかを確かめ、当日の受付をするためです。お一人ずつ別の鍵で暗号化しています。",
                "事業が終わり、町の保存年限が過ぎるまで（接種の記録は接種から5年）",
            ),
            kept(
                "予約の内容と、予約・変更・キャンセルの履歴",
                "二重の予約をふせぎ、お問い合わせに答えるためです。",
                "事業が終わり、町の保存年限が過ぎるまで",
            ),
            kept(
                "LINEでの識別番号",
                "お知らせを送り、ご本人の画面を開くためです。暗号化しています。",
                "つながりを解除するまで",
            ),
            kept(
                "トークに書きこまれた文章",
                "ご用件に答えるためです。答えたあと、すぐに消します。",
                "答えるまで（ふつうは数秒）",
            ),
        ],
        updated: "2026年11月22日".to_owned(),
    })
}
