//! Every finding in an officer's words, as one list to read through.

use super::*;
use domain::{
    Door, Pool,
    opening::{At, Contradiction, DatedRule, Lack},
};
use jiff::{
    Timestamp,
    civil::{date, time},
};
use std::collections::BTreeSet;
use uuid::Uuid;

const VENUE: VenueId = VenueId(Uuid::from_u128(1));
const OTHER: ProgrammeId = ProgrammeId(Uuid::from_u128(2));

fn names() -> Names {
    let one = |code: &str, name: &str| BTreeMap::from([(code.to_owned(), name.to_owned())]);
    Names {
        venues: BTreeMap::from([(VENUE, "中央公民館".to_owned())]),
        programmes: BTreeMap::from([(OTHER, "インフルエンザ".to_owned())]),
        doses: BTreeMap::from([
            (1.into(), "1回目".to_owned()),
            (2.into(), "2回目".to_owned()),
            (late(3), "追加".to_owned()),
        ]),
        schedules: vec![
            Start { after: Some(months(7)), until: Some(Age { years: 1, months: 0 }) },
            Start { after: Some(months(18)), until: None },
            Start { after: None, until: Some(Age { years: 1, months: 6 }) },
        ],
        patterns: one("P3", "特定健診のみ"),
        products: one("pfizer", "ファイザー"),
        groups: one("elderly", "65歳以上"),
    }
}

/// A dose of those who begin late.
fn late(number: u8) -> DoseOf {
    DoseOf { schedule: Some(0), number }
}

fn months(months: u16) -> Age {
    Age { years: 0, months }
}

#[expect(clippy::too_many_lines, reason = "one of each finding")]
fn all() -> Vec<Finding> {
    let first = At { date: date(2026, 12, 1), starts: time(9, 0, 0, 0), venue: VENUE };
    let hit = Hit { first, slots: 4, places: 24 };
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let (from, later) = (at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z"));
    let (product, group) = ("pfizer".to_owned(), "elderly".to_owned());
    let contradicts =
        |how| Finding::IntervalContradicts { dose: Some(2.into()), product: None, how };
    vec![
        Finding::NoDose { schedule: None },
        Finding::NoDose { schedule: Some(0) },
        Finding::DosesMisnumbered { schedule: None, found: vec![1, 3] },
        Finding::DosesMisnumbered { schedule: Some(1), found: vec![2] },
        Finding::DoseWithoutName { dose: 3.into() },
        Finding::DoseWithoutName { dose: late(4) },
        Finding::CodeTwice { code: product.clone() },
        contradicts(Contradiction::MinimumBeyondMaximum),
        contradicts(Contradiction::StandardBelowMinimum),
        contradicts(Contradiction::StandardBeyondMaximum),
        Finding::IntervalContradicts {
            dose: None,
            product: Some(product.clone()),
            how: Contradiction::StandardEndsBeforeItBegins,
        },
        Finding::IntervalNeverApplies { product: product.clone() },
        Finding::AgesContradict { dose: 1.into() },
        Finding::RuleGap { dose: 1.into(), rule: DatedRule::Ages, last: date(2026, 12, 8), hit },
        Finding::RuleGap {
            dose: 2.into(),
            rule: DatedRule::Interval,
            last: date(2026, 12, 8),
            hit,
        },
        Finding::RuleGap {
            dose: late(3),
            rule: DatedRule::SinceFirst,
            last: date(2026, 12, 8),
            hit,
        },
        Finding::StartContradicts { schedule: 1 },
        Finding::SchedulesOverlap { first: 0, other: 2 },
        Finding::ScheduleNeverHolds { schedule: None },
        Finding::ScheduleNeverHolds { schedule: Some(2) },
        Finding::PatternUnknownExam { pattern: "P3".to_owned(), exam: 8 },
        Finding::NoSeries,
        Finding::LimitTight { persons: 2 },
        Finding::RemindersBeyond { days: 90, times: 2 },
        Finding::ClosesBeforeItOpens { opens_at: later, closes_at: from },
        Finding::UnknownGroup { group: "old".to_owned() },
        Finding::ReleaseEmpty { first: date(2026, 12, 8), last: date(2026, 12, 1) },
        Finding::ReleaseCoversNothing { group: None, from },
        Finding::ReleaseAfterSessions { group: Some(group.clone()), from, hit },
        Finding::PriorityAfterEveryone { group: group.clone(), from: later, everyone: from },
        Finding::ReleasesOverlap { group: Some(group.clone()), from, again: later },
        Finding::CutOffBeforeOpening { hit, all: true },
        Finding::CutOffBeforeOpening { hit, all: false },
        Finding::NotReleased { hit },
        Finding::NoSession,
        Finding::SessionWithoutSlots { date: date(2026, 12, 1), venue: VENUE },
        Finding::TooFarAhead { hit },
        Finding::InThePast { hit },
        Finding::UnknownProduct { product: "phizer".to_owned(), hit },
        Finding::PastValidity { product, until: date(2026, 11, 30), hit },
        Finding::WithoutProduct { hit },
        Finding::ClosedDay { date: date(2026, 12, 29), hit },
        Finding::Holiday { date: date(2026, 11, 23), hit },
        Finding::NoNextDose { dose: 2.into(), places: 24, soon: true },
        Finding::NoNextDose { dose: late(3), places: 24, soon: false },
        Finding::NextDoseShort { dose: 2, wanted: 24, found: 20, soon: true },
        Finding::BookedWithoutNext { dose: 2, people: 24, found: 20 },
        Finding::NoSlot,
        Finding::EndsNotAfterStart { hit },
        Finding::NoPlaces { hit },
        Finding::QuotaUnknown { dose: 3, hit },
        Finding::VialsNotWhole { product: "pfizer".to_owned(), vial: 5, spare: 1, hit },
        Finding::Overlap { hit },
        Finding::HallShared { programme: OTHER, hit },
        Finding::BeyondRoom { venue: VENUE, room: 20, places: 36, hit },
        Finding::ExtraZero { usual: 6, hit },
        Finding::MissingZero { usual: 60, hit },
        Finding::DoorHasNoShare { door: Door::Phone },
        Finding::DoorHasNoShare { door: Door::Line },
        Finding::HeldNeverReleased { pool: Pool::StaffHeld, places: 3 },
        Finding::VenueLacks { venue: VENUE, lacks: Lack::Name },
        Finding::VenueLacks { venue: VENUE, lacks: Lack::Address },
        Finding::VenueLacks { venue: VENUE, lacks: Lack::Access },
        Finding::EmptyRoster,
        Finding::NobodyMeant { people: 2400 },
        Finding::NobodyMeantForDose { dose: 2.into() },
        Finding::NobodyInSchedule { schedule: Some(1) },
        Finding::NobodyInPattern { pattern: "P3".to_owned() },
        Finding::WithoutPattern { people: 12 },
        Finding::WithoutVoucher { people: 2400, none: 30, on_no_day: 4 },
        Finding::WithoutVoucher { people: 30, none: 28, on_no_day: 2 },
        Finding::NobodyInGroup { group },
        Finding::FewPlaces { places: 48, people: 480 },
        Finding::ManyPlaces { places: 480, wanted: 48 },
    ]
}

#[test]
#[expect(clippy::too_many_lines, reason = "the whole list, to be read through")]
fn every_finding_says_what_is_wrong_and_what_to_do() {
    let list = crate::words::programme::findings(&all(), &names());
    insta::assert_snapshot!(list, @"
    【開始できません】回も検査もありません。
        → 1つ以上つくってください。（直すところ：事業の決まり）
    【開始できません】「1回目が生後7か月を過ぎて1歳まで」の回数では、回も検査もありません。
        → 1つ以上つくってください。（直すところ：事業の決まり）
    【開始できません】回の番号が 1、3 になっています。
        → 1から順に、抜けも重なりもない番号にしてください。（直すところ：事業の決まり）
    【開始できません】「1回目が生後18か月を過ぎてから」の回数では、回の番号が 2 になっています。
        → 1から順に、抜けも重なりもない番号にしてください。（直すところ：事業の決まり）
    【ご確認ください】3番の回に名前がありません。予約のボタンが空白になります。
        → 「1回目」のような名前をつけてください。（直すところ：事業の決まり）
    【ご確認ください】4番（1回目が生後7か月を過ぎて1歳までの方）の回に名前がありません。予約のボタンが空白になります。
        → 「1回目」のような名前をつけてください。（直すところ：事業の決まり）
    【開始できません】「pfizer」という符号が2度使われています。
        → 製品どうし、優先対象どうし、パターンどうしでは、別の符号にしてください。（直すところ：事業の決まり）
    【開始できません】「2回目」の間隔が矛盾しています。最短が、最長より後になります。
        → 間隔の数字を見直してください。（直すところ：事業の決まり）
    【開始できません】「2回目」の間隔が矛盾しています。標準が、最短より短くなっています。
        → 間隔の数字を見直してください。（直すところ：事業の決まり）
    【開始できません】「2回目」の間隔が矛盾しています。標準が、最長より後になります。
        → 間隔の数字を見直してください。（直すところ：事業の決まり）
    【開始できません】「ファイザー」の間隔が矛盾しています。標準の終わりが、始まりより前になります。
        → 間隔の数字を見直してください。（直すところ：事業の決まり）
    【開始できません】「ファイザー」に間隔がありますが、前の回と間隔で結ばれた回がないので、使われません。
        → 2回目以降の回に、間隔を入れてください。（直すところ：事業の決まり）
    【開始できません】「1回目」の年齢の条件を、すべて満たす人はいません。
        → 年齢の条件を見直してください。（直すところ：事業の決まり）
    【開始できません】「1回目」の年齢の条件が適用されない実施日があり、だれでも予約できてしまいます。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）、最後は 2026年12月8日（火曜日） です。
        → 規則の適用期間が、すべての実施日をおおうようにしてください。（直すところ：事業の決まり）
    【開始できません】「2回目」の間隔が適用されない実施日があり、いつでも予約できてしまいます。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）、最後は 2026年12月8日（火曜日） です。
        → 規則の適用期間が、すべての実施日をおおうようにしてください。（直すところ：事業の決まり）
    【開始できません】「追加」（1回目が生後7か月を過ぎて1歳までの方）の1回目からの間隔が適用されない実施日があり、前の回からの間隔だけになります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）、最後は 2026年12月8日（火曜日） です。
        → 規則の適用期間が、すべての実施日をおおうようにしてください。（直すところ：事業の決まり）
    【開始できません】「1回目が生後18か月を過ぎてから」の回数は、年齢の終わりが始まりより後になっていません。
        → 1回目の年齢の範囲を直してください。（直すところ：事業の決まり）
    【開始できません】「1回目が生後7か月を過ぎて1歳まで」の回数と「1回目が1歳6か月まで」の回数で、年齢が重なっています。重なる方は、先に書いたほうになります。
        → 1回目の年齢の範囲を、重ならないように直してください。（直すところ：事業の決まり）
    【開始できません】ふつうの回数になる方は、どの年齢にもいません。
        → ほかの回数の年齢の範囲と、1回目の年齢の条件を見直してください。（直すところ：事業の決まり）
    【開始できません】「1回目が1歳6か月まで」の回数になる方は、どの年齢にもいません。
        → ほかの回数の年齢の範囲と、1回目の年齢の条件を見直してください。（直すところ：事業の決まり）
    【開始できません】パターン「特定健診のみ」にある 8番の検査が、決まりにありません。
        → パターンの番号を直すか、検査を足してください。（直すところ：事業の決まり）
    【ご確認ください】接種歴を照らす名前（series）がないので、ほかで受けた接種が分かりません。
        → 名簿の接種歴と同じ名前を入れてください。（直すところ：事業の決まり）
    【ご確認ください】1つのLINEで予約できるのが 2人までで、4人以上の家族が困ります。
        → 1日の人数か、予約の件数の上限をふやしてください。（直すところ：事業の決まり）
    【開始できません】リマインドを、実施日の90日前から2回送ることになっています。
        → 60日前まで、5回までにしてください（事業のファイルの reminders の days）。（直すところ：事業の決まり）
    【開始できません】受付の終わり（11月1日（日） 9:00）が、始まり（11月2日（月） 9:00）より後になっていません。
        → どちらかを直してください。（直すところ：受付開始と締切）
    【開始できません】受付開始に「old」とありますが、その優先対象がありません。
        → 優先対象をつくるか、符号を直してください。（直すところ：受付開始と締切）
    【開始できません】受付開始の期間が 2026年12月8日（火曜日） から 2026年12月1日（火曜日） までで、逆になっています。
        → 期間を直してください。（直すところ：受付開始と締切）
    【ご確認ください】全員の受付開始（11月1日（日） 9:00）に、実施日が1つもありません。
        → 期間か実施日を見直してください。（直すところ：受付開始と締切）
    【開始できません】「65歳以上」の受付開始（11月1日（日） 9:00）が、その実施日の締切より後です。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）は、だれも予約できません。
        → 受付開始を早めるか、締切を遅くしてください。（直すところ：受付開始と締切）
    【開始できません】「65歳以上」の受付開始（11月2日（月） 9:00）が、全員（11月1日（日） 9:00）より早くないので、優先になりません。
        → 優先する方を先にしてください。（直すところ：受付開始と締切）
    【ご確認ください】「65歳以上」の受付開始が同じ期間に2つあります。早いほう（11月1日（日） 9:00）で始まり、11月2日（月） 9:00 は使われません。
        → どちらか1つにしてください。（直すところ：受付開始と締切）
    【開始できません】すべての枠、4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）は、予約の締切が受付開始より前なので、予約できません。
        → 受付開始を早めるか、締切を遅くするか、この枠を閉じてください。（直すところ：受付開始と締切）
    【ご確認ください】4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）は、予約の締切が受付開始より前なので、予約できません。
        → 受付開始を早めるか、締切を遅くするか、この枠を閉じてください。（直すところ：受付開始と締切）
    【ご確認ください】4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）は、どの受付開始にも入っていません。
        → あとで受付を始めるのでなければ、期間に入れてください。（直すところ：受付開始と締切）
    【開始できません】これからの実施日がありません。
        → 実施日をつくってください。（直すところ：実施日）
    【ご確認ください】2026年12月1日（火曜日） 中央公民館 に枠がありません。
        → 枠をつくるか、実施日を消してください。（直すところ：実施日）
    【開始できません】1年より先の日付があります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 年が合っているか、確かめてください。（直すところ：実施日）
    【ご確認ください】過ぎた日付があります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 年月が合っているか、確かめてください。（直すところ：実施日）
    【開始できません】「phizer」という製品は、決まりにありません。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 実施日の製品を直すか、決まりに製品を足してください。（直すところ：実施日）
    【開始できません】「ファイザー」の使用期限は 2026年11月30日（月曜日） です。それを過ぎた枠が 4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）あります。
        → 実施日を移すか、製品を変えてください。（直すところ：実施日）
    【ご確認ください】製品の決まっていない枠が 4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）あります。製品ごとの間隔を確かめられません。
        → 実施日に製品を入れてください。（直すところ：実施日）
    【開始できません】2026年12月29日（火曜日） は休みの日です。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 実施日を移すか、休みの日から外してください。（直すところ：実施日）
    【ご確認ください】2026年11月23日（月曜日） は祝日（勤労感謝の日）です。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 会場と職員の都合を確かめてください。（直すところ：実施日）
    【開始できません】「2回目」を受けられる実施日がありません。前の回は 24人分あります。
        → 間隔に合う実施日をつくってください。（直すところ：実施日）
    【ご確認ください】「追加」（1回目が生後7か月を過ぎて1歳までの方）を受けられる実施日がありません。前の回は 24人分あります。（間隔が8週より長いので、あとの時期につくるのなら、このままでかまいません。）
        → 間隔に合う実施日をつくってください。（直すところ：実施日）
    【開始できません】「2回目」が足りません。前の回だけの枠が 24人分、間隔に合う「2回目」は 20人分で、4人が受けられません。
        → 間隔に合う日の枠をふやすか、前の回の枠をへらしてください。（直すところ：実施日）
    【ご確認ください】前の回を予約していて「2回目」がまだの方が 24人、間隔に合う空きは 20人分です。
        → 間隔に合う日の枠をふやしてください。（直すところ：実施日）
    【開始できません】これからの枠がありません。
        → 枠をつくってください。（直すところ：枠）
    【開始できません】終わりの時間が、始まりより後になっていません。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 時間を直してください。（直すところ：枠）
    【ご確認ください】定員が 0 の枠があります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 定員を入れるか、枠を閉じてください。（直すところ：枠）
    【開始できません】3番の定員がありますが、その回や検査は決まりにありません。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 枠の定員を直すか、決まりに足してください。（直すところ：枠）
    【ご確認ください】「ファイザー」は1本で 5人分ですが、1日の枠がその倍数ではなく、合わせて 1人分があまります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 1日の枠を、1本の人数の倍数にしてください。（直すところ：枠）
    【開始できません】同じ会場で、前の枠が終わらないうちに始まる枠があります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 時間を直すか、1つの枠にまとめてください。（直すところ：枠）
    【ご確認ください】同じ会場と時間に「インフルエンザ」があります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 部屋と職員が足りるか、確かめてください。（直すところ：枠）
    【ご確認ください】会場「中央公民館」の部屋に一度に入れるのは 20人ですが、同じ時間に 36人分の枠があります。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 1枠の人数をへらすか、会場の画面で部屋の人数を確かめてください。（直すところ：枠）
    【開始できません】同じ会場のふだんの枠（6人）の10倍以上です。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 0が1つ多くないか、確かめてください。（直すところ：枠）
    【ご確認ください】同じ会場のふだんの枠（60人）の10分の1以下です。4枠・24人分（2026年12月1日（火曜日） 9:00 中央公民館 など）。
        → 0が1つ足りなくないか、確かめてください。（直すところ：枠）
    【ご確認ください】電話のための枠がありません。LINEで先にうまると、電話の方は予約できません。
        → 「電話」の枠を分けてください。（直すところ：枠）
    【ご確認ください】LINEで予約できる枠がありません。
        → 「LINE・公開」の枠を分けてください。（直すところ：枠）
    【ご確認ください】「確保」の 3人分は、使われなくても開放されません。
        → 理由があって取っておくのでなければ、開放する日時を決めてください。（直すところ：受付開始と締切）
    【開始できません】会場「中央公民館」の名前がありません。
        → 予約した方がたどり着けるように、入れてください。（直すところ：会場）
    【開始できません】会場「中央公民館」の住所がありません。
        → 予約した方がたどり着けるように、入れてください。（直すところ：会場）
    【ご確認ください】会場「中央公民館」の行き方がありません。
        → 予約した方がたどり着けるように、入れてください。（直すところ：会場）
    【開始できません】名簿にだれもいません。
        → 先に名簿を取りこんでください。（直すところ：名簿）
    【開始できません】名簿の 2400人の中に、対象になる方が1人もいません。
        → 年齢などの条件か、名簿を見直してください。（直すところ：名簿）
    【ご確認ください】「2回目」の対象になる方が、名簿に1人もいません。
        → 年齢などの条件を確かめてください。（直すところ：名簿）
    【ご確認ください】「1回目が生後18か月を過ぎてから」の回数になる方が、名簿に1人もいません。
        → 年齢の範囲を確かめてください。（直すところ：名簿）
    【ご確認ください】パターン「特定健診のみ」の方が、名簿に1人もいません。
        → パターンの符号と、名簿の区分が同じか、確かめてください。（直すところ：名簿）
    【ご確認ください】年齢と性別では受けられるのに、どのパターンにも入っていない方が 12人います。予約できません。
        → 名簿の区分を確かめてください。（直すところ：名簿）
    【ご確認ください】対象の方 2400人のうち 34人が、接種券がないため予約できません。使える接種券のない方が 30人、どの実施日も有効期間に入らない方が 4人です。
        → 接種券を取りこむか、有効期間と実施日を見直してください。（直すところ：名簿）
    【開始できません】対象の方 30人のうち 30人が、接種券がないため予約できません。使える接種券のない方が 28人、どの実施日も有効期間に入らない方が 2人です。
        → 接種券を取りこむか、有効期間と実施日を見直してください。（直すところ：名簿）
    【ご確認ください】優先対象「65歳以上」の方が、名簿に1人もいません。
        → 条件か、名簿の優先対象を確かめてください。（直すところ：名簿）
    【ご確認ください】対象の方 480人に対して、枠は 48人分です（10人に1人以下）。
        → 0が1つ足りなくないか、あとで枠をふやすのか、確かめてください。（直すところ：枠）
    【ご確認ください】枠が 480人分ありますが、対象の方全員が受けても 48人分です。
        → 0が1つ多くないか、確かめてください。（直すところ：枠）
    ");
}

#[test]
fn no_finding_is_without_its_sentence() {
    let declared = include_str!("../../../../domain/src/opening/finding.rs");
    let body =
        declared.split("pub enum Finding {").nth(1).and_then(|rest| rest.split("\n}").next());
    let variants: BTreeSet<String> = body
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| line.chars().take_while(|c| c.is_alphanumeric()).collect())
        .collect();
    let shown = |finding: &Finding| -> String {
        format!("{finding:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
    };
    assert_eq!(all().iter().map(shown).collect::<BTreeSet<_>>(), variants);
}

#[test]
fn what_has_no_name_is_still_told_apart() {
    let nameless = Names::default();
    let told = sentence(&Finding::VenueLacks { venue: VENUE, lacks: Lack::Name }, &nameless);
    assert!(told.what.contains("名前のない会場"), "{}", told.what);
    let told = sentence(&Finding::NobodyMeantForDose { dose: 2.into() }, &nameless);
    assert!(told.what.starts_with("2番の対象"), "{}", told.what);
    let told = sentence(&Finding::NobodyInSchedule { schedule: Some(1) }, &nameless);
    assert!(told.what.starts_with("「2番目の始め方」の回数"), "{}", told.what);
}
