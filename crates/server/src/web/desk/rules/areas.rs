//! The districts that a waitlist asks first as a field, a district a line, and back.

use super::typed::Reading;
use crate::words::waits;
use domain::waitlist::{Order, areas};

/// The districts as they stand in the field.
pub(super) fn text(order: &Order) -> String {
    match order {
        Order::Areas(areas) => areas.join("\n"),
        _ => String::new(),
    }
}

impl Reading<'_> {
    pub(super) fn areas_first(&mut self) -> Option<Order> {
        let typed = self.given("areas").unwrap_or_default();
        let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
        let areas: Vec<String> = lines.map(str::to_owned).collect();
        match areas::check(&areas) {
            Ok(()) => Some(Order::Areas(areas)),
            Err(why) => {
                self.wrong("areas", waits::not_areas(why));
                None
            }
        }
    }
}
