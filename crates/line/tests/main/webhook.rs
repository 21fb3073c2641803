//! Webhooks: the signature, and reading the list of events.

use line::webhook::{NotADelivery, parse, verify};

/// LINE's own example.
const SECRET: &str = "8c570fa6dd201bb328f1c1eac23a96d8";
const BODY: &[u8] = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
const SIGNATURE: &str = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=";

#[test]
fn lines_own_example_is_accepted() {
    assert!(verify(&[SECRET], BODY, SIGNATURE));
}

#[test]
fn while_one_secret_replaces_another_both_are_good() {
    assert!(verify(&["the-new-one", SECRET], BODY, SIGNATURE));
    assert!(verify(&[SECRET, "the-new-one"], BODY, SIGNATURE));
}

#[test]
fn anything_else_is_refused() {
    let changed = [BODY, b" "].concat();
    // What anyone would compute who hopes that the secret was left empty.
    let unkeyed = "Zy0XcpovvDn/z8KYKlZkyJyAbWyzs3cTY63Z5obfQGE=";
    let cases: [(&str, &[&str], &[u8], &str); 8] = [
        ("another secret", &["another"], BODY, SIGNATURE),
        ("no secret", &[], BODY, SIGNATURE),
        ("an empty secret", &[""], BODY, unkeyed),
        ("another body", &[SECRET], &changed, SIGNATURE),
        ("no signature", &[SECRET], BODY, ""),
        ("no base64", &[SECRET], BODY, "%%%"),
        ("half a signature", &[SECRET], BODY, "GhRKmvmHys4Pi8DxkF4+EQ=="),
        ("hexadecimal", &[SECRET], BODY, "1a144a9af987cace0f8bc0f1905e3e11"),
    ];
    for (name, secrets, body, signature) in cases {
        assert!(!verify(secrets, body, signature), "{name}");
    }
}

#[test]
fn the_consoles_test_has_no_events() {
    let delivery = parse(BODY).unwrap();
    assert_eq!(delivery.destination, "U8e742f61d673b39c7fff3cecb7536ef0");
    assert_eq!((delivery.events.len(), delivery.unreadable), (0, 0));
}

#[test]
fn odd_events_do_not_spoil_their_neighbours() {
    let body = r#"{"destination":"Ubot","future":1,"events":[
        "not an event",
        {"type":"follow","timestamp":1700000000000,"webhookEventId":"01HF0000000000000000000001",
         "deliveryContext":{"isRedelivery":true},"source":{"type":"user","userId":"Uhanako"}},
        {"timestamp":1},
        {"type":"teleport","webhookEventId":7,"deliveryContext":"odd"},
        null]}"#;
    let delivery = parse(body.as_bytes()).unwrap();
    assert_eq!(delivery.unreadable, 3);
    let [follow, teleport] = delivery.events.as_slice() else { panic!("{delivery:?}") };
    assert_eq!(follow.id.as_deref(), Some("01HF0000000000000000000001"));
    assert_eq!((follow.occurred_at, follow.redelivered), (1_700_000_000_000, true));
    assert_eq!(follow.raw["source"]["userId"], "Uhanako");
    assert_eq!((&teleport.id, teleport.occurred_at, teleport.redelivered), (&None, 0, false));
}

#[test]
fn what_is_no_delivery_is_said_to_be_none_without_quoting_it() {
    for body in ["", "[]", "{}", r#"{"events":{}}"#, r#"{"events":"my secret"}"#, "\u{0}"] {
        assert_eq!(parse(body.as_bytes()), Err(NotADelivery), "{body}");
    }
    assert_eq!(NotADelivery.to_string(), "the body is not a list of LINE events");
}
