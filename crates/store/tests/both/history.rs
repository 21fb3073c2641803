//! History: one line a change, by booking and by slot; every look at a record; a break in the chain found.

use crate::{
    sample::{
        ACCOUNT, LATE, MORNING, OFFICER, booking, cancel, later, move_to, now, person, programme,
        resident,
    },
    town::{Town, on_both},
};
use domain::{Actor, Change, Command, Decision, OfficerId, Pool, Programme};
use serde_json::json;
use store::{Difference, HistoryAsked, HistoryLine};
use uuid::Uuid;

fn asked(before: Option<i64>, by: Option<OfficerId>) -> HistoryAsked {
    HistoryAsked { before, by, openings: true }
}

fn names(lines: &[HistoryLine]) -> Vec<&str> {
    lines.iter().map(|line| line.what.name.as_str()).collect()
}

#[test]
fn a_booking_tells_its_life_oldest_first() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], MORNING).await;
        town.place(Command::Move(move_to(1, LATE))).await.unwrap();
        town.place(Command::Cancel(cancel(1))).await.unwrap();

        let lines = town.read(|r| r.history_of_booking(booking(1))).await;
        assert_eq!(names(&lines), ["booking_made", "booking_moved", "booking_cancelled"]);
        let times: Vec<_> = lines.iter().map(|line| line.at).collect();
        assert_eq!(times, [now(), later(1), later(2)]);
        assert!(lines.iter().all(|line| line.by == Actor::Account(ACCOUNT) && line.why.is_none()));
        assert_eq!(lines[1].what.facts["to"]["slot"], json!(LATE));
        assert!(lines[0].seq < lines[1].seq && lines[1].seq < lines[2].seq);
        assert_eq!(town.read(|r| r.history_of_booking(booking(9))).await, []);
    });
}

#[test]
fn a_slot_tells_what_staff_did_to_its_places_and_why() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let change = Change::CapacitySet { slot: MORNING, pool: Pool::Public, from: 10, to: 7 };
        let decision = Decision::change(change);
        let by = Actor::Officer(OFFICER);
        town.write(move |tx| tx.apply(&decision, by, later(3), Some("医師が1人になった"))).await;

        let lines = town.read(|r| r.history_of_slot(MORNING)).await;
        assert_eq!(names(&lines), ["slot_saved", "capacity_set"]);
        assert_eq!(lines[1].by, by);
        assert_eq!(lines[1].why.as_deref(), Some("医師が1人になった"));
        assert_eq!(lines[1].what.facts["to"], json!(7));
    });
}

#[test]
fn a_programme_tells_everything_that_was_saved_of_it() {
    on_both(async |town| {
        let (name, closes_at) = ("改めた名前".to_owned(), Some(later(9)));
        let edited = Programme { name, closes_at, opens_at: Some(now()), ..programme() };
        let decision = Decision::change(Change::ProgrammeSaved(edited.clone()));
        let by = Actor::Officer(OFFICER);
        town.write(move |tx| tx.apply(&decision, by, later(3), Some("国の通知"))).await;
        let (opens_at, closes_at) = (json!(edited.opens_at), json!(edited.closes_at));
        let id = edited.id;
        let told = format!(
            "SELECT COUNT(*) FROM history WHERE why = '国の通知' AND what LIKE '{{\"programme_saved\":\
             {{\"id\":\"{id}\",\"name\":\"改めた名前\",\"opens_at\":{opens_at},\"closes_at\":{closes_at},\
             \"policy\":{{%\"doses\":%'"
        );
        assert_eq!(town.home.number(&told), 1);
    });
}

#[test]
fn whoever_opens_a_record_is_written_down_for_each_person() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        let by = Actor::Officer(OFFICER);
        town.write(move |tx| {
            tx.record_opening(by, later(4), "roster", Some(booking(1)), &[person(1), person(2)])?;
            tx.record_opening(by, later(5), "empty roster", None, &[])
        })
        .await;
        let lines = town.read(|r| r.history_of_booking(booking(1))).await;
        assert_eq!(names(&lines), ["booking_made", "opened", "opened"]);
        assert_eq!(lines[1].what.facts, json!({ "page": "roster" }));
        assert_eq!(lines[1].by, by);
        town.is_sound().await;
    });
}

#[test]
fn an_export_is_written_down_as_a_whole_and_for_each_person() {
    on_both(async |town| {
        town.opens(2).await;
        let by = Actor::Officer(OFFICER);
        let everyone = town.read(|r| r.person_ids()).await.into_iter().collect::<Vec<_>>();
        assert_eq!(everyone, [person(1), person(2)]);
        town.write(move |tx| tx.record_export(by, later(4), "people", &everyone)).await;
        let whole = "SELECT COUNT(*) FROM history WHERE person_id IS NULL \
                     AND what = '{\"exported\":{\"people\":2,\"what\":\"people\"}}'";
        assert_eq!(town.home.number(whole), 1);
        let each = "SELECT COUNT(*) FROM history WHERE person_id IS NOT NULL \
                    AND what = '{\"opened\":{\"page\":\"export\"}}'";
        assert_eq!(town.home.number(each), 2);
        town.is_sound().await;
    });
}

#[test]
fn that_line_was_set_is_written_down_without_what_was_set() {
    on_both(async |town| {
        town.opens(0).await;
        town.write(|tx| tx.record_line_set(Actor::Officer(OFFICER), later(4))).await;
        assert_eq!(
            town.home.number("SELECT COUNT(*) FROM history WHERE what = '{\"line_set\":{}}'"),
            1
        );
        town.is_sound().await;
    });
}

#[test]
fn history_holds_nothing_personal() {
    on_both(async |town| {
        town.opens(0).await;
        town.changes(Change::PersonSaved(resident(1))).await;
        let telling = "SELECT COUNT(*) FROM history WHERE what LIKE '%滝沢%' OR what LIKE '%1957%'";
        assert_eq!(town.home.number(telling), 0);
    });
}

/// A town with a dozen lines of history, sound so far.
async fn with_history(town: &Town) {
    town.opens(3).await;
    town.books([1, 2, 3], MORNING).await;
    town.is_sound().await;
}

async fn first_break(town: &Town) -> Option<i64> {
    let seq = town.read(|r| r.history_break()).await;
    let told = seq.map(|seq| Difference::History { seq });
    assert_eq!(town.read(|r| r.differences()).await, Vec::from_iter(told));
    seq
}

#[test]
fn an_altered_line_is_found_whatever_part_was_altered() {
    for damage in [
        "at = at + 1",
        "actor = '\"system\"'",
        "what = '{\"booking_made\":{}}'",
        "why = '-'",
        "booking_id = '00000000-0000-0000-0000-000000000009'",
        "person_id = NULL",
        "slot_id = NULL",
    ] {
        on_both(async |town| {
            with_history(town).await;
            let last = town.home.number("SELECT MAX(seq) FROM history");
            town.home.sql(&format!("UPDATE history SET {damage} WHERE seq = {}", last - 1));
            assert_eq!(first_break(town).await, Some(last - 1), "{damage}");
        });
    }
}

#[test]
fn a_line_taken_out_or_put_in_is_found() {
    on_both(async |town| {
        with_history(town).await;
        let last = town.home.number("SELECT MAX(seq) FROM history");
        town.home.sql("DELETE FROM history WHERE seq = 4");
        assert_eq!(first_break(town).await, Some(5));

        town.home.sql(&format!(
            "INSERT INTO history (seq, at, actor, what, hash) \
             SELECT 4, at, actor, what, hash FROM history WHERE seq = {last}"
        ));
        assert_eq!(first_break(town).await, Some(4));
    });
}

#[test]
fn a_chain_longer_than_one_reading_is_followed_to_its_end() {
    on_both(async |town| {
        town.opens(0).await;
        let many = || (0..1_200).map(|n| person(n + 1)).collect::<Vec<_>>();
        town.write(move |tx| tx.record_opening(Actor::System, now(), "import", None, &many()))
            .await;
        assert_eq!(first_break(town).await, None);
        town.home.sql("UPDATE history SET at = 0 WHERE seq = 1105");
        assert_eq!(first_break(town).await, Some(1105));
    });
}

#[test]
fn a_person_tells_newest_first_and_page_by_page() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        town.place(Command::Cancel(cancel(1))).await.unwrap();
        let page = async |skip, most| {
            let lines = town.read(move |r| r.history_of_person(person(1), skip, most)).await;
            lines.into_iter().map(|line| line.what.name).collect::<Vec<_>>()
        };
        assert_eq!(page(0, 2).await, ["booking_cancelled", "booking_made"]);
        assert_eq!(page(2, 9).await, ["person_linked", "person_saved"]);
        assert_eq!(page(4, 9).await, Vec::<String>::new());
    });
}

#[test]
fn everything_is_read_newest_first_page_by_page_to_its_beginning() {
    on_both(async |town| {
        town.opens(3).await;
        town.books([1, 2], MORNING).await;
        let (mut before, mut seen) = (None, Vec::new());
        loop {
            let page = town.read(move |r| r.history_before(asked(before, None), 4)).await;
            let Some(last) = page.last() else { break };
            before = Some(last.seq);
            seen.extend(page.into_iter().map(|line| line.seq));
        }
        let newest = town.home.number("SELECT MAX(seq) FROM history");
        assert_eq!(seen, (1..=newest).rev().collect::<Vec<_>>());
        assert_eq!(town.read(|r| r.history_before(asked(Some(1), None), 4)).await, []);
    });
}

#[test]
fn what_one_officer_did_and_from_which_instant_on_is_found() {
    on_both(async |town| {
        town.opens(3).await;
        town.changes(Change::PersonSaved(resident(4))).await;
        town.books([1], MORNING).await;
        town.changes(Change::PersonSaved(resident(5))).await;
        let all = town.read(|r| r.history_before(asked(None, None), 100)).await;
        let one = OFFICER;
        let own: Vec<_> =
            all.iter().filter(|line| line.by == Actor::Officer(one)).map(|line| line.seq).collect();
        assert!(!own.is_empty() && own.len() < all.len(), "some of it");
        let found = town.read(move |r| r.history_before(asked(None, Some(one)), 100)).await;
        assert_eq!(found.iter().map(|line| line.seq).collect::<Vec<_>>(), own);
        let last = *own.last().unwrap();
        assert_eq!(
            town.read(move |r| r.history_before(asked(Some(last), Some(one)), 100)).await,
            []
        );
        let nobody = OfficerId(Uuid::from_u128(404));
        assert_eq!(town.read(move |r| r.history_before(asked(None, Some(nobody)), 100)).await, []);

        let people = [person(1), person(2)];
        town.write(move |tx| {
            tx.record_opening(Actor::Officer(OFFICER), later(5), "list", None, &people)
        })
        .await;
        for by in [None, Some(one)] {
            let with = town.read(move |r| r.history_before(asked(None, by), 100)).await;
            let but = HistoryAsked { openings: false, ..asked(None, by) };
            let without = town.read(move |r| r.history_before(but, 100)).await;
            assert_eq!(with.len(), without.len() + 2, "two records were looked at");
            assert_eq!(with[2..], without[..]);
        }
        for line in &all {
            let at = line.at;
            let first = all.iter().filter(|other| other.at >= at).map(|other| other.seq).min();
            assert_eq!(Some(town.read(move |r| r.history_from(at)).await), first);
        }
        let newest = all[0].seq + 2;
        let after = later(6);
        assert_eq!(town.read(move |r| r.history_from(after)).await, newest + 1);
    });
}
