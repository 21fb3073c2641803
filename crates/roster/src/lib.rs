//! People files in and out: CSV and workbooks to rows of people with every mistake named, and back.
//! Bytes and settings in, values out: no files, no database, no clock; nobody is booked or stored here.

mod book;
mod contact;
mod cp932;
mod decode;
mod delimited;
mod dose;
mod error_list;
mod field;
mod finding;
mod guard;
mod header;
mod line;
mod list;
mod mapping;
mod number;
mod people;
mod person;
mod read;
mod row;
mod settings;
mod source;
mod table;
mod vrs;
pub mod words;
mod workbook;
mod write;

pub use error_list::{error_list, unwritable_list};
pub use field::{DosePart, Field};
pub use finding::{Finding, Reason, RowError, RowWarning, Warning};
pub use list::list;
pub use mapping::{Mapping, MappingProblem, Unmapped, map};
pub use people::{Outcome, Row, people, preview};
pub use read::{ReadError, read};
pub use row::{PastDose, PersonRow, Voucher};
pub use settings::{HeaderRow, Limits, Settings};
pub use source::{Confidence, Delimiter, Encoding, Source};
pub use table::{Cell, Column, Kind, Table, TableRow};
pub use vrs::ADDRESS_NUMBER_WIDTH;
pub use write::{Format, Unwritable, UnwritableReason, WriteEncoding, write, write_workbook};
