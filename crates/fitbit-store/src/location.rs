//! Which kind of store a URL names. Nothing here prints a URL: it may hold a password.

use crate::error::OpenError;

/// The kinds of stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    Redis,
}

impl Kind {
    /// By the scheme, in whatever case it is written.
    pub(crate) fn of(url: &str) -> Result<Self, OpenError> {
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(OpenError::UnknownScheme);
        };
        let kind = match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => Self::Sqlite,
            "postgres" | "postgresql" => Self::Postgres,
            "redis" | "rediss" | "valkey" | "valkeys" => Self::Redis,
            _ => return Err(OpenError::UnknownScheme),
        };
        if kind != Self::Sqlite && !rest.starts_with("//") {
            return Err(OpenError::InvalidUrl {
                reason: "write two slashes after the colon, then the host",
            });
        }
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_tells_the_kind() {
        for (url, kind) in [
            ("sqlite:fitbit.sqlite", Kind::Sqlite),
            ("sqlite:///var/lib/fitbit.sqlite?mode=ro", Kind::Sqlite),
            ("postgres://fitbit@db/fitbit", Kind::Postgres),
            ("PostgreSQL://db", Kind::Postgres),
            ("redis://cache:6379/0", Kind::Redis),
            ("rediss://cache", Kind::Redis),
            ("valkey://cache", Kind::Redis),
        ] {
            assert_eq!(Kind::of(url), Ok(kind), "{url}");
        }
    }

    #[test]
    fn what_names_no_store_is_refused() {
        for url in ["", "fitbit.sqlite", "mysql://db", "https://db", ":memory:"] {
            assert_eq!(Kind::of(url), Err(OpenError::UnknownScheme), "{url}");
        }
        assert!(matches!(
            Kind::of("postgres:db"),
            Err(OpenError::InvalidUrl { .. })
        ));
    }
}
