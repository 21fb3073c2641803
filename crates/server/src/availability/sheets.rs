//! Pages that are the same for everybody who reads them in one language and look: printed once for each version of what
//! they show, packed once, and named by their content, so that whoever has the page already is sent nothing.

use crate::{Problem, hex};
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use domain::{ProgrammeId, VenueId};
use flate2::{Compression, write::GzEncoder};
use ring::digest;
use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, TryLockError},
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
    html: Bytes,
    packed: Bytes,
    /// Its name by its content, for `ETag`.
    pub tag: HeaderValue,
    /// The head of the first answer of each [`Way`].
    heads: [OnceLock<HeaderMap>; 3],
}

/// How a page is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As it is.
    Plain,
    /// With gzip.
    Packed,
    /// Not at all: whoever asks has it.
    Known,
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

    /// The page, if it is printed as of this stamp.
    pub fn there(&self, key: &Key, stamp: Stamp) -> Option<Arc<Sheet>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key)?.there().filter(|sheet| sheet.stamp == stamp)
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
        let packed = gzip(&html, Compression::default());
        let name = hex::of(&digest::digest(&digest::SHA256, &html).as_ref()[..12]);
        // One name for the packed page and the plain one: they say the same.
        let tag = HeaderValue::from_str(&format!("W/\"{name}\"")).expect("hex is visible ASCII");
        Self { stamp, html: html.into(), packed: packed.into(), tag, heads: Default::default() }
    }

    /// What is sent.
    pub fn body(&self, way: Way) -> Bytes {
        match way {
            Way::Plain => self.html.clone(),
            Way::Packed => self.packed.clone(),
            Way::Known => Bytes::new(),
        }
    }

    /// The head of an answer that was given before.
    pub fn head(&self, way: Way) -> Option<&HeaderMap> {
        self.heads[way as usize].get()
    }

    /// Keeps the head of the first answer.
    pub fn keep(&self, way: Way, head: &HeaderMap) {
        self.heads[way as usize].get_or_init(|| head.clone());
    }
}

impl Way {
    /// How whoever asks is to be sent the page.
    pub fn of(sheet: &Sheet, asked: &HeaderMap) -> Self {
        let says = |name| asked.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let lists = |name, fits: &dyn Fn(&str) -> bool| says(name).any(|s| s.split(',').any(fits));
        let same =
            |name: &str| name.trim() == "*" || name.trim().as_bytes() == sheet.tag.as_bytes();
        if lists(header::IF_NONE_MATCH, &same) {
            Self::Known
        } else if lists(header::ACCEPT_ENCODING, &unpacks) {
            Self::Packed
        } else {
            Self::Plain
        }
    }

    /// What the answer is called.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Known => StatusCode::NOT_MODIFIED,
            _ => StatusCode::OK,
        }
    }
}

/// An answer that is made for one person, packed for whoever takes it so: quickly, since it is sent once.
pub(crate) fn packed(mut answer: Response<Bytes>, asked: &HeaderMap) -> Response<Bytes> {
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let said = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|said| said.to_str().ok());
    if !said.flat_map(|list| list.split(',')).any(unpacks) {
        return answer;
    }
    let gzip_it = HeaderValue::from_static("gzip");
    answer.headers_mut().insert(header::CONTENT_ENCODING, gzip_it);
    answer.map(|html| gzip(&html, Compression::fast()).into())
}

fn gzip(html: &[u8], how: Compression) -> Vec<u8> {
    let mut packing = GzEncoder::new(Vec::new(), how);
    packing.write_all(html).expect("memory takes what is written");
    packing.finish().expect("memory takes what is written")
}

/// Whether an entry of `Accept-Encoding` takes gzip.
fn unpacks(entry: &str) -> bool {
    let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
    let gzip = ["gzip", "x-gzip"].iter().any(|gzip| name.trim().eq_ignore_ascii_case(gzip));
    let weight = weight.trim().trim_start_matches(['q', 'Q', '=']);
    gzip && (weight.is_empty() || weight.bytes().any(|digit| matches!(digit, b'1'..=b'9')))
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
        GzDecoder::new(&other.body(Way::Packed)[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, "×");
        assert_eq!(other.body(Way::Plain), "×");
        assert!(other.body(Way::Known).is_empty());
    }

    #[test]
    fn a_page_is_packed_for_whoever_says_so_and_not_sent_to_whoever_has_it() {
        let sheet = Sheet::of((1, 0), b"page".to_vec());
        let way = |name, value: &str| {
            Way::of(&sheet, &HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]))
        };
        for packs in ["gzip", "br, GZIP", "x-gzip", "gzip;q=0.5", "br;q=1, gzip; q=1.000"] {
            assert_eq!(way(header::ACCEPT_ENCODING, packs), Way::Packed, "{packs}");
        }
        for plain in ["", "br", "identity", "gzip;q=0", "gzip; q=0.000", "gzipped", "*"] {
            assert_eq!(way(header::ACCEPT_ENCODING, plain), Way::Plain, "{plain}");
        }
        let tag = sheet.tag.to_str().unwrap();
        for known in [tag.to_owned(), format!("\"other\", {tag}"), "*".to_owned()] {
            assert_eq!(way(header::IF_NONE_MATCH, &known), Way::Known, "{known}");
        }
        assert_eq!(way(header::IF_NONE_MATCH, "\"other\""), Way::Plain);
    }

    #[test]
    fn the_head_of_the_first_answer_is_kept_with_the_page_until_it_is_another() {
        let sheets = Sheets::default();
        let print = || Ok(String::new());
        assert!(sheets.there(&key(1), (1, 0)).is_none());
        let sheet = sheets.get(key(1), (1, 0), print).unwrap();
        assert!(sheet.head(Way::Plain).is_none());
        let head = |name| HeaderMap::from_iter([(name, HeaderValue::from_static("x"))]);
        sheet.keep(Way::Plain, &head(header::ETAG));
        sheet.keep(Way::Plain, &head(header::VARY));
        let there = sheets.there(&key(1), (1, 0)).unwrap();
        assert_eq!(there.head(Way::Plain), Some(&head(header::ETAG)));
        assert!(there.head(Way::Packed).is_none() && sheets.there(&key(1), (2, 0)).is_none());
        let next = sheets.get(key(1), (2, 0), print).unwrap();
        assert!(next.head(Way::Plain).is_none());
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
