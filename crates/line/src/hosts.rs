//! Where LINE lives, so that a double can stand in for it. It holds addresses only, no behaviour.

/// The base URLs of LINE's services, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// The Messaging API.
    pub api: String,
    /// The Messaging API's large bodies: rich menu images.
    pub data: String,
    /// Tokens and keys: channel access tokens, LINE Login.
    pub login: String,
    /// The page on which a person signs in with LINE.
    pub access: String,
    /// Links that open a LIFF app.
    pub liff: String,
}

impl Hosts {
    /// LINE itself.
    pub fn line() -> Self {
        Self {
            api: "https://api.line.me".to_owned(),
            data: "https://api-data.line.me".to_owned(),
            login: "https://api.line.me".to_owned(),
            access: "https://access.line.me".to_owned(),
            liff: "https://liff.line.me".to_owned(),
        }
    }

    /// Whether everything we call speaks plain HTTP, as only a double on this machine does.
    pub(crate) fn are_plain(&self) -> bool {
        [&self.api, &self.data, &self.login].iter().all(|host| host.starts_with("http://"))
    }
}
