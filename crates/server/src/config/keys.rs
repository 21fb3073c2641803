//! Every key there is, with an example that is shown when its value is missing or wrong.

/// One key of the configuration.
pub(super) struct Key {
    /// Its name, with its section.
    pub(super) name: &'static str,
    /// A value that would be right.
    pub(super) example: &'static str,
    /// What holds if it is not given; `None` where it must be.
    pub(super) default: Option<&'static str>,
    /// Whether the value is never shown.
    pub(super) secret: bool,
}

const fn needed(name: &'static str, example: &'static str) -> Key {
    Key { name, example, default: None, secret: false }
}

const fn with_default(name: &'static str, default: &'static str) -> Key {
    Key { name, example: default, default: Some(default), secret: false }
}

const fn secret(name: &'static str, example: &'static str) -> Key {
    Key { name, example, default: None, secret: true }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $id:ident = $key:expr;)+) => {
        $($(#[$doc])* pub(super) const $id: Key = $key;)+
        /// Every key.
        pub(super) const ALL: &[&Key] = &[$(&$id),+];
    };
}

keys! {
    /// The town's name.
    TOWN_NAME = needed("town.name", "窓川町");
    /// The municipality code.
    TOWN_CODE = needed("town.code", "015601");
    /// The number to phone.
    TOWN_PHONE = needed("town.phone", "0158-29-0000");
    /// When the phone is answered.
    TOWN_PHONE_HOURS = with_default("town.phone_hours", "平日 9時〜17時");
    /// Where to listen.
    LISTEN = with_default("server.listen", "127.0.0.1:9000");
    /// How phones reach us.
    BASE_URL = needed("server.base_url", "https://yoyaku.town.example.jp");
    /// Whether a proxy in front is trusted.
    TRUST_PROXY = with_default("server.trust_proxy", "false");
    /// How many residents are served at once before tickets are given.
    AT_ONCE = with_default("server.at_once", "64");
    /// Where the data lives.
    DATABASE_URL = with_default("database.url", "sqlite:madoguchi.db");
    /// The town's key.
    KEY_FILE = with_default("database.key_file", "madoguchi.key");
    /// The Messaging API channel.
    CHANNEL_ID = needed("line.channel_id", "1234567890");
    /// Its secret.
    CHANNEL_SECRET = secret("line.channel_secret", "8c570fa6dd201bb328f1c1eac23a96d8");
    /// The secret before this one.
    PREVIOUS_CHANNEL_SECRET = secret("line.previous_channel_secret", "8c570fa6dd201bb328f1c1eac23a96d8");
    /// A long-lived token in place of stateless ones.
    CHANNEL_TOKEN = secret("line.channel_token", "長期のチャネルアクセストークン");
    /// The LINE Login channel.
    LOGIN_CHANNEL_ID = needed("line.login_channel_id", "1234567891");
    /// Its secret.
    LOGIN_CHANNEL_SECRET = secret("line.login_channel_secret", "8c570fa6dd201bb328f1c1eac23a96d8");
    /// The LIFF app.
    LIFF_ID = needed("line.liff_id", "1234567891-AbcdEfgh");
    /// A LIFF SDK elsewhere.
    LIFF_SDK = needed("line.liff_sdk", "https://static.line-scdn.net/liff/edge/2/sdk.js");
    /// The Messaging API's host.
    LINE_API_URL = needed("line.api_url", "https://api.line.example");
    /// The host of images and files.
    LINE_DATA_URL = needed("line.data_url", "https://api-data.line.example");
    /// The host that issues and checks tokens.
    LINE_LOGIN_URL = needed("line.login_url", "https://api.line.example");
    /// The host of the sign-in page.
    LINE_ACCESS_URL = needed("line.access_url", "https://access.line.example");
    /// The host of LIFF links.
    LINE_LIFF_URL = needed("line.liff_url", "https://liff.line.example");
}

/// Where LINE is reached, in place of LINE's own hosts.
pub(super) const HOSTS: &[&Key] =
    &[&LINE_API_URL, &LINE_DATA_URL, &LINE_LOGIN_URL, &LINE_ACCESS_URL, &LINE_LIFF_URL, &LIFF_SDK];
