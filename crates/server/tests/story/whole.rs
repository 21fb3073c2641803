//! What everybody's failures come to together: the whole service stops taking guesses, whoever makes them and
//! from wherever, and lets in again when the day is over, or at once for whom staff vouch.

use crate::{
    codes::code_for,
    people::{hanako, taro},
    places::days,
    town::Town,
};
use domain::AccountId;
use madoguchi::actions::throttles::{self, CODES_A_DAY, UNKNOWN_VOUCHERS_A_DAY};
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

on_both_engines!(
    the_look_up_closes_when_the_whole_service_was_guessed_at_too_often,
    so_does_the_door_for_codes,
);

/// So many failures, each by another account for another voucher from another address.
async fn everybody_fails(town: &Town, times: u32, codes: bool) {
    let (app, now) = (town.app.clone(), town.app.clock.now());
    let fails = move |tx: &mut store::Tx<'_>| {
        for n in 0..times {
            let account = AccountId(Uuid::from_u128(u128::from(n)));
            let (voucher, address) = (n.to_be_bytes().to_vec(), IpAddr::V4(Ipv4Addr::from_bits(n)));
            let tries = if codes {
                throttles::code(&app, Some(account), &voucher, address)
            } else {
                throttles::look_up(&app, account, &voucher, address)
            };
            let whole = tries.failed(true).pop();
            tx.count_failure(&whole.into_iter().collect::<Vec<_>>(), now)?;
        }
        Ok(())
    };
    town.app.store.write(fails).await.unwrap();
}

async fn the_look_up_closes_when_the_whole_service_was_guessed_at_too_often(town: &Town) {
    let hanako = town.resident(hanako()).await;
    everybody_fails(town, UNKNOWN_VOUCHERS_A_DAY - 1, false).await;
    // A birth date that was mistyped is no guess at a number.
    assert_eq!(hanako.types(&taro().voucher, "1950-1-1").await.status, 422);
    hanako.registers(&hanako.known).await;
    assert_eq!(hanako.types("9999999999", "1950-1-1").await.status, 422);
    assert_eq!(hanako.types(&taro().voucher, &taro().born).await.status, 429);
    let code = code_for(town, &taro(), "本人確認をして、いま伝える").await;
    let page = hanako.opens("/people/code").await;
    let typed = [("voucher", taro().voucher), ("birth", taro().born), ("code", code)];
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    let proven = hanako.browser.presses(&page, "確かめる", &typed).await;
    assert_eq!(proven.heading(), "佐藤 太郎さんとのつながり", "codes have a count of their own");
    town.passes(days(1)).await;
    assert_eq!(hanako.types(&taro().voucher, &taro().born).await.status, 200);
}

async fn so_does_the_door_for_codes(town: &Town) {
    let (hanako, browser) = (hanako(), town.browser());
    let code = code_for(town, &hanako, "手紙で送る").await;
    everybody_fails(town, CODES_A_DAY - 1, true).await;
    let page = browser.opens("/signin/code").await;
    let wrong = domain::code::PlainCode::of_chance(1).written();
    let with =
        |voucher, code| [("voucher", voucher), ("birth", hanako.born.as_str()), ("code", code)];
    // Vouchers that somebody made up close the door for nobody else.
    for voucher in ["9999999991", "9999999992", "9999999993"] {
        assert_eq!(browser.presses(&page, "入る", &with(voucher, &wrong)).await.status, 422);
    }
    let last = browser.presses(&page, "入る", &with(&hanako.voucher, &wrong)).await;
    assert_eq!(last.status, 422, "the last that is let in");
    let typed = with(hanako.voucher.as_str(), &code);
    assert_eq!(browser.presses(&page, "入る", &typed).await.status, 429);
    let desk = town.officer().await;
    let person = desk.opens(&format!("/desk/people/{}", hanako.id)).await;
    desk.presses(&person, "停止を解く", &[("why", "電話で本人確認ずみ")]).await;
    assert_eq!(browser.presses(&page, "入る", &typed).await.heading(), "予約の一覧");
}
