//! Which accounts act for which persons. A link that ended keeps its row. A person under 支援措置 has none, and
//! nothing here would find one.

use crate::{
    backend::Row,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{AccountId, Link, LinkedBy, PersonId, Relation};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A link in force, with the words of whoever uses the account.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// The link.
    pub link: Link,
    /// What they call themselves towards the others, such as 長女.
    pub alias: Option<String>,
    /// Whether the account is one of LINE's; without LINE it lasts as long as its sign-in.
    pub in_line: bool,
}

/// A link in force or one that ended, which keeps neither a relation nor what they called themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EverLinked {
    /// The link as it is or was.
    pub proxy: Proxy,
    /// When it ended, if it did.
    pub ended_at: Option<Timestamp>,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").field("link", &self.link).finish_non_exhaustive()
    }
}

const EVER: &str = "SELECT ap.account_id, ap.person_id, ap.linked_at, ap.linked_by, ap.relation, \
    ap.sealed_alias, a.without_line_at, ap.ended_at FROM account_person ap \
    JOIN person p ON p.id = ap.person_id JOIN account a ON a.id = ap.account_id";
const IN_FORCE: &str = "WHERE ap.ended_at IS NULL";

impl Reader<'_> {
    /// The persons an account acts for, in the order they were added. Those under 支援措置 are nobody's
    /// to see but the desk's.
    pub fn persons_of(&mut self, account: AccountId) -> Result<Vec<PersonId>> {
        let links = self.links_of(account)?;
        Ok(links.into_iter().map(|proxy| proxy.link.person).collect())
    }

    /// The links of an account, in the order they began.
    pub fn links_of(&mut self, account: AccountId) -> Result<Vec<Proxy>> {
        let sql = format!(
            "{EVER} {IN_FORCE} AND p.protected_at IS NULL AND ap.account_id = $1 ORDER BY ap.linked_at, ap.person_id"
        );
        let found = self.conn.query(&sql, &[&account.to_string()], linked)?;
        found.into_iter().map(|found| self.proxy(found)).collect()
    }

    /// The link of an account to a person, if it is in force.
    pub fn link(&mut self, account: AccountId, person: PersonId) -> Result<Option<Link>> {
        let all = self.links_of_persons(&BTreeSet::from([person]))?;
        Ok(all.into_iter().find(|link| link.account == account))
    }

    /// Everyone's links to these persons.
    pub fn links_of_persons(&mut self, persons: &BTreeSet<PersonId>) -> Result<Vec<Link>> {
        let sql = format!(
            "{EVER} {IN_FORCE} AND p.protected_at IS NULL AND ap.person_id IN ids ORDER BY ap.linked_at, ap.account_id"
        );
        Ok(self.conn.query_in(&sql, persons, linked)?.into_iter().map(|found| found.link).collect())
    }

    /// Who acts for a person, for the desk and for who is proven. An account without LINE counts while it is
    /// signed in somewhere, since there is no way back into it.
    pub fn proxies_of(&mut self, person: PersonId, now: Timestamp) -> Result<Vec<Proxy>> {
        let sql = format!(
            "{EVER} {IN_FORCE} AND ap.person_id = $1 AND (a.without_line_at IS NULL OR EXISTS (SELECT 1 FROM sign_in s \
             WHERE s.account_id = a.id AND s.expires_at > $2)) ORDER BY ap.linked_at, ap.account_id"
        );
        let found = self.conn.query(&sql, &[&person.to_string(), &now.as_millisecond()], linked)?;
        found.into_iter().map(|found| self.proxy(found)).collect()
    }

    /// Every account that ever acted for a person, in the order in which they first began. That order is
    /// told by the history and does not change when a link ends or begins anew.
    pub fn ever_linked(&mut self, person: PersonId) -> Result<Vec<EverLinked>> {
        let sql = format!(
            "{EVER} WHERE ap.person_id = $1 ORDER BY (SELECT MIN(h.seq) FROM history h \
             WHERE h.person_id = ap.person_id AND h.what LIKE \
             '{{\"person_linked\":{{\"account\":\"' || ap.account_id || '\"%'), ap.account_id"
        );
        let read = |row: &Row<'_>| Ok((linked(row)?, row.at_opt(7)?));
        let found = self.conn.query(&sql, &[&person.to_string()], read)?;
        let ever = |(found, ended_at)| Ok(EverLinked { proxy: self.proxy(found)?, ended_at });
        found.into_iter().map(ever).collect()
    }

    fn proxy(&self, found: Linked) -> Result<Proxy> {
        let Linked { link, sealed, in_line } = found;
        let open = |sealed: Vec<u8>| -> Result<String> {
            let plain = self.keys.open(&alias_place(link.account, link.person), &sealed)?;
            String::from_utf8(plain.to_vec()).context("reading what somebody calls themselves")
        };
        Ok(Proxy { alias: sealed.map(open).transpose()?, link, in_line })
    }
}

impl Tx<'_> {
    /// What somebody calls themselves towards the others who act for a person; nothing takes it back. History
    /// knows that it changed, not what it is. The same again changes nothing, and so it is where no link is in
    /// force.
    pub fn set_alias(
        &mut self,
        account: AccountId,
        person: PersonId,
        alias: Option<&str>,
        at: Timestamp,
    ) -> Result<()> {
        let links = self.links_of(account)?;
        let Some(own) = links.iter().find(|proxy| proxy.link.person == person) else {
            return Ok(());
        };
        if own.alias.as_deref() == alias {
            return Ok(());
        }
        self.record_alias(account, person, alias.is_some(), at)?;
        let place = alias_place(account, person);
        let sealed = alias.map(|alias| self.keys.seal(&place, alias.as_bytes())).transpose()?;
        self.conn.execute(
            "UPDATE account_person SET sealed_alias = $3 WHERE account_id = $1 AND person_id = $2",
            &[&account.to_string(), &person.to_string(), &sealed],
        )?;
        Ok(())
    }

    /// Begins a link, proves one that was by voucher alone, or hears of an invited one that the person had the
    /// code. What is proven stays proven.
    pub(crate) fn begin_link(
        &mut self,
        account: AccountId,
        person: PersonId,
        by: LinkedBy,
        at: Timestamp,
    ) -> Result<()> {
        self.conn.execute(
            "INSERT INTO account_person (account_id, person_id, linked_at, linked_by) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, person_id) DO UPDATE \
             SET linked_at = excluded.linked_at, linked_by = excluded.linked_by, ended_at = NULL \
             WHERE account_person.ended_at IS NOT NULL OR \
             (account_person.linked_by = 'voucher' AND excluded.linked_by <> 'voucher') OR \
             (account_person.linked_by = 'invitation' AND excluded.linked_by IN ('letter', 'counter'))",
            &[&account.to_string(), &person.to_string(), &at.as_millisecond(), &by.name()],
        )?;
        Ok(())
    }

    pub(crate) fn describe_link(
        &mut self,
        account: AccountId,
        person: PersonId,
        relation: Relation,
    ) -> Result<()> {
        self.conn.execute(
            "UPDATE account_person SET relation = $3 WHERE account_id = $1 AND person_id = $2",
            &[&account.to_string(), &person.to_string(), &relation.name()],
        )?;
        Ok(())
    }

    pub(crate) fn end_link(
        &mut self,
        account: AccountId,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        self.conn.execute(
            "UPDATE account_person SET ended_at = $3, relation = NULL, sealed_alias = NULL \
             WHERE account_id = $1 AND person_id = $2 AND ended_at IS NULL",
            &[&account.to_string(), &person.to_string(), &at.as_millisecond()],
        )?;
        self.wait_without(account, person)
    }
}

/// A row, its alias still sealed.
struct Linked {
    link: Link,
    sealed: Option<Vec<u8>>,
    in_line: bool,
}

fn linked(row: &Row<'_>) -> Result<Linked> {
    let (by, relation): (String, Option<String>) = (row.get(3)?, row.get(4)?);
    let link = Link {
        account: row.parsed(0)?,
        person: row.parsed(1)?,
        since: row.at(2)?,
        by: LinkedBy::named(&by).context("a link by nothing known")?,
        relation: relation.as_deref().and_then(Relation::named),
    };
    Ok(Linked { link, sealed: row.get(5)?, in_line: row.at_opt(6)?.is_none() })
}

fn alias_place(account: AccountId, person: PersonId) -> String {
    format!("account/{account}/person/{person}/alias")
}
