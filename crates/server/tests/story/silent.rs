//! Connections that say nothing, do not listen, or fall silent: there is an end to how many there are and to how long they
//! stay, and everybody else is served meanwhile.

use crate::{
    bad_input::{Counter, answer, comes, drips, tell},
    database::Engine,
    people::neighbour,
    places::{AT_9_00, COVID},
    process::program,
    town::until,
};
use std::{
    fs,
    process::{self, Command, Stdio},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// As many telephones as a city has open at once, where this machine allows so many.
const CROWD: usize = 10_000;
/// Files of this process, and of the service, that are no such connections.
const OTHER_FILES: usize = 400;
/// What the service may hold with all of them, in KiB.
const HELD_MOST: u64 = 400 * 1_024;
/// So few files that the service has room for 128 connections.
const FEW_FILES: usize = 256;
const ROOM: usize = 128;

#[test]
fn ten_thousand_that_say_nothing_leave_room_for_a_booking_on_sqlite() {
    tell(Engine::Sqlite, a_crowd_says_nothing);
}

#[test]
fn ten_thousand_that_say_nothing_leave_room_for_a_booking_on_postgres() {
    tell(Engine::Postgres, a_crowd_says_nothing);
}

async fn a_crowd_says_nothing(counter: &mut Counter) {
    let files = takes_all_files();
    counter.restarts_as(program(&counter.settings.file, &["serve"]));
    let hanako = comes(&counter.world, neighbour(1)).await;
    let form = hanako.chooses(COVID, 1, AT_9_00).await.form("この内容で予約する");
    let count = CROWD.min(files - OTHER_FILES);
    let mut silent = Vec::new();
    for _ in 0..count {
        silent.push(counter.connects().await);
    }
    let mut slow = counter.connects().await;
    slow.write_all(b"GET /privacy HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
    until("all are let in", async || counter.service().files() > count).await;

    let page = hanako.browser.submits(&form).await;
    assert_eq!(page.heading(), "予約できました");
    let held = counter.service().held_kib();
    eprintln!("{count} connections that say nothing: the service holds {held} KiB at most");
    assert!(held < HELD_MOST, "{held} KiB for {count} connections");
    drips(slow).await;
    until("they are closed", async || counter.service().files() < OTHER_FILES).await;
}

/// How many connections the service has with those who come to it.
fn connected(counter: &Counter) -> usize {
    counter.service().connected(counter.address().port())
}

/// As many open files as the system allows, and how many that is. What is started from now on may have as many.
fn takes_all_files() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let hard = line.split_whitespace().nth(1).unwrap();
    let most: usize = hard.parse().unwrap_or(usize::MAX).min(2 * CROWD);
    let (own, all) = (process::id().to_string(), format!("--nofile={most}:{hard}"));
    let raised = Command::new("prlimit").args(["--pid", &own, &all]).stderr(Stdio::null()).status();
    if raised.is_ok_and(|status| status.success()) {
        return most;
    }
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn where_all_places_are_taken_the_next_is_told_so_and_soon_there_is_room_again() {
    tell(Engine::Sqlite, async |counter| {
        has_few_files(counter);
        let mut early = counter.connects().await;
        early.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert!(!answer(&mut early).await.contains("connection: close"), "there is room");
        let mut silent = Vec::new();
        for _ in 0..ROOM - 1 {
            silent.push(counter.connects().await);
        }
        // Whoever comes in now finds no place; who is in and asks again has to leave it.
        let told = counter.says(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(told.starts_with("HTTP/1.1 503") && told.contains("retry-after: 10"), "{told}");
        early.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let last = answer(&mut early).await;
        assert!(last.starts_with("HTTP/1.1 200") && last.contains("connection: close"), "{last}");
        assert_eq!(early.read(&mut [0]).await.unwrap(), 0, "it is closed");
        counter.serves().await;
        assert!(counter.service().files() < FEW_FILES);
        until("there is room again", async || counter.service().files() < ROOM).await;
        drop(silent);
    });
}

fn has_few_files(counter: &mut Counter) {
    let serve = program(&counter.settings.file, &["serve"]);
    let mut limited = Command::new("sh");
    limited.env_clear().args(["-c", &format!("ulimit -n {FEW_FILES} && exec \"$0\" \"$@\"")]);
    limited.arg(serve.get_program()).args(serve.get_args()).stdin(Stdio::null());
    counter.restarts_as(limited);
}

#[test]
fn whoever_does_not_read_or_falls_silent_in_a_form_is_ended() {
    tell(Engine::Sqlite, async |counter| {
        let deaf = does_not_read(counter).await;
        let forms = ["/line/webhook", "/lang", "/desk/signin"].map(|path| begins(counter, path));
        let forms = futures_util::future::join_all(forms).await;
        until("all four are there", async || connected(counter) == 4).await;
        counter.serves().await;
        let ends = forms.into_iter().map(async |mut form| {
            let mut heard = String::new();
            // It may be closed without a word.
            let _ = form.read_to_string(&mut heard).await;
            assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{heard}");
        });
        futures_util::future::join_all(ends).await;
        until("whoever does not read is let go", async || connected(counter) == 0).await;
        counter.serves().await;
        drop(deaf);
    });
}

/// Asks for far more than there is room for on the way, and never reads.
async fn does_not_read(counter: &Counter) -> TcpStream {
    let page = counter.says(b"GET /privacy HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    let css = page.split('"').find(|text| text.ends_with("madoguchi.css")).unwrap();
    let asks = format!("GET {css} HTTP/1.1\r\nhost: x\r\n\r\n").repeat(1_000);
    let stream = counter.connects().await;
    // What does not fit is not asked.
    stream.writable().await.unwrap();
    assert!(stream.try_write(asks.as_bytes()).unwrap() > 10_000);
    stream
}

/// A form that promises more than it says.
async fn begins(counter: &Counter, path: &str) -> TcpStream {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nname="
    );
    let mut stream = counter.connects().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}
