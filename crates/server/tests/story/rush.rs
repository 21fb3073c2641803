//! The minute a town opens its bookings: far more people than places, all at once, over HTTP.

use crate::{
    people::neighbour,
    places::{AT_9_00, COVID, PUBLIC},
    resident::Resident,
    town::Town,
};
use domain::Pool;
use futures_util::future::join_all;

/// How many come.
const PEOPLE: u32 = 200;

on_both_engines!(two_hundred_come_for_ten_places);

async fn two_hundred_come_for_ten_places(town: &Town) {
    let people: Vec<_> = (1..=PEOPLE).map(neighbour).collect();
    town.moves_in(&people).await;
    let residents = join_all(people.into_iter().map(|known| town.resident(known))).await;
    let ready = async |resident: &Resident<'_>| {
        // Each from an own address, as people have who come from all over the town.
        let n = resident.known.id.0.as_u128();
        resident.browser.is_at(&format!("10.0.{}.{}", n / 250, n % 250));
        resident.registers(&resident.known).await;
        resident.chooses(COVID, 1, AT_9_00).await
    };
    let forms = join_all(residents.iter().map(ready)).await;

    let press = |(resident, page)| async move {
        let resident: &Resident<'_> = resident;
        resident.browser.presses(page, "この内容で予約する", &[]).await
    };
    let answers = join_all(residents.iter().zip(&forms).map(press)).await;
    let done = answers.iter().filter(|page| page.heading() == "予約できました").count();
    assert_eq!(done, PUBLIC as usize);
    let taken: Vec<_> = answers.iter().filter(|page| page.status == 409).collect();
    assert_eq!(taken.len(), (PEOPLE - PUBLIC) as usize);
    for page in taken {
        assert_eq!(page.heading(), "選んだ時間は、たった今うまりました");
        let nearest = page
            .links()
            .iter()
            .filter(|link| link.starts_with("/r/") && link.contains("/slot/"))
            .count();
        assert_eq!(nearest, 3);
    }

    town.settles().await;
    let confirmed = residents
        .iter()
        .map(|resident| town.times_heard(&resident.known.handle, "予約を受け付けました"));
    assert_eq!(confirmed.sum::<usize>(), PUBLIC as usize);
    let slot = town.app.store.read(|reader| reader.slot(AT_9_00)).await.unwrap().unwrap();
    assert_eq!(slot.pool(Pool::Public).booked, PUBLIC);
    assert_eq!(town.bookings().await.len(), PUBLIC as usize);
}
