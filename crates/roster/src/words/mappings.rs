//! Why it is not clear which column is what, and what to choose.
//! Which columns those are is found in `mapping`.

use super::{column_name, column_names};
use crate::field::Field;
use crate::mapping::MappingProblem;
use crate::table::Column;

/// What is unclear, and what to do.
pub fn mapping_problem(problem: &MappingProblem) -> String {
    match problem {
        MappingProblem::NoHeader { first_row } => format!(
            "見出しの行が見つかりません（最初の行は{first_row}行目）。「氏名」「生年月日」などの見出しを付けるか、列を選んでください。"
        ),
        MappingProblem::NoSuchRow { row } => {
            format!("見出しに選ばれた{row}行目がありません。")
        }
        MappingProblem::TwoColumns { field, columns } => format!(
            "「{}」にあたる列が{}つあります: {}。使う列を選んでください。",
            field.label(),
            columns.len(),
            column_names(columns)
        ),
        MappingProblem::TwoFields { column, fields } => format!(
            "{}が、{}の両方に選ばれています。",
            column_name(column),
            labels(fields).join("と")
        ),
        MappingProblem::Missing { any_of, candidates } => format!(
            "{}の列が見つかりません。{}",
            labels(any_of).join("または"),
            proposal(candidates)
        ),
        MappingProblem::NoSuchColumn { field, choice, candidates } => format!(
            "「{}」に選ばれた列「{choice}」がありません。{}",
            field.label(),
            proposal(candidates)
        ),
    }
}

fn labels(fields: &[Field]) -> Vec<String> {
    fields.iter().map(|field| format!("「{}」", field.label())).collect()
}

fn proposal(candidates: &[Column]) -> String {
    if candidates.is_empty() {
        "列を選んでください。".into()
    } else {
        format!("近いのは{}です。", column_names(candidates))
    }
}
