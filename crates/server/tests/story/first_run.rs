//! The first start on an empty machine, in a process of its own: a link with a secret, a form, and the service.

use crate::{process::free_port, resident::client};
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
        let mut program = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        program.env_clear().arg("--config").arg(file).arg("start");
        program.arg("--listen").arg(format!("127.0.0.1:{port}"));
        let mut child = program.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
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
