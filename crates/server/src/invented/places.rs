//! The ten districts of the invented town and an address for every household. No street here exists;
//! every household gets an address of its own.

use super::TOWN;
use super::numbers::SplitMix64;

struct District {
    name: &'static str,
    homes_percent: u32,
    layout: Layout,
}

enum Layout {
    /// Numbered streets: 三条 by 二丁目, the grid every Hokkaido town centre has.
    Grid,
    /// Municipal housing: blocks of eight flats.
    Flats,
    /// Farms and forest edge: lot numbers with gaps.
    Lots,
}

const DISTRICTS: [District; 10] = [
    district("市街", 42, Layout::Grid),
    district("緑ヶ丘", 14, Layout::Flats),
    district("北窓", 10, Layout::Lots),
    district("南窓", 9, Layout::Lots),
    district("上窓川", 7, Layout::Lots),
    district("下窓川", 6, Layout::Lots),
    district("滝の沢", 5, Layout::Lots),
    district("白樺台", 4, Layout::Lots),
    district("鹿渡", 2, Layout::Lots),
    district("峠下", 1, Layout::Lots),
];

const fn district(name: &'static str, homes_percent: u32, layout: Layout) -> District {
    District { name, homes_percent, layout }
}

/// Where a household lives.
pub(super) struct Place {
    pub(super) district: &'static str,
    pub(super) address: String,
}

/// Knows which addresses are taken.
#[derive(Default)]
pub(super) struct Places {
    homes: [u32; DISTRICTS.len()],
}

impl Places {
    pub(super) fn settle(&mut self, rng: &mut SplitMix64) -> Place {
        let indexes: [usize; DISTRICTS.len()] = std::array::from_fn(|index| index);
        let index = *rng.weighted(&indexes, |index| DISTRICTS[*index].homes_percent);
        let District { name, layout, .. } = &DISTRICTS[index];
        let home = self.homes[index];
        self.homes[index] += 1;
        let lot = match layout {
            Layout::Grid => grid(home),
            Layout::Flats => flat(home),
            Layout::Lots => format!("{}番地", home * 3 + 1 + rng.below(3)),
        };
        Place { district: name, address: format!("{TOWN}字{name}{lot}") }
    }
}

fn grid(home: u32) -> String {
    let (street, block, number) = (home % 6 + 1, home / 6 % 8 + 1, home / 48 + 1);
    format!("{street}条通{block}丁目{number}番地")
}

fn flat(home: u32) -> String {
    let (building, floor, door) = (home / 8 + 1, home / 2 % 4 + 1, home % 2 + 1);
    format!("14番地 町営住宅{building}号棟{floor}0{door}号室")
}
