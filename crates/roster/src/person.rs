//! The fields of a person, one after another; a wrong one does not keep the others from being looked at.
//! Numbers, contacts and doses have files of their own.

use domain::birthdate::{self, BirthDateError};
use domain::digits::is_space;
use domain::kana::fold_kanji;
use domain::person::Sex;
use domain::when::Date;
use unicode_normalization::UnicodeNormalization;

use crate::contact::{phone, postal_code};
use crate::dose::doses;
use crate::field::Field;
use crate::finding::{Reason, Warning};
use crate::line::{Found, Line, TakenDown, normalised};
use crate::number::{is_scientific, validity, voucher};
use crate::people::Keys;
use crate::row::PersonRow;

/// A person, or nothing if anything was wrong; and the keys in either case, for what stands twice.
pub(crate) struct Understood {
    pub(crate) person: Result<PersonRow, TakenDown>,
    pub(crate) keys: Keys,
}

pub(crate) fn person(line: &mut Line<'_>) -> Understood {
    let address_number = address_number(line);
    let name = name(line);
    let birth = birth(line);
    let voucher = voucher(line, Field::Voucher, Field::Municipality);
    let keys = Keys {
        address_number: address_number.as_ref().ok().cloned().flatten(),
        voucher: voucher.as_ref().ok().cloned().flatten(),
        name_and_birth: name
            .as_ref()
            .ok()
            .zip(birth.as_ref().ok())
            .map(|(name, birth)| (fold_kanji(name), *birth)),
    };
    if let (Ok(None), Ok(None)) = (&address_number, &voucher) {
        let numbers = [Field::AddressNumber, Field::Voucher];
        let column = numbers.into_iter().find(|field| line.mapping.columns.contains_key(field));
        line.refuse(column.unwrap_or(Field::AddressNumber), Reason::NumberMissing);
    }
    let validity = validity(line, !matches!(voucher, Ok(None)));
    let kana = kana(line);
    let sex = sex(line);
    let postal_code = postal_code(line);
    let address = address(line);
    let district = line.owned(Field::District);
    let phone = phone(line);
    let protected = protected(line);
    let groups = groups(line);
    let resident = resident(line);
    let note = line.owned(Field::Note);
    let doses = doses(line, birth.as_ref().ok().copied());
    let together = || {
        Ok(PersonRow {
            address_number: address_number?,
            name: name?,
            kana: kana?,
            birth: birth?,
            sex: sex?,
            postal_code: postal_code?,
            address: address?,
            district: district?,
            phone: phone?,
            voucher: voucher?,
            validity: validity?,
            protected: protected?,
            groups: groups?,
            resident: resident?,
            note: note?,
            doses: doses?,
        })
    };
    Understood { person: together(), keys }
}

/// A key as the ledger writes it: leading zeros may belong to it, and letters too.
fn address_number(line: &mut Line<'_>) -> Found<String> {
    let field = Field::AddressNumber;
    let Some(text) = line.half_width(field)? else { return Ok(None) };
    if is_scientific(&text) {
        return Err(line.refuse(field, Reason::Scientific));
    }
    Ok(Some(text.into_owned()))
}

fn name(line: &mut Line<'_>) -> Result<String, TakenDown> {
    match line.owned(Field::Name)? {
        Some(name) => Ok(name),
        None => Err(line.refuse(Field::Name, Reason::Missing)),
    }
}

fn birth(line: &mut Line<'_>) -> Result<Date, TakenDown> {
    match day(line, Field::Birth)? {
        Some(birth) => Ok(birth),
        None => Err(line.refuse(Field::Birth, Reason::Missing)),
    }
}

/// A day in the past, in any spelling: a birth, or a dose.
pub(crate) fn day(line: &mut Line<'_>, field: Field) -> Found<Date> {
    any_day(line, field, false)
}

/// A day that may be still to come: an end of a voucher's days.
pub(crate) fn coming_day(line: &mut Line<'_>, field: Field) -> Found<Date> {
    any_day(line, field, true)
}

fn any_day(line: &mut Line<'_>, field: Field, may_come: bool) -> Found<Date> {
    let Some(text) = line.text(field)? else { return Ok(None) };
    let today = line.settings.today;
    // A workbook keeps the time of day in the same cell; midnight has been left out already.
    let (date, _) =
        text.split_once(' ').filter(|(_, time)| time.contains(':')).unwrap_or((text, ""));
    let wrong = match birthdate::parse(date, None, today) {
        Ok(day) => return Ok(Some(day)),
        Err(BirthDateError::Future { date }) if may_come => return Ok(Some(date)),
        Err(BirthDateError::WrongLength { digits: 5 }) => {
            serial_number(text).map(|would_be| Reason::SerialNumber { would_be })
        }
        Err(error) => Some(Reason::Date(error)),
    };
    let wrong = wrong.unwrap_or(Reason::Date(BirthDateError::WrongLength { digits: 5 }));
    Err(line.refuse(field, wrong))
}

/// The date that five bare digits would be in a spreadsheet, which counts days from 1900 on (and
/// counts a 29 February 1900, hence the day before).
fn serial_number(text: &str) -> Option<Date> {
    let days: u64 = text.parse().ok()?;
    let base = Date::new(1899, 12, 30).ok()?;
    base.checked_add(std::time::Duration::from_secs(days * 86_400)).ok()
}

fn kana(line: &mut Line<'_>) -> Found<String> {
    let field = Field::Kana;
    let Some(text) = line.text(field)? else {
        if line.errors.is_empty() {
            line.warn(field, Warning::KanaMissing);
        }
        return Ok(None);
    };
    let odd = |c: &char| !matches!(c, 'ァ'..='ヺ' | '・' | 'ー' | 'ヽ' | 'ヾ' | ' ' | '　');
    if !text.contains(|c| odd(&c)) {
        return Ok(Some(text.to_owned()));
    }
    let kana = katakana(text);
    if let Some(found) = kana.chars().find(odd) {
        line.warn(field, Warning::KanaOdd { found });
    }
    Ok(Some(kana))
}

/// Hiragana and half-width katakana as full-width katakana; everything else stays.
fn katakana(text: &str) -> String {
    let half_width = |c: char| matches!(c, '\u{FF61}'..='\u{FF9F}');
    let full = |c: char| match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    };
    if text.contains(half_width) {
        normalised(text).chars().map(full).collect()
    } else {
        text.nfc().map(full).collect()
    }
}

fn sex(line: &mut Line<'_>) -> Found<Sex> {
    let Some(text) = line.text(Field::Sex)? else { return Ok(None) };
    match normalised(text).to_lowercase().as_str() {
        "男" | "男性" | "おとこ" | "オトコ" | "m" | "male" | "1" => Ok(Some(Sex::Male)),
        "女" | "女性" | "おんな" | "オンナ" | "f" | "female" | "2" => {
            Ok(Some(Sex::Female))
        }
        "不明" | "その他" | "無回答" | "未回答" | "未記入" | "-" | "0" | "9" => {
            Ok(Some(Sex::Unstated))
        }
        _ => Err(line.refuse(Field::Sex, Reason::UnknownSex)),
    }
}

fn address(line: &mut Line<'_>) -> Found<String> {
    let (address, building) = (line.owned(Field::Address), line.text(Field::Building));
    let whole = match (address?, building?) {
        (Some(address), Some(building)) => format!("{address}　{building}"),
        (Some(address), None) => return Ok(Some(address)),
        (None, building) => return Ok(building.map(str::to_owned)),
    };
    let (max, length) = (Field::Address.longest(), whole.chars().count());
    if length > max {
        return Err(line.refuse(Field::Address, Reason::TooLong { length, max }));
    }
    Ok(Some(whole))
}

fn protected(line: &mut Line<'_>) -> Found<bool> {
    let Some(text) = line.text(Field::Protected)? else { return Ok(None) };
    match normalised(text).to_lowercase().as_str() {
        "有" | "有り" | "あり" | "○" | "〇" | "◯" | "●" | "1" | "true" | "yes" | "y" | "はい"
        | "対象" | "該当" | "支援措置" | "支援中" => Ok(Some(true)),
        "無" | "無し" | "なし" | "×" | "✕" | "-" | "0" | "false" | "no" | "n" | "いいえ"
        | "対象外" | "非対象" | "非該当" => Ok(Some(false)),
        _ => Err(line.refuse(Field::Protected, Reason::UnknownFlag)),
    }
}

/// Codes are the programmes' own, in any letters; what parts them is a space or a comma.
fn groups(line: &mut Line<'_>) -> Found<Vec<String>> {
    let field = Field::Groups;
    let Some(text) = line.text(field)? else { return Ok(None) };
    let text = normalised(text);
    if matches!(text.as_str(), "なし" | "無" | "無し" | "-") {
        return Ok(Some(Vec::new()));
    }
    let mut groups: Vec<String> = Vec::new();
    for code in text.split(|c| is_space(c) || matches!(c, ',' | '、')).filter(|c| !c.is_empty()) {
        if let Some(found) = code.chars().find(|c| !is_of_a_code(*c)) {
            return Err(line.refuse(field, Reason::GroupCode { found }));
        }
        if groups.iter().all(|known| known != code) {
            groups.push(code.to_owned());
        }
    }
    let nothing = groups.is_empty();
    if nothing {
        Err(line.refuse(field, Reason::GroupCode { found: ',' }))
    } else {
        Ok(Some(groups))
    }
}

fn is_of_a_code(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

fn resident(line: &mut Line<'_>) -> Found<bool> {
    let Some(text) = line.text(Field::Resident)? else { return Ok(None) };
    match normalised(text).as_str() {
        "町内" | "市内" | "村内" | "区内" | "内" => Ok(Some(true)),
        "町外" | "市外" | "村外" | "区外" | "外" => Ok(Some(false)),
        _ => Err(line.refuse(Field::Resident, Reason::UnknownResidence)),
    }
}
