//! Every sentence the counter says, in Japanese. Pure functions: facts in, words out; nothing else writes
//! text that a resident or an officer reads, except the templates.

pub mod birthdate;
pub mod catalogue;
pub mod dates;
pub mod doctor;
pub mod export;
pub mod history;
pub mod import;
pub mod opening;
pub mod pools;
pub mod programme;
pub mod refusal;
pub mod states;
pub mod talk;
pub mod voucher;
pub mod why;
