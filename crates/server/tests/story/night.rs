//! Nothing typed is lost: not over a night, when the sign-in ends, and not when another language or larger letters
//! are chosen half way. What was typed never stands in an address.

use crate::{
    codes::letter_for,
    page::{Form, Page},
    people::{hanako, taro},
    places::{AT_9_00, COVID, days},
    resident::Resident,
    town::Town,
};
use line_emulator::IdTokenOptions;

on_both_engines!(
    a_booking_pressed_after_the_night_is_confirmed_once_more,
    a_booking_goes_on_after_line_login_in_a_browser,
    what_was_typed_for_registering_comes_back_after_the_night,
    what_was_typed_is_shown_to_whoever_typed_it_and_once,
    an_invitation_is_made_from_its_page_after_the_night,
    a_page_keeps_what_stands_behind_its_address,
    another_language_keeps_what_was_typed,
    larger_letters_keep_what_was_typed,
    a_code_that_is_half_typed_is_kept_and_leads_on,
);

const TOO_LATE: &str = "時間がたったので、もう一度確かめてください。さきほど押したボタンの内容は、まだ決まっていません。";

/// Lets the night pass, presses, and comes back through LINE.
async fn presses_after_the_night(town: &Town, resident: &Resident<'_>, form: &Form) -> Page {
    town.passes(days(1)).await;
    let opening = resident.browser.submits(form).await;
    assert!(opening.path.starts_with("/liff/"), "{}", opening.path);
    let token = town.line.id_token(&resident.known.handle, &IdTokenOptions::default());
    resident.signs_in(&opening, &token).await
}

async fn a_booking_pressed_after_the_night_is_confirmed_once_more(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let confirm = hanako.chooses(COVID, 1, AT_9_00).await;
    let page = presses_after_the_night(town, &hanako, &confirm.form("この内容で予約する")).await;
    assert_eq!(page.path, confirm.path);
    assert_eq!(page.text(), format!("{TOO_LATE}\n{}", confirm.text()), "everything, and why");
    assert_eq!(town.bookings().await, []);
    assert_eq!(hanako.browser.opens(&page.path).await.text(), confirm.text(), "said once");
    let done = hanako.browser.presses(&page, "この内容で予約する", &[]).await;
    assert_eq!(done.heading(), "予約できました");

    let cancel = hanako.browser.opens(&done.path.replace("/done", "/cancel")).await;
    let page = presses_after_the_night(town, &hanako, &cancel.form("キャンセルする")).await;
    assert_eq!(page.text(), format!("{TOO_LATE}\n{}", cancel.text()));
    assert!(town.booking_of(&hanako.known).await.is_live());
}

async fn a_booking_goes_on_after_line_login_in_a_browser(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let confirm = hanako.chooses(COVID, 1, AT_9_00).await;
    town.passes(days(1)).await;
    let opening = hanako.browser.submits(&confirm.form("この内容で予約する")).await;
    let at_line = hanako.browser.asks_for(&opening.link("LINEでログイン")).await;
    let address = format!("{}&as=hanako", at_line.header("location").unwrap());
    let page = hanako.browser.opens(&address).await;
    assert_eq!(page.text(), format!("{TOO_LATE}\n{}", confirm.text()));
}

async fn what_was_typed_for_registering_comes_back_after_the_night(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let empty = hanako.opens("/people/new").await;
    let typed = [("voucher", "0000 123"), ("birth", "昭和22年5月3日"), ("era", "showa")];
    let form = empty.form("登録する").typed(&typed);
    let page = presses_after_the_night(town, &hanako, &form).await;
    assert_eq!(page.path, "/r/people/new");
    assert!(page.text().starts_with(TOO_LATE), "{}", page.text());
    assert_eq!(without_the_page(&page.form("登録する")), without_the_page(&form));
    let addresses = town.seen().join("\n");
    assert!(!addresses.contains("123") && !addresses.contains("%E6%98%AD"), "{addresses}");
}

/// Whoever else signs in on the same device sees nothing of it, and neither does she a second time.
async fn what_was_typed_is_shown_to_whoever_typed_it_and_once(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let taro = town.resident(taro()).await;
    let empty = hanako.opens("/people/new").await;
    let form = empty.form("登録する").typed(&[("voucher", "0000123")]);
    town.passes(days(1)).await;
    let opening = hanako.browser.submits(&form).await;
    let his = town.line.id_token(&taro.known.handle, &IdTokenOptions::default());
    let page = hanako.signs_in(&opening, &his).await;
    assert_eq!(page.form("登録する").value("voucher"), "");

    let page = presses_after_the_night(town, &hanako, &form).await;
    assert!(page.html.contains("0000123"));
    let page = hanako.browser.opens("/r/people/new").await;
    assert!(!page.html.contains("0000123"), "it was given back once");

    town.passes(days(1)).await;
    let opening = hanako.browser.submits(&form).await;
    hanako.browser.submits(&Form { action: "/signout".to_owned(), fields: Vec::new() }).await;
    let hers = town.line.id_token("hanako", &IdTokenOptions::default());
    let page = hanako.signs_in(&opening, &hers).await;
    assert!(!page.html.contains("0000123"), "signing out forgets it");
}

async fn an_invitation_is_made_from_its_page_after_the_night(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let person = format!("/r/people/{}", hanako.known.id);
    let invite = Form { action: format!("{person}/invite"), fields: Vec::new() };
    let page = presses_after_the_night(town, &hanako, &invite).await;
    assert_eq!((page.status, &page.path), (200, &person));
    assert!(page.text().starts_with(TOO_LATE));
    let described = page.form("保存する").typed(&[("relation", "oneself"), ("alias", "長女")]);
    let page = presses_after_the_night(town, &hanako, &described).await;
    assert_eq!(without_the_page(&page.form("保存する")), without_the_page(&described));
}

async fn a_page_keeps_what_stands_behind_its_address(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let booking = hanako.books(COVID, 1, AT_9_00).await.path.replace("/done", "");
    let changed = format!("{booking}/done?changed=true&x=a%26b");
    town.passes(days(1)).await;
    let opening = hanako.browser.opens(&changed).await;
    let english = hanako.browser.presses(&opening, "English", &[]).await;
    let token = town.line.id_token("hanako", &IdTokenOptions::default());
    let page = hanako.signs_in(&english, &token).await;
    assert_eq!((page.path, page.status), (changed.clone(), 200));
    let token_of_line = format!("/liff{booking}/done?access_token=secret&code=secret");
    let opening = town.browser().opens(&token_of_line).await;
    assert!(!opening.html.contains("secret"), "what LINE adds goes nowhere");
    let with = format!("/liff{}?with=changed%3Dtrue%26x%3Da%2526b", booking.replace("/r/", "/"));
    assert_eq!(hanako.browser.opens(&format!("{with}&code=secret")).await.status, 200);
}

async fn another_language_keeps_what_was_typed(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let empty = hanako.opens("/people/new").await;
    let typed = [("voucher", "0000123"), ("birth", "S22")];
    let form = empty.form("English").typed(&typed);
    let page = hanako.browser.submits(&form).await;
    assert_eq!(page.heading(), "Register the person to book for");
    let kept = page.form("Register").fields;
    for (name, value) in typed {
        assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{kept:?}");
    }
    assert!(!page.text().contains("Some time has passed"), "that is for what was pressed too late");
    // The answer with mistakes keeps them as well.
    let wrong = hanako.browser.presses(&page, "Register", &[]).await;
    assert_eq!(wrong.status, 422);
    let easy = hanako.browser.presses(&wrong, "やさしい日本語", &[]).await;
    assert!(easy.html.contains("value=\"0000123\"") && easy.html.contains("value=\"S22\""));
    assert!(town.seen().iter().all(|address| !address.contains("0000123")));
}

async fn larger_letters_keep_what_was_typed(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let empty = hanako.opens("/people/new").await;
    let form = empty.form("文字・色").typed(&[("voucher", "0000123")]);
    let settings = hanako.browser.submits(&form).await;
    assert_eq!(settings.path, "/look?next=/r/people/new");
    let page = hanako.browser.presses(&settings, "これにする", &[]).await;
    assert_eq!(page.path, "/r/people/new");
    assert!(page.html.contains("value=\"0000123\""));
    let wide = Form { action: "/lang".to_owned(), ..form.typed(&[("voucher", &"1".repeat(3000))]) };
    let settings = hanako.browser.posts(&wide, "same-origin").await;
    assert!(settings.header("set-cookie").unwrap().len() < 4096, "a cookie that browsers keep");
}

async fn a_code_that_is_half_typed_is_kept_and_leads_on(town: &Town) {
    let browser = town.browser();
    let page = browser.opens("/r/people/code").await;
    let page = browser.taps(&page, "確認番号で入る").await;
    let form = page.form("English").typed(&[("code", "AC3"), ("device", "own")]);
    let page = browser.submits(&form).await;
    assert_eq!(page.path, "/signin/code");
    let kept = page.form("Enter");
    assert_eq!(
        ["code", "device", "next"].map(|name| kept.value(name)),
        ["AC3", "own", "/r/people/code"]
    );
    let code = letter_for(town, &hanako()).await;
    let typed = [("voucher", hanako().voucher), ("birth", hanako().born), ("code", code)];
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    let page = browser.presses(&page, "Enter", &typed).await;
    assert_eq!((page.path.as_str(), page.status), ("/r/people/code", 200), "on to where it began");
}

/// The fields without the id of the press.
fn without_the_page(form: &Form) -> Vec<(String, String)> {
    form.fields.iter().filter(|(name, _)| name != "once").cloned().collect()
}
