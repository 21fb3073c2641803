//! 支援措置: a husband who knows voucher and birth date, and even acted for her before, sees nothing, can
//! change nothing, and cannot tell from any answer that there is anything.

use crate::{
    codes::letter_for,
    page::Page,
    people::{Known, hanako, neighbour, taro},
    places::{AT_9_00, AT_9_15, COVID},
    resident::Resident,
    town::Town,
};
use domain::{Change, PersonId};

on_both_engines!(
    a_husband_who_was_proven_sees_nothing_once_she_is_protected,
    a_husband_with_her_voucher_cannot_tell_her_from_nobody,
    the_desk_gives_no_code_for_her_and_says_why,
);

/// Every page of hers, and every button he could have kept from before.
fn pages(person: PersonId, booking: &str) -> Vec<String> {
    let of_person = ["", "/record", "/end"].map(|rest| format!("/people/{person}{rest}"));
    let of_booking = ["", "/done", "/cancel", "/change", "/calendar.ics"];
    let of_booking = of_booking.map(|rest| format!("/bookings/{booking}{rest}"));
    let book = [String::new(), format!("/{COVID}/1"), format!("/{COVID}/1/slot/{AT_9_15}")];
    let book = book.map(|rest| format!("/book/{person}{rest}"));
    of_person.into_iter().chain(of_booking).chain(book).collect()
}

/// An answer without what was asked.
fn bare(page: &Page, asked: &[&str]) -> (u16, Option<String>, String) {
    let without =
        |text: &str| asked.iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
    (page.status, page.header("location").map(without), without(&page.html))
}

/// Somebody else who is proven invited him too; the path of that link.
async fn accepted_invitation(town: &Town, her: &Known, husband: &Resident<'_>) -> String {
    let friend = town.resident(Known { handle: "friend".to_owned(), ..her.clone() }).await;
    let code = letter_for(town, her).await;
    let page = friend.opens("/people/code").await;
    let typed = [("voucher", her.voucher.as_str()), ("birth", &her.born), ("code", &code)];
    let page = friend.browser.presses(&page, "確かめる", &typed).await;
    let page = friend.browser.presses(&page, "招待のリンクを作る", &[]).await;
    let (_, from) = page.html.split_once("/invitations/").unwrap();
    let link = format!("/invitations/{}", from.split_once('<').unwrap().0);
    let page = husband.opens(&link).await;
    husband.browser.presses(&page, "引き受ける", &[("relation", "spouse")]).await;
    link
}

async fn is_protected(town: &Town, known: &Known) {
    town.moves_in(&[Known { is_protected: true, ..known.clone() }]).await;
}

async fn a_husband_who_was_proven_sees_nothing_once_she_is_protected(town: &Town) {
    let her = hanako();
    let husband = town.resident(Known { handle: "husband".to_owned(), ..her.clone() }).await;
    let code = letter_for(town, &her).await;
    let page = husband.opens("/people/code").await;
    let typed = [("voucher", her.voucher.as_str()), ("birth", &her.born), ("code", &code)];
    husband.browser.presses(&page, "確かめる", &typed).await;
    husband.books(COVID, 1, AT_9_00).await;
    town.settles().await;
    let booking = town.booking_of(&her).await;
    let own_link = accepted_invitation(town, &her, &husband).await;
    let cancel = husband.opens(&format!("/bookings/{}/cancel", booking.id)).await;
    let invite = husband.opens(&format!("/people/{}", her.id)).await;

    town.settles().await;
    is_protected(town, &her).await;
    let before = town.bookings().await;
    let never = (PersonId(uuid::Uuid::from_u128(999)), uuid::Uuid::from_u128(998).to_string());
    let hers = pages(her.id, &booking.id.to_string());
    let nobodys = pages(never.0, &never.1);
    for (path, nowhere) in hers.iter().zip(&nobodys) {
        let (page, nothing) = (husband.opens(path).await, husband.opens(nowhere).await);
        let ids =
            [her.id.to_string(), booking.id.to_string(), never.0.to_string(), never.1.clone()];
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(bare(&page, &ids), bare(&nothing, &ids), "{path}");
    }
    for (page, button) in
        [(&cancel, "キャンセルする"), (&invite, "招待のリンクを作る"), (&invite, "保存する")]
    {
        let typed: &[_] = if button == "保存する" { &[("relation", "spouse")] } else { &[] };
        let pressed = husband.browser.presses(page, button, typed).await;
        assert_eq!(pressed.status, 404, "{button}");
    }
    let invitation = husband.opens(&own_link).await;
    assert_eq!(invitation.status, 404, "{}", invitation.text());
    assert_eq!(town.bookings().await, before);
    let home = husband.opens("/home").await;
    assert!(!home.html.contains("佐藤") && !home.html.contains(&booking.number.to_string()));
    let list = husband.opens("/people").await;
    assert!(!list.html.contains("佐藤"), "{}", list.text());

    // The town moves and cancels for her, and he hears nothing.
    let heard = town.heard("husband").len();
    cancels_at_the_desk(town, &her, booking.id).await;
    town.settles().await;
    assert_eq!(town.heard("husband").len(), heard);
    town.line.types("husband", "確認").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("husband", &booking.number.to_string()), 1, "the one from before");
}

async fn a_husband_with_her_voucher_cannot_tell_her_from_nobody(town: &Town) {
    let (her, nobody) = (hanako(), Known { voucher: "0777777777".to_owned(), ..hanako() });
    let (code, other) = (letter_for(town, &her).await, letter_for(town, &taro()).await);
    is_protected(town, &her).await;
    let husband = town.resident(Known { handle: "husband".to_owned(), ..neighbour(1) }).await;
    let mut answers = Vec::new();
    for who in [&her, &nobody] {
        let mut all = vec![bare(&husband.types(&who.voucher, &who.born).await, &[&who.voucher])];
        for code in [&code, &other] {
            all.push(bare(&types_code(&husband, who, code).await, &[&who.voucher]));
        }
        answers.push(all);
    }
    assert!(answers[0] == answers[1], "{answers:#?}");
    assert!(answers[0].iter().all(|(status, ..)| *status == 422));
}

/// The page with its one-time press taken out.
async fn types_code(husband: &Resident<'_>, who: &Known, code: &str) -> Page {
    let page = husband.opens("/people/code").await;
    let once = page.form("確かめる").value("once");
    let typed = [("voucher", who.voucher.as_str()), ("birth", &who.born), ("code", code)];
    let mut answer = husband.browser.presses(&page, "確かめる", &typed).await;
    answer.html = answer.html.replace(&once, "");
    answer
}

async fn the_desk_gives_no_code_for_her_and_says_why(town: &Town) {
    let her = hanako();
    let desk = town.officer().await;
    let path = format!("/desk/people/{}", her.id);
    let page = desk.opens(&path).await;
    is_protected(town, &her).await;
    let refused = desk.presses(&page, "手紙で送る", &[]).await;
    assert_eq!(refused.status, 422);
    let told = "支援措置の対象の方です。番号をお渡しすることも、LINEや画面をお使いいただくこともできません。";
    assert!(refused.text().contains(told), "{}", refused.text());
    let page = desk.opens(&path).await;
    assert!(page.text().contains("確認番号をお渡しできません。"), "{}", page.text());
    assert!(!page.text().contains("[手紙で送る"), "{}", page.text());
    let person = her.id;
    let codes = town.app.store.read(move |reader| reader.codes_of(person)).await.unwrap();
    assert_eq!(codes, []);
    town.changes(vec![Change::PersonSaved(her.person())]).await;
    letter_for(town, &her).await;
}

async fn cancels_at_the_desk(town: &Town, known: &Known, booking: domain::BookingId) {
    let wish = domain::command::Cancel {
        booking,
        applicant: domain::Applicant::born(known.id, known.birth),
        reason: domain::CancelReason::ByTown,
        by: domain::Actor::Officer(crate::town::OFFICER),
        at: town.app.clock.now(),
    };
    town.app.store.place(domain::Command::Cancel(wish)).await.unwrap().unwrap();
}
