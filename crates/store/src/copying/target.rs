//! The new database while a town moves in: one transaction, in which references are looked at last.

use super::table::{Line, Sum, Table, listed, mark};
use crate::{
    backend::{Conn, Url},
    migrate,
};
use anyhow::Result;
use std::io::Write;

/// Tables that an empty database may have rows in.
const MADE_AT_THE_START: [&str; 2] = ["counter", "seal_check"];
/// Every reference between the tables of the town.
const REFERENCES: &str = "SELECT c.conrelid::regclass::text, c.conname::text FROM pg_constraint c \
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2";

/// The new database.
pub(super) struct Target {
    pub(super) conn: Conn,
}

impl Target {
    /// Brings the database to our schema and begins the transaction, in which nobody else writes.
    pub(super) fn open(url: &str) -> Result<Self> {
        let mut conn = Url::Postgres(url.to_owned()).connect(true)?;
        migrate::run(&mut conn)?;
        // Between two statements of ours the file is read, for as long as that takes.
        conn.batch("SET idle_in_transaction_session_timeout = 0")?;
        conn.begin_write()?;
        Ok(Self { conn })
    }

    /// A table that has rows already.
    pub(super) fn occupied(&mut self, tables: &[Table]) -> Result<Option<String>> {
        for table in tables.iter().filter(|t| !MADE_AT_THE_START.contains(&t.name.as_str())) {
            let sql = format!("SELECT 1::bigint FROM {} LIMIT 1", table.quoted());
            if self.conn.first(&sql, &[], |row| row.get::<i64>(0))?.is_some() {
                return Ok(Some(table.name.clone()));
            }
        }
        Ok(None)
    }

    /// Rows may come in any order from here on.
    pub(super) fn defer_references(&mut self) -> Result<()> {
        self.alter_references("DEFERRABLE INITIALLY DEFERRED")
    }

    /// Looks at every reference, and from here on at each as it comes.
    pub(super) fn restore_references(&mut self) -> Result<()> {
        self.check_references()?;
        self.alter_references("NOT DEFERRABLE")
    }

    /// Looks at every reference that was not looked at yet.
    pub(super) fn check_references(&mut self) -> Result<()> {
        self.conn.batch("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    }

    fn alter_references(&mut self, how: &str) -> Result<()> {
        let read =
            |row: &crate::backend::Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
        for (table, name) in self.conn.query(REFERENCES, &[], read)? {
            self.conn.batch(&format!("ALTER TABLE {table} ALTER CONSTRAINT \"{name}\" {how}"))?;
        }
        Ok(())
    }

    /// Empties what the first start put in.
    pub(super) fn clear(&mut self) -> Result<()> {
        MADE_AT_THE_START
            .iter()
            .try_for_each(|table| self.conn.batch(&format!("DELETE FROM {table}")))
    }

    /// Puts lines into a table.
    pub(super) fn fill(
        &mut self,
        table: &Table,
        give: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("COPY {} ({}) FROM STDIN", table.quoted(), listed(&table.columns));
        self.conn.copy_in(&sql, give).map(|_| ())
    }

    /// Reads a table back.
    pub(super) fn sum(&mut self, table: &Table) -> Result<Sum> {
        let columns = listed(&table.columns);
        self.sum_of(&format!("SELECT {columns} FROM {}", table.quoted()))
    }

    fn sum_of(&mut self, query: &str) -> Result<Sum> {
        let mut sum = Sum::default();
        self.conn.copy_out(&format!("COPY ({query}) TO STDOUT"), |line| {
            sum.add(mark(line));
            Ok(())
        })?;
        Ok(sum)
    }

    /// The keys of a table, each as `COPY` writes it.
    pub(super) fn keys(
        &mut self,
        table: &Table,
        each: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("COPY {} ({}) TO STDOUT", table.quoted(), listed(&table.keys));
        self.conn.copy_out(&sql, each)
    }

    /// Lays rows beside a table: those that are to be there, and the keys of those that are not.
    pub(super) fn lay_beside(&mut self, table: &Table, now: &[u8], gone: &[u8]) -> Result<()> {
        for (name, columns, rows) in [("now", &table.columns, now), ("gone", &table.keys, gone)] {
            let (beside, columns) = (beside(name, table), listed(columns));
            self.conn.batch(&format!(
                "CREATE TEMP TABLE {beside} ON COMMIT DROP AS SELECT {columns} FROM {} WITH NO DATA",
                table.quoted()
            ))?;
            let sql = format!("COPY {beside} ({columns}) FROM STDIN");
            self.conn.copy_in(&sql, |out| Ok(out.write_all(rows)?))?;
        }
        Ok(())
    }

    /// Takes away what is no longer so.
    pub(super) fn take_old(&mut self, table: &Table) -> Result<()> {
        for name in ["now", "gone"] {
            let sql = format!(
                "DELETE FROM {} t USING {} b WHERE {}",
                table.quoted(),
                beside(name, table),
                same_key(table)
            );
            self.conn.batch(&sql)?;
        }
        Ok(())
    }

    /// Puts in what lies beside, and reads it back.
    pub(super) fn put_new(&mut self, table: &Table) -> Result<Sum> {
        let (columns, now) = (listed(&table.columns), beside("now", table));
        self.conn.batch(&format!(
            "INSERT INTO {} ({columns}) SELECT {columns} FROM {now}",
            table.quoted()
        ))?;
        let of_table: Vec<_> =
            table.columns.iter().map(|column| format!("t.\"{column}\"")).collect();
        self.sum_of(&format!(
            "SELECT {} FROM {} t JOIN {now} b ON {}",
            of_table.join(", "),
            table.quoted(),
            same_key(table)
        ))
    }
}

fn beside(name: &str, table: &Table) -> String {
    format!("\"{name}_{}\"", table.name)
}

fn same_key(table: &Table) -> String {
    let same: Vec<_> = table.keys.iter().map(|key| format!("t.\"{key}\" = b.\"{key}\"")).collect();
    same.join(" AND ")
}

/// Appends a row as a line of its own.
pub(super) fn append(line: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(line);
    out.push(b'\n');
}

/// Writes a row as a line of its own.
pub(super) fn give(line: &Line<'_>, out: &mut dyn Write) -> Result<()> {
    out.write_all(line.text)?;
    Ok(out.write_all(b"\n")?)
}
