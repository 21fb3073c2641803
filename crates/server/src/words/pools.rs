//! The names of pools and doors on the desk.

use domain::{Door, Pool};

/// What a pool is called on the desk.
pub fn pool(pool: Pool) -> &'static str {
    match pool {
        Pool::Public => "LINE・公開",
        Pool::CallCentre => "電話",
        Pool::Group => "団体",
        Pool::StaffHeld => "確保",
        Pool::WalkIn => "当日",
    }
}

/// What a door is called on the desk. Whoever has no LINE comes through the pages of the same door.
pub fn door(door: Door) -> &'static str {
    match door {
        Door::Line => "LINE・画面",
        Door::Phone => "電話",
    }
}
