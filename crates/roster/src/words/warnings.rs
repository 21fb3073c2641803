//! What was doubtful or changed in a row that is taken.
//! A warning never asks for anything before the import; it says what to look at afterwards.

use super::{Worded, character};
use crate::field::Field;
use crate::finding::Warning;

impl Worded for Warning {
    fn what(&self, _field: Option<Field>) -> String {
        match self {
            Self::KanaMissing => "読みがながありません。".into(),
            Self::KanaOdd { found } => {
                format!("読みがなに、かなでない文字（{}）があります。", character(*found))
            }
            Self::DigitsConverted => "全角の数字を半角にしました。".into(),
            Self::Trimmed => "前後の空白を取りました。".into(),
            Self::PhoneOdd => "電話番号の桁が合いません。".into(),
            Self::PostalCodeOdd => "郵便番号が7桁ではありません。".into(),
            Self::VoucherPadded { taken } => {
                format!("先頭の0を補い、「{}」として取り込みます。", taken.as_str())
            }
            Self::PrivateCharacter { .. } => {
                "外字があります。ほかの機器では別の形に見えます。".into()
            }
            Self::SamePerson { other } => format!("{other}行目と氏名・生年月日が同じです。"),
        }
    }

    fn remedy(&self, _field: Option<Field>) -> String {
        match self {
            Self::KanaMissing => "このままでは、かなで探しても見つかりません。",
            Self::KanaOdd { .. } => "かなで探せるよう、直すことをお勧めします。",
            Self::DigitsConverted | Self::Trimmed => "",
            Self::PhoneOdd | Self::PostalCodeOdd => "先頭の0が落ちていないか確かめてください。",
            Self::VoucherPadded { .. } => "接種券の現物と合うか、何件か確かめてください。",
            Self::PrivateCharacter { .. } => "JISの文字に置きかえることをお勧めします。",
            Self::SamePerson { .. } => "同じ人が2行ないか確かめてください。",
        }
        .into()
    }
}
