//! Chance from a seed, and every number an invented resident carries: voucher and telephones. The
//! numbers look real and are not: none of these telephones can ring anywhere.

/// `SplitMix64` (Steele, Lea and Flood, 2014): eight lines that give the same sequence on every
/// machine and for ever, which a library's "standard" generator does not promise. Not for secrets.
pub(super) struct SplitMix64(u64);

impl SplitMix64 {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `bound`.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let scaled = ((self.draw() >> 32) * u64::from(bound)) >> 32;
        u32::try_from(scaled).expect("a 32-bit fraction of a u32 fits a u32")
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: i16, last: i16) -> i16 {
        let span = u32::from(last.abs_diff(first)) + 1;
        let step = i32::try_from(self.below(span)).expect("a span of i16 fits an i32");
        i16::try_from(i32::from(first) + step).expect("between two i16")
    }

    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// An element, as often as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [T], weight: fn(&T) -> u32) -> &'a T {
        let drawn = self.below(items.iter().map(weight).sum());
        let mut passed = 0;
        items
            .iter()
            .find(|item| {
                passed += weight(item);
                drawn < passed
            })
            .expect("the draw is below the sum of the weights")
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let bound = u32::try_from(last + 1).expect("a town is smaller than u32");
            let other = usize::try_from(self.below(bound)).expect("an index fits usize");
            items.swap(last, other);
        }
    }
}

/// Hands out numbers, each once, in an order that tells nothing about the order of the people.
pub(super) struct Numbers {
    key: u64,
    vouchers: u64,
    landlines: u64,
    mobiles: u64,
}

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self { key: SplitMix64::new(seed).draw(), vouchers: 0, landlines: 0, mobiles: 0 }
    }

    /// Ten digits that begin with zeros, as a town's own numbering usually does: whatever treats the
    /// number as a number, or opens it in a spreadsheet, shows its mistake at once.
    pub(super) fn voucher(&mut self) -> String {
        self.vouchers += 1;
        format!("{:010}", scrambled(self.vouchers, (10_000, 10_000), self.key))
    }

    /// A household telephone of the one exchange 0158-19. In Japan a local number begins with 2–9
    /// (総務省「電話番号に関するQ&A」: 0 dials out of the area, 1 is for emergency and service
    /// numbers), so no exchange begins with 1 and this one cannot be assigned to anybody. An area
    /// code that is merely free today (01-9999-…) would read as Morioka's 019-999 and may be given
    /// out tomorrow. From the ten-thousandth household on, numbers repeat.
    pub(super) fn landline(&mut self) -> String {
        self.landlines += 1;
        format!("0158-19-{:04}", scrambled(self.landlines, (100, 100), self.key))
    }

    /// A mobile telephone of the block 090-0: numbers in use have another digit than 0 after 090
    /// (総務省「電気通信番号指定状況」).
    pub(super) fn mobile(&mut self) -> String {
        self.mobiles += 1;
        let number = scrambled(self.mobiles, (1_000, 10_000), self.key);
        format!("090-0{:03}-{:04}", number / 10_000, number % 10_000)
    }
}

/// A one-to-one shuffle of `0..rows * columns`: a Feistel network, in which each half in turn is
/// moved by an amount that depends on the other half only and can therefore be moved back.
fn scrambled(index: u64, (rows, columns): (u64, u64), key: u64) -> u64 {
    let amount = |half: u64, round: u64| SplitMix64::new(key ^ (half << 8) ^ round).draw();
    let (mut row, mut column) = (index / columns % rows, index % columns);
    for round in [0, 2, 4] {
        row = (row + amount(column, round) % rows) % rows;
        column = (column + amount(row, round + 1) % columns) % columns;
    }
    row * columns + column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut rng = SplitMix64::new(1_234_567);
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(std::array::from_fn(|_| rng.draw()), published);
    }

    #[test]
    fn ranges_reach_both_ends_and_nothing_else() {
        let mut rng = SplitMix64::new(7);
        let mut seen: Vec<i16> = (0..1_000).map(|_| rng.between(-2, 3)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [-2, -1, 0, 1, 2, 3]);
    }

    #[test]
    fn weights_are_kept() {
        let mut rng = SplitMix64::new(7);
        let drawn = (0..10_000).filter(|_| *rng.weighted(&[1, 0, 3], |w| *w) == 3).count();
        assert!((7_300..7_700).contains(&drawn), "{drawn} of 10000, expected 7500");
        assert!((0..1_000).all(|_| *rng.weighted(&[1, 0, 3], |w| *w) != 0));
    }

    #[test]
    fn scrambling_loses_and_repeats_nothing() {
        for size in [(100, 100), (1_000, 10), (7, 3)] {
            let mut all: Vec<u64> = (0..size.0 * size.1).map(|i| scrambled(i, size, 99)).collect();
            let ordered = all.clone();
            all.sort_unstable();
            assert!(all.iter().copied().eq(0..size.0 * size.1), "{size:?}");
            assert_ne!(all, ordered);
        }
    }
}
