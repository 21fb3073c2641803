//! Callers who are not on the roster: written down once, ended once, opened again.

use crate::{
    sample::{OFFICER, later, now, person},
    town::on_both,
};
use domain::{
    Actor, OfficerId, Todo, TodoId,
    todo::{Done, Outcome, Told},
};
use store::{TodoEnd, WhichTodos};
use uuid::Uuid;

const OTHER: OfficerId = OfficerId(Uuid::from_u128(77));

fn todo(n: u128) -> Todo {
    let told = Told {
        kana: "ヤマダ ハル".to_owned(),
        phone: "090-1234-5678".to_owned(),
        wish: "接種券が届かない".to_owned(),
        ..Told::default()
    };
    let minutes = i64::try_from(n).unwrap();
    Todo { id: id(n), told, by: OFFICER, at: later(minutes), done: None }
}

fn id(n: u128) -> TodoId {
    TodoId(Uuid::from_u128(n))
}

fn done(minutes: i64, by: OfficerId) -> Done {
    let (outcome, why) = (Outcome::Found, "転入の手続きがすんだ".to_owned());
    Done { by, at: later(minutes), outcome, why, person: Some(person(1)) }
}

#[test]
fn a_caller_is_written_down_once_and_in_order() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.todos(WhichTodos::Open, 0, 10)).await, []);
        for n in [2, 1, 3, 2] {
            town.write(move |tx| tx.add_todo(&todo(n))).await;
        }
        let open = town.read(|r| r.todos(WhichTodos::Open, 0, 10)).await;
        assert_eq!(open, [todo(1), todo(2), todo(3)]);
        assert_eq!(town.read(|r| r.count_todos()).await, 3);
        let second = town.read(|r| r.todos(WhichTodos::Open, 1, 1)).await;
        assert_eq!(second, [todo(2)]);
        assert_eq!(
            town.home.number("SELECT COUNT(*) FROM history WHERE what LIKE '%todo_taken%'"),
            3
        );
        let kept = town.home.kept_bytes();
        for clear in ["ヤマダ", "090-1234", "届かない"] {
            assert!(!kept.windows(clear.len()).any(|bytes| bytes == clear.as_bytes()), "{clear}");
        }
    });
}

#[test]
fn an_end_counts_once_and_can_be_taken_back() {
    on_both(async |town| {
        town.opens(1).await;
        for n in 1..=2 {
            town.write(move |tx| tx.add_todo(&todo(n))).await;
        }
        let end =
            |by, minutes| move |tx: &mut store::Tx<'_>| tx.end_todo(id(1), &done(minutes, by));
        assert_eq!(town.write(end(OFFICER, 5)).await, TodoEnd::Now);
        let ended = Todo { done: Some(done(5, OFFICER)), ..todo(1) };
        assert_eq!(town.read(|r| r.todo(id(1))).await, Some(ended.clone()));
        let second = town.write(end(OTHER, 6)).await;
        assert_eq!(second, TodoEnd::Before(Box::new(ended.clone())), "the first stands");
        assert_eq!(town.read(|r| r.todos(WhichTodos::Done, 0, 10)).await, [ended]);
        assert_eq!(town.read(|r| r.todos(WhichTodos::Open, 0, 10)).await, [todo(2)]);
        assert_eq!(town.read(|r| r.count_todos()).await, 1);

        let again = |tx: &mut store::Tx<'_>| tx.reopen_todo(id(1), OTHER, later(7));
        assert_eq!(town.write(again).await, TodoEnd::Now);
        assert_eq!(town.write(again).await, TodoEnd::Before(Box::new(todo(1))));
        assert_eq!(town.read(|r| r.todos(WhichTodos::Done, 0, 10)).await, []);
        let lines = town.read(|r| r.history_of_person(person(1), 0, 10)).await;
        let names: Vec<_> = lines.iter().map(|line| line.what.name.as_str()).take(2).collect();
        assert_eq!(names, ["todo_reopened", "todo_done"], "it was about her");

        assert_eq!(town.read(|r| r.todo(id(99))).await, None);
        let nowhere = town.write(|tx| tx.end_todo(id(99), &done(9, OFFICER))).await;
        assert_eq!(nowhere, TodoEnd::Nowhere);
        let nowhere = town.write(|tx| tx.reopen_todo(id(99), OFFICER, later(9))).await;
        assert_eq!(nowhere, TodoEnd::Nowhere);
        let by = Actor::Officer(OFFICER);
        town.write(move |tx| tx.record_todos_opened(by, now(), 2)).await;
        assert_eq!(town.read(|r| r.history_break()).await, None);
        let looked = "SELECT COUNT(*) FROM history WHERE what LIKE '%todos_opened%'";
        assert_eq!(town.home.number(looked), 1);
    });
}
