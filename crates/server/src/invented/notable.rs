//! The people written by hand: those whom demonstrations and tests call by name, and one of every
//! kind of person that software for a town hall tends to get wrong. Every invented town begins with
//! them.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Invented;
use super::Sex::{self, Female, Male};
use super::households::{Household, Member, before};
use super::names::Name;

/// Where the persons of the demonstrations are, as indexes into the list of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cast {
    /// A woman of 82 who lives alone.
    pub elder_alone: usize,
    /// A daughter of 51, at work, who books for her parents from her own household.
    pub daughter: usize,
    /// Her father (84) and mother (80), who live together.
    pub parents: [usize; 2],
    /// A mother of 36, married.
    pub mother: usize,
    /// Her three children, the eldest first: 8 years, the year before school, 1 year.
    pub children: [usize; 3],
    /// A husband of 72 and a wife of 70.
    pub couple: [usize; 2],
    /// A woman of 41 under 支援措置, who has moved away from her husband with their son.
    pub protected: usize,
    /// The husband, who still knows her birth date.
    pub protected_husband: usize,
}

/// Finds the cast in an invented town.
///
/// # Panics
/// With a list that does not come from [`people`](super::people), or is shorter than 14 people.
pub fn cast(people: &[Invented]) -> Cast {
    let find = |family: &str, given: &str| {
        people
            .iter()
            .position(|one| one.family_name == family && one.given_name == given)
            .expect("the cast comes first in every town of 14 people and more")
    };
    Cast {
        elder_alone: find("佐々木", "トミ"),
        daughter: find("高橋", "真由美"),
        parents: [find("高橋", "勇"), find("高橋", "和子")],
        mother: find("伊藤", "美咲"),
        children: [find("伊藤", "葵"), find("伊藤", "蓮"), find("伊藤", "陽菜")],
        couple: [find("齋藤", "博"), find("齋藤", "節子")],
        protected: find("加藤", "由美"),
        protected_husband: find("加藤", "誠"),
    }
}

/// The households written by hand, those of the cast first.
pub(super) fn households(today: Date) -> Vec<Household> {
    let mut homes = cast_households(today);
    homes.extend(odd_households(today));
    homes
}

fn cast_households(today: Date) -> Vec<Household> {
    let ago = |years: i16, days: i16| before(today, years.years().days(days));
    vec![
        home("佐々木", "ササキ", [born("トミ", "トミ", Female, ago(82, 100))]),
        home("高橋", "タカハシ", [born("真由美", "マユミ", Female, ago(51, 210))]),
        home(
            "高橋",
            "タカハシ",
            [born("勇", "イサム", Male, ago(84, 33)), born("和子", "カズコ", Female, ago(80, 301))],
        ),
        home(
            "伊藤",
            "イトウ",
            [
                born("美咲", "ミサキ", Female, ago(36, 150)),
                born("健太", "ケンタ", Male, ago(38, 12)),
                born("葵", "アオイ", Female, ago(8, 77)),
                born("蓮", "レン", Male, year_before_school(today)),
                born("陽菜", "ヒナ", Female, ago(1, 40)),
            ],
        ),
        home(
            "齋藤",
            "サイトウ",
            [born("博", "ヒロシ", Male, ago(72, 18)), born("節子", "セツコ", Female, ago(70, 260))],
        ),
        home(
            "加藤",
            "カトウ",
            [
                protected(born("由美", "ユミ", Female, ago(41, 99))),
                protected(born("悠真", "ユウマ", Male, ago(9, 180))),
            ],
        ),
        home("加藤", "カトウ", [born("誠", "マコト", Male, ago(44, 7))]),
    ]
}

fn odd_households(today: Date) -> Vec<Household> {
    let ago = |years: i16, days: i16| before(today, years.years().days(days));
    vec![
        // The same full name twice, decades apart.
        home("佐藤", "サトウ", [born("花子", "ハナコ", Female, ago(78, 120))]),
        home(
            "佐藤",
            "サトウ",
            [
                born("大輔", "ダイスケ", Male, ago(47, 3)),
                born("花子", "ハナコ", Female, ago(45, 200)),
            ],
        ),
        // Twins, one day, one family, names one character apart.
        home(
            "中村",
            "ナカムラ",
            [
                born("亮", "リョウ", Male, ago(34, 61)),
                born("彩", "アヤ", Female, ago(33, 315)),
                born("結衣", "ユイ", Female, ago(3, 145)),
                born("結菜", "ユイナ", Female, ago(3, 145)),
            ],
        ),
        // A hundred and two years old.
        home(
            "吉田",
            "ヨシダ",
            [
                born("正", "タダシ", Male, ago(76, 222)),
                born("良子", "ヨシコ", Female, ago(74, 80)),
                born("ハル", "ハル", Female, ago(102, 50)),
            ],
        ),
        home("三浦", "ミウラ", [born("稔", "ミノル", Male, leap_day(today))]),
        // A name longer than any field on a printed form.
        home(
            "サントスデオリヴェイラ",
            "サントスデオリヴェイラ",
            [born(
                "マリアフェルナンダアパレシーダ",
                "マリアフェルナンダアパレシーダ",
                Female,
                ago(29, 64),
            )],
        ),
        // Family name and given name of one kana each.
        home("津", "ツ", [born("紀", "キ", Male, ago(58, 190))]),
        // Protected for other reasons than a husband: from a partner, and an old woman from her son.
        home(
            "本間",
            "ホンマ",
            [
                protected(born("沙織", "サオリ", Female, ago(32, 270))),
                protected(born("紬", "ツムギ", Female, ago(4, 22))),
            ],
        ),
        home("工藤", "クドウ", [protected(born("敏子", "トシコ", Female, ago(79, 14)))]),
    ]
}

fn home<const N: usize>(
    family: &'static str,
    kana: &'static str,
    members: [Member; N],
) -> Household {
    Household { family: Name { written: family, kana }, members: members.into(), landline: true }
}

fn born(given: &'static str, kana: &'static str, sex: Sex, birth: Date) -> Member {
    Member { given: Name { written: given, kana }, sex, birth, protected: false }
}

fn protected(member: Member) -> Member {
    Member { protected: true, ..member }
}

/// A birth date of this fiscal year's 年長: the second dose of measles and rubella falls due.
fn year_before_school(today: Date) -> Date {
    let fiscal_year = if today.month() >= 4 { today.year() } else { today.year() - 1 };
    Date::new(fiscal_year - 6, 9, 10).expect("10 September is in every year")
}

/// A birthday that most years lack: the latest 29 February that makes someone 66 or older.
fn leap_day(today: Date) -> Date {
    let latest = today.year() - 67;
    let leap_day = |year| Date::new(year, 2, 29).ok();
    // Eight, not four: 1900 and 2100 are no leap years.
    (latest - 7..=latest).rev().find_map(leap_day).expect("eight years hold a leap year")
}
