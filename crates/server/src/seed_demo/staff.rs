//! The demo's officers: one who may do everything, and one each for the phone, for a venue and for reading along. All have
//! the same password and no second factor, so that the demo opens at once.

use crate::{ids::Ids, words::roles};
use domain::{Duty, OfficerId, Role, VenueId, role::Venues};
use std::{collections::BTreeSet, fmt::Write as _};
use store::Officer;

/// The password of all of them.
pub(super) const PASSWORD: &str = "madoguchi-demo";

/// Login, name and role; the first is the one whom the demo's own changes are by.
const STAFF: [(&str, &str, Role); 4] = [
    ("hokenshi", "保健師 窓川みどり", Role::Administrator),
    ("denwa", "オペレーター 北川こだま", Role::Operator),
    ("uketsuke", "受付 南野はるか", Role::Reception),
    ("kansa", "監査 西山まこと", Role::Auditor),
];

/// They, with this hash of the password; reception sits at this venue alone.
pub(super) fn officers(ids: &Ids, password: &str, venue: VenueId) -> Vec<Officer> {
    let officer = |(login, name, role): (&str, &str, Role)| {
        let venues = match role {
            Role::Reception => Venues::Only(BTreeSet::from([venue])),
            _ => Venues::Every,
        };
        Officer {
            id: OfficerId(ids.uuid()),
            login: login.to_owned(),
            name: name.to_owned(),
            password: password.to_owned(),
            duty: Duty { role, venues },
            disabled_at: None,
        }
    };
    STAFF.into_iter().map(officer).collect()
}

/// How they sign in, a line each.
pub(super) fn told(text: &mut String) {
    for (login, name, role) in STAFF {
        let role = roles::role(role);
        writeln!(text, "  職員のログイン  {login:<9} {role}（{name}）")
            .expect("writing to memory does not fail");
    }
    writeln!(text, "  パスワード      {PASSWORD}（どの職員も同じ）")
        .expect("writing to memory does not fail");
}
