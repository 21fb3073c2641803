//! How many cases a law is tried on: a thousand, or what `MADOGUCHI_TEST_CASES` says for a long run.

/// The number of cases of every property.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration file")]
pub(crate) fn cases() -> u32 {
    let asked = std::env::var("MADOGUCHI_TEST_CASES");
    asked.map_or(1_000, |number| number.parse().expect("MADOGUCHI_TEST_CASES is a number"))
}
