//! Files that wait to be imported: whole or not there, read as chosen, gone after a day.

use crate::{
    sample::{OFFICER, later, now},
    town::{Town, on_both},
};
use domain::ImportId;
use store::Upload;
use uuid::Uuid;

fn id(n: u128) -> ImportId {
    ImportId(Uuid::from_u128(n))
}

/// The n-th file, brought n minutes after the town opened.
fn upload(n: u128) -> Upload {
    Upload {
        id: id(n),
        officer: OFFICER,
        at: later(i64::try_from(n).unwrap()),
        file: format!("people{n}.csv"),
        headers: vec![7; 16],
        parts: 2,
        choices: "{}".to_owned(),
    }
}

impl Town {
    /// The n-th file is brought, in parts of a byte.
    pub(crate) async fn brings(&self, n: u128) {
        self.write(move |tx| {
            tx.add_upload(&upload(n))?;
            tx.add_upload_part(id(n), 1, &vec![2])?;
            tx.add_upload_part(id(n), 0, &vec![1])
        })
        .await;
    }

    async fn waits(&self, n: u128) -> (Option<Upload>, Vec<Vec<u8>>) {
        (self.read(move |r| r.upload(id(n))).await, self.read(move |r| r.upload_parts(id(n))).await)
    }
}

#[test]
fn a_file_waits_in_parts_and_is_read_as_it_was_chosen() {
    on_both(async |town| {
        assert_eq!(town.waits(1).await, (None, vec![]));
        town.brings(1).await;
        assert_eq!(town.waits(1).await, (Some(upload(1)), vec![vec![1], vec![2]]));
        town.write(|tx| tx.read_upload_as(id(1), "{\"A\":1}")).await;
        let chosen = Upload { choices: "{\"A\":1}".to_owned(), ..upload(1) };
        assert_eq!(town.waits(1).await.0, Some(chosen));
        town.brings(2).await;
        town.write(|tx| tx.remove_upload(id(1))).await;
        assert_eq!(town.waits(1).await, (None, vec![]));
        assert_eq!(town.waits(2).await.1.len(), 2, "another one stays");
    });
}

#[test]
fn files_are_forgotten_from_an_instant_on() {
    on_both(async |town| {
        town.brings(1).await;
        town.brings(2).await;
        town.write(|tx| tx.forget_uploads(later(2))).await;
        assert_eq!(town.waits(1).await, (None, vec![]));
        assert_eq!(town.waits(2).await, (Some(upload(2)), vec![vec![1], vec![2]]));
    });
}

#[test]
fn columns_are_remembered_by_their_headers() {
    on_both(async |town| {
        let headers = vec![7; 16];
        let asked = headers.clone();
        assert_eq!(town.read(move |r| r.columns_chosen(&asked)).await, None);
        for choices in ["a", "b"] {
            let headers = headers.clone();
            town.write(move |tx| tx.remember_columns(&headers, choices, now())).await;
        }
        assert_eq!(town.read(move |r| r.columns_chosen(&headers)).await.as_deref(), Some("b"));
        assert_eq!(town.read(|r| r.columns_chosen(&vec![8; 16])).await, None);
    });
}
