//! What the one binary can be asked to do.

mod by;
mod code;
mod copying;
mod doctor;
mod export;
mod file;
mod import;
mod imports;
mod line;
mod officer;
mod programme;
mod rule;
mod simulate;
mod start;

use crate::{
    App,
    clock::Clock,
    config::{Config, ConfigError},
    key_file, seed_demo, serve,
    urls::Urls,
    words::catalogue,
};
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::{io::IsTerminal, path::PathBuf, process::ExitCode};
use store::{Difference, Store};

/// 町の予約窓口。予約・変更・キャンセルをLINEと電話で受け付けます。
#[derive(Debug, Parser)]
#[command(name = "madoguchi", version)]
pub struct Cli {
    /// 設定ファイル（TOML）
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Start),
    /// サービスを動かす
    Serve,
    /// ととのっているかを一つずつ調べ、足りないときは次にすることを言う
    Doctor,
    /// 窓口のことばを1枚の一覧にする（町で読み合わせるため）
    Words,
    /// LINEとのつながりをととのえる
    #[command(subcommand)]
    Line(line::Line),
    /// 予約数と記録の食いちがいがないかを確かめる
    Verify,
    /// 架空の町の住民・事業・枠をつくる（お試し用）
    SeedDemo {
        /// 住民の人数
        #[arg(long, default_value_t = seed_demo::PEOPLE, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
        people: u32,
        /// 一般向けの事業の枠を、はじめのこの数だけにする
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        slots: Option<u32>,
        /// その枠ごとの、LINEからの予約の数
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        places: Option<u32>,
        /// はじめから電話で予約してある件数
        #[arg(long, default_value_t = seed_demo::PHONED, value_parser = clap::value_parser!(u32).range(0..=10_000))]
        phoned: u32,
    },
    /// 住民をファイルから取りこむ・取りこみの一覧・取り消し
    #[command(subcommand)]
    Import(Import),
    /// 名簿や接種の記録をファイルに書き出す
    #[command(subcommand)]
    Export(export::Export),
    /// 確認番号を出す・入力の停止を解く
    #[command(subcommand)]
    Code(code::CodeCommand),
    CopyToPostgres(copying::CopyToPostgres),
    Programme(programme::ProgrammeCommand),
    /// 規則に問い合わせる（設定もデータベースもいりません）
    #[command(subcommand)]
    Rule(rule::Rule),
    #[command(subcommand)]
    Simulate(simulate::Simulate),
    Officer(officer::OfficerCommand),
}

#[derive(Debug, Subcommand)]
enum Import {
    People(import::ImportPeople),
    List(imports::List),
    Undo(imports::Undo),
}

impl Cli {
    /// Does it. 0 is done, 1 is a failure, 2 is a configuration that cannot be used.
    pub fn run(self) -> ExitCode {
        start_log();
        if let Command::Rule(rule) = self.command {
            return rule.run(&Clock::Machine);
        }
        if let Command::Programme(programme) = &self.command
            && let Some(code) = programme.offline(&Clock::Machine)
        {
            return code;
        }
        if let Command::Start(start) = self.command {
            return waited_for(start.run(self.config));
        }
        let config = match Config::read(self.config.as_deref()) {
            Ok(config) => config,
            Err(ConfigError(why)) => {
                eprintln!("{why}");
                return ExitCode::from(2);
            }
        };
        if let Command::Words = self.command {
            print!("{}", catalogue::page(&config.town, &Urls::new(&config)));
            return ExitCode::SUCCESS;
        }
        waited_for(self.command.run(config))
    }
}

/// Runs a command to its end.
fn waited_for(command: impl Future<Output = Result<ExitCode>>) -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    runtime.block_on(command).unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

impl Command {
    async fn run(self, config: Config) -> Result<ExitCode> {
        if let Self::Doctor = self {
            return doctor::run(config).await;
        }
        if let Self::CopyToPostgres(copy) = self {
            return copy.run(config, Clock::Machine).await;
        }
        let keys = key_file::read_or_make(&config.database.key_file)?;
        let store = Store::start(config.database.url.clone(), keys);
        if let Self::Serve = self {
            return serve::run(config, store).await.map(|()| ExitCode::SUCCESS);
        }
        store.ready().await.context(serve::UNUSABLE)?;
        match self {
            Self::Serve
            | Self::Start(_)
            | Self::Rule(_)
            | Self::Doctor
            | Self::Words
            | Self::CopyToPostgres(_) => {
                unreachable!("answered above")
            }
            Self::Line(line) => line.run(&App::new(config, store, Clock::Machine)).await,
            Self::Code(code) => code.run(&App::new(config, store, Clock::Machine)).await,
            Self::Verify => verify(&store).await,
            Self::Import(Import::People(import)) => {
                import.run(&config, &store, Clock::Machine).await
            }
            Self::Import(Import::List(list)) => list.run(&store).await,
            Self::Import(Import::Undo(undo)) => undo.run(&store, &Clock::Machine).await,
            Self::Export(export) => export.run(&store, &Clock::Machine).await,
            Self::Programme(programme) => programme.run(&store, Clock::Machine).await,
            Self::Simulate(simulate) => simulate.run(&store, Clock::Machine).await,
            Self::SeedDemo { people, slots, places, phoned } => {
                let size = seed_demo::Size { people, slots, places, phoned };
                print!("{}", seed_demo::run(&config, &store, Clock::Machine, size).await?);
                Ok(ExitCode::SUCCESS)
            }
            Self::Officer(officer) => {
                officer.run(&config, &store, std::io::stdin().lock()).await?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

async fn verify(store: &Store) -> Result<ExitCode> {
    let differences = store.read(|reader| reader.differences()).await?;
    for difference in &differences {
        match difference {
            Difference::Places { slot, pool, counted, booked } => {
                println!("枠 {slot} の {pool}：台帳では {counted}、予約の記録では {booked} です。");
            }
            Difference::Held { slot, pool, counted, held } => {
                println!(
                    "枠 {slot} の {pool}：台帳では確保 {counted}、確保の記録では {held} です。"
                );
            }
            Difference::Offered { slot, pool, counted, offered } => {
                println!(
                    "枠 {slot} の {pool}：台帳では案内中 {counted}、空き枠案内の記録では {offered} です。"
                );
            }
            Difference::Exam { slot, dose, counted, booked } => {
                println!(
                    "枠 {slot} の {dose} 番目の検査：台帳では {counted}、予約の記録では {booked} です。"
                );
            }
            Difference::History { seq } => {
                println!("履歴の {seq} 行目が、あとから変えられたか、その前が抜けています。");
            }
        }
    }
    if differences.is_empty() {
        println!("食いちがいはありません。");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_env("MADOGUCHI_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
