//! From what was typed at the first start to a town: key, database, first administrator, and last the configuration, so
//! that whatever goes wrong before leaves the machine to be asked again. Nothing that is there is written over.

use crate::{
    App,
    actions::{
        officers::{NewOfficer, NotMade, first_administrator},
        sign_in,
    },
    clock::Clock,
    config::{Config, Source, edit::written_beside},
    ids::Ids,
    key_file, serve, web,
    words::{prefectures, staff},
};
use anyhow::{Context, anyhow};
use axum::http::HeaderValue;
use domain::{municipality::MunicipalityCode, password as rule};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use store::{SignIn, Store, Who};

/// The sentences, by the name of the field; those of no field under an empty one.
pub(super) type Errors = BTreeMap<&'static str, String>;

/// The longest of what is typed.
const LONGEST: usize = 100;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    town: String,
    code: String,
    phone: String,
    hours: String,
    address: String,
    login: String,
    name: String,
    password: String,
    again: String,
}

impl Typed {
    /// What stands in a field again. A password never does.
    pub(super) fn get(&self, name: &str) -> &str {
        match name {
            "town" => &self.town,
            "code" => &self.code,
            "phone" => &self.phone,
            "hours" if self.hours.is_empty() => "平日 9時〜17時",
            "hours" => &self.hours,
            "address" => &self.address,
            "login" => &self.login,
            "name" => &self.name,
            _ => "",
        }
    }
}

/// Makes the town of one machine.
pub(super) struct Maker {
    /// The configuration, which is not there yet.
    pub(super) file: PathBuf,
    /// Where the service will listen.
    pub(super) listen: SocketAddr,
    pub(super) ids: Ids,
}

/// A town that was made.
pub(super) struct Made {
    pub(super) config: Config,
    pub(super) store: Store,
    pub(super) cookie: HeaderValue,
}

impl Maker {
    /// Makes it, or says what is wrong with what was typed or with the machine.
    pub(super) async fn make(&self, typed: &Typed) -> Result<Made, Errors> {
        let text = self.configuration(typed)?;
        let source = Source::of(&self.file.display().to_string(), &text, std::iter::empty());
        let config = source.and_then(|source| Config::from_source(&source));
        let mut config = config.map_err(|error| Errors::from([("", error.to_string())]))?;
        config.file = Some(self.file.clone());
        if self.file.exists() {
            return Err(Errors::from([("", self.is_there())]));
        }
        // Written beside its name first: who cannot write it makes no administrator either.
        let part = self.written(&text).map_err(|why| Errors::from([("", why)]))?;
        let made = self.fill(typed, config).await;
        let named = made.and_then(|made| match fs::hard_link(&part, &self.file) {
            Ok(()) => Ok(made),
            Err(_) => Err(Errors::from([("", self.is_there())])),
        });
        // What is left of it says nothing that is not in the file.
        let _ = fs::remove_file(&part);
        named
    }

    fn is_there(&self) -> String {
        format!(
            "設定ファイル {} が、すでにあります。上書きはしません。このまま使うときは、いったん止めて、もう一度 madoguchi start で始めてください。",
            self.file.display()
        )
    }

    /// The text of the file, if everything that was typed can be.
    fn configuration(&self, typed: &Typed) -> Result<String, Errors> {
        let mut errors = Errors::new();
        let mut needs = |name: &'static str, value: &str, what: &str| {
            if value.trim().is_empty() {
                errors.insert(name, format!("{what}を入れてください。"));
            } else if value.chars().count() > LONGEST {
                errors.insert(name, format!("{what}は{LONGEST}文字までにしてください。"));
            }
        };
        needs("town", &typed.town, "町の名前");
        needs("login", &typed.login, "職員番号");
        needs("name", &typed.name, "氏名");
        for (name, value) in
            [("phone", &typed.phone), ("hours", &typed.hours), ("address", &typed.address)]
        {
            if value.chars().count() > LONGEST {
                errors.insert(name, format!("{LONGEST}文字までにしてください。"));
            }
        }
        let code = MunicipalityCode::parse(typed.code.trim());
        if let Err(error) = code {
            errors.insert("code", prefectures::wrong(error));
        }
        let address = typed.address.trim();
        if !(address.is_empty() || address.starts_with("https://")) {
            errors.insert(
                "address",
                "https:// で始まる住所を入れるか、空欄にしてください。".to_owned(),
            );
        }
        if let Err(no) = rule::check(&typed.password, &typed.login, typed.town.trim()) {
            errors.insert("password", staff::password_no(no));
        } else if typed.password != typed.again {
            errors.insert(
                "again",
                "上のパスワードと違います。同じものを、もう一度入れてください。".to_owned(),
            );
        }
        if errors.is_empty() { Ok(self.text(typed)) } else { Err(errors) }
    }

    fn text(&self, typed: &Typed) -> String {
        let beside = |name: &str| folder(&self.file).join(name).display().to_string();
        let here = format!("http://{}", self.listen);
        let address = match typed.address.trim() {
            "" => here.as_str(),
            address => address,
        };
        let table = |pairs: &[(&str, &str)]| -> toml::Table {
            let given = pairs.iter().filter(|(_, value)| !value.is_empty());
            given.map(|(key, value)| ((*key).to_owned(), toml::Value::from(*value))).collect()
        };
        let code = MunicipalityCode::parse(typed.code.trim()).map(|code| code.to_string());
        let (code, listen) = (code.unwrap_or_default(), self.listen.to_string());
        let (key, database) =
            (beside("madoguchi.key"), format!("sqlite:{}", beside("madoguchi.db")));
        let (town, phone, hours) = (typed.town.trim(), typed.phone.trim(), typed.hours.trim());
        let town = [("name", town), ("code", &code), ("phone", phone), ("phone_hours", hours)];
        let all: toml::Table = [
            ("town", table(&town)),
            ("server", table(&[("listen", &listen), ("base_url", address)])),
            ("database", table(&[("url", &database), ("key_file", &key)])),
        ]
        .into_iter()
        .map(|(name, table)| (name.to_owned(), toml::Value::Table(table)))
        .collect();
        format!(
            "# はじめの設定の画面で書きました。直したら、サービスを始めなおしてください。\n{all}"
        )
    }

    /// Key, database and administrator, and a sign-in for whoever sits here.
    async fn fill(&self, typed: &Typed, config: Config) -> Result<Made, Errors> {
        let machine = |error: anyhow::Error| {
            let told = format!("{error:#}。機械の担当の方に、この文を見せてください。");
            Errors::from([("", told)])
        };
        let keys = key_file::read_or_make(&config.database.key_file).map_err(machine)?;
        let store = Store::start(config.database.url.clone(), keys);
        store.ready().await.context(serve::UNUSABLE).map_err(machine)?;
        let app = App::new(config.clone(), store.clone(), Clock::Machine);
        let Typed { login, name, password, .. } = typed.clone();
        let new = NewOfficer { login, name, password };
        let made = first_administrator(&app, new).await;
        let made =
            made.map_err(|problem| machine(anyhow!("管理者を登録できません（{problem:?}）")))?;
        let id = made.map_err(not_made)?;
        let (secret, now) = (self.ids.secret(), app.clock.now());
        let token = sign_in::token(&app, &secret);
        let expires_at = now.saturating_add(sign_in::OFFICER_LIFE);
        let expires_at = expires_at.map_err(|error| machine(error.into()))?;
        let stays = SignIn { who: Who::Officer(id), expires_at };
        let write = store.write(move |tx| tx.add_sign_in(&token, &stays, now));
        write.await.map_err(|error| machine(anyhow!("データベースに書けません（{error:?}）")))?;
        let cookie = web::desk_cookie(&app, &secret);
        Ok(Made { config, store, cookie })
    }

    /// The file under another name, readable for its owner alone.
    fn written(&self, text: &str) -> Result<PathBuf, String> {
        written_beside(&self.file, text).map_err(|error| {
            format!(
                "設定ファイル {} を書けません（{error}）。フォルダーに書きこめるかを確かめて、もう一度押してください。",
                self.file.display()
            )
        })
    }
}

fn not_made(no: NotMade) -> Errors {
    let field = match no {
        NotMade::Name => "name",
        NotMade::Login | NotMade::LoginTaken => "login",
        NotMade::Password(_) => "password",
        NotMade::NotTheFirst | NotMade::NoInvitation => {
            let told = "このデータベースには、職員がもう登録されています。前に使っていた設定ファイルを、元の場所に戻してから始めてください。";
            return Errors::from([("", told.to_owned())]);
        }
    };
    Errors::from([(field, staff::not_made(no))])
}

/// The folder of a file, by its whole path.
fn folder(file: &Path) -> PathBuf {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    whole.parent().map(Path::to_owned).unwrap_or_default()
}
