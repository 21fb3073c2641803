//! A rush on a town's counter: invented people with telephones who look, reload, press twice and give up, over
//! real HTTP against a running `madoguchi`, and an account of what came of it. It knows the service only from
//! outside: its pages, its commands and its process. Never shipped with it.
//!
//! | where | what |
//! |---|---|
//! | `scenario`, `chance` | who comes when, the same again for the same seed |
//! | `town` | an invented town made by the product's own commands, with a small LINE beside it |
//! | `phone`, `page` | one telephone's connection, and what is found on a page |
//! | `visit` | what somebody does in the rush |
//! | `kill`, `diary`, `told` | the service killed under their hands again and again, and whether all that was told holds |
//! | `outage`, `servers` | the PostgreSQL under it killed, restarted, and replaced by its standby |
//! | `pages` | what it costs to look where there is room, against a handler that does nothing |
//! | `presses`, `button`, `rows` | how many bookings a second come in when everybody has the form before them, beside a row a commit |
//! | `paced`, `lines` | the same at a rate: how long whoever presses waits, also while others read |
//! | `refusals` | how many a second are told that the place is gone, and that each is told just that |
//! | `goodput` | how a crowd went by, second by second, and how soon the counter recovered |
//! | `tally`, `machine`, `measure`, `proof`, `report` | what was measured, what was proven afterwards, and both in words |

mod button;
mod chance;
mod diary;
mod goodput;
mod kill;
mod lines;
mod machine;
mod measure;
mod outage;
mod paced;
mod page;
mod pages;
mod phone;
mod presses;
mod proof;
mod refusals;
mod report;
mod rows;
mod run;
mod scenario;
mod servers;
mod tally;
mod told;
mod town;
mod visit;

pub use kill::{Kill, Killed, kill};
pub use outage::{Outage, outage};
pub use paced::{KeptPace, Paced, paced};
pub use pages::{Measured, Pages, pages};
pub use presses::{Pressed, Presses, presses};
pub use proof::Proof;
pub use refusals::{Refusals, Refused, refusals};
pub use report::Report;
pub use run::{Rush, run};
pub use scenario::Scenario;
pub use servers::Servers;
pub use town::{Town, TownSize};
