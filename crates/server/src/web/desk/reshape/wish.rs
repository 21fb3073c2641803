//! What an officer typed on the page that reshapes places, as a wish; and a wish as the address that shows it.

use crate::web::form::number;
use domain::{
    Pool, Slot, SlotId,
    reshape::{Reshape, Shape},
};
use serde::Deserialize;

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    /// Which of the acts; empty where none was chosen yet.
    pub(super) what: String,
    pub(super) pool: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) places: String,
    /// More or fewer.
    pub(super) direction: String,
    pub(super) reason: String,
    /// Each slot with its shape, as the page showed it.
    pub(super) shapes: String,
    /// Whether those that cannot stay as they are.
    pub(super) possible: String,
}

/// What is wrong with what was typed: the field, and a sentence.
pub(super) type Wrong = (&'static str, String);

impl Typed {
    /// The wish; nothing where none was chosen.
    pub(super) fn wish(&self) -> Result<Option<Reshape>, Wrong> {
        let pool = |name: &str, field, say: &str| {
            Pool::named(name).ok_or_else(|| (field, format!("{say}を選んでください。")))
        };
        Ok(Some(match self.what.as_str() {
            "shift" => {
                let from = pool(&self.from, "from", "移す元")?;
                let to = pool(&self.to, "to", "移す先")?;
                if from == to {
                    return Err((
                        "to",
                        "移す元と移す先には、別の受付方法を選んでください。".to_owned(),
                    ));
                }
                Reshape::Shift { from, to, places: self.number(1, "移す枠数")? }
            }
            "add" => {
                let pool = pool(&self.pool, "pool", "受付方法")?;
                let by = i64::from(self.number(1, "ふやす・へらす枠数")?);
                Reshape::Add { pool, by: if self.direction == "fewer" { -by } else { by } }
            }
            "over" => {
                let pool = pool(&self.pool, "pool", "受付方法")?;
                Reshape::Overbook { pool, to: self.number(0, "上乗せする枠数")? }
            }
            "close" => Reshape::Close,
            "reopen" => Reshape::Reopen,
            _ => return Ok(None),
        }))
    }

    fn number(&self, least: u32, what: &str) -> Result<u32, Wrong> {
        let say = || ("places", format!("{what}は、{least}以上の数字で入力してください。"));
        number(&self.places).filter(|n| *n >= least).ok_or_else(say)
    }

    /// The slots as the page showed them; none where that cannot be read.
    pub(super) fn shapes(&self) -> Option<Vec<(SlotId, Shape)>> {
        let one = |part: &str| {
            let (id, shape) = part.split_once('=')?;
            Some((id.parse().ok()?, shape.parse().ok()?))
        };
        self.shapes.split(';').map(one).collect()
    }

    /// The fields that go along when it is confirmed.
    pub(super) fn hidden(&self, slots: &[Slot]) -> Vec<(&'static str, String)> {
        let shape = |slot: &Slot| format!("{}={}", slot.id, Shape::of(slot));
        let shapes: Vec<String> = slots.iter().map(shape).collect();
        vec![
            ("what", self.what.clone()),
            ("pool", self.pool.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("places", self.places.clone()),
            ("direction", self.direction.clone()),
            ("shapes", shapes.join(";")),
        ]
    }
}

/// Whether a wish needs a reason: it takes something from somebody, or risks that.
pub(super) fn needs_reason(wish: &Reshape) -> bool {
    matches!(wish, Reshape::Close | Reshape::Overbook { .. })
}

/// The query that shows a wish.
pub(super) fn query(wish: &Reshape) -> String {
    match wish {
        Reshape::Shift { from, to, places } => {
            format!("what=shift&from={}&to={}&places={places}", from.name(), to.name())
        }
        Reshape::Add { pool, by } => {
            let direction = if *by < 0 { "fewer" } else { "more" };
            let places = by.unsigned_abs();
            format!("what=add&pool={}&direction={direction}&places={places}", pool.name())
        }
        Reshape::Overbook { pool, to } => format!("what=over&pool={}&places={to}", pool.name()),
        Reshape::Close => "what=close".to_owned(),
        Reshape::Reopen => "what=reopen".to_owned(),
        Reshape::Set(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Typed, query};
    use domain::{Pool, reshape::Reshape};

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        let query: Vec<String> =
            pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        serde_urlencoded_of(&query.join("&"))
    }

    fn serde_urlencoded_of(text: &str) -> Typed {
        let uri = format!("/?{text}").parse().expect("an address");
        axum::extract::Query::try_from_uri(&uri).expect("a form").0
    }

    #[test]
    fn what_is_typed_is_a_wish_or_a_sentence() {
        let (from, to) = (Pool::Public, Pool::CallCentre);
        let add = Reshape::Add { pool: from, by: -3 };
        for wish in [Reshape::Shift { from, to, places: 2 }, add, Reshape::Close, Reshape::Reopen] {
            let read = serde_urlencoded_of(&query(&wish)).wish();
            assert_eq!(read, Ok(Some(wish.clone())), "{wish:?}");
        }
        assert_eq!(Typed::default().wish(), Ok(None));
        for places in ["", "0", "-1", "たくさん", "1.5", "99999999999999", "25:00"] {
            let mut typed = typed(&[("what", "shift"), ("from", "public"), ("to", "call_centre")]);
            typed.places = places.to_owned();
            let (field, say) = typed.wish().expect_err(places);
            assert_eq!(
                (field, say.as_str()),
                ("places", "移す枠数は、1以上の数字で入力してください。")
            );
        }
        let same = [("what", "shift"), ("from", "public"), ("to", "public"), ("places", "1")];
        assert_eq!(typed(&same).wish().expect_err("to itself").0, "to");
        let nobody = [("what", "over"), ("pool", "nobody"), ("places", "1")];
        assert_eq!(typed(&nobody).wish().expect_err("no pool").0, "pool");
    }
}
