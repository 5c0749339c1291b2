//! What an error of SQLite means. Its text names files and shows statements, so only its number is read.

use sqlx::Error;

use crate::fault::Fault;

pub(crate) fn of(error: &Error) -> Fault {
    match error {
        Error::Database(error) => {
            let code = error.code().and_then(|code| code.parse::<i32>().ok());
            // The lower byte is the kind of error; the rest says more about it.
            match code.map(|code| code & 0xff) {
                Some(1) => Fault::Schema,
                Some(3 | 23) => Fault::AccessDenied,
                Some(5 | 6) => Fault::TimedOut,
                Some(8) => Fault::ReadOnly,
                Some(11 | 26) => Fault::NotADatabase,
                Some(13) => Fault::NoSpace,
                Some(14) => Fault::Unreachable,
                _ => Fault::Driver,
            }
        }
        Error::PoolTimedOut => Fault::TimedOut,
        Error::Io(_) | Error::PoolClosed => Fault::Unreachable,
        Error::ColumnDecode { .. } | Error::Decode(_) => Fault::Unreadable,
        Error::ColumnNotFound(_) | Error::ColumnIndexOutOfBounds { .. } => Fault::Schema,
        _ => Fault::Driver,
    }
}
