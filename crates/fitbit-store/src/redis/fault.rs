//! What an error of Redis means. Its text names addresses, users and values, so it goes no further than this file.

use ::redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::fault::Fault;

/// How Redis 7.0 says that a user may not do what a script does; later ones have a code for it.
const SCRIPT_DENIED: &str = "user executing the script can't";

/// The codes are the first words of the server's errors.
pub(crate) fn of(error: &RedisError) -> Fault {
    match error.kind() {
        ErrorKind::Io if error.is_connection_refusal() => Fault::Unreachable,
        ErrorKind::Io if error.is_timeout() => Fault::TimedOut,
        ErrorKind::Io => Fault::Interrupted,
        ErrorKind::AuthenticationFailed | ErrorKind::Server(ServerErrorKind::NoPerm) => {
            Fault::AccessDenied
        }
        ErrorKind::Server(ServerErrorKind::ResponseError)
            if error
                .detail()
                .is_some_and(|text| text.contains(SCRIPT_DENIED)) =>
        {
            Fault::AccessDenied
        }
        ErrorKind::Server(ServerErrorKind::ReadOnly) => Fault::ReadOnly,
        // It starts, or nobody is in charge.
        ErrorKind::Server(
            ServerErrorKind::BusyLoading
            | ServerErrorKind::MasterDown
            | ServerErrorKind::ClusterDown
            | ServerErrorKind::TryAgain,
        ) => Fault::Unreachable,
        ErrorKind::Server(
            ServerErrorKind::Moved | ServerErrorKind::Ask | ServerErrorKind::CrossSlot,
        ) => Fault::Cluster,
        ErrorKind::UnexpectedReturnType => Fault::Unreadable,
        _ => match error.code().unwrap_or("") {
            "WRONGPASS" | "NOAUTH" => Fault::AccessDenied,
            // Too few replicas follow.
            "NOREPLICAS" => Fault::ReadOnly,
            // No memory left, or no snapshot can be written.
            "OOM" | "MISCONF" => Fault::NoSpace,
            // Somebody's script does not come to an end.
            "BUSY" => Fault::TimedOut,
            "WRONGTYPE" => Fault::Unreadable,
            _ => Fault::Driver,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_connection_that_was_cut_is_not_one_that_was_refused() {
        let of = |kind: io::ErrorKind| of(&RedisError::from(io::Error::from(kind)));
        assert_eq!(of(io::ErrorKind::ConnectionRefused), Fault::Unreachable);
        assert_eq!(of(io::ErrorKind::TimedOut), Fault::TimedOut);
        assert_eq!(of(io::ErrorKind::BrokenPipe), Fault::Interrupted);
        assert_eq!(of(io::ErrorKind::ConnectionReset), Fault::Interrupted);
    }

    #[test]
    fn a_node_of_a_cluster_says_so() {
        let error = RedisError::from((ServerErrorKind::Moved.into(), "3999 127.0.0.1:6381"));
        assert_eq!(of(&error), Fault::Cluster);
        assert!(!Fault::Cluster.reason().contains("127.0.0.1"));
    }
}
