//! Many tries pressed at the same instant: the writer looks at no more of them than are allowed one by one.

use crate::{
    page::Page,
    people::{hanako, taro},
    town::{LOGIN, Town},
};
use domain::code::PlainCode;
use futures_util::future::join_all;

on_both_engines!(
    of_codes_as_many_are_looked_at_as_are_allowed,
    of_birth_dates_too,
    of_passwords_too_and_right_ones_are_not_counted,
);

fn stopped(answers: &[Page]) -> usize {
    answers.iter().filter(|page| page.status == 429).count()
}

async fn of_codes_as_many_are_looked_at_as_are_allowed(town: &Town) {
    let hanako = hanako();
    let ready = join_all((0..20).map(async |n| {
        let browser = town.browser();
        browser.is_at(&format!("192.0.2.{n}"));
        let page = browser.opens("/signin/code").await;
        let code = PlainCode::of_chance(n).written();
        let typed =
            [("voucher", hanako.voucher.as_str()), ("birth", &hanako.born), ("code", &code)];
        let form = page.form("入る").typed(&typed);
        (browser, form)
    }));
    let ready = ready.await;
    let answers = ready.iter().map(|(browser, form)| browser.posts(form, "same-origin"));
    assert_eq!(stopped(&join_all(answers).await), 15);
}

async fn of_birth_dates_too(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let page = hanako.opens("/people/new").await;
    let typed = [("voucher", taro().voucher), ("birth", "1950-1-1".to_owned())];
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    let form = page.form("登録する").typed(&typed);
    let answers = join_all((0..12).map(|_| hanako.browser.posts(&form, "same-origin"))).await;
    assert_eq!(stopped(&answers), 7);
}

async fn of_passwords_too_and_right_ones_are_not_counted(town: &Town) {
    for _ in 0..11 {
        town.officer().await;
    }
    let browser = town.browser();
    let page = browser.opens("/desk/signin").await;
    let form = page.form("ログインする").typed(&[("login", LOGIN.0), ("password", "x")]);
    let answers = join_all((0..15).map(|_| browser.posts(&form, "same-origin"))).await;
    assert_eq!(stopped(&answers), 5);
}
