//! What a read and a write may do. Queries hang on [`Reader`], one file per noun; a [`Tx`] can read too.

use crate::{backend::Conn, committed::Committed, seal::Keys};
use std::ops::{Deref, DerefMut};

/// A look at the database as of one moment.
pub struct Reader<'a> {
    pub(crate) conn: &'a mut Conn,
    pub(crate) keys: &'a Keys,
}

/// A write transaction, which runs as if alone.
pub struct Tx<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) touched: &'a mut Committed,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}
