//! What the staff see, one file per screen; [`urls`] is the table of its addresses, [`Who`] the bar above every page.

mod ages;
mod all_history;
mod board;
mod booking;
mod call;
mod calls;
mod cells;
mod chart;
mod compare;
mod comparison;
mod events;
mod guard;
mod history;
mod hold;
mod holds;
mod import_file;
mod imports;
mod invitation;
mod line;
mod line_connect;
mod me;
mod messages;
mod offers;
mod officer;
mod officers;
mod opening;
mod people;
mod person;
mod person_acts;
mod person_waits;
mod programme_new;
mod programmes;
mod refills;
mod rehearsal;
mod rehearsal_room;
mod reminders;
mod reshape;
mod rules;
mod scripts;
mod second;
mod session;
mod sign_in;
mod slot;
mod spare;
mod start;
mod statistics;
mod timetable;
mod todo_new;
mod todos;
mod unbooked;
mod urls;
mod venue;
mod venues;
mod wait;

pub(crate) use comparison::picture;
pub(super) use guard::Desk;
pub use guard::Route;
pub(super) use urls::{brought, slow, streams, urls};

use super::session::Officer;
use crate::words::roles;
use domain::{Act, ProgrammeId};

/// Who is signed in, in the bar above every page.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) sign_out_url: String,
    pub(super) places: Vec<Place>,
}

/// Where the bar leads, and what one has to be allowed to do there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    act: Act,
    pub(super) label: &'static str,
    pub(super) url: &'static str,
}

/// The places of the bar, in its order.
const PLACES: &[Place] = &[
    Place { act: Act::SeeBoard, label: "事業", url: "/desk" },
    Place { act: Act::SetUp, label: "準備", url: "/desk/start" },
    Place { act: Act::FindPeople, label: "人をさがす", url: "/desk/people" },
    Place { act: Act::SetUp, label: "会場", url: "/desk/venues" },
    Place { act: Act::ImportPeople, label: "名簿", url: "/desk/imports" },
    Place { act: Act::AnswerOffers, label: "空き枠の電話", url: "/desk/offers" },
    Place { act: Act::Book, label: "電話の記録", url: "/desk/calls" },
    Place { act: Act::EditScripts, label: "台本", url: "/desk/scripts" },
    Place { act: Act::FindPeople, label: "名簿にない方", url: "/desk/todos" },
    Place { act: Act::SeeMessages, label: "LINEのお知らせ", url: "/desk/line" },
    Place { act: Act::Rehearse, label: "リハーサル", url: "/desk/rehearsal" },
    Place { act: Act::ManageOfficers, label: "職員", url: "/desk/officers" },
    Place { act: Act::ReadHistory, label: "履歴", url: "/desk/history" },
];

impl Who {
    fn of(officer: &Officer) -> Self {
        Self {
            name: officer.name.clone(),
            role: roles::role(officer.duty.role).to_owned(),
            sign_out_url: "/desk/signout".to_owned(),
            places: PLACES.iter().copied().filter(|place| officer.may(place.act)).collect(),
        }
    }
}

/// A page of one programme, beside its board.
#[derive(Clone, Debug)]
pub(super) struct PageOf {
    pub(super) label: &'static str,
    pub(super) url: String,
}

/// The pages of a programme in their order, each with its act and its address, the programme standing for `{}`.
const OF_PROGRAMME: &[(Act, &str, &str)] = &[
    (Act::SetUp, "事業の決まり", "/desk/programmes/{}/rules"),
    (Act::SetUp, "受付前の点検", "/desk/programmes/{}/check"),
    (Act::SetUp, "お知らせのことば", "/desk/programmes/{}/messages"),
    (Act::SetUp, "枠をつくる", "/desk/programmes/{}/slots"),
    (Act::SetUp, "キャンセル待ちをくらべる", "/desk/programmes/{}/compare"),
    (Act::SeeBoard, "確保と例外の一覧", "/desk/holds?programme={}"),
    (Act::AnswerOffers, "リマインド", "/desk/programmes/{}/reminders"),
    (Act::SeeStatistics, "受付方法と年代", "/desk/programmes/{}/ages"),
    (Act::SeeStatistics, "集計", "/desk/programmes/{}/statistics"),
    (Act::SeeStatistics, "まだ予約していない方", "/desk/programmes/{}/unbooked"),
];

impl PageOf {
    /// Those that this officer may open.
    fn of(officer: &Officer, programme: ProgrammeId) -> Vec<Self> {
        let open = OF_PROGRAMME.iter().filter(|(act, _, _)| officer.may(*act));
        let programme = programme.to_string();
        let page = |(_, label, url): &(Act, &'static str, &str)| Self {
            label,
            url: url.replace("{}", &programme),
        };
        open.map(page).collect()
    }
}
