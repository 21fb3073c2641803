//! The cookies that the in-app browser of one telephone holds for the service. It knows paths, lifetimes
//! and deletion; domains and `Secure` do not matter where there is one origin.

use jiff::fmt::rfc2822;
use serde::{Deserialize, Serialize};

#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Jar {
    cookies: Vec<Cookie>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Cookie {
    name: String,
    value: String,
    path: String,
    expires_at: Option<i64>,
}

impl Jar {
    /// Takes one `Set-Cookie` value that came with the answer to a request for `request_path`.
    pub(crate) fn store(&mut self, set_cookie: &str, request_path: &str, now: i64) {
        let Some(cookie) = Cookie::parse(set_cookie, request_path, now) else { return };
        self.cookies.retain(|known| known.name != cookie.name || known.path != cookie.path);
        if cookie.lives(now) {
            self.cookies.push(cookie);
        }
    }

    /// The `Cookie` header for a path, the longest paths first, or nothing.
    pub(crate) fn header(&self, path: &str, now: i64) -> Option<String> {
        let mut fitting: Vec<&Cookie> =
            self.cookies.iter().filter(|cookie| cookie.lives(now) && cookie.fits(path)).collect();
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> =
            fitting.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

impl Cookie {
    fn parse(set_cookie: &str, request_path: &str, now: i64) -> Option<Self> {
        let mut parts = set_cookie.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let mut cookie = Self {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            path: default_path(request_path),
            expires_at: None,
        };
        let mut has_max_age = false;
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key.to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "max-age" => {
                    let seconds: i64 = value.parse().ok()?;
                    cookie.expires_at = Some(now.saturating_add(seconds.saturating_mul(1_000)));
                    has_max_age = true;
                }
                "expires" if !has_max_age => {
                    let time =
                        rfc2822::parse(value).ok().map(|time| time.timestamp().as_millisecond());
                    cookie.expires_at = time.or(cookie.expires_at);
                }
                _ => {}
            }
        }
        Some(cookie)
    }

    fn lives(&self, now: i64) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }

    fn fits(&self, path: &str) -> bool {
        path.strip_prefix(self.path.as_str()).is_some_and(|rest| {
            rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/')
        })
    }
}

/// The folder of the request, as RFC 6265 section 5.1.4 has it.
fn default_path(request_path: &str) -> String {
    match request_path.rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(end) => request_path[..end].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Jar;

    /// What the browser sends to a path after these cookies were set, one minute later.
    fn sent(set: &[&str], path: &str) -> String {
        let mut jar = Jar::default();
        for cookie in set {
            jar.store(cookie, "/app/start", 0);
        }
        jar.header(path, 60_000).unwrap_or_default()
    }

    #[test]
    fn cookies_follow_path_lifetime_and_deletion() {
        let cases: [(&[&str], &str, &str); 9] = [
            (&["s=1; Path=/"], "/", "s=1"),
            (&["s=1; Path=/desk; HttpOnly; Secure"], "/app", ""),
            (&["s=1; Path=/desk"], "/desk/board", "s=1"),
            (&["s=1; Path=/desk"], "/desktop", ""),
            (&["s=1"], "/app/next", "s=1"),
            (&["s=1; Path=/; Max-Age=59"], "/", ""),
            (&["s=1; Path=/", "s=; Path=/; Max-Age=0"], "/", ""),
            (&["s=1; Path=/", "s=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "/", ""),
            (&["s=1; Path=/", "s=2; Path=/app", "s=3; Path=/"], "/app", "s=2; s=3"),
        ];
        for (set, path, expected) in cases {
            assert_eq!(sent(set, path), expected, "{set:?} for {path}");
        }
    }
}
