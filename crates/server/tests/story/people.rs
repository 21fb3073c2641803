//! The residents of the small town whom stories know by name, and as many nameless ones as a rush needs.

use crate::places::TOWN_CODE;
use domain::{
    PersonId,
    municipality::MunicipalityCode,
    person::{Details, Person, Sex, Voucher},
    voucher::{self, Validity},
    when::Date,
};
use jiff::Timestamp;
use uuid::Uuid;

/// Someone on the roster, with what stands on the voucher and how they write their birth date.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// By which LINE knows them, and what they call themselves there.
    pub(crate) handle: String,
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) birth: Date,
    pub(crate) born: String,
    pub(crate) voucher: String,
    pub(crate) is_protected: bool,
}

/// 79 years old, and at home in every story.
pub(crate) fn hanako() -> Known {
    known(1, "hanako", "佐藤 花子", "サトウ ハナコ", "1947-05-03", "昭和22年5月3日")
}

/// Her husband.
pub(crate) fn taro() -> Known {
    known(2, "taro", "佐藤 太郎", "サトウ タロウ", "1945-01-20", "S20.1.20")
}

/// A boy of sixteen.
pub(crate) fn jiro() -> Known {
    known(3, "jiro", "田中 次郎", "タナカ ジロウ", "2010-04-01", "2010/4/1")
}

/// Under 支援措置: the desk alone may find her.
pub(crate) fn midori() -> Known {
    let known = known(4, "midori", "鈴木 みどり", "スズキ ミドリ", "1980-08-08", "昭和55年8月8日");
    Known { is_protected: true, ..known }
}

/// The n-th of those who come in a rush.
pub(crate) fn neighbour(n: u32) -> Known {
    let handle = format!("neighbour{n}");
    let known = known(
        1_000 + u128::from(n),
        &handle,
        &format!("隣 {n}郎"),
        "トナリ ロウ",
        "1950-02-03",
        "19500203",
    );
    Known { voucher: format!("1{n:09}"), ..known }
}

fn known(n: u128, handle: &str, name: &str, kana: &str, birth: &str, born: &str) -> Known {
    Known {
        handle: handle.to_owned(),
        id: PersonId(Uuid::from_u128(n)),
        name: name.to_owned(),
        kana: kana.to_owned(),
        birth: birth.parse().unwrap(),
        born: born.to_owned(),
        voucher: format!("012345678{n}"),
        is_protected: false,
    }
}

impl Known {
    /// The roster's line about them.
    pub(crate) fn person(&self) -> Person {
        let details = Details {
            address_number: None,
            name: self.name.clone(),
            kana: self.kana.clone(),
            birth: self.birth,
            sex: Sex::Unstated,
            phone: Some("01-9999-1234".to_owned()),
            postal_code: None,
            address: "窓川町本町2丁目".to_owned(),
            district: "本町".to_owned(),
            resident: true,
            groups: Vec::new(),
            given: Vec::new(),
            records: Vec::new(),
            note: None,
        };
        let municipality = MunicipalityCode::parse(TOWN_CODE).unwrap();
        let number = voucher::parse(&self.voucher).unwrap().number;
        Person {
            id: self.id,
            details,
            vouchers: vec![Voucher { municipality, number, validity: Validity::default() }],
            protected_at: self.is_protected.then_some(Timestamp::UNIX_EPOCH),
        }
    }
}
