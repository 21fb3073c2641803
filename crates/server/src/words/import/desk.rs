//! Imports in words for a page of the desk: the same findings as on the command line, with what is pressed there.

use super::{Doubts, Obstacle, RowProblem, obstacle, row_problem, rows};

/// What was not taken as the file has it, and what to do about it, a sentence each.
pub fn doubts_at_desk(doubts: &Doubts, most: usize) -> Vec<String> {
    let Doubts { still_protected, unknown_products, unknown_groups } = doubts;
    let told = [
        (
            still_protected,
            "で支援措置が「無」ですが、支援措置の対象として登録されている方です。支援措置は外さず、そのままにしました。終わったことを確かめた方だけのファイルで、「支援措置を外す」に印を付けて取りこむと、外れます。",
        ),
        (
            unknown_products,
            "の接種歴に、事業にないワクチンの名前があります。名前は書かれたとおりに残し、前の回と同じワクチンかどうかは確かめません。事業のワクチンの名前に直して取りこみなおすと、確かめるようになります。",
        ),
        (
            unknown_groups,
            "の優先対象に、どの事業にもないコードがあります。このままでは優先になりません。事業で決めたコードに直して、取りこみなおしてください。",
        ),
    ];
    let told = told.into_iter().filter(|(found, _)| !found.is_empty());
    told.map(|(found, what)| format!("{}行（{}）{what}", found.len(), rows(found, most))).collect()
}

/// Rows that do not lead to one person.
pub fn row_problems(problems: &[RowProblem], most: usize) -> Vec<String> {
    first(problems.iter().map(row_problem), most)
}

/// What keeps an import from being taken back.
pub fn obstacles(obstacles: &[Obstacle], most: usize) -> Vec<String> {
    first(obstacles.iter().map(obstacle), most)
}

/// The first of them, and how many more there are.
fn first(all: impl ExactSizeIterator<Item = String>, most: usize) -> Vec<String> {
    let more = all.len().saturating_sub(most);
    let rest = (more > 0).then(|| format!("このほかに {more}件あります。"));
    all.take(most).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_is_told_of_its_own_buttons_and_of_no_command() {
        let all = Doubts {
            still_protected: vec![2],
            unknown_products: vec![3, 4],
            unknown_groups: vec![5],
        };
        let told = doubts_at_desk(&all, 1);
        assert_eq!(told.len(), 3);
        assert!(told[1].starts_with("2行（3行目ほか1行）の接種歴"), "{}", told[1]);
        assert!(told.iter().all(|told| !told.contains("--") && !told.contains("madoguchi")));
        assert!(doubts_at_desk(&Doubts::default(), 1).is_empty());
    }

    #[test]
    fn a_long_list_says_how_many_more_there_are() {
        let all = ["a", "b", "c"].map(str::to_owned).into_iter();
        assert_eq!(first(all, 2), ["a", "b", "このほかに 1件あります。"]);
        assert_eq!(first(std::iter::once("a".to_owned()), 2), ["a"]);
    }
}
