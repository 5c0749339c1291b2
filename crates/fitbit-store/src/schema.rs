//! The versions of the tables. A version is a script that makes it of the one before; scripts that were released are
//! never changed.
//!
//! Who opens a store looks first and changes nothing that is newer than what it knows, or not its own. What is to be done
//! is done in one transaction under a lock, after a second look: so many processes may open a new store at once.

use std::ops::Range;

use crate::error::OpenError;

/// The table that holds the version.
pub(crate) const VERSION: &str = "select version from fitbit_schema";

/// What was found in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// No table of ours.
    Nothing,
    /// Tables of our names, without a version.
    Foreign,
    /// Tables of this version.
    Version(i64),
}

/// Which scripts are to be run, by their place in the list.
pub(crate) fn plan(
    found: Found,
    scripts: usize,
    migrates: bool,
) -> Result<Range<usize>, OpenError> {
    let known = i64::try_from(scripts).unwrap_or(i64::MAX);
    let version = match found {
        Found::Nothing => 0,
        Found::Foreign => return Err(OpenError::ForeignTables),
        Found::Version(version) => version,
    };
    if version > known {
        return Err(OpenError::SchemaTooNew {
            found: version,
            known,
        });
    }
    let done = usize::try_from(version).map_err(|_| OpenError::ForeignTables)?;
    if done < scripts && !migrates {
        return Err(OpenError::SchemaTooOld {
            found: version,
            known,
        });
    }
    Ok(done..scripts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_is_brought_up_to_date_where_that_is_allowed() {
        assert_eq!(plan(Found::Nothing, 3, true), Ok(0..3));
        assert_eq!(plan(Found::Version(1), 3, true), Ok(1..3));
        assert_eq!(plan(Found::Version(3), 3, false), Ok(3..3));
        let old = |found| OpenError::SchemaTooOld { found, known: 3 };
        assert_eq!(plan(Found::Nothing, 3, false), Err(old(0)));
        assert_eq!(plan(Found::Version(2), 3, false), Err(old(2)));
    }

    #[test]
    fn what_is_newer_or_foreign_is_left_alone() {
        let new = OpenError::SchemaTooNew { found: 4, known: 3 };
        assert_eq!(plan(Found::Version(4), 3, true), Err(new));
        for found in [Found::Foreign, Found::Version(-1)] {
            assert_eq!(plan(found, 3, true), Err(OpenError::ForeignTables));
        }
    }
}
