//! Which requests are answered. A browser on this machine lets pages of other sites send requests here too; and a site
//! that points a host name of its own at this machine (DNS rebinding) could read the answers.

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method};
use std::net::IpAddr;

/// Names of this machine that nobody else can take.
const OWN: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The hosts for which the server answers.
pub(super) struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    /// The names of this machine, the address that the server listens on, and the names that the user adds.
    pub(super) fn new(listening: IpAddr, named: &[String]) -> Self {
        let listening = match listening {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let own = OWN.map(str::to_owned).into_iter().chain([listening]);
        Self { names: own.chain(named.iter().map(|name| name.to_ascii_lowercase())).collect() }
    }

    /// Why a request is refused; `None` if it is not.
    pub(super) fn refusal(&self, method: &Method, headers: &HeaderMap) -> Option<&'static str> {
        let host = only(headers, &HOST).and_then(|host| host.parse::<Authority>().ok());
        let Some(host) = host.filter(|host| self.names.contains(&host.host().to_ascii_lowercase())) else {
            return Some("this server does not answer for that host; saidso serve --allowed-host names more");
        };
        if method.is_safe() {
            return None;
        }
        let is_own = |origin: &str| {
            let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host.as_str()))
        };
        let from_own_page = !headers.contains_key(ORIGIN) || only(headers, &ORIGIN).is_some_and(is_own);
        let is_same_site = !headers.contains_key(FETCH_SITE)
            || only(headers, &FETCH_SITE).is_some_and(|site| matches!(site, "same-origin" | "none"));
        (!from_own_page || !is_same_site).then_some("requests from pages of other sites are refused")
    }
}

/// The value of a header that occurs exactly once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

#[cfg(test)]
mod tests {
    use super::Hosts;
    use axum::http::{HeaderMap, HeaderName, Method};

    fn is_refused(method: &Method, headers: &[(&str, &str)]) -> bool {
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect();
        Hosts::new([192, 168, 1, 5].into(), &["Labels.example".to_owned()]).refusal(method, &headers).is_some()
    }

    #[test]
    fn only_own_hosts_are_answered() {
        for (host, refused) in [
            ("localhost:8020", false),
            ("LOCALHOST", false),
            ("127.0.0.1:8020", false),
            ("[::1]:8020", false),
            ("192.168.1.5:8020", false),
            ("labels.example", false),
            ("evil.example:8020", true),
            ("localhost.evil.example", true),
            ("evil.example#localhost", true),
            ("user@evil.example", true),
            ("10.0.0.1", true),
            ("", true),
        ] {
            assert_eq!(is_refused(&Method::GET, &[("host", host)]), refused, "{host}");
        }
        assert!(is_refused(&Method::GET, &[]));
        assert!(is_refused(&Method::GET, &[("host", "localhost"), ("host", "evil.example")]));
    }

    #[test]
    fn only_own_pages_may_post() {
        let host = ("host", "localhost:8020");
        for (header, refused) in [
            (("origin", "http://localhost:8020"), false),
            (("origin", "http://localhost:9000"), true),
            (("origin", "https://evil.example"), true),
            (("origin", "null"), true),
            (("sec-fetch-site", "same-origin"), false),
            (("sec-fetch-site", "none"), false),
            (("sec-fetch-site", "same-site"), true),
            (("sec-fetch-site", "cross-site"), true),
        ] {
            assert_eq!(is_refused(&Method::POST, &[host, header]), refused, "{header:?}");
            assert!(!is_refused(&Method::GET, &[host, header]), "{header:?}");
        }
        assert!(!is_refused(&Method::POST, &[host]));
    }
}
