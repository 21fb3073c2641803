//! The machine's clock, for an emulator that nobody gave another.

#[expect(
    clippy::disallowed_methods,
    reason = "the default of the injected clock; the emulator has no App"
)]
pub(crate) fn machine() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
