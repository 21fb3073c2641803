//! The vaccines of a programme as fields, and back: their names, vials and dates of expiry, and one more.

use super::typed::{Reading, number};
use domain::{Policy, interval::VaccineKind, product::Product, when::Date};
use std::collections::BTreeSet;

/// The longest name of a product.
const NAME_MOST: usize = 60;
/// The most doses of one vial.
const VIAL_MOST: u16 = 100;

/// How a vaccine is made and given, by its name in the form.
pub(super) const KINDS: [(&str, &str, VaccineKind); 3] = [
    ("inactivated", "生ワクチンではない", VaccineKind::Inactivated),
    ("injected_live", "注射の生ワクチン", VaccineKind::InjectedLive),
    ("oral_live", "飲む生ワクチン", VaccineKind::OralLive),
];

/// A product's fields, by their names.
pub(super) struct ProductFields {
    pub(super) label: String,
    pub(super) name: String,
    pub(super) vial: String,
    pub(super) until: String,
}

impl ProductFields {
    pub(super) fn of(label: String, head: &str) -> Self {
        let name = |tail: &str| format!("{head}_{tail}");
        Self { label, name: name("name"), vial: name("vial"), until: name("until") }
    }
}

/// Those there are.
pub(super) fn all(policy: &Policy) -> Vec<ProductFields> {
    let products = policy.products.iter().enumerate();
    products.map(|(at, of)| ProductFields::of(of.name.clone(), &head(at))).collect()
}

fn head(index: usize) -> String {
    format!("vaccine_{index}")
}

/// The fields as the rules stand, and empty ones for one more.
pub(super) fn put(policy: &Policy, put: &mut impl FnMut(&str, String)) {
    for (index, product) in policy.products.iter().enumerate() {
        let fields = ProductFields::of(String::new(), &head(index));
        put(&fields.name, product.name.clone());
        put(&fields.vial, product.vial.map_or_else(String::new, |vial| vial.to_string()));
        let until = product.usable_until;
        put(&fields.until, until.map_or_else(String::new, |until| until.to_string()));
    }
    let fields = ProductFields::of(String::new(), "vaccine_new");
    for name in [&fields.name, &fields.vial, &fields.until] {
        put(name, String::new());
    }
    put("vaccine_new_kind", "inactivated".to_owned());
}

impl Reading<'_> {
    pub(super) fn products(&mut self, policy: &mut Policy) {
        for (index, product) in policy.products.iter_mut().enumerate() {
            let fields = ProductFields::of(String::new(), &head(index));
            if let Some(name) = self.product_name(&fields.name) {
                product.name = name;
            }
            self.vial(&fields.vial, &mut product.vial);
            self.usable(&fields.until, &mut product.usable_until);
        }
        self.new_product(policy);
        let mut names = BTreeSet::new();
        for index in 0..policy.products.len() {
            if !names.insert(policy.products[index].name.clone()) {
                let new = self.given("vaccine_new_name").is_some_and(|name| !name.is_empty());
                let last = index + 1 == policy.products.len();
                let head = if new && last { "vaccine_new".to_owned() } else { head(index) };
                self.wrong(
                    &format!("{head}_name"),
                    "同じ名前の製品があります。枠をつくるときに見分けられるよう、ちがう名前にしてください。",
                );
            }
        }
    }

    /// A name in the field of a product that there is; none where the form does not have it.
    fn product_name(&mut self, field: &str) -> Option<String> {
        let typed = self.given(field)?;
        if typed.is_empty() {
            self.wrong(
                field,
                "製品の名前を入れてください。使わなくなった製品は、そのまま残しておけば、枠で選ばないだけです。",
            );
        } else if typed.chars().count() > NAME_MOST {
            self.wrong(field, format!("製品の名前は{NAME_MOST}文字までにしてください。"));
        }
        Some(typed)
    }

    fn vial(&mut self, field: &str, value: &mut Option<u16>) {
        let Some(typed) = self.given(field) else { return };
        if typed.is_empty() {
            *value = None;
            return;
        }
        match number(&typed).filter(|doses| (1..=VIAL_MOST).contains(doses)) {
            Some(doses) => *value = Some(doses),
            None => self.wrong(
                field,
                format!("「{typed}」は1本の人数として読めません。1から{VIAL_MOST}までの数字を入れるか、空欄にしてください。"),
            ),
        }
    }

    fn usable(&mut self, field: &str, value: &mut Option<Date>) {
        if self.given(field).is_some()
            && let Ok(day) = self.day(field)
        {
            *value = day;
        }
    }

    fn new_product(&mut self, policy: &mut Policy) {
        let fields = ProductFields::of(String::new(), "vaccine_new");
        let name = self.given(&fields.name).unwrap_or_default();
        let (mut vial, mut usable_until) = (None, None);
        self.vial(&fields.vial, &mut vial);
        self.usable(&fields.until, &mut usable_until);
        if name.is_empty() {
            if vial.is_some() || usable_until.is_some() {
                self.wrong(&fields.name, "足す製品の名前を入れてください。");
            }
            return;
        }
        self.product_name(&fields.name);
        let kind = self.given("vaccine_new_kind").unwrap_or_default();
        let kind = KINDS.iter().find(|(name, _, _)| *name == kind);
        let Some((_, _, kind)) = kind else {
            self.wrong("vaccine_new_kind", "ワクチンの種類を、一覧から選んでください。");
            return;
        };
        let code = unused(policy.products.iter().map(|product| product.code.as_str()), "product");
        let product =
            Product { code, name, kind: *kind, intervals: Vec::new(), usable_until, vial };
        policy.products.push(product);
    }
}

/// A code that none of these is.
pub(super) fn unused<'c>(codes: impl Iterator<Item = &'c str>, head: &str) -> String {
    let taken: BTreeSet<&str> = codes.collect();
    let mut numbers = (1..).map(|number| format!("{head}-{number}"));
    numbers.find(|code| !taken.contains(code.as_str())).expect("numbers do not end")
}
