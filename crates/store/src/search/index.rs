//! Keeps the tokens of the search up: with every save of a person, in the same transaction. People from before
//! there was a search are taken in bit by bit.

use crate::{
    backend::Param,
    seal::Keys,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{PersonId, person::Person, search::keys};
use std::collections::{BTreeMap, BTreeSet};

/// How many of the town can be found, while not all can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Those who can.
    pub done: u32,
    /// All.
    pub all: u32,
}

/// Somebody who cannot be found yet, with their tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsearched {
    /// Who.
    pub person: PersonId,
    tokens: Vec<i64>,
}

impl std::fmt::Debug for Unsearched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unsearched").field("person", &self.person).finish_non_exhaustive()
    }
}

/// Where a person stands in the search: under which number, and with which tokens now and before.
#[derive(Default)]
pub(crate) struct Standing {
    pub(crate) no: i64,
    before: Vec<i64>,
    now: Vec<i64>,
}

/// Rows written in one go: few enough that listing them takes little memory.
const ROWS_MOST: usize = 50_000;

impl Keys {
    fn search_tokens(&self, person: &Person) -> Vec<i64> {
        let mut tokens: Vec<_> =
            keys::of(person).iter().map(|key| self.search_token(key)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }
}

impl Reader<'_> {
    /// How far the search is, as long as somebody of the town cannot be found yet.
    pub fn search_progress(&mut self) -> Result<Option<Progress>> {
        let missing = "SELECT id FROM person WHERE search_no IS NULL LIMIT 1";
        if self.conn.first(missing, &[], |row| row.get::<String>(0))?.is_none() {
            return Ok(None);
        }
        let sql = "SELECT CAST(COUNT(search_no) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM person";
        let read = |row: &crate::backend::Row<'_>| {
            Ok(Progress { done: row.count(0)?, all: row.count(1)? })
        };
        self.conn.first(sql, &[], read)
    }

    /// Some who cannot be found yet.
    pub fn unsearched(&mut self, most: u32) -> Result<Vec<Unsearched>> {
        let sql = "SELECT id FROM person WHERE search_no IS NULL LIMIT $1";
        let ids = self.conn.query(sql, &[&i64::from(most)], |row| row.parsed(0))?;
        let people = self.people(&ids.into_iter().collect())?;
        let tokens = |person: &Person| self.keys.search_tokens(person);
        Ok(people.values().map(|p| Unsearched { person: p.id, tokens: tokens(p) }).collect())
    }

    /// Where these persons stand in the search now; whoever cannot be found yet has no place in the answer.
    fn standing(
        &mut self,
        persons: &BTreeSet<PersonId>,
    ) -> Result<BTreeMap<PersonId, (i64, Vec<i64>)>> {
        let sql = "SELECT p.id, s.no, s.tokens FROM person p JOIN search_person s ON s.no = p.search_no \
                   WHERE p.id IN ids";
        let read = |row: &crate::backend::Row<'_>| {
            let tokens: Vec<u8> = row.get(2)?;
            Ok((row.parsed(0)?, (row.get(1)?, unpacked(&tokens))))
        };
        Ok(self.conn.query_in(sql, persons, read)?.into_iter().collect())
    }
}

impl Tx<'_> {
    /// Takes people into the search, but for those who have come into it since.
    pub fn add_to_search(&mut self, people: Vec<Unsearched>) -> Result<()> {
        let ids = people.iter().map(|new| new.person).collect();
        let sql = "SELECT id FROM person WHERE search_no IS NULL AND id IN ids";
        let missing: BTreeSet<PersonId> =
            self.conn.query_in(sql, &ids, |row| row.parsed(0))?.into_iter().collect();
        let people = people.into_iter().filter(|new| missing.contains(&new.person));
        let tokens: BTreeMap<_, _> = people.map(|new| (new.person, new.tokens)).collect();
        let standings = self.numbered(tokens)?;
        self.number(&standings)?;
        self.write_search(&standings.into_values().collect::<Vec<_>>())
    }

    /// Where persons will stand who are about to be saved. Their rows carry the number.
    pub(crate) fn will_stand(
        &mut self,
        people: &[&Person],
    ) -> Result<BTreeMap<PersonId, Standing>> {
        let keys = self.reader.keys;
        self.numbered(people.iter().map(|person| (person.id, keys.search_tokens(person))).collect())
    }

    /// Takes persons up again who were put back as they were before.
    pub(crate) fn search_again(&mut self, persons: &BTreeSet<PersonId>) -> Result<()> {
        let people = self.people(persons)?;
        let standings = self.will_stand(&people.values().collect::<Vec<_>>())?;
        self.number(&standings)?;
        self.write_search(&standings.into_values().collect::<Vec<_>>())
    }

    /// Takes persons out of the search who are about to be removed.
    pub(crate) fn leave_search(&mut self, persons: &BTreeSet<PersonId>) -> Result<()> {
        let standing = self.standing(persons)?;
        let gone = |(no, before)| Standing { no, before, now: Vec::new() };
        let gone: Vec<_> = standing.into_values().map(gone).collect();
        self.write_search(&gone)?;
        let rows: Vec<Vec<&dyn Param>> =
            gone.iter().map(|standing| -> Vec<&dyn Param> { vec![&standing.no] }).collect();
        self.conn.each_row(
            "DELETE FROM search_person WHERE no IN (",
            "(CAST($1 AS BIGINT))",
            ")",
            &rows,
        )
    }

    /// Writes what differs, token by token in their order: neighbours lie on the same page.
    pub(crate) fn write_search(&mut self, standings: &[Standing]) -> Result<()> {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for Standing { no, before, now } in standings {
            gone.extend(
                before.iter().filter(|token| !now.contains(token)).map(|token| (*token, *no)),
            );
            come.extend(
                now.iter().filter(|token| !before.contains(token)).map(|token| (*token, *no)),
            );
        }
        gone.sort_unstable();
        come.sort_unstable();
        self.each_pair(
            "DELETE FROM search_token WHERE (token, person_no) IN (",
            "(CAST($1 AS BIGINT), CAST($2 AS BIGINT))",
            ")",
            &gone,
        )?;
        let insert = "INSERT INTO search_token (token, person_no)";
        self.each_pair(insert, "($1, $2)", "ON CONFLICT (token, person_no) DO NOTHING", &come)?;
        let packed: Vec<_> = standings
            .iter()
            .filter(|standing| standing.before != standing.now && !standing.now.is_empty())
            .map(|standing| (standing.no, packed(&standing.now)))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            packed.iter().map(|row| -> Vec<&dyn Param> { vec![&row.0, &row.1] }).collect();
        self.conn.each_row(
            "INSERT INTO search_person (no, tokens)",
            "($1, $2)",
            "ON CONFLICT (no) DO UPDATE SET tokens = excluded.tokens",
            &rows,
        )
    }

    fn each_pair(&mut self, head: &str, row: &str, tail: &str, pairs: &[(i64, i64)]) -> Result<()> {
        for some in pairs.chunks(ROWS_MOST) {
            let rows: Vec<Vec<&dyn Param>> =
                some.iter().map(|pair| -> Vec<&dyn Param> { vec![&pair.0, &pair.1] }).collect();
            self.conn.each_row(head, row, tail, &rows)?;
        }
        Ok(())
    }

    /// The same number as before, or the next that is free.
    fn numbered(
        &mut self,
        tokens: BTreeMap<PersonId, Vec<i64>>,
    ) -> Result<BTreeMap<PersonId, Standing>> {
        if tokens.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut known = self.standing(&tokens.keys().copied().collect())?;
        let last = "SELECT no FROM search_person ORDER BY no DESC LIMIT 1";
        let mut last: i64 = self.conn.first(last, &[], |row| row.get(0))?.unwrap_or_default();
        let mut standing = |(person, now)| {
            let (no, before) = known.remove(&person).unwrap_or_else(|| {
                last += 1;
                (last, Vec::new())
            });
            (person, Standing { no, before, now })
        };
        Ok(tokens.into_iter().map(&mut standing).collect())
    }

    /// Writes their numbers to persons who have none yet.
    fn number(&mut self, standings: &BTreeMap<PersonId, Standing>) -> Result<()> {
        let rows: Vec<_> = standings.iter().map(|(id, s)| (id.to_string(), s.no)).collect();
        let rows: Vec<Vec<&dyn Param>> =
            rows.iter().map(|r| -> Vec<&dyn Param> { vec![&r.0, &r.1] }).collect();
        self.conn.each_row(
            "UPDATE person SET search_no = v.column2 FROM (",
            "($1, CAST($2 AS BIGINT))",
            ") AS v WHERE person.id = v.column1 AND person.search_no IS NULL",
            &rows,
        )
    }
}

/// Tokens as they are kept beside a person.
fn packed(tokens: &[i64]) -> Vec<u8> {
    tokens.iter().flat_map(|token| token.to_be_bytes()).collect()
}

fn unpacked(bytes: &[u8]) -> Vec<i64> {
    let tokens = bytes.chunks_exact(8).map(|token| token.try_into().context("eight bytes"));
    tokens.flatten().map(i64::from_be_bytes).collect()
}
