//! The script of what goes wrong.

use line_emulator::{Endpoint, Fault};
use serde_json::json;

use crate::town::Town;

const KEY: (&str, &str) = ("X-Line-Retry-Key", "123e4567-e89b-12d3-a456-426614174000");

#[tokio::test]
async fn accepted_and_dropped_is_found_out_by_the_retry_key() {
    let town = Town::with_hanako().await;
    town.line.fail_next(Endpoint::Push, Fault::AcceptThenDrop);
    let body =
        json!({ "to": town.line.user_id("hanako"), "messages": [{ "type": "text", "text": "a" }] });
    let lost = town.try_post("/v2/bot/message/push", &body, &[KEY]).await;
    assert!(lost.is_err(), "no answer, not even a status");
    assert_eq!(town.line.chat("hanako").len(), 1, "and yet it arrived");
    assert_eq!(town.push("hanako", "a", &[KEY]).await.status, 409);
    assert_eq!(town.line.chat("hanako").len(), 1);
}

#[tokio::test]
async fn faults_come_in_turn_and_are_over_then() {
    let town = Town::with_hanako().await;
    town.line.fail_next(Endpoint::Push, Fault::Status(500));
    town.line.fail_next(Endpoint::Push, Fault::Unavailable);
    town.line.fail_next(Endpoint::Push, Fault::RateLimited);
    town.line.fail_next(Endpoint::Push, Fault::MonthlyLimit);
    town.line.fail_next(Endpoint::Push, Fault::Slow(1));
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(town.push("hanako", "a", &[]).await.status);
    }
    assert_eq!(statuses, [500, 503, 429, 429, 200, 200]);
    assert_eq!(town.line.chat("hanako").len(), 2);
}

#[tokio::test]
async fn another_process_writes_the_script_over_http() {
    let town = Town::with_hanako().await;
    let script = json!({ "endpoint": "push", "fault": { "status": 502 }, "times": 2 });
    assert_eq!(town.post("/emulator/faults", &script).await.status, 204);
    assert_eq!(town.push("hanako", "a", &[]).await.status, 502);
    assert_eq!(town.call("DELETE", "/emulator/faults").await.status, 204);
    assert_eq!(town.push("hanako", "a", &[]).await.status, 200);
    assert_eq!(
        town.post("/emulator/faults", &json!({ "endpoint": "push", "fault": "none" })).await.status,
        422
    );
}
