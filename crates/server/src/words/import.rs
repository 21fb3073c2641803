//! What stands in the way of an import, in words for whoever runs it. People are named by row and internal
//! number, never by name: what is printed may stay on a screen.

use super::dates;
use crate::actions::import_people::{RowProblem, Why};
use domain::when;

/// Why a row was not taken, and what to do.
pub fn row_problem(problem: &RowProblem) -> String {
    let row = problem.row;
    match problem.why {
        Why::TwoPersons => format!(
            "{row}行目：宛名番号と接種券番号が、名簿では別々の人のものです。どちらが正しいか確かめ、直してください。"
        ),
        Why::Reissued { person, at } => format!(
            "{row}行目：この接種券番号は、{} に再発行されて使えなくなっています（内部番号 {person}）。新しい番号に直すか、接種券番号を空欄にしてください。",
            dates::long(when::japan_date(at))
        ),
        Why::SamePerson { other } => format!(
            "{row}行目：{other}行目と同じ人です。どちらが正しいか確かめ、1行だけを残してください。"
        ),
    }
}
