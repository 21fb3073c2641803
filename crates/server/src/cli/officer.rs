//! Officers from the machine's own command line: the first one, and whoever has lost the way in.

use crate::{
    clock::Clock,
    config::Config,
    ids::Ids,
    password,
    words::{roles, staff},
};
use anyhow::{Result, bail};
use clap::Args;
use domain::{Actor, Duty, OfficerId, Role, password as password_rule};
use std::io::BufRead;
use store::{Officer, Store, Tx};

/// 職員を登録する（すでにいるときは氏名とパスワードを変える）。パスワードは標準入力から読む
#[derive(Debug, Args)]
pub(super) struct OfficerCommand {
    /// 職員番号（ログインに使う名前）
    login: String,
    /// 氏名（履歴に残る）
    name: String,
    /// 役割（administrator 管理者・nurse 保健師・operator オペレーター・reception 受付・pr 広報・auditor 監査・colleague 閲覧）。最初の職員は管理者になる
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Option<Role>,
    /// 二段階認証も外す（ただ一人の管理者が、電話と予備の番号をなくしたとき）
    #[arg(long)]
    forget_second_factor: bool,
}

/// The reason that the history has.
const FORGOTTEN: &str = "システムの担当者がコマンドで外しました";

fn role(typed: &str) -> Result<Role, String> {
    Role::named(typed)
        .ok_or_else(|| format!("役割「{typed}」はありません。次から選んでください：{}", all()))
}

fn all() -> String {
    let named = Role::ALL.map(|role| format!("{}（{}）", role.name(), roles::role(role)));
    named.join("、")
}

impl OfficerCommand {
    /// Reads the password and stores the officer.
    pub(super) async fn run(
        self,
        config: &Config,
        store: &Store,
        mut input: impl BufRead,
    ) -> Result<()> {
        let mut typed = String::new();
        input.read_line(&mut typed)?;
        let typed = typed.trim_end_matches(['\r', '\n']);
        if let Err(no) = password_rule::check(typed, &self.login, &config.town.name) {
            bail!("{}まだ登録していません。", staff::password_no(no));
        }
        let (hash, clock) = (password::hash(typed)?, Clock::Machine);
        let (id, now) = (OfficerId(Ids::new(clock.clone()).uuid()), clock.now());
        let forget = self.forget_second_factor;
        let saved = store.write(move |tx| {
            let Some(officer) = self.officer(tx, id, hash)? else { return Ok(None) };
            tx.save_officer(&officer, Actor::System, now)?;
            let known = tx.officer_by_login(&officer.login)?.filter(|_| forget);
            if let Some(officer) = known {
                tx.take_second_factor(officer.id, Actor::System, now, FORGOTTEN)?;
            }
            Ok(Some(officer.duty.role))
        });
        let Some(role) = saved.await? else {
            bail!("--role で役割を選んでください：{}。まだ登録していません。", all());
        };
        println!("登録しました（役割：{}）。", roles::role(role));
        Ok(())
    }

    /// Whom to store: an officer keeps the duty that is not named, the first of all is an administrator, and of any
    /// other one the role has to be said.
    fn officer(self, tx: &mut Tx<'_>, id: OfficerId, password: String) -> Result<Option<Officer>> {
        let known = tx.officer_by_login(&self.login)?;
        let first = tx.officer_names()?.is_empty();
        let duty = match (self.role, known) {
            (Some(role), _) => Duty::everywhere(role),
            (None, Some(known)) => known.duty,
            (None, None) if first => Duty::everywhere(Role::Administrator),
            (None, None) => return Ok(None),
        };
        let Self { login, name, .. } = self;
        Ok(Some(Officer { id, login, name, password, duty, disabled_at: None }))
    }
}
