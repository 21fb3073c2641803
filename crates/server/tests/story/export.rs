//! The roster goes out as a file and comes back without a change; records go to the ledger's system; and
//! nothing is overwritten, replaced or taken out unseen.

use crate::{
    import::{Town, on_both},
    places::{self, HALL},
};
use domain::{
    Actor, Booking, BookingId, BookingNumber, BookingState, Change, Decision, Door, Outcome,
    Policy, Pool, Programme, ProgrammeId, RequestId, SessionId, interval::VaccineKind,
    product::Product, venue::Session,
};
use jiff::{Timestamp, civil::Time};
use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt as _,
};
use uuid::Uuid;

const BY: Actor = Actor::System;
const EPOCH: Timestamp = Timestamp::UNIX_EPOCH;

const ROSTER: &str = "宛名番号,氏名,氏名カナ,生年月日,性別,郵便番号,住所,行政区,電話番号,接種券番号,有効期間開始,有効期限,支援措置,備考,\
    1回目接種日,1回目ワクチンメーカー,1回目ワクチンロット番号,1回目接種会場名,1回目登録日時,2回目接種日\n\
    00101,髙橋 花子,タカハシ ハナコ,昭和22年5月3日,女,099-9999,窓川町市街1,市街,01-9999-1111,0123456789,2026/10/1,2027/3/31,無,=車いす,\
    2021/6/1,ファイザー,EY0001,文化センター,2021/6/1 9:30,2021/6/22\n\
    ,鈴木 みどり,スズキ ミドリ,1980/8/8,,,,,,0123456790,,,有,,,,,,,\n\
    103,山田 一,,1950/12/1,男,,,,,,,,,,2021/7/1,ファイザー,,,,\n";

impl Town {
    fn path(&self, name: &str) -> String {
        self.database.folder.path().join(name).display().to_string()
    }

    fn takes_in(&self) {
        let template = ["--template", "covid-2021-primary", "--name", "新型コロナ"];
        let (done, told) = self.runs(&[&["programme", "new"][..], &template].concat());
        assert!(done, "{told}");
        let (done, told) = self.says(ROSTER.as_bytes(), &["--series", "covid-2021"]);
        assert!(done && told.contains("新しく登録した人 3人"), "{told}");
    }

    /// Whether the database has this in clear, where it is a file that can be looked at.
    fn keeps(&self, text: &str) -> Option<bool> {
        let store::Url::Sqlite(file) = self.database.store_url() else { return None };
        let kept = fs::read(file).unwrap();
        Some(kept.windows(text.len()).any(|window| window == text.as_bytes()))
    }

    fn exports(&self, arguments: &[&str]) -> (bool, String) {
        self.runs(&[&["export"], arguments].concat())
    }
}

#[test]
fn what_goes_out_comes_back_without_a_change_in_every_form() {
    on_both(|town| {
        town.takes_in();
        for (name, encoding) in [
            ("bom.csv", None),
            ("utf8.csv", Some("utf8")),
            ("sjis.csv", Some("cp932")),
            ("book.xlsx", None),
        ] {
            let path = town.path(name);
            let mut arguments = vec!["people", path.as_str(), "--series", "covid-2021"];
            arguments.extend(encoding.iter().flat_map(|encoding| ["--encoding", encoding]));
            let (done, told) = town.exports(&arguments);
            assert!(done && told.contains("3人を"), "{name}: {told}");
            let (done, told) = town.runs(&["import", "people", &path, "--series", "covid-2021"]);
            assert!(done, "{name}: {told}");
            let same = "新しく登録した人 0人、更新した人 0人、変わりのない人 3人";
            assert!(told.contains(same), "{name}: {told}");
        }
        let file = fs::read_to_string(town.path("utf8.csv")).unwrap();
        assert!(file.contains("00101,髙橋 花子,タカハシ ハナコ,1947-05-03,女,099-9999"), "{file}");
        assert!(
            file.contains("0123456789,019992,2026-10-01,2027-03-31,無,,町内,　=車いす"),
            "{file}"
        );
        let (done, told) = town.runs(&["verify"]);
        assert!(done, "{told}");
    });
}

#[test]
fn an_empty_roster_is_a_file_with_a_header() {
    on_both(|town| {
        let path = town.path("empty.csv");
        let (done, told) = town.exports(&["people", &path]);
        assert!(done && told.contains("0人を"), "{told}");
        assert!(fs::read_to_string(&path).unwrap().contains("氏名"));
    });
}

#[test]
fn a_file_that_is_there_stays_unless_told_otherwise() {
    on_both(|town| {
        town.takes_in();
        let path = town.path("list.csv");
        fs::write(&path, "大切な表").unwrap();
        let (done, told) = town.exports(&["people", &path]);
        assert!(!done && told.contains("同じ名前のファイルがある"), "{told}");
        assert!(told.contains("--force"), "{told}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "大切な表");
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let before = fs::File::open(&path).unwrap();
        assert!(town.exports(&["people", &path, "--force"]).0);
        assert_eq!(
            io::read_to_string(before).unwrap(),
            "大切な表",
            "it is replaced, not overwritten"
        );
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let names = fs::read_dir(town.database.folder.path()).unwrap();
        let left =
            names.filter(|file| file.as_ref().unwrap().path().extension() == Some("part".as_ref()));
        assert_eq!(left.count(), 0, "nothing half written is left");
        let other = town.path("other.csv");
        let (done, told) = town.exports(&["people", &other, "--errors", &path]);
        assert!(!done && told.contains("同じ名前のファイルがある"), "{told}");
        assert!(!fs::exists(&other).unwrap());
        assert!(fs::read_to_string(&path).unwrap().contains("髙橋"));
        let (done, told) = town.exports(&["people", &town.path("list.txt")]);
        assert!(!done && told.contains(".csv か .xlsx"), "{told}");
        let book = town.path("list.xlsx");
        let (done, told) = town.exports(&["people", &book, "--encoding", "cp932"]);
        assert!(!done && told.contains("文字コードがありません"), "{told}");
        let nowhere = town.path("no/such/folder.csv");
        let (done, told) = town.exports(&["people", &nowhere]);
        assert!(!done && told.contains("に書けません"), "{told}");
    });
}

#[test]
fn what_cp932_lacks_is_listed_by_row_column_and_character() {
    on_both(|town| {
        let roster = ROSTER.replace("髙橋", "𠮷田");
        assert!(town.says(roster.as_bytes(), &[]).0);
        let (path, list) = (town.path("sjis.csv"), town.path("list.csv"));
        let told = town.exports(&["people", &path, "--encoding", "cp932", "--errors", &list]);
        assert!(!told.0 && told.1.contains("3行目・B列「氏名」 「𠮷」はCP932"), "{}", told.1);
        assert!(told.1.contains("書けないものが1件あるため、何も書き出していません"), "{}", told.1);
        assert!(!fs::exists(&path).unwrap());
        assert!(fs::read_to_string(&list).unwrap().contains("3,B,「氏名」,「𠮷」"));
        assert_ne!(town.keeps("exported"), Some(true), "nobody's record left");
    });
}

#[test]
fn records_have_the_ledgers_layout() {
    on_both(|town| {
        town.takes_in();
        let path = town.path("records.csv");
        let (done, told) = town.exports(&["records", &path, "--series", "influenza"]);
        assert!(!done && told.contains("「influenza」の接種の記録が、一人もありません"), "{told}");
        let (done, told) =
            town.exports(&["records", &path, "--series", "covid-2021", "--encoding", "utf8"]);
        assert!(done && told.contains("2人を"), "{told}");
        let file = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = file.lines().collect();
        assert!(lines[0].starts_with("個別宛名番号,1回目接種履歴登録日時,1回目接種日"), "{file}");
        let first =
            "            101,20210601093000,20210601,,,文化センター,,ファイザー,EY0001,,20210622,";
        assert!(lines[1].starts_with(first), "{file}");
        assert!(lines[2].starts_with("            103,,20210701,,,,,ファイザー,"), "{file}");
        assert_eq!(lines.len(), 3);
        let sjis = town.path("sjis.csv");
        assert!(town.exports(&["records", &sjis, "--series", "covid-2021"]).0);
        assert!(fs::read_to_string(&sjis).is_err(), "CP932 unless told otherwise");
        let book = town.path("records.xlsx");
        let (done, told) = town.exports(&["records", &book, "--series", "covid-2021"]);
        assert!(!done && told.contains("CSVだけ"), "{told}");
        assert_ne!(town.keeps(r#"{"exported":{"people":2,"what":"records"}}"#), Some(false));
        assert_ne!(town.keeps(r#"{"opened":{"page":"export"}}"#), Some(false));
    });
}

#[test]
fn a_past_dose_is_given_as_the_towns_programme_says() {
    on_both(|town| {
        let product = |code: &str, kind| Product {
            code: code.to_owned(),
            name: code.to_owned(),
            kind,
            intervals: Vec::new(),
            usable_until: None,
            vial: None,
        };
        let live = VaccineKind::InjectedLive;
        let products = vec![product("飲む", VaccineKind::OralLive), product("注射", live)];
        town.meanwhile(move |tx| tx.apply(&saved(1, "mr", products), BY, EPOCH, None));
        let doses = "宛名番号,氏名,生年月日,1回目接種日,1回目ワクチン,2回目接種日,2回目ワクチン\n\
            101,佐藤 花子,2020/5/3,2021/6/1,飲む,2021/7/1,知らない会社\n";
        let given = |series: &'static str| {
            town.meanwhile(move |tx| {
                let ids = tx.person_ids()?;
                let people = tx.people(&ids)?.into_values();
                let given = people.flat_map(|person| person.details.given);
                let of_it = given.filter(|given| given.series == series);
                Ok(of_it.map(|given| (given.product, given.kind)).collect::<Vec<_>>())
            })
        };
        let (done, told) = town.says(doses.as_bytes(), &["--series", "mr"]);
        assert!(done && told.contains("1行（2行目）の接種歴に、事業にないワクチン"), "{told}");
        assert_eq!(
            given("mr"),
            [(Some("飲む".to_owned()), VaccineKind::OralLive), (None, live)],
            "what no programme knows is compared with nothing, and keeps its distance"
        );

        let (done, told) = town.says(doses.as_bytes(), &["--series", "other"]);
        assert!(!done && told.contains("接種歴「other」の事業がありません"), "{told}");
        assert!(told.contains("いまある事業の接種歴は mr です"), "{told}");
        let both = ["--series", "other", "--unknown-series"];
        assert!(town.says(doses.as_bytes(), &both).0);
        assert_eq!(given("other"), [(None, live), (None, live)]);
        let killed = vec![product("飲む", VaccineKind::Inactivated)];
        town.meanwhile(move |tx| tx.apply(&saved(2, "other", killed), BY, EPOCH, None));
        assert!(town.says(doses.as_bytes(), &both[..2]).0);
        let known = (Some("飲む".to_owned()), VaccineKind::Inactivated);
        assert_eq!(given("other"), [known, (None, VaccineKind::Inactivated)], "known by now");
    });
}

/// A town's programme of a series.
fn saved(id: u128, series: &str, products: Vec<Product>) -> Decision {
    let policy = Policy { series: series.to_owned(), products, ..Policy::default() };
    let (id, name) = (ProgrammeId(uuid::Uuid::from_u128(id)), series.to_owned());
    let programme = Programme { id, name, opens_at: None, closes_at: None, policy };
    Decision::change(Change::ProgrammeSaved(programme))
}

#[test]
fn a_makers_name_is_the_programmes_product_and_stays_as_written() {
    on_both(|town| {
        town.takes_in();
        let known = town.meanwhile(|tx| {
            let number = ["103".to_owned()].into();
            let id = tx.persons_by_address_numbers(&number)?["103"];
            let details = tx.people(&[id].into())?.remove(&id).unwrap().details;
            Ok((details.given[0].product.clone(), details.records[0].maker.clone()))
        });
        assert_eq!(known, (Some("pfizer".to_owned()), Some("ファイザー".to_owned())));
        let half = ROSTER.replace("ファイザー", "ﾌｧｲｻﾞｰ");
        let (_, told) = town.says(half.as_bytes(), &["--series", "covid-2021"]);
        assert!(!told.contains("事業にないワクチン"), "{told}");
    });
}

/// A booking of person 103 that was kept, for this dose, and what became of it.
fn kept(tx: &mut store::Tx<'_>, dose: u8, outcome: Outcome) -> anyhow::Result<Vec<Change>> {
    let person = tx.persons_by_address_numbers(&["103".to_owned()].into())?["103"];
    let (programme, date) = (tx.programmes()?[0].id, format!("2026-10-{dose}0").parse()?);
    let n = 100 * u128::from(dose);
    let product = Some("pfizer".to_owned());
    let id = SessionId(Uuid::from_u128(n));
    let session = Session { id, programme, venue: HALL, date, product: product.clone() };
    let slot = places::slot(&session, n + 1, Time::constant(9, 0, 0, 0));
    let booking = Booking {
        id: BookingId(Uuid::from_u128(n)),
        number: BookingNumber::from_counter(dose.into()),
        once: RequestId(Uuid::from_u128(n)),
        person,
        programme,
        dose,
        slot: slot.id,
        date,
        product,
        pool: Pool::Public,
        units: 1,
        door: Door::Line,
        account: None,
        booked_at: EPOCH,
        state: BookingState::Live,
    };
    let at = "2026-10-20T01:30:00Z".parse()?;
    let seen = Change::OutcomeRecorded { booking: booking.id, person, before: None, outcome, at };
    let places = [Change::SessionSaved(session), Change::SlotSaved(slot)];
    Ok(places.into_iter().chain([Change::BookingMade(booking), seen]).collect())
}

#[test]
fn records_have_the_doses_given_here() {
    on_both(|town| {
        town.takes_in();
        town.meanwhile(|tx| {
            let mut changes = vec![places::venue(HALL, "中央公民館", "本町", "")];
            for (dose, outcome) in
                [(1, Outcome::Vaccinated), (2, Outcome::Vaccinated), (3, Outcome::NoShow)]
            {
                changes.extend(kept(tx, dose, outcome)?);
            }
            tx.apply(&Decision { changes, notices: Vec::new() }, BY, EPOCH, None)
        });
        let path = town.path("records.csv");
        let asked = ["records", &path, "--series", "covid-2021", "--encoding", "utf8"];
        assert!(town.exports(&asked).0);
        let file = fs::read_to_string(&path).unwrap();
        let line = file.lines().find(|line| line.trim_start().starts_with("103,")).unwrap();
        assert_eq!(
            line.trim_start(),
            "103,,20210701,,,,,ファイザー,,20261020103000,20261020,,,中央公民館,,ファイザー,",
            "the first as the roster has it, the second as it was given here, no third"
        );
    });
}

#[test]
fn groups_and_where_people_live_come_in_and_go_out() {
    on_both(|town| {
        town.takes_in();
        let known = "宛名番号,氏名,生年月日,優先対象,居住\n\
            103,山田 一,1950/12/1,elderly,町外\n104,林 光,1950/12/1,高齢者,\n";
        let (done, told) = town.says(known.as_bytes(), &[]);
        assert!(done && told.contains("確認 1行（3行目）の優先対象に"), "{told}");
        let path = town.path("people.csv.csv");
        assert!(town.exports(&["people", &path]).0);
        let file = fs::read_to_string(&path).unwrap();
        assert!(file.contains(",無,elderly,町外,"), "{file}");
        assert!(file.contains(",無,高齢者,町内,"), "{file}");
        let silent = "宛名番号,氏名,生年月日,優先対象\n103,山田 一,1950/12/1,\n";
        let (_, told) = town.says(silent.as_bytes(), &[]);
        assert!(told.contains("変わりのない人 1人"), "{told}");
        let (_, told) = town.says(silent.replace("12/1,", "12/1,なし").as_bytes(), &[]);
        assert!(told.contains("更新した人 1人"), "{told}");
    });
}
