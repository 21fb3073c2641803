//! What is wrong with a voucher number as typed.

use domain::voucher::VoucherError;

/// The sentence beside the field.
pub fn sentence(error: &VoucherError) -> String {
    match error {
        VoucherError::Empty => {
            "接種券番号を入力してください。接種券に書かれた10桁の数字です。".to_owned()
        }
        VoucherError::WrongLength { digits } => format!(
            "接種券番号は10桁です（16桁や18桁の番号でも入力できます）。いまは{digits}桁です。"
        ),
        VoucherError::NotADigit { position, found } => {
            format!("接種券番号は数字だけです。{position}文字目の「{found}」をご確認ください。")
        }
        VoucherError::BadMunicipality { code } => format!(
            "番号のうち市町村コードの部分（{code}）が正しくありません。接種券に書かれた番号をご確認ください。"
        ),
    }
}
