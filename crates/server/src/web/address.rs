//! The address a request comes from, for throttles only; it is never stored in clear.

use crate::App;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// Where a request comes from. An IPv6 caller counts as its /64, since a phone changes the rest at will.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address(pub(super) IpAddr);

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let trusted = app.config.server.trust_proxy;
        let last = trusted.then(|| forwarded(&parts.headers)).flatten();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = last.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        Ok(Self(network(address)))
    }
}

/// The last entry of the last line is the one our own proxy wrote; those before it are the caller's word.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let list = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    list.rsplit(',').next()?.trim().parse().ok()
}

/// An IPv4 caller on an IPv6 socket is one of IPv4.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_last_entry_of_the_last_line_is_our_own_proxys() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded(&headers), None);
        headers.append("x-forwarded-for", HeaderValue::from_static("203.0.113.1, 198.51.100.7"));
        assert_eq!(forwarded(&headers), "198.51.100.7".parse().ok());
        headers.append("x-forwarded-for", HeaderValue::from_static("192.0.2.9"));
        assert_eq!(forwarded(&headers), "192.0.2.9".parse().ok());
        headers.append("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(forwarded(&headers), None);
    }

    #[test]
    fn callers_of_ipv4_are_told_apart_on_an_ipv6_socket_and_a_network_of_ipv6_is_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("::ffff:192.0.2.9"), of("192.0.2.9"));
        assert_ne!(of("::ffff:192.0.2.9"), of("::ffff:192.0.2.10"));
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
    }
}
