//! The first start on an empty machine, in a process of its own: a link with a secret, a form, and the service.

use crate::{
    process::{free_port, logging, program},
    resident::client,
};
use line_emulator::{Endpoint, Fault, Options, Platform};
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::tempdir;

/// The program while it asks and after; a story that ends early does not leave it behind.
struct Start {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl Start {
    fn begins(file: &Path, port: u16) -> Self {
        Self::of(program(file, &["start", "--listen", &format!("127.0.0.1:{port}")]))
    }

    /// The same where LINE is elsewhere, with everything that is logged at the end of a file.
    fn begins_beside(line: &str, file: &Path, port: u16, log: &Path) -> Self {
        let listen = format!("127.0.0.1:{port}");
        let mut program = logging(program(file, &["start", "--listen", &listen]), log);
        for host in ["API", "DATA", "LOGIN", "ACCESS"] {
            program.env(format!("MADOGUCHI_LINE_{host}_URL"), line);
        }
        program.env("MADOGUCHI_LINE_LIFF_URL", format!("{line}/liff"));
        Self::of(program)
    }

    fn of(mut program: Command) -> Self {
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    fn says(&mut self) -> String {
        let mut line = String::new();
        assert!(self.said.read_line(&mut line).unwrap() > 0, "it ended: {:?}", self.child.wait());
        line.trim_end().to_owned()
    }
}

impl Drop for Start {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const GOOD: [(&str, &str); 9] = [
    ("town", "窓川町"),
    ("code", "０１５６０１"),
    ("phone", "0158-29-0000"),
    ("hours", "平日 9時〜17時"),
    ("address", ""),
    ("login", "midori"),
    ("name", "窓川 \"みどり\""),
    ("password", "まいあさかならずみずをいっぱいのむ"),
    ("again", "まいあさかならずみずをいっぱいのむ"),
];

fn with<'a>(name: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    GOOD.iter().map(|(key, good)| (*key, if *key == name { value } else { *good })).collect()
}

/// What stands there, once it is no longer the first start that answers.
async fn goes_on(http: &reqwest::Client, url: &str, cookie: &str) -> reqwest::Response {
    loop {
        let page = http.get(url).header("cookie", cookie).send().await.unwrap();
        if page.status() != 503 {
            return page;
        }
        assert_eq!(page.headers()["refresh"], "1");
    }
}

#[test]
fn an_empty_machine_asks_once_and_becomes_the_service() {
    crate::town::run(async {
        let folder = tempdir().unwrap();
        let (file, port) = (folder.path().join("madoguchi.toml"), free_port());
        let mut start = Start::begins(&file, port);
        assert!(start.says().contains("次のリンクを開いてください。"));
        let link = start.says();
        let (http, base) = (client(), format!("http://127.0.0.1:{port}"));
        assert!(link.starts_with(&format!("{base}/first/")), "{link}");
        let elsewhere = http.get(format!("{base}/desk")).send().await.unwrap();
        assert_eq!(elsewhere.status(), 404);
        let guessed = http.post(format!("{base}/first/AAAA")).form(&GOOD).send().await.unwrap();
        assert_eq!(guessed.status(), 404);
        assert!(
            http.get(&link).send().await.unwrap().text().await.unwrap().contains("はじめの設定")
        );

        for (name, value, told) in [
            ("code", "015602", "最後は 1 です。"),
            ("code", "01560", "5桁です。"),
            ("town", "", "町の名前を入れてください。"),
            ("password", "みじかい", "パスワードは15文字以上にしてください"),
            ("again", "ちがうことば", "上のパスワードと違います。"),
            ("address", "http://example.jp", "https:// で始まる住所"),
        ] {
            let answer = http.post(&link).form(&with(name, value)).send().await.unwrap();
            assert_eq!(answer.status(), 422, "{name}");
            let html = answer.text().await.unwrap();
            assert!(html.contains(told), "{name}: {html}");
            assert!(
                html.contains("value=\"midori\"") && !html.contains("まいあさかならず"),
                "{html}"
            );
            assert!(!file.exists(), "{name}");
        }

        let answer = http.post(&link).form(&GOOD).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["location"]),
            (303, &"/desk/start".parse().unwrap())
        );
        let cookie =
            answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        // A browser goes on at once. Who is quicker than the service is told to ask again, and not that nothing is there.
        let page = goes_on(&http, &format!("{base}/desk/start"), &cookie).await;
        assert_eq!(page.status(), 200);
        assert_eq!(start.says(), format!("listening on {base}"));
        let html = page.text().await.unwrap();
        assert!(
            html.contains("準備の一覧") && html.contains("北海道") && html.contains("窓川町"),
            "{html}"
        );
        for name in ["madoguchi.toml", "madoguchi.key"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        assert!(
            !fs::read_to_string(&file).unwrap().contains("まいあさ"),
            "no password in the file"
        );
        let over = http.get(&link).send().await.unwrap();
        assert_eq!(over.status(), 404, "the link is over");
        drop(start);

        let before = fs::read_to_string(&file).unwrap();
        let mut again = Start::begins(&file, port);
        assert_eq!(again.says(), format!("listening on {base}"), "nothing is asked twice");
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
    });
}

/// An officer's browser, and what somebody else does with the service meanwhile.
struct Desk {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

impl Desk {
    async fn opens(&self) -> String {
        let page = self.http.get(format!("{}/desk/line/connect", self.base));
        page.header("cookie", &self.cookie).send().await.unwrap().text().await.unwrap()
    }

    async fn sends(&self, step: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let url = format!("{}/desk/line/connect", self.base);
        let fields: Vec<_> = [("step", step)].into_iter().chain(fields.iter().copied()).collect();
        let request = self.http.post(url).header("cookie", &self.cookie).form(&fields);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one officer at one running service, from nothing to connected"
)]
fn line_is_connected_in_the_browser_while_people_go_on() {
    crate::town::run(async {
        let line = Platform::start(Options::default()).await.unwrap();
        let folder = tempdir().unwrap();
        let (file, log) = (folder.path().join("madoguchi.toml"), folder.path().join("log"));
        let port = free_port();
        let mut start = Start::begins_beside(&line.url, &file, port, &log);
        let base = format!("http://127.0.0.1:{port}");
        start.says();
        let (http, link) = (client(), start.says());
        let answer = http.post(&link).form(&GOOD).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        start.says();
        let desk = Desk { http: http.clone(), base: base.clone(), cookie };
        assert!(desk.opens().await.contains("まだつないでいません。"));
        let known = Options::default();
        let good = [
            ("base_url", base.as_str()),
            ("channel_id", &known.channel_id),
            ("channel_secret", &known.channel_secret),
            ("login_channel_id", &known.login_channel_id),
            ("login_channel_secret", &known.login_channel_secret),
            ("liff_id", &known.liff_id),
        ];
        let before = fs::read_to_string(&file).unwrap();
        let other = "0".repeat(32);
        for (field, value, told) in [
            ("channel_id", "", "空です。入れてください。"),
            ("channel_id", "あいう", "数字だけの番号です。"),
            ("channel_secret", "みじかい", "aからfの32文字です。"),
            ("liff_id", "2000000009-madokawa", "別のチャネルのものでないか"),
            ("base_url", "http://example.jp", "https:// で始まる住所を入れてください。"),
            ("channel_secret", &other, "LINEに断られました。"),
        ] {
            let of = |(key, well)| (key, if key == field { value } else { well });
            let (status, page) = desk.sends("connect", &good.map(of)).await;
            assert_eq!(status, 422, "{field} {value}");
            assert!(page.contains(told), "{field} {value}: {page}");
            assert!(!page.contains(&known.login_channel_secret), "a secret came back");
        }
        line.platform.fail_next(Endpoint::Quota, Fault::Unavailable);
        let (_, page) = desk.sends("connect", &good).await;
        assert!(page.contains("LINEから返事がありません。"), "{page}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before, "nothing was written so far");

        let (asks, url) = (http.clone(), format!("{base}/desk/signin"));
        let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
        let others = tokio::spawn(async move {
            let mut answered = 0;
            while stopped.try_recv().is_err() {
                assert_eq!(asks.get(&url).send().await.unwrap().status(), 200);
                answered += 1;
            }
            answered
        });
        let (status, page) = desk.sends("connect", &good).await;
        assert_eq!(status, 303, "{page}");
        let page = desk.opens().await;
        assert!(page.contains("つながっています。"), "{page}");
        stop.send(()).unwrap();
        assert!(others.await.unwrap() > 0, "nobody was turned away meanwhile");
        let (_, page) = desk.sends("webhook", &[]).await;
        assert!(page.contains("https:// で始まる住所だけを開きます。"), "{page}");
        line.platform.set_webhook(&format!("{base}/line/webhook"));
        let (_, page) = desk.sends("menus", &[]).await;
        assert!(page.contains("トークの下のメニューを届けました。"), "{page}");
        let (_, page) = desk.sends("check", &[]).await;
        assert!(page.contains("正しく返事ができました。") && !page.contains("×"), "{page}");

        let after = fs::read_to_string(&file).unwrap();
        assert!(after.starts_with("# はじめの設定") && after.contains(&known.channel_secret));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let logged = fs::read_to_string(&log).unwrap();
        assert!(!page.contains(&known.channel_secret) && !logged.contains(&known.channel_secret));
        fs::write(&file, after.replace("[line]", "[line]\nchannel_token = \"x\"")).unwrap();
        let (_, page) = desk.sends("connect", &good).await;
        assert!(page.contains("line.channel_token"), "{page}");
        fs::remove_file(&file).unwrap();
        let (_, page) = desk.sends("connect", &good).await;
        assert!(page.contains("設定ファイルを使えません"), "{page}");
        assert!(!file.exists(), "it is not made anew from a form");
    });
}
