//! What an officer types: the id of a programme, an instant, a file. What cannot be read is an answer.

use super::Answer;
use crate::{programme_file::ProgrammeFile, words::dates};
use domain::{
    ProgrammeId,
    when::{self},
};
use jiff::{Timestamp, civil::DateTime};
use std::{fs, path::Path};

/// The id of a programme.
pub(super) fn id(text: &str) -> Result<ProgrammeId, Answer> {
    text.trim().parse().map_err(|_| {
        Answer::no(format!(
            "「{text}」は事業の番号として読めません。madoguchi programme list で確かめて、写してください。"
        ))
    })
}

/// When bookings shall be taken from: a date and a time in Japan that is not over.
pub(super) fn opening(text: &str, now: Timestamp) -> Result<Timestamp, Answer> {
    let typed = text.trim();
    // A day without an hour would open at midnight, which nobody means.
    let has_hour = typed.contains(':');
    let Some(at) = typed.parse::<DateTime>().ok().filter(|_| has_hour).map(when::at_japan) else {
        return Err(Answer::no(format!(
            "「{text}」は日時として読めません。2026-12-01T09:00 のように、年月日と時刻を書いてください。"
        )));
    };
    if at < now {
        let (at, now) = (dates::instant(at), dates::instant(now));
        return Err(Answer::no(format!(
            "{at} は過ぎています（いまは {now}）。これからの日時を書いてください。"
        )));
    }
    Ok(at)
}

/// A file with a programme in it. It is read and never written.
pub(super) fn file(path: &Path) -> Result<ProgrammeFile, Answer> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| {
        Answer::no(format!("{shown} を読めません（{error}）。ファイルの名前を確かめてください。"))
    })?;
    ProgrammeFile::read(&bytes).map_err(|problem| Answer::no(format!("{shown}：{problem}")))
}
