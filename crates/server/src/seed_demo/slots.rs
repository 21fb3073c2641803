//! Two venues and three weeks of slots: quarter hours with a lunch gap, not on national holidays.

use super::Size;
use crate::ids::Ids;
use domain::{
    Change, Pool, PoolCount, ProgrammeId, SessionId, Slot, SlotId, VenueId, holiday,
    venue::{Session, Venue},
    when::Date,
};
use jiff::{
    ToSpan,
    civil::{Time, Weekday, time},
};

const DAYS: i32 = 21;
const MINUTES: i64 = 15;

/// What is given at a venue, with the days it opens, its hours, and places per slot for LINE and for the phone.
struct Plan {
    programme: ProgrammeId,
    venue: Venue,
    open: fn(Weekday) -> bool,
    hours: &'static [(Time, Time)],
    places: (u32, u32),
}

/// Adds the venues, sessions and slots to `changes`; the slots come back by date and time. Children come on
/// Saturdays.
pub(super) fn make(
    ids: &Ids,
    (everyone, children): (ProgrammeId, ProgrammeId),
    size: Size,
    today: Date,
    changes: &mut Vec<Change>,
) -> Vec<Slot> {
    let plans = plans(ids, everyone, children);
    changes.extend(plans.iter().map(|plan| Change::VenueSaved(plan.venue.clone())));
    let mut slots: Vec<Slot> = Vec::new();
    let most = size.slots.map_or(usize::MAX, |most| most as usize);
    for offset in 3..3 + DAYS {
        let date = today.saturating_add(offset.days());
        for plan in &plans {
            if !(plan.open)(date.weekday()) || holiday::holiday_name(date).is_some() {
                continue;
            }
            let of_everyone = slots.iter().filter(|slot| slot.programme == everyone).count();
            let room = if plan.programme == everyone { most - of_everyone } else { usize::MAX };
            if room == 0 {
                continue;
            }
            let session = SessionId(ids.uuid());
            let (programme, venue) = (plan.programme, plan.venue.id);
            changes.push(Change::SessionSaved(Session {
                id: session,
                programme,
                venue,
                date,
                product: None,
            }));
            slots.extend(times(plan).take(room).map(|(starts, ends)| Slot {
                id: SlotId(ids.uuid()),
                session,
                programme,
                venue,
                date,
                starts,
                ends,
                closed_at: None,
                product: None,
                pools: vec![
                    PoolCount::of(Pool::Public, places_of(plan, everyone, size)),
                    PoolCount::of(Pool::CallCentre, plan.places.1),
                ],
                quotas: Vec::new(),
            }));
        }
    }
    changes.extend(slots.iter().cloned().map(Change::SlotSaved));
    slots
}

/// Places of a slot for LINE, as many as were asked for or as there is room for.
fn places_of(plan: &Plan, everyone: ProgrammeId, size: Size) -> u32 {
    size.places.filter(|_| plan.programme == everyone).unwrap_or(plan.places.0)
}

fn times(plan: &Plan) -> impl Iterator<Item = (Time, Time)> {
    plan.hours.iter().flat_map(|(from, until)| {
        let starts = from.series(MINUTES.minutes()).take_while(|starts| starts < until);
        starts.map(|starts| (starts, starts.wrapping_add(MINUTES.minutes())))
    })
}

fn plans(ids: &Ids, everyone: ProgrammeId, children: ProgrammeId) -> [Plan; 3] {
    const MORNING: (Time, Time) = (time(9, 0, 0, 0), time(11, 30, 0, 0));
    const AFTERNOON: (Time, Time) = (time(13, 0, 0, 0), time(15, 30, 0, 0));
    let venue = |name: &str, address: &str, access: &str| Venue {
        id: VenueId(ids.uuid()),
        name: name.to_owned(),
        address: address.to_owned(),
        access: access.to_owned(),
        room: None,
    };
    let centre = venue(
        "窓川町保健福祉センター",
        "窓川町市街1条2丁目1番地",
        "町営バス「役場前」から歩いて2分。駐車場は40台。",
    );
    [
        Plan {
            programme: children,
            venue: centre.clone(),
            open: |day| day == Weekday::Saturday,
            hours: &[MORNING],
            places: (2, 1),
        },
        Plan {
            programme: everyone,
            venue: centre,
            open: |day| !matches!(day, Weekday::Saturday | Weekday::Sunday),
            hours: &[MORNING, AFTERNOON],
            places: (4, 2),
        },
        Plan {
            programme: everyone,
            venue: venue(
                "上窓川公民館",
                "窓川町上窓川87番地",
                "町営バス「上窓川」から歩いて1分。駐車場は12台。",
            ),
            open: |day| matches!(day, Weekday::Tuesday | Weekday::Thursday | Weekday::Saturday),
            hours: &[MORNING],
            places: (3, 1),
        },
    ]
}
