//! Why a row cannot be taken, and what to do about it.
//! Dates have a file of their own.

use domain::municipality::MunicipalityError;
use domain::voucher::VoucherError;

use super::{Worded, both_calendars, character, date_error, grouped_size};
use crate::field::Field;
use crate::finding::Reason;

impl Worded for Reason {
    fn what(&self, field: Option<Field>) -> String {
        match self {
            Self::Missing => format!("{}がありません。", label(field)),
            Self::NumberMissing => "宛名番号も接種券番号もありません。".into(),
            Self::Unprintable { found, position } => {
                format!("{position}文字目に、使えない文字（{}）があります。", character(*found))
            }
            Self::Lost { position } => {
                format!("{position}文字目が文字化けしています。元の文字は失われています。")
            }
            Self::SpreadsheetError => "表計算ソフトのエラー表示が入っています。".into(),
            Self::TooLong { length, max } => {
                format!("{}文字あり、長すぎます（{max}文字まで）。", grouped_size(*length))
            }
            Self::BeyondHeader { columns } => {
                format!("見出しは{columns}列ですが、この行はそれより右にも値があります。")
            }
            Self::Date(error) => date_error(*error),
            Self::SerialNumber { would_be } => format!(
                "Excelの内部の日付番号のようです（日付なら{}）。",
                both_calendars(*would_be)
            ),
            Self::DoseBeforeBirth => "接種日が生年月日より前です。".into(),
            Self::DoseWithoutDate => "接種の記録がありますが、接種日がありません。".into(),
            Self::NotATime => "日時として読めません。".into(),
            Self::Scientific => "Excelが長い番号を省略した形です。下の桁は失われています。".into(),
            Self::Rounded { digits } => format!(
                "{digits}桁の番号が「数値」のセルに入っています。Excelは16桁目から0に変えます。"
            ),
            Self::VoucherZerosDropped { digits, proposal } => format!(
                "{digits}桁しかありません。Excelが先頭の0を落とした可能性があります（補うと「{}」）。",
                proposal.as_str()
            ),
            Self::Voucher(error) => voucher(error),
            Self::MunicipalityZeroDropped { proposal } => format!(
                "5桁しかありません。Excelが先頭の0を落とした可能性があります（補うと「{proposal}」）。"
            ),
            Self::Municipality(error) => municipality(*error),
            Self::MunicipalityMissing => "どの自治体の接種券か分かりません。".into(),
            Self::MunicipalityDiffers { within } => {
                format!("接種券番号の中の自治体コード「{within}」と合いません。")
            }
            Self::ValidityReversed { from } => {
                format!("有効期間の終わりが、始まり（{}）より前です。", both_calendars(*from))
            }
            Self::ValidityWithoutVoucher => "有効期間がありますが、接種券番号がありません。".into(),
            Self::UnknownSex => "性別として読めません。".into(),
            Self::UnknownFlag => "支援措置の有無として読めません。".into(),
            Self::GroupCode { found } => {
                format!("優先対象のコードに使えない文字（{}）があります。", character(*found))
            }
            Self::UnknownResidence => "町内か町外かが読めません。".into(),
            Self::SameVoucher { other } => format!("{other}行目と同じ接種券番号です。"),
            Self::SameAddressNumber { other } => format!("{other}行目と同じ宛名番号です。"),
        }
    }

    fn remedy(&self, field: Option<Field>) -> String {
        match self {
            Self::Missing | Self::NumberMissing => "元の台帳を確かめて入力してください。",
            Self::Unprintable { .. } => "その文字を消してください。",
            Self::Lost { .. } => "元の台帳を確かめて、正しい文字を入力してください。",
            Self::SpreadsheetError => "式や列の幅を直して、値が見える形で保存し直してください。",
            Self::TooLong { .. } => "別の列の値や改行が混ざっていないか確かめてください。",
            Self::BeyondHeader { .. } => {
                "余分な区切りを取るか、値を「\"」で囲んでください。"
            }
            Self::Date(_) => "「1957/4/1」や「昭和32年4月1日」の形で入力してください。",
            Self::SerialNumber { .. } => {
                "セルの表示形式を「日付」にして、保存し直してください。"
            }
            Self::DoseBeforeBirth => "生年月日と接種日を確かめてください。",
            Self::DoseWithoutDate => "接種日を入力するか、その回の記録を消してください。",
            Self::NotATime => "「2021/6/1 9:30:00」の形で入力してください。",
            Self::Scientific | Self::Rounded { .. } => {
                "元の台帳から、列を「文字列」にして出力し直してください。"
            }
            Self::VoucherZerosDropped { .. } => {
                "補った番号でよければ「先頭の0を補う」を選んで取り込み直すか、列を「文字列」にして直してください。"
            }
            Self::Voucher(_) if matches!(field, Some(Field::Dose(..))) => "接種済みの券を確かめてください。",
            Self::Voucher(_) => "接種券の番号（10桁）を確かめてください。",
            Self::MunicipalityZeroDropped { .. } => "列を「文字列」にして、6桁で入力してください。",
            Self::Municipality(_) => "6桁の全国地方公共団体コードを確かめてください。",
            Self::MunicipalityMissing => {
                "「自治体コード」の列を加えるか、取り込みの設定で自治体を選んでください。"
            }
            Self::MunicipalityDiffers { .. } => "どちらが正しいか確かめてください。",
            Self::ValidityReversed { .. } => "有効期間の始まりと終わりを確かめてください。",
            Self::ValidityWithoutVoucher => {
                "接種券番号を入力するか、有効期間を空欄にしてください。"
            }
            Self::UnknownSex => "「男」「女」「不明」か、空欄にしてください。",
            Self::UnknownFlag => "「有」か「無」を入力してください。推測では取り込みません。",
            Self::GroupCode { .. } => {
                "事業で決めた優先対象のコードを、空白か「、」で区切って入力してください。だれでもないときは「なし」です。"
            }
            Self::UnknownResidence => "「町内」か「町外」か、空欄にしてください。",
            Self::SameVoucher { .. } | Self::SameAddressNumber { .. } => {
                "どちらが正しいか確かめ、1行だけを残してください。"
            }
        }
        .into()
    }
}

fn label(field: Option<Field>) -> String {
    field.map_or("値".into(), Field::label)
}

fn voucher(error: &VoucherError) -> String {
    match error {
        VoucherError::Empty => "接種券番号がありません。".into(),
        VoucherError::WrongLength { digits } => {
            format!("{digits}桁あります。接種券番号は10桁（自治体コードを含めて16桁か18桁）です。")
        }
        VoucherError::NotADigit { position, found } => {
            format!("{position}文字目に、数字でない文字（{}）があります。", character(*found))
        }
        VoucherError::BadMunicipality { code } => {
            format!("番号の中の「{code}」が自治体コードとして正しくありません。")
        }
    }
}

fn municipality(error: MunicipalityError) -> String {
    match error {
        MunicipalityError::WrongLength { digits } => {
            format!("{digits}桁あります。自治体コードは6桁です。")
        }
        MunicipalityError::NotADigit { position, found } => {
            format!("{position}文字目に、数字でない文字（{}）があります。", character(found))
        }
        MunicipalityError::CheckDigit { expected } => {
            format!("最後の桁（検査数字）が合いません。前の5桁が正しければ「{expected}」です。")
        }
        MunicipalityError::NoSuchPrefecture { prefecture } => {
            format!("先頭の「{prefecture:02}」という都道府県はありません。")
        }
    }
}
