//! What an officer reads out on the phone, part by part, with our words for each. A town may word any part anew; words
//! in braces stand for what is known of the call, and each part knows which of them it can fill.

mod parts;

pub use parts::Part;

use std::collections::BTreeMap;

/// What may stand in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blank {
    /// The town.
    Town,
    /// The officer.
    Officer,
    /// The person.
    Name,
    /// The programme, with the dose where there are several.
    What,
    /// The venue.
    Venue,
    /// Its address.
    Address,
    /// Day and time.
    When,
    /// Day and time of the booking there is.
    Before,
    /// The booking number, digit by digit.
    Number,
    /// What to bring.
    Bring,
    /// The places that are offered.
    Places,
    /// Why not.
    Why,
}

/// What each of them stands for in a call.
pub type Facts = BTreeMap<Blank, String>;

/// What is wrong with a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It says nothing.
    Empty,
    /// It is longer than anybody would listen to.
    TooLong,
    /// A brace is not closed, or closes nothing.
    Brace,
    /// There is no such blank.
    Unknown(String),
    /// There is, but this part cannot fill it.
    NotHere(Blank),
}

/// The most characters of a part.
const LONGEST: usize = 600;

impl Blank {
    /// All there are.
    pub const ALL: [Self; 12] = [
        Self::Town,
        Self::Officer,
        Self::Name,
        Self::What,
        Self::Venue,
        Self::Address,
        Self::When,
        Self::Before,
        Self::Number,
        Self::Bring,
        Self::Places,
        Self::Why,
    ];

    /// As it stands in braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Town => "町",
            Self::Officer => "職員",
            Self::Name => "氏名",
            Self::What => "事業",
            Self::Venue => "会場",
            Self::Address => "住所",
            Self::When => "日時",
            Self::Before => "元の日時",
            Self::Number => "番号",
            Self::Bring => "持ち物",
            Self::Places => "候補",
            Self::Why => "理由",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blank| blank.name() == name)
    }

    /// Of somebody invented, to see how a wording reads.
    fn invented(self) -> &'static str {
        match self {
            Self::Town => "窓川町",
            Self::Officer => "窓川みどり",
            Self::Name => "見本 花子",
            Self::What => "高齢者インフルエンザ",
            Self::Venue => "中央公民館",
            Self::Address => "本町1丁目1番地",
            Self::When => "12月1日、火曜日、午前10時30分",
            Self::Before => "11月24日、火曜日、午後2時",
            Self::Number => "いち に さん、よん ご ろく",
            Self::Bring => "接種券、本人確認ができるもの、記入した予診票",
            Self::Places => {
                "1番、12月1日、火曜日、午前10時30分、中央公民館。2番、12月2日、水曜日、午後2時、北体育館。"
            }
            Self::Why => "対象は65歳以上の方です。",
        }
    }
}

/// A piece of a wording.
enum Piece<'a> {
    Words(&'a str),
    Blank(&'a str),
}

/// The pieces of a wording; none where a brace stands alone. Braces of full width do as well.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '｛', '}', '｝']) {
        let mut here = rest[at..].chars();
        let open = here.next().filter(|brace| matches!(brace, '{' | '｛'))?;
        let inside = &rest[at + open.len_utf8()..];
        let end = inside.find(['{', '｛', '}', '｝'])?;
        let close = inside[end..].chars().next().filter(|brace| matches!(brace, '}' | '｝'))?;
        all.extend([Piece::Words(&rest[..at]), Piece::Blank(inside[..end].trim())]);
        rest = &inside[end + close.len_utf8()..];
    }
    all.push(Piece::Words(rest));
    Some(all)
}

/// Whether a wording can be read out in a part of the script; the first thing that is wrong, if it cannot.
pub fn check(part: Part, text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::Empty);
    }
    if text.chars().count() > LONGEST {
        return Err(Wrong::TooLong);
    }
    for piece in pieces(text).ok_or(Wrong::Brace)? {
        let Piece::Blank(name) = piece else { continue };
        let blank = Blank::named(name).ok_or_else(|| Wrong::Unknown(name.to_owned()))?;
        if !part.blanks().contains(&blank) {
            return Err(Wrong::NotHere(blank));
        }
    }
    Ok(())
}

/// What is wrong, for whoever worded it.
pub fn wrong(part: Part, wrong: &Wrong) -> String {
    let usable = || {
        let all = part.blanks().iter().map(|blank| format!("{{{}}}", blank.name()));
        all.collect::<Vec<_>>().join("、")
    };
    match wrong {
        Wrong::Empty => "文が空です。読み上げる文を入れてください。はじめの文に戻すときは、「はじめの文に戻す」を押してください。".to_owned(),
        Wrong::TooLong => format!("文が長すぎます。{LONGEST}字までにしてください。"),
        Wrong::Brace => "かっこ { } の片方だけがあります。{氏名} のように、両方で囲んでください。".to_owned(),
        Wrong::Unknown(name) => format!(
            "{{{name}}} という差しこみはありません。ここで使えるのは、{}です。",
            usable()
        ),
        Wrong::NotHere(blank) => format!(
            "{{{}}} は、「{}」ではまだ決まっていないので使えません。ここで使えるのは、{}です。",
            blank.name(),
            part.title(),
            usable()
        ),
    }
}

/// A wording read out with what is known of the call. Sentence by sentence.
pub fn read_out(text: &str, facts: &Facts) -> Vec<String> {
    let Some(pieces) = pieces(text) else { return vec![text.to_owned()] };
    let mut said = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => said.push_str(words),
            Piece::Blank(name) => {
                let known = Blank::named(name).and_then(|blank| facts.get(&blank));
                said.push_str(known.map_or("", String::as_str));
            }
        }
    }
    // What is put in may end a sentence itself.
    let said = said.replace("。。", "。");
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// How a wording reads for somebody invented.
pub fn preview(text: &str) -> Vec<String> {
    let facts = Blank::ALL.into_iter().map(|blank| (blank, blank.invented().to_owned()));
    read_out(text, &facts.collect())
}

/// The words of a part: the town's own, or ours.
pub fn words(own: &BTreeMap<String, String>, part: Part) -> &str {
    own.get(part.name()).map_or(part.default(), String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use std::fmt::Write as _;

    #[test]
    fn our_own_words_pass_and_read_aloud() {
        let mut said = String::new();
        for part in Part::ALL {
            assert_eq!(check(part, part.default()), Ok(()), "{}", part.title());
            assert_eq!(Part::named(part.name()), Some(part));
            let lines = preview(part.default()).join(" ");
            writeln!(said, "{}：{lines}", part.title()).unwrap();
        }
        assert_snapshot!(said, @"
            あいさつ：お電話ありがとうございます。窓川町予約窓口の窓川みどりです。 ご予約、変更、キャンセル、どのようなご用件でしょうか。
            本人確認：ご本人の確認のため、お名前と生年月日をお聞かせください。 あわせて、ご住所、お電話番号、接種券の番号の下4けたの、どれか一つをお願いします。
            本人確認ができないとき：申し訳ございません。ご本人の確認ができませんでしたので、ご予約についてはお答えできません。 接種券をお手元にご用意のうえ、もう一度お電話ください。
            支援措置の方について、別の方から電話があったとき：申し訳ございません。ご予約については、ご本人様からのお電話でだけ、お答えしています。
            予約があるとき：高齢者インフルエンザは、12月1日、火曜日、午前10時30分、会場は中央公民館で、ご予約をいただいています。 予約番号は、いち に さん、よん ご ろくです。
            枠のご案内：高齢者インフルエンザのご予約ですね。早い順に申し上げます。 1番、12月1日、火曜日、午前10時30分、中央公民館。2番、12月2日、水曜日、午後2時、北体育館。 どちらがよろしいですか。
            満員のとき（キャンセル待ちあり）：申し訳ございません。高齢者インフルエンザは、ただいま空きがございません。 キャンセル待ちをお受けできます。空きが出ましたら、順番にご案内します。お申し込みになりますか。
            満員のとき（キャンセル待ちなし）：申し訳ございません。高齢者インフルエンザは、ただいま空きがございません。 お手数ですが、日をあらためて、もう一度お電話ください。
            キャンセル待ちのとき：高齢者インフルエンザは、キャンセル待ちのお申し込みをいただいています。 空きが出ましたら、順番にご案内しますので、お待ちください。
            予約できないとき：申し訳ございません。高齢者インフルエンザは、いまはご予約をお取りできません。 対象は65歳以上の方です。
            もう済んでいるとき：高齢者インフルエンザは、12月1日、火曜日、午前10時30分にお済みです。
            予約の復唱：復唱いたします。 見本 花子様、高齢者インフルエンザ、12月1日、火曜日、午前10時30分、会場は中央公民館、場所は本町1丁目1番地です。 こちらでお取りしてよろしいですか。
            次の回もあわせて取れるとき：高齢者インフルエンザは、12月1日、火曜日、午前10時30分、会場は中央公民館がお取りできます。 あわせてお取りしますか。
            変更の復唱：復唱いたします。 見本 花子様、高齢者インフルエンザを、11月24日、火曜日、午後2時から、12月1日、火曜日、午前10時30分、会場は中央公民館に変更します。 よろしいですか。
            キャンセルの確認：見本 花子様の高齢者インフルエンザ、12月1日、火曜日、午前10時30分、会場は中央公民館のご予約をキャンセルします。 キャンセルすると、この枠は次の方へまわりますので、元には戻せません。 キャンセルしてよろしいですか。
            予約できたとき：ご予約をお取りしました。メモのご用意はよろしいですか。 予約番号は、いち に さん、よん ご ろくです。 12月1日、火曜日、午前10時30分、会場は中央公民館です。 当日は、接種券、本人確認ができるもの、記入した予診票をお持ちください。
            変更できたとき：変更しました。 12月1日、火曜日、午前10時30分、会場は中央公民館です。 予約番号は変わりません。いち に さん、よん ご ろくです。
            キャンセルしたとき：キャンセルを承りました。 またのご予約は、いつでもお電話ください。
            枠がいま埋まったとき：申し訳ございません。その枠は、たったいま埋まりました。 近い枠から申し上げます。 1番、12月1日、火曜日、午前10時30分、中央公民館。2番、12月2日、水曜日、午後2時、北体育館。 どちらがよろしいですか。
            終わりのあいさつ：ほかにご用件はございませんか。 窓川町予約窓口の窓川みどりが承りました。お電話ありがとうございました。
            ");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let part = Part::Greeting;
        let cases = [
            ("", Wrong::Empty),
            (" \n", Wrong::Empty),
            ("はい、{氏名様", Wrong::Brace),
            ("はい、氏名}様", Wrong::Brace),
            ("{{氏名}}", Wrong::Brace),
            ("{名前}様", Wrong::Unknown("名前".to_owned())),
            ("{}様", Wrong::Unknown(String::new())),
            ("{番号}です", Wrong::NotHere(Blank::Number)),
        ];
        for (text, found) in cases {
            assert_eq!(check(part, text), Err(found), "{text}");
        }
        assert_eq!(check(part, &"あ".repeat(601)), Err(Wrong::TooLong));
        assert_eq!(check(part, &"あ".repeat(600)), Ok(()));
        let told = wrong(part, &Wrong::Unknown("名前".to_owned()));
        assert_eq!(told, "{名前} という差しこみはありません。ここで使えるのは、{町}、{職員}です。");
        let told = wrong(part, &Wrong::NotHere(Blank::Number));
        assert!(told.starts_with("{番号} は、「あいさつ」ではまだ決まっていないので使えません。"));
    }

    #[test]
    fn blanks_are_filled_also_in_braces_of_full_width() {
        let facts = Facts::from([(Blank::Name, "佐藤 花子".to_owned())]);
        assert_eq!(read_out("はい、｛ 氏名 ｝様。\n\n{番号}", &facts), ["はい、佐藤 花子様。"]);
        let why = Facts::from([(Blank::Why, "満員です。".to_owned())]);
        assert_eq!(read_out("{理由}。", &why), ["満員です。"]);
    }
}
