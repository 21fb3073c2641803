//! What a column can mean, under which headers ledgers and spreadsheets know it, and how long it may be.
//! How a header is compared with these is for `header` to say.

use crate::header::Dictionary;

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 宛名番号: the ledger's key of a person.
    AddressNumber,
    /// 氏名.
    Name,
    /// 氏名カナ.
    Kana,
    /// 生年月日.
    Birth,
    /// 性別.
    Sex,
    /// 郵便番号.
    PostalCode,
    /// 住所.
    Address,
    /// 方書: the building, which many ledgers keep apart from the address.
    Building,
    /// 行政区.
    District,
    /// 電話番号.
    Phone,
    /// 接種券番号.
    Voucher,
    /// 自治体コード of the voucher.
    Municipality,
    /// 有効期間（開始）: the first day the voucher may be used.
    ValidFrom,
    /// 有効期間（終了）: its last day.
    ValidUntil,
    /// 支援措置.
    Protected,
    /// 優先対象: the codes of the groups the town has put the person in.
    Groups,
    /// 居住: whether the person lives in the town.
    Resident,
    /// 備考.
    Note,
    /// Something about an earlier dose, counted from 1.
    Dose(u8, DosePart),
}

/// What a column says of an earlier dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DosePart {
    /// 接種履歴登録日時: when the record was made.
    RecordedAt,
    /// 接種日.
    On,
    /// 券番号 of the voucher that was used.
    Voucher,
    /// 接種自治体コード of that voucher.
    Municipality,
    /// 接種会場名.
    Venue,
    /// 接種医師名.
    Doctor,
    /// ワクチンメーカー.
    Maker,
    /// ワクチンロット番号.
    Lot,
}

/// Each field with its headers; the first is the one we write.
pub(crate) const HEADERS: &[(Field, &[&str])] = &[
    (
        Field::AddressNumber,
        &[
            "宛名番号",
            "個別宛名番号",
            "住民番号",
            "宛名コード",
            "住民コード",
            "個人番号（宛名）",
            "整理番号",
        ],
    ),
    (Field::Name, &["氏名", "名前", "漢字氏名", "氏名漢字", "お名前", "対象者氏名", "name"]),
    (
        Field::Kana,
        &[
            "氏名カナ",
            "フリガナ",
            "カナ",
            "よみ",
            "よみがな",
            "カナ氏名",
            "氏名フリガナ",
            "名前カナ",
            "お名前カナ",
            "読み仮名",
            "kana",
        ],
    ),
    (
        Field::Birth,
        &[
            "生年月日",
            "誕生日",
            "生年月日（西暦）",
            "生年月日（和暦）",
            "和暦",
            "出生年月日",
            "birthday",
            "birthdate",
            "date of birth",
        ],
    ),
    (Field::Sex, &["性別", "男女", "性別コード", "sex", "gender"]),
    (Field::PostalCode, &["郵便番号", "〒", "zip", "postal code"]),
    (Field::Address, &["住所", "現住所", "所在地", "住所地", "address"]),
    (Field::Building, &["方書", "建物名", "住所方書"]),
    (Field::District, &["行政区", "地区", "町内会", "行政区名", "地区名", "自治会", "district"]),
    (
        Field::Phone,
        &[
            "電話番号",
            "電話",
            "携帯",
            "携帯電話",
            "携帯番号",
            "携帯電話番号",
            "連絡先",
            "tel",
            "phone",
        ],
    ),
    (Field::Voucher, &["接種券番号", "券番号", "接種券", "予診票番号", "voucher"]),
    (
        Field::Municipality,
        &[
            "自治体コード",
            "市町村コード",
            "市区町村コード",
            "地方公共団体コード",
            "全国地方公共団体コード",
            "団体コード",
        ],
    ),
    (
        Field::ValidFrom,
        &[
            "有効期間（開始）",
            "有効期間開始日",
            "有効期間（自）",
            "有効期間（から）",
            "有効開始日",
            "接種券有効期間（開始）",
            "接種券有効開始日",
            "接種券使用開始日",
            "使用開始日",
            "valid from",
        ],
    ),
    (
        Field::ValidUntil,
        &[
            "有効期間（終了）",
            "有効期間終了日",
            "有効期間（至）",
            "有効期間（まで）",
            "有効終了日",
            "有効期限",
            "接種券有効期間（終了）",
            "接種券有効終了日",
            "接種券有効期限",
            "接種券使用期限",
            "使用期限",
            "接種期限",
            "valid until",
        ],
    ),
    (
        Field::Protected,
        &["支援措置", "支援措置区分", "支援措置対象", "支援措置フラグ", "DV支援措置", "DV"],
    ),
    (
        Field::Groups,
        &["優先対象", "優先接種対象", "優先区分", "優先接種区分", "優先グループ", "groups"],
    ),
    (
        Field::Resident,
        &["居住", "居住区分", "町内町外", "町内外", "町内外区分", "市内市外", "市内外", "resident"],
    ),
    (Field::Note, &["備考", "メモ", "備考欄", "管理者メモ", "摘要", "note"]),
];

pub(crate) const DOSE_HEADERS: &[(DosePart, &[&str])] = &[
    (DosePart::RecordedAt, &["接種履歴登録日時", "登録日時"]),
    (DosePart::On, &["接種日", "接種実施日", "接種年月日", "実施日"]),
    (DosePart::Voucher, &["券番号", "接種券番号"]),
    (DosePart::Municipality, &["接種自治体コード", "自治体コード", "市町村コード"]),
    (
        DosePart::Venue,
        &["接種会場名", "接種会場", "会場名", "会場", "接種場所", "医療機関名", "医療機関"],
    ),
    (DosePart::Doctor, &["接種医師名", "医師名", "接種医師", "医師"]),
    (
        DosePart::Maker,
        &[
            "ワクチンメーカー",
            "接種ワクチンメーカー",
            "メーカー",
            "製造会社",
            "ワクチン",
            "ワクチン名",
            "ワクチン種類",
        ],
    ),
    (
        DosePart::Lot,
        &[
            "ワクチンロット番号",
            "接種ワクチンロット番号",
            "ロット番号",
            "ロット",
            "製造番号",
            "lot",
        ],
    ),
];

impl Field {
    /// The header we write, and the name the field goes by.
    pub fn label(self) -> String {
        match self {
            Self::Dose(number, part) => format!("{number}回目{}", part.label()),
            field => {
                let row = HEADERS.iter().find(|(known, _)| *known == field);
                row.expect("every field stands in the table").1[0].to_owned()
            }
        }
    }

    /// The field a header names in any of its spellings.
    pub fn of_header(header: &str) -> Option<Self> {
        Dictionary::new().recognise(header).map(|(field, _)| field)
    }

    /// Every field of a person, doses aside, in the order we write them.
    pub fn of_person() -> impl Iterator<Item = Self> {
        HEADERS.iter().map(|(field, _)| *field)
    }

    /// The headers it is known by.
    pub(crate) fn synonyms(self) -> &'static [&'static str] {
        HEADERS.iter().find(|(known, _)| *known == self).map_or(&[], |(_, names)| names)
    }

    /// The most characters it may have: far more than a true one, far less than a file run together.
    pub(crate) fn longest(self) -> usize {
        match self {
            Self::Name | Self::Kana | Self::District | Self::Building | Self::Dose(..) => 100,
            Self::Address | Self::Groups => 200,
            Self::Note => 1000,
            _ => 40,
        }
    }
}

impl DosePart {
    /// Every part in the order of the VRS layout.
    pub const ALL: [Self; 8] = [
        Self::RecordedAt,
        Self::On,
        Self::Voucher,
        Self::Municipality,
        Self::Venue,
        Self::Doctor,
        Self::Maker,
        Self::Lot,
    ];

    fn label(self) -> &'static str {
        let row = DOSE_HEADERS.iter().find(|(known, _)| *known == self);
        row.expect("every part stands in the table").1[0]
    }
}
