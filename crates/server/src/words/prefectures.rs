//! The names of the prefectures, by the first two digits of a municipality code.

use domain::municipality::{MunicipalityCode, MunicipalityError};

/// In the order of their numbers, from 01.
const NAMES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The prefecture that a municipality lies in.
pub fn of(code: MunicipalityCode) -> &'static str {
    NAMES[usize::from(code.prefecture()) - 1]
}

/// Why what was typed is no municipality code, and what to do.
pub fn wrong(error: MunicipalityError) -> String {
    match error {
        MunicipalityError::WrongLength { digits: 5 } => {
            "5桁です。検査数字（最後の1桁）まで、6桁を入れてください。".to_owned()
        }
        MunicipalityError::WrongLength { digits } => {
            format!("{digits}桁です。検査数字を含む6桁を入れてください。")
        }
        MunicipalityError::NotADigit { position, found } => {
            format!(
                "{position}文字目の「{found}」は数字ではありません。6桁の数字を入れてください。"
            )
        }
        MunicipalityError::CheckDigit { expected } => format!(
            "検査数字（最後の1桁）が合いません。はじめの5桁が正しければ、最後は {expected} です。総務省の「全国地方公共団体コード」の一覧で確かめてください。"
        ),
        MunicipalityError::NoSuchPrefecture { prefecture } => {
            format!("はじめの2桁の {prefecture:02} は、都道府県の番号（01から47）ではありません。")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_lies_in_its_prefecture() {
        for (code, name) in
            [("015601", "北海道"), ("131016", "東京都"), ("272205", "大阪府"), ("473502", "沖縄県")]
        {
            assert_eq!(of(MunicipalityCode::parse(code).unwrap()), name, "{code}");
        }
    }

    #[test]
    fn a_wrong_digit_is_told_with_the_right_one() {
        let told = wrong(MunicipalityCode::parse("015602").unwrap_err());
        assert!(told.contains("最後は 1 です。"), "{told}");
    }
}
