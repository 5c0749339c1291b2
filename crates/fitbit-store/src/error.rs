//! Why a store cannot be opened, in words that say what to do and hold no part of the URL.

use std::error::Error;
use std::fmt;

use crate::fault::Fault;

/// Why a store cannot be opened or does not offer something. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL begins with no scheme of a store.
    UnknownScheme,
    /// The scheme is one of a store that was not compiled in.
    NotCompiledIn {
        /// The feature of this crate that has it.
        feature: &'static str,
    },
    /// The rest of the URL is not one that the driver understands.
    InvalidUrl {
        /// What to do.
        reason: &'static str,
    },
    /// Nobody answers at that address, or the file cannot be opened.
    Unreachable,
    /// User, password or certificate are not taken, or have too few rights.
    AccessDenied,
    /// It can be read and not written.
    ReadOnly,
    /// The disk is full.
    NoSpace,
    /// The file is no SQLite database, or a damaged one.
    NotADatabase,
    /// There are tables of the store's names that it did not make.
    ForeignTables,
    /// The schema is of an older version, and the store was told not to touch it.
    SchemaTooOld {
        /// The version that is there; 0 when there is none.
        found: i64,
        /// The version that this crate needs.
        known: i64,
    },
    /// The schema is of a newer version of this crate. It is not touched.
    SchemaTooNew {
        /// The version that is there.
        found: i64,
        /// The newest version that this crate knows.
        known: i64,
    },
    /// This kind of database is not used for that.
    NotOffered {
        /// What to do instead.
        reason: &'static str,
    },
    /// It was reached and failed otherwise.
    Failed {
        /// What failed.
        reason: &'static str,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownScheme => formatter.write_str(
                "the store's URL begins with no known scheme: use sqlite:, postgres:// or redis://",
            ),
            Self::NotCompiledIn { feature } => write!(
                formatter,
                "this kind of store is not compiled in: switch the feature `{feature}` of fitbit-store on"
            ),
            Self::InvalidUrl { reason } => write!(formatter, "the store's URL is not valid: {reason}"),
            Self::Unreachable => formatter.write_str(Fault::Unreachable.reason()),
            Self::AccessDenied => formatter.write_str(Fault::AccessDenied.reason()),
            Self::ReadOnly => formatter.write_str(Fault::ReadOnly.reason()),
            Self::NoSpace => formatter.write_str(Fault::NoSpace.reason()),
            Self::NotADatabase => formatter.write_str(Fault::NotADatabase.reason()),
            Self::ForeignTables => formatter.write_str(
                "the database has tables of the store's names that are not the store's: give it another database or schema",
            ),
            Self::SchemaTooOld { found, known } => write!(
                formatter,
                "the store's schema is version {found} and this program needs {known}: open it once with migrations"
            ),
            Self::SchemaTooNew { found, known } => write!(
                formatter,
                "the store's schema is version {found} and this program knows {known} at most: update the program"
            ),
            Self::NotOffered { reason } => formatter.write_str(reason),
            Self::Failed { reason } => write!(formatter, "the store cannot be opened: {reason}"),
        }
    }
}

impl Error for OpenError {}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreachable => Self::Unreachable,
            Fault::AccessDenied => Self::AccessDenied,
            Fault::ReadOnly => Self::ReadOnly,
            Fault::NoSpace => Self::NoSpace,
            Fault::NotADatabase => Self::NotADatabase,
            Fault::NotOffered => Self::NotOffered {
                reason: fault.reason(),
            },
            other => Self::Failed {
                reason: other.reason(),
            },
        }
    }
}
