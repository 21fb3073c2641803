//! The vaccines of a series as the town's programmes know them, and which of them a file means by a name.

use domain::{Programme, interval::VaccineKind, kana::fold, product::Product};
use std::collections::{BTreeSet, HashMap};

/// The products of every programme that gives a series.
#[derive(Debug, Default)]
pub struct Vaccines {
    products: Vec<Product>,
    /// The code by every folded code and name; none where two products share it.
    meant: HashMap<String, Option<String>>,
}

impl Vaccines {
    /// Those of a series, or none if no programme gives it.
    pub fn of(programmes: &[Programme], series: &str) -> Option<Self> {
        let of_it = |p: &&Programme| !series.is_empty() && p.policy.series == series;
        let mut of_it = programmes.iter().filter(of_it).peekable();
        of_it.peek()?;
        let products: Vec<Product> = of_it.flat_map(|p| p.policy.products.clone()).collect();
        let mut meant: HashMap<String, Option<String>> = HashMap::new();
        for product in &products {
            for said in [&product.code, &product.name].map(|text| fold(text)) {
                let code = meant.entry(said).or_insert_with(|| Some(product.code.clone()));
                code.take_if(|code| *code != product.code);
            }
        }
        meant.remove("");
        Some(Self { products, meant })
    }

    /// The code of the product that a file means, by code or name, however that is written.
    pub fn code(&self, said: &str) -> Option<&str> {
        self.meant.get(&fold(said))?.as_deref()
    }

    /// A product's name, where the name leads back to it; else its code.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        let product = self.products.iter().find(|product| product.code == code);
        let name = product.map(|product| product.name.as_str());
        name.filter(|name| self.code(name) == Some(code)).unwrap_or(code)
    }

    /// How a product is given. Of one that is not known, the kind that keeps most distance from others, among
    /// those of the series, or among all there are where the town has not said which those may be.
    pub fn kind(&self, code: Option<&str>) -> VaccineKind {
        let named = self.products.iter().find(|product| code == Some(product.code.as_str()));
        let live = || self.products.iter().find(|p| p.kind == VaccineKind::InjectedLive);
        let product = named.or_else(live).or(self.products.first());
        product.map_or(VaccineKind::InjectedLive, |product| product.kind)
    }
}

/// The series that the town's programmes give.
pub fn series_of(programmes: &[Programme]) -> BTreeSet<String> {
    let series = programmes.iter().map(|programme| programme.policy.series.clone());
    series.filter(|series| !series.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Policy, ProgrammeId};

    fn programme(series: &str, products: &[(&str, &str, VaccineKind)]) -> Programme {
        let product = |(code, name, kind): &(&str, &str, VaccineKind)| Product {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            kind: *kind,
            intervals: Vec::new(),
            usable_until: None,
            vial: None,
        };
        let products = products.iter().map(product).collect();
        let policy = Policy { series: series.to_owned(), products, ..Policy::default() };
        let (id, name) = (ProgrammeId(uuid::Uuid::from_u128(1)), String::new());
        Programme { id, name, opens_at: None, closes_at: None, policy }
    }

    const KILLED: VaccineKind = VaccineKind::Inactivated;

    #[test]
    fn a_name_leads_to_a_code_however_it_is_written() {
        let town = [
            programme("covid", &[("pfizer", "ファイザー", KILLED), ("・", "・", KILLED)]),
            programme("covid", &[("moderna", "モデルナ", KILLED), ("old", "もでるな", KILLED)]),
            programme("mr", &[("mr", "MR", VaccineKind::InjectedLive)]),
        ];
        let vaccines = Vaccines::of(&town, "covid").unwrap();
        for said in ["pfizer", "Ｐｆｉｚｅｒ", "ファイザー", "ﾌｧｲｻﾞｰ", "ふぁいざー"]
        {
            assert_eq!(vaccines.code(said), Some("pfizer"), "{said}");
        }
        for said in ["モデルナ", "MR", "ノババックス", "", "・"] {
            assert_eq!(vaccines.code(said), None, "{said}: not known, or not to be told apart");
        }
        assert_eq!([vaccines.name("pfizer"), vaccines.name("old")], ["ファイザー", "old"]);
    }

    #[test]
    fn what_is_not_known_keeps_most_distance() {
        let live = VaccineKind::InjectedLive;
        let town = [
            programme("one", &[("a", "A", KILLED), ("b", "B", live)]),
            programme("two", &[("a", "A", KILLED)]),
            programme("none", &[]),
            programme("", &[("a", "A", KILLED)]),
        ];
        let kinds = |series, code| Vaccines::of(&town, series).unwrap_or_default().kind(code);
        for (series, code, kind) in [
            ("one", Some("a"), KILLED),
            ("one", Some("c"), live),
            ("two", None, KILLED),
            ("none", None, live),
            ("nowhere", None, live),
            ("", None, live),
        ] {
            assert_eq!(kinds(series, code), kind, "{series} {code:?}");
        }
        assert_eq!(series_of(&town).into_iter().collect::<Vec<_>>(), ["none", "one", "two"]);
    }
}
