//! Where a subscriber listens. Only what is on this machine is ever called: a sandbox that posts to any address would be a
//! tool against others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::Uri;

use crate::error::Error;

/// The URL of a subscriber, on loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    address: SocketAddr,
    authority: String,
    path: String,
}

impl Target {
    /// # Errors
    ///
    /// Not a plain `http` URL of loopback.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let refused = |what: &str| {
            Error::invalid(format!(
                "the URL of a subscriber {what}: a sandbox calls http://127.0.0.1, http://localhost and http://[::1] only"
            ))
        };
        let uri: Uri = url.parse().map_err(|_| refused("cannot be read"))?;
        if uri.scheme_str() != Some("http") {
            return Err(refused("is not http"));
        }
        let authority = uri.authority().ok_or_else(|| refused("has no host"))?;
        if authority.as_str().contains('@') {
            return Err(refused("has a user name"));
        }
        let ip = loopback(authority.host()).ok_or_else(|| refused("is not on loopback"))?;
        let path = uri.path_and_query();
        Ok(Self {
            address: SocketAddr::new(ip, authority.port_u16().unwrap_or(80)),
            authority: authority.as_str().to_owned(),
            path: path.map_or("/", http::uri::PathAndQuery::as_str).to_owned(),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The path by which a code is shown. A code has no character that a query would need to escape.
    pub(super) fn path_with_code(&self, code: &str) -> String {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{joint}verify={code}", self.path)
    }
}

/// By its form and not by asking a name server, whose answer may change.
fn loopback(host: &str) -> Option<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return Some(Ipv4Addr::LOCALHOST.into());
    }
    if let Some(host) = host.strip_prefix('[') {
        let ip: Ipv6Addr = host.strip_suffix(']')?.parse().ok()?;
        return ip.is_loopback().then_some(ip.into());
    }
    let ip: Ipv4Addr = host.parse().ok()?;
    ip.is_loopback().then_some(ip.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_called_and_nothing_else() {
        for url in [
            "http://127.0.0.1:8000/hook",
            "http://localhost/hook",
            "http://[::1]:8000",
            "http://127.9.9.9:1/?a=b",
        ] {
            assert!(Target::parse(url).is_ok(), "{url}");
        }
        for url in [
            "https://127.0.0.1/",
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://[::ffff:10.0.0.1]/",
            "http://127.0.0.1@example.com/",
            "http://example.com@127.0.0.1/",
            "127.0.0.1:80",
            "/hook",
            "",
        ] {
            let error = Target::parse(url).expect_err(url);
            assert_eq!(error.kind(), crate::ErrorKind::Invalid, "{url}");
        }
    }

    #[test]
    fn a_code_goes_into_the_query_that_is_there_or_into_a_new_one() {
        let path = |url: &str| Target::parse(url).unwrap().path_with_code("c0de");
        assert_eq!(path("http://localhost:1/a"), "/a?verify=c0de");
        assert_eq!(path("http://localhost:1/a?b=c"), "/a?b=c&verify=c0de");
        assert_eq!(path("http://localhost:1"), "/?verify=c0de");
    }
}
