//! Pages that are the same for everybody who reads them in one language and look: printed once for each version of what
//! they show, packed once, and named by their content, so that whoever has the page already is sent nothing.

use crate::{Problem, hex};
use axum::{body::Bytes, http::HeaderValue};
use domain::{ProgrammeId, VenueId};
use flate2::{Compression, write::GzEncoder};
use ring::digest;
use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex, PoisonError, RwLock, TryLockError},
};

/// The most pages that are kept. All of them are let go where there would be more: nobody but a caller who tries every
/// look of every venue comes that far.
const MOST: usize = 512;

/// Which page, in which look.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Of which programme.
    pub programme: ProgrammeId,
    /// And of which of its venues; none is all of them.
    pub venue: Option<VenueId>,
    /// Language, letters, colours, contrast.
    pub look: [&'static str; 4],
}

/// What a page was printed from: the version of what it shows, and the minute, since bookings close by the clock.
pub type Stamp = (u64, i64);

/// A printed page.
#[derive(Debug)]
pub struct Sheet {
    stamp: Stamp,
    /// As it is.
    pub html: Bytes,
    /// The same with gzip.
    pub packed: Bytes,
    /// Its name by its content, for `ETag`.
    pub tag: HeaderValue,
}

/// All that are kept.
#[derive(Debug, Default)]
pub struct Sheets(Mutex<HashMap<Key, Arc<Shelf>>>);

#[derive(Debug, Default)]
struct Shelf {
    sheet: RwLock<Option<Arc<Sheet>>>,
    printing: Mutex<()>,
}

impl Sheets {
    /// The page, printed if it is not there as of this stamp. While one visit prints it the others get the one before.
    pub fn get(
        &self,
        key: Key,
        stamp: Stamp,
        print: impl FnOnce() -> Result<String, Problem>,
    ) -> Result<Arc<Sheet>, Problem> {
        self.shelf(key).get(stamp, print)
    }

    /// Pages of a programme that nobody asks for any more.
    pub(super) fn forget(&self, programme: ProgrammeId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|key, _| key.programme != programme);
    }

    fn shelf(&self, key: Key) -> Arc<Shelf> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = all.get(&key) {
            return Arc::clone(shelf);
        }
        if all.len() >= MOST {
            all.clear();
        }
        Arc::clone(all.entry(key).or_default())
    }
}

impl Shelf {
    fn there(&self) -> Option<Arc<Sheet>> {
        self.sheet.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn get(
        &self,
        stamp: Stamp,
        print: impl FnOnce() -> Result<String, Problem>,
    ) -> Result<Arc<Sheet>, Problem> {
        let before = match self.there() {
            Some(sheet) if sheet.stamp == stamp => return Ok(sheet),
            before => before,
        };
        let _printing = match (self.printing.try_lock(), before) {
            (Err(TryLockError::WouldBlock), Some(before)) => return Ok(before),
            (Err(TryLockError::WouldBlock), None) => {
                self.printing.lock().unwrap_or_else(PoisonError::into_inner)
            }
            (Err(TryLockError::Poisoned(poisoned)), _) => poisoned.into_inner(),
            (Ok(guard), _) => guard,
        };
        if let Some(sheet) = self.there().filter(|sheet| sheet.stamp == stamp) {
            return Ok(sheet);
        }
        let sheet = Arc::new(Sheet::of(stamp, print()?.into_bytes()));
        *self.sheet.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&sheet));
        Ok(sheet)
    }
}

impl Sheet {
    fn of(stamp: Stamp, html: Vec<u8>) -> Self {
        let mut packing = GzEncoder::new(Vec::new(), Compression::default());
        packing.write_all(&html).expect("memory takes what is written");
        let packed = packing.finish().expect("memory takes what is written");
        let name = hex::of(&digest::digest(&digest::SHA256, &html).as_ref()[..12]);
        // One name for the packed page and the plain one: they say the same.
        let tag = HeaderValue::from_str(&format!("W/\"{name}\"")).expect("hex is visible ASCII");
        Self { stamp, html: html.into(), packed: packed.into(), tag }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::{cell::Cell, io::Read};
    use uuid::Uuid;

    fn key(programme: u128) -> Key {
        let programme = ProgrammeId(Uuid::from_u128(programme));
        Key { programme, venue: None, look: ["ja", "usual", "device", "device"] }
    }

    #[test]
    fn a_page_is_printed_once_for_a_stamp_and_named_by_what_it_says() {
        let (sheets, printed) = (Sheets::default(), Cell::new(0));
        let get = |stamp, text: &str| {
            let print = || {
                printed.set(printed.get() + 1);
                Ok(text.to_owned())
            };
            sheets.get(key(1), stamp, print).unwrap()
        };
        let first = get((1, 0), "○");
        assert!(Arc::ptr_eq(&first, &get((1, 0), "never printed")));
        let (same, other) = (get((1, 1), "○"), get((2, 1), "×"));
        assert_eq!(printed.get(), 3);
        assert_eq!(first.tag, same.tag, "the minute alone is no other page");
        assert_ne!(first.tag, other.tag);
        let mut unpacked = String::new();
        GzDecoder::new(&other.packed[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!((unpacked.as_bytes(), "×".as_bytes()), (&other.html[..], &other.html[..]));
    }

    #[test]
    fn what_cannot_be_printed_is_tried_again_and_no_more_pages_are_kept_than_the_most() {
        let sheets = Sheets::default();
        assert!(sheets.get(key(1), (1, 0), || Err(Problem::NotFound)).is_err());
        assert!(sheets.get(key(1), (1, 0), || Ok(String::new())).is_ok());
        for n in 0..2 * u128::try_from(MOST).unwrap() {
            sheets.get(key(n), (1, 0), || Ok(String::new())).unwrap();
            assert!(sheets.0.lock().unwrap().len() <= MOST);
        }
        sheets.forget(key(1023).programme);
        assert!(!sheets.0.lock().unwrap().contains_key(&key(1023)));
    }
}
