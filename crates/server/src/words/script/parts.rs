//! The parts of the script in the order of a call, with our words for each.

use super::Blank;

/// A part of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first words.
    Greeting,
    /// What is asked to make sure who calls.
    Identity,
    /// Who could not tell enough.
    Unidentified,
    /// Somebody else calls about a person under protection.
    Protected,
    /// They have a place.
    Booked,
    /// They can have a place.
    Offer,
    /// No place is left, and they may wait.
    Full,
    /// No place is left, and there is no waitlist.
    FullForGood,
    /// They wait.
    Waiting,
    /// They cannot have it, or not yet.
    No,
    /// They had it.
    Given,
    /// What is about to be booked.
    ReadBack,
    /// The next dose may be booked with it.
    NextDose,
    /// What is about to be moved.
    ReadBackMove,
    /// What is about to be cancelled.
    Cancel,
    /// It is booked.
    Done,
    /// It is moved.
    Moved,
    /// It is cancelled.
    Cancelled,
    /// The place went to somebody else a moment ago.
    Taken,
    /// The last words.
    Closing,
}

impl Part {
    /// All of them, in the order of a call.
    pub const ALL: [Self; 20] = [
        Self::Greeting,
        Self::Identity,
        Self::Unidentified,
        Self::Protected,
        Self::Booked,
        Self::Offer,
        Self::Full,
        Self::FullForGood,
        Self::Waiting,
        Self::No,
        Self::Given,
        Self::ReadBack,
        Self::NextDose,
        Self::ReadBackMove,
        Self::Cancel,
        Self::Done,
        Self::Moved,
        Self::Cancelled,
        Self::Taken,
        Self::Closing,
    ];

    /// Its name in tables and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Identity => "identity",
            Self::Unidentified => "unidentified",
            Self::Protected => "protected",
            Self::Booked => "booked",
            Self::Offer => "offer",
            Self::Full => "full",
            Self::FullForGood => "full_for_good",
            Self::Waiting => "waiting",
            Self::No => "no",
            Self::Given => "given",
            Self::ReadBack => "read_back",
            Self::NextDose => "next_dose",
            Self::ReadBackMove => "read_back_move",
            Self::Cancel => "cancel",
            Self::Done => "done",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Taken => "taken",
            Self::Closing => "closing",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// What it is called on the pages of the script.
    pub fn title(self) -> &'static str {
        match self {
            Self::Greeting => "あいさつ",
            Self::Identity => "本人確認",
            Self::Unidentified => "本人確認ができないとき",
            Self::Protected => "支援措置の方について、別の方から電話があったとき",
            Self::Booked => "予約があるとき",
            Self::Offer => "枠のご案内",
            Self::Full => "満員のとき（キャンセル待ちあり）",
            Self::FullForGood => "満員のとき（キャンセル待ちなし）",
            Self::Waiting => "キャンセル待ちのとき",
            Self::No => "予約できないとき",
            Self::Given => "もう済んでいるとき",
            Self::ReadBack => "予約の復唱",
            Self::NextDose => "次の回もあわせて取れるとき",
            Self::ReadBackMove => "変更の復唱",
            Self::Cancel => "キャンセルの確認",
            Self::Done => "予約できたとき",
            Self::Moved => "変更できたとき",
            Self::Cancelled => "キャンセルしたとき",
            Self::Taken => "枠がいま埋まったとき",
            Self::Closing => "終わりのあいさつ",
        }
    }

    /// Our words.
    pub fn default(self) -> &'static str {
        match self {
            Self::Greeting => {
                "お電話ありがとうございます。{町}予約窓口の{職員}です。\nご予約、変更、キャンセル、どのようなご用件でしょうか。"
            }
            Self::Identity => {
                "ご本人の確認のため、お名前と生年月日をお聞かせください。\nあわせて、ご住所、お電話番号、接種券の番号の下4けたの、どれか一つをお願いします。"
            }
            Self::Unidentified => {
                "申し訳ございません。ご本人の確認ができませんでしたので、ご予約についてはお答えできません。\n接種券をお手元にご用意のうえ、もう一度お電話ください。"
            }
            Self::Protected => {
                "申し訳ございません。ご予約については、ご本人様からのお電話でだけ、お答えしています。"
            }
            Self::Booked => {
                "{事業}は、{日時}、会場は{会場}で、ご予約をいただいています。\n予約番号は、{番号}です。"
            }
            Self::Offer => {
                "{事業}のご予約ですね。早い順に申し上げます。\n{候補}\nどちらがよろしいですか。"
            }
            Self::Full => {
                "申し訳ございません。{事業}は、ただいま空きがございません。\nキャンセル待ちをお受けできます。空きが出ましたら、順番にご案内します。お申し込みになりますか。"
            }
            Self::FullForGood => {
                "申し訳ございません。{事業}は、ただいま空きがございません。\nお手数ですが、日をあらためて、もう一度お電話ください。"
            }
            Self::Waiting => {
                "{事業}は、キャンセル待ちのお申し込みをいただいています。\n空きが出ましたら、順番にご案内しますので、お待ちください。"
            }
            Self::No => "申し訳ございません。{事業}は、いまはご予約をお取りできません。\n{理由}",
            Self::Given => "{事業}は、{日時}にお済みです。",
            Self::ReadBack => {
                "復唱いたします。\n{氏名}様、{事業}、{日時}、会場は{会場}、場所は{住所}です。\nこちらでお取りしてよろしいですか。"
            }
            Self::NextDose => {
                "{事業}は、{日時}、会場は{会場}がお取りできます。\nあわせてお取りしますか。"
            }
            Self::ReadBackMove => {
                "復唱いたします。\n{氏名}様、{事業}を、{元の日時}から、{日時}、会場は{会場}に変更します。\nよろしいですか。"
            }
            Self::Cancel => {
                "{氏名}様の{事業}、{日時}、会場は{会場}のご予約をキャンセルします。\nキャンセルすると、この枠は次の方へまわりますので、元には戻せません。\nキャンセルしてよろしいですか。"
            }
            Self::Done => {
                "ご予約をお取りしました。メモのご用意はよろしいですか。\n予約番号は、{番号}です。\n{日時}、会場は{会場}です。\n当日は、{持ち物}をお持ちください。"
            }
            Self::Moved => {
                "変更しました。\n{日時}、会場は{会場}です。\n予約番号は変わりません。{番号}です。"
            }
            Self::Cancelled => "キャンセルを承りました。\nまたのご予約は、いつでもお電話ください。",
            Self::Taken => {
                "申し訳ございません。その枠は、たったいま埋まりました。\n近い枠から申し上げます。\n{候補}\nどちらがよろしいですか。"
            }
            Self::Closing => {
                "ほかにご用件はございませんか。\n{町}予約窓口の{職員}が承りました。お電話ありがとうございました。"
            }
        }
    }

    /// What it can fill in.
    pub fn blanks(self) -> &'static [Blank] {
        use Blank::{
            Address, Before, Bring, Name, Number, Officer, Places, Town, Venue, What, When, Why,
        };
        match self {
            Self::Greeting | Self::Identity | Self::Unidentified | Self::Protected => {
                &[Town, Officer]
            }
            Self::Offer | Self::Taken => &[Town, Officer, Name, What, Places],
            Self::Full | Self::FullForGood | Self::Waiting => &[Town, Officer, Name, What],
            Self::No => &[Town, Officer, Name, What, Why],
            Self::Given => &[Town, Officer, Name, What, When],
            Self::ReadBack | Self::NextDose | Self::Cancel => {
                &[Town, Officer, Name, What, When, Venue, Address]
            }
            Self::ReadBackMove => &[Town, Officer, Name, What, When, Venue, Address, Before],
            Self::Booked | Self::Done | Self::Moved => {
                &[Town, Officer, Name, What, When, Venue, Address, Number, Bring]
            }
            Self::Cancelled | Self::Closing => &[Town, Officer, Name],
        }
    }
}
