//! A booking as a calendar file (RFC 5545) for the phone's own calendar.

use super::booking::Full;
use crate::{
    App, Problem,
    web::{form::At, session::Resident, visit::Visit},
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::BookingId;
use jiff::Timestamp;

/// The file.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(id): At<BookingId>,
) -> Result<Response, Problem> {
    let full = Full::find(&app, resident.account, id).await?;
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Madoguchi//JA".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{id}@madoguchi"),
        format!("DTSTAMP:{}", utc(app.clock.now())),
        format!("DTSTART:{}", utc(full.slot.starts_at())),
        format!("DTEND:{}", utc(full.slot.ends_at())),
        format!("SUMMARY:{}", text(&full.programme.name)),
        format!("LOCATION:{}", text(&format!("{} {}", full.venue.name, full.venue.address))),
        format!("DESCRIPTION:{}", text(&visit.lang.calendar_number(full.booking.number))),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    let body: String = lines.iter().map(|line| folded(line)).collect();
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"yoyaku.ics\""),
    ];
    Ok((kind, body).into_response())
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Backslash, semicolon, comma and line break have a meaning of their own (3.3.11).
fn text(value: &str) -> String {
    value.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Lines of at most 75 octets, continued after a line break and a space (3.1).
fn folded(line: &str) -> String {
    let (mut out, mut width) = (String::with_capacity(line.len() + 8), 0);
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let line = "あ".repeat(40);
        let folded = folded(&line);
        assert!(folded.split("\r\n").all(|part| part.len() <= 75));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), line);
    }

    #[test]
    fn signs_with_a_meaning_are_escaped() {
        assert_eq!(text("窓川町, 市街; 1\\2\n3"), "窓川町\\, 市街\\; 1\\\\2\\n3");
    }
}
