//! Charts as plain numbers for the templates to draw: bars and a line, in a box of 720 by 240 units. Each stands
//! beside a table that says the same.

/// The box's size.
const WIDE: u32 = 720;
const HIGH: u32 = 240;
/// Room for the letters to the left, and below.
const LEFT: u32 = 48;
const BELOW: u32 = 24;

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) at: u32,
    pub(super) label: String,
}

/// A bar, or a piece of one that stands on others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) wide: u32,
    pub(super) high: u32,
    /// Which of the kinds, from 0.
    pub(super) kind: usize,
    /// What it stands for, for whoever points at it.
    pub(super) says: String,
}

/// Bars side by side, each of several kinds on top of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bars {
    pub(super) bars: Vec<Bar>,
    pub(super) below: Vec<Tick>,
    pub(super) beside: Vec<Tick>,
}

/// A line that goes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) points: String,
    /// Where it ends: all there is to see of a single day.
    pub(super) end: (u32, u32),
    pub(super) below: Vec<Tick>,
    pub(super) beside: Vec<Tick>,
    pub(super) rows: Vec<(String, u32)>,
}

/// Up to how many, so that the largest fits and the marks are round numbers.
fn top(largest: u32) -> u32 {
    let mut step = 1;
    loop {
        for round in [4, 8, 20] {
            if largest <= round * step {
                return round * step;
            }
        }
        step *= 10;
    }
}

fn height(of: u32, top: u32) -> u32 {
    let high = u64::from(of) * u64::from(HIGH - BELOW) / u64::from(top.max(1));
    u32::try_from(high).unwrap_or(HIGH - BELOW)
}

/// Four marks from nothing to the top.
fn beside(top: u32) -> Vec<Tick> {
    let mark = |quarter: u32| {
        let of = top / 4 * quarter;
        Tick { at: HIGH - BELOW - height(of, top), label: of.to_string() }
    };
    (0..=4).map(mark).collect()
}

/// Where the n-th of so many stands.
fn across(n: usize, of: usize) -> u32 {
    let room = u64::from(WIDE - LEFT);
    LEFT + u32::try_from(room * n as u64 / (of.max(1) as u64)).unwrap_or(0)
}

/// Stacked bars: for each its label, and how many of each kind with what to call them.
pub(super) fn bars(rows: &[(String, Vec<(String, u32)>)], label_every: usize) -> Bars {
    let sum = |kinds: &[(String, u32)]| kinds.iter().map(|(_, n)| n).sum::<u32>();
    let top = top(rows.iter().map(|(_, kinds)| sum(kinds)).max().unwrap_or(0));
    let (mut all, mut below) = (Vec::new(), Vec::new());
    for (at, (label, kinds)) in rows.iter().enumerate() {
        let (x, next) = (across(at, rows.len()), across(at + 1, rows.len()));
        if at % label_every.max(1) == 0 {
            below.push(Tick { at: x, label: label.clone() });
        }
        let mut under = 0;
        for (kind, (name, n)) in kinds.iter().enumerate().filter(|(_, (_, n))| *n > 0) {
            let (from, to) = (height(under, top), height(under + n, top));
            let says = format!("{label} {name} {n}件");
            let (y, high) = (HIGH - BELOW - to, to - from);
            all.push(Bar { x, y, wide: (next - x).saturating_sub(2).max(1), high, kind, says });
            under += n;
        }
    }
    Bars { bars: all, below, beside: beside(top) }
}

/// A line through values that stand at equal distances; none where there is nothing to draw.
pub(super) fn line(rows: Vec<(String, u32)>) -> Option<Line> {
    let largest = rows.iter().map(|(_, n)| *n).max().filter(|n| *n > 0)?;
    let top = top(largest);
    let last = rows.len().saturating_sub(1);
    let point =
        |(at, (_, n)): (usize, &(String, u32))| (across(at, last), HIGH - BELOW - height(*n, top));
    let points: Vec<(u32, u32)> = rows.iter().enumerate().map(point).collect();
    let end = *points.last()?;
    let points = points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    let every = rows.len().div_ceil(6).max(1);
    let labels = rows.iter().enumerate().step_by(every);
    let below = labels.map(|(at, (label, _))| Tick { at: across(at, last), label: label.clone() });
    Some(Line { points, end, below: below.collect(), beside: beside(top), rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_are_round_and_the_largest_fits() {
        assert_eq!(
            [0, 1, 4, 5, 8, 9, 20, 21, 199, 80_001].map(top),
            [4, 4, 4, 8, 8, 20, 20, 40, 200, 200_000]
        );
        let labels: Vec<String> = beside(20).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["0", "5", "10", "15", "20"]);
    }

    #[test]
    fn bars_of_one_place_stand_on_each_other_and_within_the_box() {
        let kinds = |a, b| vec![("LINE".to_owned(), a), ("電話".to_owned(), b)];
        let drawn = bars(&[("9時".to_owned(), kinds(3, 1)), ("10時".to_owned(), kinds(0, 4))], 1);
        let [first, second, third] = &drawn.bars[..] else { panic!("{:?}", drawn.bars) };
        assert_eq!((first.y + first.high, second.y + second.high), (HIGH - BELOW, first.y));
        assert_eq!((second.y, third.y), (0, 0), "four is the top");
        assert!(third.x + third.wide <= WIDE);
        assert_eq!(third.says, "10時 電話 4件");
    }

    #[test]
    fn a_line_of_one_day_and_of_none() {
        assert_eq!(line(Vec::new()), None);
        assert_eq!(line(vec![("11月1日".to_owned(), 0)]), None);
        let one = line(vec![("11月1日".to_owned(), 4)]).unwrap();
        assert_eq!((one.points.as_str(), one.end), ("48,0", (48, 0)));
    }
}
