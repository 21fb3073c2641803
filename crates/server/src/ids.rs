//! The only place that draws random bytes for ids and secrets. A simulation gives a seed.

use crate::clock::Clock;
use ring::rand::{SecureRandom, SystemRandom};
use uuid::{Builder, Uuid};

/// Makes ids and secrets.
#[derive(Clone, Debug)]
pub struct Ids {
    clock: Clock,
    random: SystemRandom,
}

impl Ids {
    /// Ids whose time part follows this clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, random: SystemRandom::new() }
    }

    /// A new UUIDv7, which sorts by when it was made.
    pub fn uuid(&self) -> Uuid {
        let ms = u64::try_from(self.clock.now().as_millisecond()).expect("we live after 1970");
        Builder::from_unix_timestamp_millis(ms, &self.bytes()).into_uuid()
    }

    /// A secret of 256 bits that fits into a cookie or a URL.
    pub fn secret(&self) -> String {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes).expect("the system gives random bytes");
        bytes
    }
}
