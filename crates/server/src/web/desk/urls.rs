//! The desk's URLs in one table, a function for each part of its work. Each names the act that it is for.

use super::{
    ages, all_history, board, booking, call, calls, compare, events, guard::Desk, hold, holds,
    import_file, imports, invitation, line, line_connect, me, messages as preview, offers, officer,
    officers, opening, people as search, person, person_acts, programme_new, programmes, rehearsal,
    rehearsal_room, reminders, reshape, rules, scripts, second, session, sign_in, slot, spare,
    start, statistics, timetable, todo_new, todos, unbooked, venue, venues, wait,
};
use crate::{App, web::up};
use axum::{
    response::Redirect,
    routing::{get, post},
};
use domain::Act;

/// Every page and form.
pub(in crate::web) fn urls(app: &App) -> Desk {
    Desk::new(app)
        .open("/desk/signin", get(sign_in::get).post(sign_in::post))
        .open("/desk/signin/second", post(sign_in::second).get(to_sign_in))
        .open("/desk/signout", post(sign_in::out))
        .open("/desk/invitations/{secret}", get(invitation::get).post(invitation::post))
        .get(Act::SeeBoard, "/desk", programmes::get)
        .with(places)
        .with(setting_up)
        .with(making_slots)
        .with(boards)
        .with(messages)
        .with(people)
        .with(staff)
        .with(figures)
        .with(rehearsals)
        .with(phone)
        .with(callers)
}

/// What stays open and is told as it happens; no time limit holds for it.
pub(in crate::web) fn streams(app: &App) -> Desk {
    Desk::new(app).get(Act::SeeBoard, "/desk/programmes/{programme}/events", events::get)
}

/// Files that are looked at and imported: long to read, and long in the writer.
pub(in crate::web) fn slow(app: &App) -> Desk {
    let (file, undo) = ("/desk/imports/files/{import}", "/desk/imports/{import}/undo");
    Desk::new(app)
        .get(Act::ImportPeople, "/desk/imports", imports::get)
        .get(Act::ImportPeople, "/desk/imports/empty.csv", imports::empty)
        .get(Act::ImportPeople, file, import_file::get)
        .post(Act::ImportPeople, file, import_file::post)
        .get(Act::ImportPeople, "/desk/imports/files/{import}/errors.csv", import_file::errors)
        .get(Act::ImportPeople, "/desk/imports/{import}", imports::one)
        .post(Act::ImportPeople, undo, imports::undo)
        .get(Act::ImportPeople, undo, up)
}

/// Where a file comes in, large and on a slow line.
pub(in crate::web) fn brought(app: &App) -> Desk {
    Desk::new(app).post(Act::ImportPeople, "/desk/imports", imports::post)
}

fn places(desk: Desk) -> Desk {
    desk.get(Act::SeeBoard, "/desk/programmes/{programme}", board::get)
        .get(Act::OpenRosters, "/desk/sessions/{session}", session::get)
        .post(Act::OpenRosters, "/desk/sessions/{session}", session::post)
        .get(Act::ShapePlaces, "/desk/sessions/{session}/spare", spare::get)
        .post(Act::ShapePlaces, "/desk/sessions/{session}/spare", spare::post)
        .get(Act::SeeBoard, "/desk/slots/{slot}", slot::get)
        .post(Act::ShapePlaces, "/desk/slots/{slot}", slot::post)
        .get(Act::OpenBookings, "/desk/bookings/{booking}", booking::get)
}

/// From an empty town to an open programme.
fn setting_up(desk: Desk) -> Desk {
    let (rules_of, check) =
        ("/desk/programmes/{programme}/rules", "/desk/programmes/{programme}/check");
    let messages = "/desk/programmes/{programme}/messages";
    desk.get(Act::SetUp, "/desk/start", start::get)
        .get(Act::SetUp, messages, preview::get)
        .post(Act::SetUp, messages, preview::post)
        .get(Act::SetUp, "/desk/line/connect", line_connect::get)
        .post(Act::SetUp, "/desk/line/connect", line_connect::post)
        .get(Act::SetUp, "/desk/programmes/new", programme_new::get)
        .post(Act::SetUp, "/desk/programmes/new", programme_new::post)
        .get(Act::SetUp, rules_of, rules::get)
        .post(Act::SetUp, rules_of, rules::post)
        .get(Act::SetUp, "/desk/programmes/{programme}/compare", compare::get)
        .get(Act::SetUp, check, opening::get)
        .post(Act::SetUp, check, opening::post)
}

/// Where programmes are held, and the slots they have there.
fn making_slots(desk: Desk) -> Desk {
    let slots = "/desk/programmes/{programme}/slots";
    let run = "/desk/programmes/{programme}/slots/runs/{run}";
    let undo = "/desk/programmes/{programme}/slots/runs/{run}/undo";
    desk.get(Act::SetUp, slots, timetable::get)
        .post(Act::SetUp, slots, timetable::post)
        .get(Act::SetUp, run, timetable::run::get)
        .post(Act::SetUp, undo, timetable::run::undo)
        .get(Act::SetUp, undo, up)
        .get(Act::SetUp, "/desk/venues", venues::get)
        .post(Act::SetUp, "/desk/venues", venue::post)
        .get(Act::SetUp, "/desk/venues/new", venue::new)
        .get(Act::SetUp, "/desk/venues/{venue}", venue::get)
}

fn boards(desk: Desk) -> Desk {
    let (slot, session) = ("/desk/slots/{slot}/places", "/desk/sessions/{session}/places");
    let (approve, end) = ("/desk/holds/{hold}/approve", "/desk/holds/{hold}/end");
    desk.get(Act::SeeStatistics, "/desk/programmes/{programme}/ages", ages::get)
        .get(Act::ShapePlaces, slot, reshape::slot)
        .post(Act::ShapePlaces, slot, reshape::post_slot)
        .get(Act::ShapePlaces, session, reshape::session)
        .post(Act::ShapePlaces, session, reshape::post_session)
        .get(Act::SeeBoard, "/desk/holds", holds::get)
        .get(Act::HoldPlaces, "/desk/slots/{slot}/hold", hold::get)
        .post(Act::HoldPlaces, "/desk/slots/{slot}/hold", hold::post)
        .post(Act::ApproveHolds, approve, holds::approve)
        .get(Act::SeeBoard, approve, holds::get)
        .post(Act::HoldPlaces, end, holds::end)
        .get(Act::SeeBoard, end, holds::get)
}

fn messages(desk: Desk) -> Desk {
    desk.get(Act::SeeMessages, "/desk/line", line::get)
        .post(Act::SeeMessages, "/desk/line/undelivered/{message}", line::deals)
        .with(reminding)
        .get(Act::AnswerOffers, "/desk/offers", offers::get)
        .post(Act::AnswerOffers, "/desk/offers/{offer}/accept", offers::accept)
        .get(Act::AnswerOffers, "/desk/offers/{offer}/accept", offers::get)
        .post(Act::AnswerOffers, "/desk/offers/{offer}/decline", offers::decline)
        .get(Act::AnswerOffers, "/desk/offers/{offer}/decline", offers::get)
}

/// Who is reminded by hand.
fn reminding(desk: Desk) -> Desk {
    let (list, file) =
        ("/desk/programmes/{programme}/reminders", "/desk/programmes/{programme}/reminders/file");
    desk.get(Act::AnswerOffers, list, reminders::get)
        .post(Act::AnswerOffers, list, reminders::post)
        .post(Act::ExportPeople, file, reminders::file)
        .get(Act::ExportPeople, file, up)
}

/// Callers who are not on the roster.
fn callers(desk: Desk) -> Desk {
    let (done, again) = ("/desk/todos/{todo}/done", "/desk/todos/{todo}/again");
    desk.get(Act::FindPeople, "/desk/todos", todos::list)
        .post(Act::FindPeople, "/desk/todos", todo_new::post)
        .get(Act::FindPeople, "/desk/todos/new", todo_new::get)
        .post(Act::FindPeople, "/desk/todos/new", todo_new::with)
        .get(Act::FindPeople, "/desk/todos/{todo}", todos::one)
        .post(Act::FindPeople, done, todos::end)
        .get(Act::FindPeople, done, up)
        .post(Act::FindPeople, again, todos::again)
        .get(Act::FindPeople, again, up)
}

fn people(desk: Desk) -> Desk {
    let waits = "/desk/people/{person}/wait/{programme}/{dose}";
    let leave = "/desk/people/{person}/wait/{programme}/{dose}/leave";
    let code = "/desk/people/{person}/code";
    let withdraw = "/desk/people/{person}/codes/{code}/withdraw";
    let end = "/desk/people/{person}/links/{account}/end";
    let unlock = "/desk/people/{person}/unlock";
    desk.get(Act::FindPeople, "/desk/people", search::get)
        .post(Act::FindPeople, "/desk/people", search::post)
        .get(Act::FindPeople, "/desk/people/{person}", person::get)
        .get(Act::Book, waits, wait::get)
        .post(Act::Book, waits, wait::post)
        .post(Act::Book, leave, wait::leave)
        .get(Act::Book, leave, up)
        .post(Act::GiveCodes, code, person_acts::give)
        .get(Act::GiveCodes, code, up)
        .post(Act::GiveCodes, withdraw, person_acts::withdraw)
        .get(Act::GiveCodes, withdraw, up)
        .post(Act::EndLinks, end, person_acts::end_link)
        .get(Act::EndLinks, end, up)
        .post(Act::GiveCodes, unlock, person_acts::unlock)
        .get(Act::GiveCodes, unlock, up)
}

fn rehearsals(desk: Desk) -> Desk {
    let (clock, look_as) = ("/desk/rehearsal/clock", "/desk/rehearsal/as/{person}");
    desk.get(Act::Rehearse, "/desk/rehearsal", rehearsal::get)
        .post(Act::Rehearse, "/desk/rehearsal", rehearsal::begin)
        .post(Act::Rehearse, clock, rehearsal_room::clock)
        .get(Act::Rehearse, clock, up)
        .post(Act::Rehearse, look_as, rehearsal_room::look_as)
        .get(Act::Rehearse, look_as, up)
        .post(Act::Rehearse, "/desk/rehearsal/rush", rehearsal_room::rush)
        .get(Act::Rehearse, "/desk/rehearsal/rush", up)
}

/// Somebody on the phone, the calls of a day, and what is read out.
fn phone(desk: Desk) -> Desk {
    let call = "/desk/people/{person}/call";
    let identity = "/desk/people/{person}/call/identity";
    let notes = "/desk/people/{person}/call/notes";
    let strike = "/desk/people/{person}/call/notes/{note}/strike";
    let end = "/desk/people/{person}/call/end";
    let accept = "/desk/people/{person}/call/offers/{offer}";
    let together = "/desk/people/{person}/call/together";
    let cancel = "/desk/people/{person}/call/bookings/{booking}/cancel";
    let done = "/desk/people/{person}/call/done/{booking}";
    let places = "/desk/people/{person}/call/book/{programme}/{dose}";
    let place = "/desk/people/{person}/call/book/{programme}/{dose}/{slot}";
    desk.get(Act::Book, call, call::get)
        .post(Act::Book, identity, call::identify)
        .get(Act::Book, identity, call::back)
        .post(Act::Book, notes, call::keep_note)
        .get(Act::Book, notes, call::back)
        .post(Act::Book, strike, call::strike_note)
        .get(Act::Book, strike, call::back)
        .post(Act::Book, end, call::end)
        .get(Act::Book, end, call::back)
        .post(Act::Book, accept, call::accept)
        .get(Act::Book, accept, call::back)
        .get(Act::Book, together, call::together_form)
        .post(Act::Book, together, call::together)
        .get(Act::Book, cancel, call::cancel_form)
        .post(Act::Book, cancel, call::cancel)
        .get(Act::Book, done, call::done)
        .get(Act::Book, places, call::offer)
        .get(Act::Book, place, call::confirm_form)
        .post(Act::Book, place, call::confirm)
        .get(Act::Book, "/desk/calls", calls::get)
        .get(Act::EditScripts, "/desk/scripts", scripts::list)
        .get(Act::EditScripts, "/desk/scripts/{part}", scripts::get)
        .post(Act::EditScripts, "/desk/scripts/{part}", scripts::post)
}

/// One's own sign-in, the staff, and what everybody did.
fn staff(desk: Desk) -> Desk {
    let withdraw = "/desk/officers/invitations/{invitation}/withdraw";
    desk.get(Act::OwnSignIn, "/desk/me", me::get)
        .get(Act::OwnSignIn, "/desk/me/here", me::here)
        .post(Act::OwnSignIn, "/desk/me/password", me::password)
        .get(Act::OwnSignIn, "/desk/me/password", me::get)
        .post(Act::OwnSignIn, "/desk/me/signins", me::end)
        .get(Act::OwnSignIn, "/desk/me/signins", me::get)
        .post(Act::OwnSignIn, "/desk/me/codes", me::renew)
        .get(Act::OwnSignIn, "/desk/me/codes", me::get)
        .get(Act::OwnSignIn, "/desk/me/second", second::get)
        .post(Act::OwnSignIn, "/desk/me/second", second::post)
        .get(Act::ManageOfficers, "/desk/officers", officers::get)
        .post(Act::ManageOfficers, "/desk/officers", officers::invite)
        .post(Act::ManageOfficers, withdraw, officers::withdraw)
        .get(Act::ManageOfficers, withdraw, officers::get)
        .with(one_officer)
        .get(Act::ReadHistory, "/desk/history", all_history::get)
}

fn one_officer(desk: Desk) -> Desk {
    let duty = "/desk/officers/{officer}/duty";
    let (state, second) = ("/desk/officers/{officer}/state", "/desk/officers/{officer}/second");
    let sign_ins = "/desk/officers/{officer}/signins";
    desk.get(Act::ManageOfficers, "/desk/officers/{officer}", officer::get)
        .post(Act::ManageOfficers, duty, officer::duty)
        .get(Act::ManageOfficers, duty, up)
        .post(Act::ManageOfficers, state, officer::state)
        .get(Act::ManageOfficers, state, up)
        .post(Act::ManageOfficers, second, officer::take_second)
        .get(Act::ManageOfficers, second, up)
        .post(Act::ManageOfficers, sign_ins, officer::end)
        .get(Act::ManageOfficers, sign_ins, up)
}

/// The second question is asked after the first alone.
async fn to_sign_in() -> Redirect {
    Redirect::to("/desk/signin")
}

/// How a programme fares, in numbers; and by name those it has not reached yet.
fn figures(desk: Desk) -> Desk {
    let unbooked = "/desk/programmes/{programme}/unbooked";
    let file = "/desk/programmes/{programme}/unbooked/file";
    desk.get(Act::SeeStatistics, "/desk/programmes/{programme}/statistics", statistics::get)
        .get(Act::SeeStatistics, "/desk/programmes/{programme}/statistics.csv", statistics::file)
        .get(Act::SeeStatistics, unbooked, unbooked::get)
        .get(Act::FindPeople, "/desk/programmes/{programme}/unbooked/people", unbooked::people)
        .post(Act::ExportPeople, file, unbooked::file)
        .get(Act::ExportPeople, file, up)
}
