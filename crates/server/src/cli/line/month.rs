//! `madoguchi line quota` and `madoguchi line resume`: how many messages the month has left, and letting those
//! go on that rest.

use super::refused;
use crate::{
    App,
    delivery::month::{self, Month},
    words::sending,
};
use anyhow::Result;
use clap::Args;
use line::Client;
use serde_json::json;
use std::process::ExitCode;

/// 今月の送信数を見る（送れる人数を確かめるときは --people）
#[derive(Debug, Args)]
pub(in crate::cli) struct Quota {
    /// 答えをJSONで出す
    #[arg(long)]
    json: bool,
    /// この人数に送れるかを確かめる。送れないときは 1 で終わる
    #[arg(long, value_name = "N")]
    people: Option<u64>,
}

impl Quota {
    pub(super) async fn run(&self, app: &App, client: &Client) -> Result<ExitCode> {
        let month = month::ask(client, app.clock.now()).await.map_err(refused)?;
        month::tell(app, Some(month)).await?;
        let room = self.people.map(|people| month.has_room_for(people));
        if self.json {
            println!("{}", as_json(app, &month, room.map(|room| room.is_ok())));
        } else {
            println!("{}", sending::month(&month));
            for alarm in sending::alarms(&app.sending.now()) {
                println!("{alarm}");
            }
            if let Some((people, room)) = self.people.zip(room) {
                println!("{}", sending::room(people, room));
            }
        }
        let enough = room.is_none_or(|room| room.is_ok());
        Ok(if enough { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn as_json(app: &App, month: &Month, room: Option<bool>) -> serde_json::Value {
    let sending = app.sending.now();
    json!({
        "limit": month.limit,
        "used": month.used,
        "left": month.left(),
        "stopped_since": sending.stopped_since.map(|at| at.to_string()),
        "resting": sending.resting,
        "undelivered": sending.undelivered,
        "has_room": room,
    })
}

/// Counted messages go on at once; LINE's next answer may stop them again.
pub(super) async fn resumes(app: &App) -> Result<ExitCode> {
    if app.store.write(|tx| tx.resume_pushes()).await? {
        println!("お知らせの送信を再開しました。待っていたものから順に送ります。");
    } else {
        println!("お知らせの送信は、止まっていません。");
    }
    Ok(ExitCode::SUCCESS)
}
