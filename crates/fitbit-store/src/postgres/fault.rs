//! What an error of PostgreSQL means. Its text names hosts, users and rows, so only its code is read.

use sqlx::Error;

use crate::fault::Fault;

/// The codes are those of PostgreSQL's appendix "Error Codes".
pub(crate) fn of(error: &Error) -> Fault {
    match error {
        Error::Database(error) => match error.code().as_deref().unwrap_or("") {
            "25006" => Fault::ReadOnly,
            "42501" | "3D000" => Fault::AccessDenied,
            "53100" => Fault::NoSpace,
            // A deadlock, a lock or statement that took too long, too many connections: it may go another time.
            "40001" | "40P01" | "55P03" | "57014" | "53300" => Fault::TimedOut,
            // It starts.
            "57P03" => Fault::Unreachable,
            code if code.starts_with("28") => Fault::AccessDenied,
            code if code.starts_with("42") => Fault::Schema,
            code if code.starts_with("57P") || code.starts_with("08") || code == "25P03" => {
                Fault::Interrupted
            }
            _ => Fault::Driver,
        },
        Error::PoolTimedOut => Fault::TimedOut,
        Error::PoolClosed => Fault::Unreachable,
        Error::Io(error) => match error.kind() {
            std::io::ErrorKind::ConnectionRefused
            | std::io::ErrorKind::NotFound
            | std::io::ErrorKind::HostUnreachable
            | std::io::ErrorKind::NetworkUnreachable => Fault::Unreachable,
            _ => Fault::Interrupted,
        },
        Error::Tls(_) => Fault::AccessDenied,
        Error::Protocol(_) | Error::WorkerCrashed => Fault::Interrupted,
        Error::ColumnDecode { .. } | Error::Decode(_) => Fault::Unreadable,
        Error::ColumnNotFound(_) | Error::ColumnIndexOutOfBounds { .. } => Fault::Schema,
        _ => Fault::Driver,
    }
}
