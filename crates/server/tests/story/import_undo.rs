//! A nurse imports the wrong file: she finds it in the list, takes it back as a whole, and is told why
//! when that would cost somebody their booking.

use crate::{
    import::{GOOD, Town, on_both},
    process::key_file,
};
use domain::{AccountId, Actor, Change, Decision, Duty, OfficerId, PersonId, Role};
use jiff::Timestamp;
use store::{LineUser, Store};
use uuid::Uuid;

const MORE: &str = "宛名番号,氏名,生年月日,接種券番号\n\
    101,佐藤 花代,1947/5/3,0999999999\n103,山田 一,1950/12/1,0123456791\n";

/// The number of the import just told of.
fn number(told: &str) -> String {
    let (_, after) = told.split_once("（番号 ").unwrap_or_else(|| panic!("{told}"));
    after.split_once('）').unwrap().0.to_owned()
}

impl Town {
    fn imports_well(&self, file: &str) -> String {
        let (done, told) = self.says(file.as_bytes(), &[]);
        assert!(done, "{told}");
        number(&told)
    }

    /// Does something in the town's database as the service would.
    pub(crate) fn meanwhile<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut store::Tx<'_>) -> anyhow::Result<T> + Send + 'static,
    ) -> T {
        let keys = key_file(self.database.folder.path());
        let keys = madoguchi::key_file::read_or_make(&keys).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let store = Store::start(self.database.store_url(), keys);
        runtime.block_on(async {
            store.ready().await.unwrap();
            store.write(work).await.unwrap()
        })
    }

    /// Enters an officer of the login midori.
    pub(crate) fn knows_midori(&self) -> OfficerId {
        let id = OfficerId(Uuid::from_u128(1));
        self.meanwhile(move |tx| {
            let (login, name, password) = ("midori".into(), "窓川 みどり".into(), "-".into());
            let duty = Duty::everywhere(Role::Administrator);
            let officer = store::Officer { id, login, name, password, duty, disabled_at: None };
            tx.save_officer(&officer, Actor::System, Timestamp::UNIX_EPOCH)
        });
        id
    }
}

#[test]
fn the_list_has_a_beginning_and_an_end() {
    on_both(|town| {
        let (done, told) = town.runs(&["import", "list"]);
        assert!(done && told.contains("取りこみは、まだ一度もありません"), "{told}");
        let (first, second) = (town.imports_well(GOOD), town.imports_well(MORE));
        let (done, told) = town.runs(&["import", "list"]);
        assert!(done, "{told}");
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines[0].starts_with(&second), "the newest first: {told}");
        assert!(lines[0].contains("people.csv　新しい人 1人、更新 1人、変わりなし 0人"), "{told}");
        assert!(lines[1].starts_with(&first) && lines[1].contains("　システム　"), "{told}");
        assert_eq!(lines[2], "これで終わりです（全部で2件）。");
        let (done, told) = town.runs(&["import", "list", "--page", "2"]);
        assert!(done && told.contains("このページには、もうありません"), "{told}");
    });
}

#[test]
fn an_import_is_undone_once_and_comes_in_again() {
    on_both(|town| {
        town.imports_well(GOOD);
        let second = town.imports_well(MORE);
        let (done, told) = town.runs(&["import", "undo", &second]);
        assert!(done, "{told}");
        assert!(told.contains("前の内容に戻した人 1人、名簿から外した人 1人"), "{told}");
        let (done, told) = town.says(GOOD.as_bytes(), &[]);
        assert!(done && told.contains("変わりのない人 2人"), "all is as it was: {told}");

        let (done, told) = town.runs(&["import", "undo", &second]);
        assert!(done && told.contains("取り消してあります。何も変えていません"), "{told}");
        let (_, told) = town.runs(&["import", "list"]);
        assert_eq!(told.matches("に取り消しました").count(), 1, "{told}");
        town.imports_well(MORE);
        let (done, told) = town.runs(&["verify"]);
        assert!(done, "{told}");
    });
}

#[test]
fn what_was_built_upon_it_keeps_an_import_and_the_whole_of_it() {
    on_both(|town| {
        town.imports_well(GOOD);
        let second = town.imports_well(MORE);
        let third = town.imports_well(&MORE.replace("花代", "花江"));
        let (done, told) = town.runs(&["import", "undo", &second]);
        assert!(!done, "{told}");
        assert!(told.starts_with("2行目（内部番号 "), "{told}");
        let later = format!("あとの取りこみ（番号 {third}）で更新されています");
        assert!(told.contains(&later) && told.contains("何も変えていません"), "{told}");
        assert!(!told.contains("花代") && !told.contains("山田"), "no names: {told}");
        assert!(town.runs(&["import", "undo", &third]).0);

        town.meanwhile(|tx| {
            let numbers = ["103".to_owned()].into();
            let person: PersonId = tx.persons_by_address_numbers(&numbers)?["103"];
            let (user, now) = (LineUser("U-hajime".to_owned()), Timestamp::UNIX_EPOCH);
            let account = tx.account_for(&user, AccountId(Uuid::from_u128(7)), now)?;
            let linked = Decision::change(Change::PersonLinked {
                account,
                person,
                by: domain::LinkedBy::Voucher,
            });
            tx.apply(&linked, Actor::Account(account), now, None)
        });
        let (done, told) = town.runs(&["import", "undo", &second]);
        assert!(!done && told.contains("3行目（内部番号 "), "{told}");
        assert!(told.contains("LINEにつながっています"), "{told}");
        let (_, told) = town.says(MORE.as_bytes(), &[]);
        assert!(told.contains("変わりのない人 2人"), "nothing was undone by half: {told}");
    });
}

#[test]
fn whoever_imports_and_undoes_is_named_and_must_be_an_officer() {
    on_both(|town| {
        let (done, told) = town.says(GOOD.as_bytes(), &["--by", "midori"]);
        assert!(!done && told.contains("職員番号「midori」の職員がいません"), "{told}");
        town.knows_midori();
        let (done, told) = town.says(GOOD.as_bytes(), &["--by", "midori"]);
        assert!(done, "{told}");
        let (_, list) = town.runs(&["import", "list"]);
        assert!(list.contains("　窓川 みどり　"), "{list}");
        let (done, told) = town.runs(&["import", "undo", &number(&told), "--by", "midori"]);
        assert!(done, "{told}");
    });
}

#[test]
fn a_number_that_is_no_import_is_told_where_to_look() {
    on_both(|town| {
        for id in ["7", "00000000-0000-0000-0000-000000000007"] {
            let (done, told) = town.runs(&["import", "undo", id]);
            assert!(
                !done && told.contains(&format!("番号「{id}」の取りこみはありません")),
                "{told}"
            );
            assert!(told.contains("madoguchi import list"), "{told}");
        }
    });
}
