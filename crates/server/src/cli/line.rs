//! The commands that concern LINE: where it sends its events, and a message to see that one arrives.

mod heard;
mod month;

use crate::{
    App,
    actions::send_test::{Tested, WAIT, try_test},
    menus,
};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use domain::NoticeId;
use line::{Client, SendError};
use std::process::ExitCode;
use store::Settled;

/// LINEとのつながりをととのえる
#[derive(Debug, Subcommand)]
pub(super) enum Line {
    /// 害のないメッセージを1通、指定した人に送る
    SendTest {
        /// 送り先のユーザーID（U で始まる33文字。LINE Developers コンソールに自分のものがある）
        #[arg(long)]
        to: String,
    },
    Quota(month::Quota),
    /// 送信数を使い切って止めているお知らせを、もう一度送りはじめる
    Resume,
    Heard(heard::Heard),
    /// LINEからのお知らせ先（Webhook）
    #[command(subcommand)]
    Webhook(Webhook),
    /// トークの下のメニュー
    #[command(subcommand)]
    Menus(Menus),
}

#[derive(Debug, Subcommand)]
pub(super) enum Menus {
    /// 絵とボタンをLINEに届け、いまの時期のものを全員に見せる（何度しても同じ）
    Deploy,
}

#[derive(Debug, Subcommand)]
pub(super) enum Webhook {
    /// このサービスの住所をLINEに登録する
    Set,
    /// LINEから呼び出してもらい、返事ができるかを確かめる
    Test,
}

impl Line {
    /// 0 is done, 1 is what LINE or the network would not do.
    pub(super) async fn run(self, app: &App) -> Result<ExitCode> {
        if let Self::Heard(heard) = self {
            return heard.run(app).await;
        }
        let Some(line) = &app.line else {
            bail!(
                "LINEがまだ設定されていません。設定ファイルの [line] に、チャネルの番号と鍵を入れてください。"
            );
        };
        match self {
            Self::Heard(_) => unreachable!("answered above"),
            Self::SendTest { to } => sends(app, to).await,
            Self::Quota(quota) => quota.run(app, &line.client).await,
            Self::Resume => month::resumes(app).await,
            Self::Webhook(Webhook::Set) => sets(app, &line.client).await,
            Self::Webhook(Webhook::Test) => tests(&line.client).await,
            Self::Menus(Menus::Deploy) => deploys(app, &line.client).await,
        }
    }
}

async fn sends(app: &App, to: String) -> Result<ExitCode> {
    match try_test(app, NoticeId(app.ids.uuid()), &to, WAIT).await? {
        Tested::NotAUser => bail!(
            "送り先「{to}」はLINEのユーザーIDではありません。U で始まる33文字です。まだ何も送っていません。"
        ),
        Tested::NotAFriend => {
            println!("この人には送れません。まだ何も送っていません。");
            println!("町のアカウントを友だちに追加し、ブロックしていないかを確かめてください。");
        }
        Tested::Refused(error) => return Err(refused(error)),
        Tested::Tried(Some(Settled::Sent(_))) => {
            println!("LINEが受け取りました。トークに届いているかを見てください。");
            return Ok(ExitCode::SUCCESS);
        }
        Tested::Tried(Some(Settled::GivenUp(why))) => {
            println!("送れませんでした：{}", crate::words::sending::lost(&why));
            println!("友だちになっているか、ブロックしていないかを確かめてください。");
        }
        Tested::Tried(_) => {
            println!("まだ送れていません。サービスが動いていれば、24時間まで送り直します。");
        }
    }
    Ok(ExitCode::FAILURE)
}

async fn sets(app: &App, client: &Client) -> Result<ExitCode> {
    let ours = app.urls.webhook();
    let before = client.webhook().await.map_err(refused)?;
    if before.as_ref().is_some_and(|set| set.endpoint == ours) {
        println!("すでに {ours} が登録されています。");
    } else {
        client.set_webhook(&ours).await.map_err(refused)?;
        if let Some(before) = before {
            println!("これまで：{}", before.endpoint);
        }
        println!("これから：{ours}（届くまで1分ほどかかることがあります）");
    }
    let active = client.webhook().await.map_err(refused)?.is_some_and(|set| set.active);
    if active {
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "「Webhookの利用」がオフです。LINE Official Account Manager の「設定 → Messaging API」でオンにしてください。"
    );
    Ok(ExitCode::FAILURE)
}

async fn tests(client: &Client) -> Result<ExitCode> {
    let test = client.test_webhook().await.map_err(refused)?;
    if test.success {
        println!("LINEから呼び出して、正しく返事ができました。");
        return Ok(ExitCode::SUCCESS);
    }
    let advice = crate::words::doctor::webhook_fails(test.status_code, &test.reason);
    println!("{}", advice.found);
    println!("{}", advice.next.context("a failure has its next step")?);
    Ok(ExitCode::FAILURE)
}

async fn deploys(app: &App, client: &Client) -> Result<ExitCode> {
    for done in menus::deploy(client, &app.urls).await.map_err(refused)? {
        let what = if done.new { "届けました" } else { "前と同じです" };
        println!("{}：{what}（{}）", done.kind.name(), done.id);
    }
    match menus::tick(app).await? {
        Some(kind) => println!("いまは {} を全員に見せています。", kind.name()),
        None => println!("全員に見せているメニューは、変わりません。"),
    }
    Ok(ExitCode::SUCCESS)
}

/// What LINE would not do, and what next.
fn refused(error: SendError) -> anyhow::Error {
    let next = match error {
        SendError::NotLetIn { .. } | SendError::Never { status: 401 | 403, .. } => {
            "Channel ID と Channel secret（設定項目 line.channel_id、line.channel_secret）を確かめてください"
        }
        SendError::Never { .. } => {
            "設定項目 server.base_url が https で始まる正しい住所かを確かめてください"
        }
        _ => "少し待ってから、もう一度ためしてください",
    };
    anyhow::Error::from(error).context(format!("LINEが受けつけませんでした。{next}"))
}
