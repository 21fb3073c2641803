//! `madoguchi officer`: the first one is an administrator, any other has a role by name, and who has lost the telephone
//! comes back.

use crate::import::{Town, on_both};
use domain::{Duty, Role};
use store::{Officer, Tx};

const PHRASE: &str = "まどの外には川が流れています。\n";

fn officer(tx: &mut Tx<'_>, login: &str) -> anyhow::Result<Option<Officer>> {
    tx.officer_by_login(login)
}

impl Town {
    fn officer(&self, arguments: &[&str], password: &str) -> (bool, String) {
        self.runs_with(&[&["officer"], arguments].concat(), password)
    }

    fn knows(&self, login: &'static str) -> Option<Officer> {
        self.meanwhile(move |tx| officer(tx, login))
    }
}

#[test]
fn the_first_is_an_administrator_and_any_other_has_a_role_by_name() {
    on_both(|town| {
        let (done, told) = town.officer(&["mori", "森"], "みじかい\n");
        assert!(
            !done && told.contains("パスワードは15文字以上にしてください（いま4文字）。"),
            "{told}"
        );
        assert!(town.knows("mori").is_none());
        let (done, told) = town.officer(&["mori", "森"], PHRASE);
        assert!(done && told.contains("登録しました（役割：管理者）。"), "{told}");
        let (done, told) = town.officer(&["tani", "谷"], PHRASE);
        assert!(
            !done && told.contains("--role で役割を選んでください：administrator（管理者）"),
            "{told}"
        );
        let (done, told) = town.officer(&["tani", "谷", "--role", "王様"], PHRASE);
        assert!(!done && told.contains("役割「王様」はありません。"), "{told}");
        assert!(town.knows("tani").is_none());
        let (done, told) = town.officer(&["tani", "谷", "--role", "auditor"], PHRASE);
        assert!(done && told.contains("役割：監査"), "{told}");
        let (done, _) = town.officer(&["tani", "谷 さやか"], PHRASE);
        assert!(done);
        let tani = town.knows("tani").unwrap();
        assert_eq!((tani.name.as_str(), tani.duty), ("谷 さやか", Duty::everywhere(Role::Auditor)));
    });
}

#[test]
fn who_has_lost_the_telephone_signs_in_without_one_when_the_machine_says_so() {
    on_both(|town| {
        assert!(town.officer(&["mori", "森"], PHRASE).0);
        let id = town.knows("mori").unwrap().id;
        town.meanwhile(move |tx| {
            let now = jiff::Timestamp::UNIX_EPOCH;
            tx.set_second_factor(id, (b"key", 1), &[], now)
        });
        let has = || town.meanwhile(move |tx| Ok(tx.second_factor(id)?.is_some()));
        assert!(town.officer(&["mori", "森"], PHRASE).0);
        assert!(has(), "another password alone does not take it away");
        assert!(town.officer(&["mori", "森", "--forget-second-factor"], PHRASE).0);
        assert!(!has());
    });
}
