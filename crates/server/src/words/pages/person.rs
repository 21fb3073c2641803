//! Registering whoever is to be booked for: the form, and what is wrong with what was typed.

use crate::words::{Lang, lang::texts};
use domain::{
    birthdate::BirthDateError,
    voucher::VoucherError,
    wareki::{Era, Wareki},
};

texts! {
    register_title: "予約する方を登録する", "Register the person to book for", "予約する 人を 登録する";
    register_intro:
        "町から届いた接種券（または受診券）を見ながら入れてください。",
        "Have at hand the vaccination voucher (or check-up voucher) that the town sent you.",
        "町から 接種券（せっしゅけん）か 受診券（じゅしんけん）が 来ます。その 紙を 見ながら 書いてください。";
    not_registered: "登録できませんでした", "Not registered yet", "登録できませんでした";
    voucher_label: "接種券の番号", "Voucher number", "接種券（せっしゅけん）の 番号";
    voucher_hint:
        "10桁の番号です。16桁や18桁のときも、そのまま入れてください。空白や「-」が入っていてもかまいません。",
        "A number of 10 digits. If yours has 16 or 18 digits, enter it as it is. Spaces and “-” do no harm.",
        "番号は 10けたです。16けたや 18けたの 番号も 書くことが できます。「-」が あっても だいじょうぶです。";
    example: "例： ", "For example: ", "例： ";
    birth_label: "生年月日", "Date of birth", "生まれた 日（生年月日）";
    birth_hint:
        "西暦でも和暦でもかまいません。",
        "Year, month, day, in that order. The year may also be of a Japanese era.",
        "年、月、日の 順番で 書いてください。西暦でも 和暦でも だいじょうぶです。";
    birth_example_1: "昭和22年5月3日", "1947-05-03", "1947年5月3日";
    birth_example_2: "S22.5.3", "1947/5/3", "1947/5/3";
    birth_example_3: "1947年5月3日", "19470503", "19470503";
    birth_example_4: "19470503", "S22.5.3", "昭和22年5月3日";
    between_examples: " ／ ", " or ", " ／ ";
    era_label: "元号（数字だけで入れたとき）", "Calendar (if you typed digits only)", "年の 数えかた（数字だけ 書いた とき）";
    era_as_written: "書いたとおりに読む", "As written", "書いた とおり";
    era_western: "西暦", "Western calendar", "西暦（2026年など）";
    era_taisho: "大正", "Taisho", "大正";
    era_showa: "昭和", "Showa", "昭和";
    era_heisei: "平成", "Heisei", "平成";
    era_reiwa: "令和", "Reiwa", "令和";
    era_meiji: "明治", "Meiji", "明治";
    consent[town]:
        "「登録する」を押すと、{town}がこの番号を予約のために使うことに同意したことになります。ご家族の分は、ご本人の了解を得て登録してください。",
        "By pressing “Register” you agree that {town} uses this number for bookings. Before you register someone of your family, please ask them.",
        "「登録する」を おすと、{town}は 予約の ために この 番号を つかいます。家族の 番号を 書く ときは、先に その 人に 聞いてください。";
    register: "登録する", "Register", "登録する";
    registering: "登録しています…", "Registering…", "登録しています…";
    register_next:
        "このあと、予約する内容を選びます。",
        "Next, you choose what to book.",
        "つぎに、何を 予約するか えらびます。";
    no_match:
        "入力された番号と生年月日では、確認できませんでした。接種券をもう一度ご覧になり、番号と生年月日をお確かめください。それでも進めないときは、お電話ください。",
        "We could not confirm this number and date of birth. Please look at the voucher again and check both. If it still does not work, please call us.",
        "番号と 生まれた 日を 確認できませんでした。接種券を もう 一度 見てください。番号と 生まれた 日は 正しいですか。わからない ときは、電話してください。";

    voucher_empty:
        "接種券番号を入力してください。接種券に書かれた10桁の数字です。",
        "Please enter the voucher number: the 10 digits on the voucher.",
        "接種券の 番号を 書いてください。10けたの 数字です。";
    voucher_length(digits):
        "接種券番号は10桁です（16桁や18桁の番号でも入力できます）。いまは{digits}桁です。",
        "The voucher number has 10 digits (16 or 18 will do as well). You entered {digits}.",
        "接種券の 番号は 10けたです。いま、{digits}けたです。";
    voucher_not_digit(position, found):
        "接種券番号は数字だけです。{position}文字目の「{found}」をご確認ください。",
        "The voucher number has digits only. Please check character {position}: {found}",
        "接種券の 番号は 数字だけです。{position}ばんめの「{found}」を 見てください。";
    voucher_municipality(code):
        "番号のうち市町村コードの部分（{code}）が正しくありません。接種券に書かれた番号をご確認ください。",
        "The part of the number that stands for the municipality ({code}) is not right. Please check the number on the voucher.",
        "番号の 中の「{code}」が ちがいます。接種券の 番号を もう 一度 見てください。";

    birth_example_sentence:
        "「1947/5/3」や「昭和22年5月3日」のように入力してください。",
        "Please write it like 1947/5/3.",
        "「1947/5/3」の ように 書いてください。";
    birth_empty(example):
        "生年月日を入力してください。{example}",
        "Please enter the date of birth. {example}",
        "生まれた 日を 書いてください。{example}";
    birth_unexpected(found, example):
        "生年月日の「{found}」を読み取れません。{example}",
        "We cannot read this in the date of birth: {found} {example}",
        "「{found}」が わかりません。{example}";
    birth_length(digits):
        "生年月日を数字だけで書くときは8桁（例：19470503）です。いまは{digits}桁です。",
        "A date of birth in digits only has 8 of them, like 19470503. You entered {digits}.",
        "数字だけで 書く ときは 8けたです（例：19470503）。いま、{digits}けたです。";
    birth_not_three(example):
        "生年月日は、年・月・日の3つを入力してください。{example}",
        "A date of birth has three parts: year, month and day. {example}",
        "年と 月と 日を 書いてください。{example}";
    birth_era_missing(year):
        "{year}年の元号が分かりません。昭和・平成などの元号を選んでください。",
        "We cannot tell the calendar of the year {year}. Please choose an era below, or write the year with four digits.",
        "「{year}年」が わかりません。下で 年の 数えかたを えらんでください。";
    birth_no_year(era, year, example):
        "{era}{year}年という年はありません。{example}",
        "There is no year {era} {year}. {example}",
        "{era}{year}年は ありません。{example}";
    birth_no_month(month):
        "{month}月という月はありません。1月から12月で入力してください。",
        "There is no month {month}. Please enter a month from 1 to 12.",
        "{month}月は ありません。1月から 12月までの 月を 書いてください。";
    birth_no_day(month, day, last):
        "{month}月に{day}日はありません（{month}月は{last}日までです）。",
        "Month {month} has no day {day}; its last day is {last}.",
        "{month}月に {day}日は ありません。{month}月は {last}日までです。";
    birth_not_leap(year):
        "{year}年はうるう年ではないので、2月29日はありません。",
        "{year} was not a leap year, so it had no 29 February.",
        "{year}年の 2月は 28日までです。2月29日は ありません。";
    birth_wrong_era(era, correct):
        "その日は{era}ではありません。{correct} ではありませんか。",
        "That day is not of the era {era}. Is it {correct}?",
        "その 日は {era}では ありません。{correct}ですか。";
    birth_future(date):
        "{date} は、まだ来ていない日です。",
        "{date} is in the future.",
        "{date}は これから 来る 日です。生まれた 日を 書いてください。";
    birth_too_old(date):
        "{date} は130年以上前の日です。ご確認ください。",
        "{date} is more than 130 years ago. Please check.",
        "{date}は 130年より 前です。もう 一度 見てください。";
}

impl Lang {
    /// What is wrong with a voucher number as typed.
    pub fn voucher_wrong(self, error: &VoucherError) -> String {
        match error {
            VoucherError::Empty => self.voucher_empty().to_owned(),
            VoucherError::WrongLength { digits } => self.voucher_length(digits),
            VoucherError::NotADigit { position, found } => self.voucher_not_digit(position, found),
            VoucherError::BadMunicipality { code } => self.voucher_municipality(code),
        }
    }

    /// What is wrong with a birth date as typed.
    pub fn birth_wrong(self, error: &BirthDateError) -> String {
        let example = self.birth_example_sentence();
        match *error {
            BirthDateError::Empty => self.birth_empty(example),
            BirthDateError::UnexpectedCharacter { found } => self.birth_unexpected(found, example),
            BirthDateError::WrongLength { digits } => self.birth_length(digits),
            BirthDateError::NotThreeParts { .. } => self.birth_not_three(example),
            BirthDateError::EraMissing { year } => self.birth_era_missing(year),
            BirthDateError::NoSuchYear { era, year } => {
                self.birth_no_year(era.map_or("", |era| self.era(era)), year, example)
            }
            BirthDateError::NoSuchMonth { month } => self.birth_no_month(month),
            BirthDateError::NoSuchDay { month, day, last } => self.birth_no_day(month, day, last),
            BirthDateError::NotLeapYear { year } => self.birth_not_leap(year),
            BirthDateError::WrongEra { era, correct } => {
                self.birth_wrong_era(self.era(era), self.in_its_era(correct))
            }
            BirthDateError::Future { date } => self.birth_future(self.long(date)),
            BirthDateError::TooOld { date } => self.birth_too_old(self.long(date)),
        }
    }

    fn era(self, era: Era) -> &'static str {
        match era {
            Era::Meiji => self.era_meiji(),
            Era::Taisho => self.era_taisho(),
            Era::Showa => self.era_showa(),
            Era::Heisei => self.era_heisei(),
            Era::Reiwa => self.era_reiwa(),
        }
    }

    fn in_its_era(self, day: Wareki) -> String {
        match self {
            Self::Japanese | Self::Easy => day.to_string(),
            Self::English => {
                format!("{} {} (month {}, day {})", self.era(day.era), day.year, day.month, day.day)
            }
        }
    }
}
