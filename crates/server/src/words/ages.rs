//! Ages that are counted together, as the desk calls them.

use domain::age_band::AgeBand;

/// 65〜74歳, or 75歳以上 for a band without end.
pub fn band(band: AgeBand) -> String {
    match band.through {
        Some(through) => format!("{}〜{through}歳", band.from),
        None => format!("{}歳以上", band.from),
    }
}

#[cfg(test)]
mod tests {
    use super::band;
    use domain::age_band::BANDS;

    #[test]
    fn bands_read_aloud() {
        assert_eq!(BANDS.map(band), ["0〜6歳", "7〜17歳", "18〜64歳", "65〜74歳", "75歳以上"]);
    }
}
