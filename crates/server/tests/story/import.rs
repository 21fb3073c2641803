//! A nurse brings the town's people in from a file: everyone or nobody, again without harm, and with every
//! mistake named.

use crate::{
    database::{Database, Engine},
    process::{Settings, ends, program},
};
use std::{
    fs,
    io::Write,
    process::{Output, Stdio},
};

pub(crate) const GOOD: &str = "宛名番号,氏名,フリガナ,生年月日,性別,住所,接種券番号\n\
    101,佐藤 花子,サトウ ハナコ,昭和22年5月3日,女,窓川町市街1,0123456789\n\
    102,高橋 勇,ﾀｶﾊｼ ｲｻﾑ,1942/10/20,男,窓川町市街2,0123456790\n";

/// A town with an empty roster, in files of its own.
pub(crate) struct Town {
    pub(crate) settings: Settings,
    pub(crate) database: Database,
}

impl Town {
    fn on(engine: Engine) -> Option<Self> {
        let database = Database::fresh(engine)?;
        let settings = Settings::written(database.folder.path(), &database.url, None);
        Some(Self { settings, database })
    }

    fn imports(&self, file: &[u8], options: &[&str]) -> Output {
        let path = self.database.folder.path().join("people.csv");
        fs::write(&path, file).unwrap();
        let path = path.display().to_string();
        ends(&self.settings.file, &[&["import", "people", &path], options].concat())
    }

    /// Imports the file and says whether it went well, and all that was printed.
    pub(crate) fn says(&self, file: &[u8], options: &[&str]) -> (bool, String) {
        said(self.imports(file, options))
    }

    /// Runs any command.
    pub(crate) fn runs(&self, arguments: &[&str]) -> (bool, String) {
        said(ends(&self.settings.file, arguments))
    }

    /// The same, with something typed.
    pub(crate) fn runs_with(&self, arguments: &[&str], typed: &str) -> (bool, String) {
        let mut program = program(&self.settings.file, arguments);
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        // Who is turned away before that does not listen.
        drop(child.stdin.take().unwrap().write_all(typed.as_bytes()));
        said(child.wait_with_output().unwrap())
    }
}

fn said(Output { status, stdout, stderr }: Output) -> (bool, String) {
    let both = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    (status.success(), both)
}

pub(crate) fn on_both(story: impl Fn(&Town)) {
    [Engine::Sqlite, Engine::Postgres]
        .into_iter()
        .filter_map(Town::on)
        .for_each(|town| story(&town));
}

#[test]
fn everyone_comes_in_and_again_without_harm() {
    on_both(|town| {
        let (done, told) = town.says(GOOD.as_bytes(), &["--check"]);
        assert!(done && told.contains("取りこんでいません"), "{told}");
        let (done, told) = town.says(GOOD.as_bytes(), &[]);
        assert!(done && told.contains("新しく登録した人 2人、更新した人 0人"), "{told}");
        let reissued = GOOD.replace("0123456789", "0999999999");
        let (done, told) = town.says(reissued.as_bytes(), &[]);
        assert!(
            done && told.contains("新しく登録した人 0人、更新した人 1人、変わりのない人 1人"),
            "{told}"
        );
        let (done, told) = town.says(reissued.as_bytes(), &[]);
        assert!(done && told.contains("更新した人 0人、変わりのない人 2人"), "{told}");
    });
}

#[test]
fn one_mistake_keeps_the_whole_file_out_unless_told_otherwise() {
    on_both(|town| {
        let wrong =
            format!("{GOOD}103,山田 一,ヤマダ ハジメ,1950/13/1,男,窓川町市街3,0123456791\n");
        let list = town.database.folder.path().join("errors.csv").display().to_string();
        let (done, told) = town.says(wrong.as_bytes(), &["--errors", &list]);
        assert!(!done, "{told}");
        assert!(told.contains("4行目・D列「生年月日」"), "{told}");
        assert!(told.contains("まだ何も取りこんでいません"), "{told}");
        assert!(fs::read_to_string(&list).unwrap().contains("生年月日"));
        fs::write(&list, "大切な表").unwrap();
        let (done, told) = town.says(wrong.as_bytes(), &["--errors", &list, "--partial"]);
        assert!(!done && told.contains("同じ名前のファイルがある"), "{told}");
        assert_eq!(fs::read_to_string(&list).unwrap(), "大切な表");
        assert!(!town.says(wrong.as_bytes(), &["--errors", &list, "--force"]).0);
        assert!(fs::read_to_string(&list).unwrap().contains("生年月日"));
        let (done, told) = town.says(wrong.as_bytes(), &["--partial"]);
        assert!(done && told.contains("新しく登録した人 2人"), "{told}");
    });
}

#[test]
fn a_number_that_was_reissued_brings_nobody_in_again() {
    on_both(|town| {
        assert!(town.says(GOOD.as_bytes(), &[]).0);
        assert!(town.says(GOOD.replace("0123456789", "0999999999").as_bytes(), &[]).0);
        // The file from before the reissue, with and without the ledger's number.
        for file in [GOOD.to_owned(), GOOD.replace("101,", ",")] {
            let (done, told) = town.says(file.as_bytes(), &[]);
            assert!(!done && told.contains("2行目：この接種券番号は、"), "{told}");
            assert!(told.contains("に再発行されて使えなくなっています（内部番号 "), "{told}");
            assert!(told.contains("まだ何も取りこんでいません"), "{told}");
        }
    });
}

#[test]
fn a_second_voucher_comes_beside_the_first_only_if_told_so() {
    on_both(|town| {
        assert!(town.says(GOOD.as_bytes(), &[]).0);
        let second = GOOD.replace("0123456789", "0999999999");
        let (done, told) = town.says(second.as_bytes(), &["--keep-vouchers"]);
        assert!(done && told.contains("更新した人 1人"), "{told}");
        let (done, told) = town.says(GOOD.as_bytes(), &[]);
        assert!(done && told.contains("変わりのない人 2人"), "both are in force: {told}");
    });
}

#[test]
fn days_of_validity_come_with_the_voucher_and_stay_where_a_file_is_silent() {
    on_both(|town| {
        let with_days = "宛名番号,氏名,生年月日,接種券番号,有効期間開始,有効期限\n\
            101,佐藤 花子,1947/5/3,0123456789,2026/10/1,2027/3/31\n";
        assert!(town.says(with_days.as_bytes(), &[]).0);
        let silent = "宛名番号,氏名,生年月日,接種券番号\n101,佐藤 花子,1947/5/3,0123456789\n";
        let (_, told) = town.says(silent.as_bytes(), &[]);
        assert!(told.contains("変わりのない人 1人"), "{told}");
        let longer = with_days.replace("2027/3/31", "2027/9/30");
        let (_, told) = town.says(longer.as_bytes(), &[]);
        assert!(told.contains("更新した人 1人"), "{told}");
        let turned = with_days.replace("2027/3/31", "2026/9/30");
        let (done, told) = town.says(turned.as_bytes(), &[]);
        assert!(!done && told.contains("有効期間の終わりが、始まり"), "{told}");
    });
}

#[test]
fn two_rows_of_one_person_are_refused() {
    on_both(|town| {
        assert!(town.says(GOOD.as_bytes(), &[]).0);
        let twice = "宛名番号,氏名,生年月日,接種券番号\n101,佐藤 花子,1947/5/3,\n\
            ,佐藤 花子,1947/5/3,0123456789\n";
        let (done, told) = town.says(twice.as_bytes(), &[]);
        assert!(!done && told.contains("3行目：2行目と同じ人です"), "{told}");
    });
}

#[test]
fn numbers_of_two_persons_in_one_row_are_refused() {
    on_both(|town| {
        assert!(town.says(GOOD.as_bytes(), &[]).0);
        let mixed = "宛名番号,氏名,生年月日,接種券番号\n101,佐藤 花子,1947/5/3,0123456790\n";
        let (done, told) = town.says(mixed.as_bytes(), &[]);
        assert!(!done && told.contains("2行目：宛名番号と接種券番号が"), "{told}");
    });
}

#[test]
fn a_voucher_never_makes_one_person_of_two() {
    on_both(|town| {
        assert!(town.says(GOOD.as_bytes(), &[]).0);
        let other = "宛名番号,氏名,生年月日,接種券番号\n200,田中 次郎,1960/1/1,0123456789\n";
        let (done, told) = town.says(other.as_bytes(), &[]);
        assert!(
            !done && told.contains("2行目：この接種券番号は、名簿では別の宛名番号の人"),
            "{told}"
        );
        assert!(told.contains("まだ何も取りこんでいません"), "{told}");
        let (_, told) = town.says(GOOD.as_bytes(), &[]);
        assert!(told.contains("変わりのない人 2人"), "{told}");
        let silent = other.replace("200,田中 次郎,1960/1/1", ",佐藤 花子,1947/5/3");
        let (done, told) = town.says(silent.as_bytes(), &[]);
        assert!(done && told.contains("変わりのない人 1人"), "no number is no other one: {told}");
    });
}

#[test]
fn a_slip_in_a_voucher_gives_nobody_another_name_and_birth_date() {
    on_both(|town| {
        assert!(town.says(GOOD.as_bytes(), &[]).0);
        let slip = "氏名,生年月日,接種券番号\n田中 次郎,1960/1/1,0123456789\n";
        let (done, told) = town.says(slip.as_bytes(), &[]);
        assert!(!done && told.contains("名簿では生年月日の違う人のものです"), "{told}");
        let (_, told) = town.says(GOOD.as_bytes(), &[]);
        assert!(told.contains("変わりのない人 2人"), "{told}");
        let right = "宛名番号,氏名,生年月日,接種券番号\n101,佐藤 花子,1947/5/4,0123456789\n";
        let (done, told) = town.says(right.as_bytes(), &[]);
        assert!(done && told.contains("更新した人 1人"), "her own number tells who it is: {told}");
    });
}

#[test]
fn protection_is_lifted_only_when_that_is_asked_for() {
    on_both(|town| {
        let file =
            |flag| format!("宛名番号,氏名,生年月日,支援措置\n101,佐藤 花子,1947/5/3,{flag}\n");
        assert!(town.says(file("有").as_bytes(), &[]).0);
        let (done, told) = town.says(file("無").as_bytes(), &[]);
        assert!(done && told.contains("変わりのない人 1人"), "{told}");
        assert!(told.contains("確認 1行（2行目）で支援措置が「無」ですが"), "{told}");
        assert!(told.contains("--lift-protection"), "{told}");
        let (done, told) = town.says(file("無").as_bytes(), &["--lift-protection"]);
        assert!(done && told.contains("更新した人 1人") && !told.contains("確認 1行"), "{told}");
        let (_, told) = town.says(file("無").as_bytes(), &[]);
        assert!(told.contains("変わりのない人 1人") && !told.contains("確認 1行"), "{told}");
    });
}

#[test]
fn a_file_that_is_none_is_told_what_it_lacks() {
    on_both(|town| {
        let (done, told) = town.says("a,b\n1,2\n".as_bytes(), &[]);
        assert!(!done && told.contains("氏名"), "{told}");
        let (done, told) = town.runs(&["import", "people", "no/such.csv"]);
        assert!(!done && told.contains("no/such.csv を読めません。名前と置き場所を"), "{told}");
        let (done, told) = town.says(GOOD.as_bytes(), &["--errors", "no/such/folder.csv"]);
        assert!(!done && told.contains("no/such/folder.csv に書けません"), "{told}");
        let (done, told) = town.says(b"", &[]);
        assert!(!done && told.contains("people.csv"), "{told}");
    });
}
