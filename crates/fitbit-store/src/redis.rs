//! Redis or Valkey: the counts of budgets at high rates, for many machines.
//!
//! What a step decides, the core's ledger decides here and not in Lua. A script reads the value and the server's time, the
//! ledger runs, and a second script replaces the value if it is still what was read: byte for byte, and not long ago. If
//! it is not, that script answers with what is there now, so every further try is one round trip. Every script touches one
//! key.
//!
//! The driver reconnects by itself and sends nothing twice; neither does this file, but for the reading script, which
//! changes nothing.

mod fault;

use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::io::tcp::TcpSettings;
use ::redis::{Client, ConnectionAddr, IntoConnectionInfo as _, RedisResult, Script};
use fitbit_core::budget::{BudgetKey, BudgetSettings, Ledger};
use fitbit_core::jiff::Timestamp;

use crate::error::OpenError;
use crate::fault::Fault;
use crate::row;

/// How long a step may take as a whole.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a connection may take to come about, and how long an answer may take.
const CONNECT: Duration = Duration::from_secs(3);
const RESPONSE: Duration = Duration::from_secs(5);

/// How long ago a ledger may have been read when it is replaced.
const OLDEST: Duration = Duration::from_secs(1);

/// What the keys begin with unless something else is set.
pub(crate) const PREFIX: &str = "fitbit:budget:";

const READ: &str = r"
local time = redis.call('TIME')
return {redis.call('GET', KEYS[1]), time[1], time[2]}
";

/// Value read ('' for none), new value, how long it is kept, time of the reading, how long ago that may be; times in
/// milliseconds. Nil when it is done.
const REPLACE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local present = redis.call('GET', KEYS[1])
if (present or '') == ARGV[1] and math.abs(now - ARGV[4]) <= tonumber(ARGV[5]) then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return false
end
return {present, time[1], time[2]}
";

pub(crate) struct Redis {
    connection: ConnectionManager,
    prefix: String,
    read: Script,
    replace: Script,
}

/// What a key has, and the server's time of then: seconds and microseconds.
type Seen = (Option<Vec<u8>>, i64, i64);

/// The driver's client for a URL.
pub(crate) fn client(url: &str) -> Result<Client, OpenError> {
    let invalid = |reason| OpenError::InvalidUrl { reason };
    let parsed = url::Url::parse(url).map_err(|_| {
        invalid("write redis://USER:PASSWORD@HOST:PORT/NUMBER, with what is special in a part percent-encoded")
    })?;
    if !parsed.query_pairs().all(|(name, _)| name == "protocol") {
        return Err(invalid("it has a parameter that the driver does not know"));
    }
    if parsed.fragment().is_some() {
        return Err(invalid(
            "nothing may follow a #; the certificate of the server is always checked",
        ));
    }
    let connection = parsed.into_connection_info().map_err(|_| {
        invalid("host, number of the database or protocol are not what the driver takes")
    })?;
    // Small commands, and somebody waits for each.
    let connection = connection.set_tcp_settings(TcpSettings::default().set_nodelay(true));
    Client::open(connection).map_err(|_| invalid("the driver does not take it"))
}

impl Redis {
    pub(crate) async fn connect(client: Client, prefix: String) -> Result<Self, OpenError> {
        let is_encrypted = matches!(
            client.get_connection_info().addr(),
            ConnectionAddr::TcpTls { .. }
        );
        if is_encrypted {
            // The driver takes the process's provider of cryptography, and would panic if there were none. If there is one,
            // that stays.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(RESPONSE))
            .set_number_of_retries(1);
        let connecting = ConnectionManager::new_with_config(client, config);
        let connection = match tokio::time::timeout(PATIENCE, connecting).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(cannot_connect(fault::of(&error), is_encrypted)),
            Err(_) => return Err(cannot_connect(Fault::TimedOut, is_encrypted)),
        };
        Self::open(connection, prefix).await
    }

    /// Tries out what a step needs, and changes nothing.
    pub(crate) async fn open(
        connection: ConnectionManager,
        prefix: String,
    ) -> Result<Self, OpenError> {
        let opened = Self {
            connection,
            prefix,
            read: Script::new(READ),
            replace: Script::new(REPLACE),
        };
        let probe = format!("{}probe", opened.prefix);
        in_time(async {
            opened.seen(&probe).await?;
            // A write as a step does it, to a key that is not there: a server that refuses writes refuses it.
            let mut write = ::redis::cmd("SET");
            write.arg(&probe).arg("").arg("XX").arg("PX").arg(1);
            let mut connection = opened.connection.clone();
            let written: RedisResult<()> = write.query_async(&mut connection).await;
            written.map_err(|error| fault::of(&error))
        })
        .await?;
        Ok(opened)
    }

    /// One step of a ledger, by the server's clock.
    pub(crate) async fn count<T>(
        &self,
        key: BudgetKey,
        settings: &BudgetSettings,
        run: impl Fn(&mut Ledger, Timestamp) -> T,
    ) -> Result<T, Fault> {
        in_time(async {
            let key = name(&self.prefix, key);
            let mut seen = self.seen(&key).await?;
            loop {
                let now = time(&seen)?;
                let before: Option<Ledger> = seen
                    .0
                    .as_deref()
                    .map(serde_json::from_slice)
                    .transpose()
                    .map_err(|_| Fault::Unreadable)?;
                let mut ledger = before.clone().unwrap_or_else(|| Ledger::new(now, settings));
                let result = run(&mut ledger, now);
                if before.as_ref() == Some(&ledger) {
                    return Ok(result);
                }
                match self.replaced(&key, &seen, now, &ledger, settings).await? {
                    None => return Ok(result),
                    Some(present) => seen = present,
                }
            }
        })
        .await
    }

    /// A connection that was cut while nothing went over it shows itself here; then it is asked once more.
    async fn seen(&self, key: &str) -> Result<Seen, Fault> {
        let mut connection = self.connection.clone();
        let script = self.read.key(key);
        let seen: RedisResult<Seen> = script.invoke_async(&mut connection).await;
        match seen.map_err(|error| fault::of(&error)) {
            Err(Fault::Interrupted) => script
                .invoke_async(&mut connection)
                .await
                .map_err(|error| fault::of(&error)),
            seen => seen,
        }
    }

    /// Nothing if it was done, otherwise what is there instead. After an error it may have been done: it is not repeated.
    /// The script is sent again only when the server has answered that it does not have it, so that it did not run.
    async fn replaced(
        &self,
        key: &str,
        seen: &Seen,
        now: Timestamp,
        ledger: &Ledger,
        settings: &BudgetSettings,
    ) -> Result<Option<Seen>, Fault> {
        let mut connection = self.connection.clone();
        let ledger = serde_json::to_vec(ledger).map_err(|_| Fault::Driver)?;
        self.replace
            .key(key)
            .arg(seen.0.as_deref().unwrap_or_default())
            .arg(ledger)
            .arg(milliseconds(row::kept(settings)))
            .arg(now.as_millisecond())
            .arg(milliseconds(OLDEST.min(settings.window() / 4)))
            .invoke_async(&mut connection)
            .await
            .map_err(|error| fault::of(&error))
    }
}

/// No step takes longer than this, also where others are always faster.
async fn in_time<T>(step: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::time::timeout(PATIENCE, step)
        .await
        .unwrap_or(Err(Fault::TimedOut))
}

/// Why there was no first connection.
fn cannot_connect(fault: Fault, is_encrypted: bool) -> OpenError {
    match fault {
        // A server that speaks no TLS goes away or stays silent, as one that is not there.
        Fault::Interrupted | Fault::TimedOut if is_encrypted => OpenError::Failed {
            reason: "no TLS connection comes about: is the address right, and does the server speak TLS there, with a certificate for that name?",
        },
        Fault::Interrupted | Fault::TimedOut => OpenError::Unreachable,
        other => other.into(),
    }
}

fn name(prefix: &str, key: BudgetKey) -> String {
    format!("{prefix}{:032x}", u128::from_be_bytes(key.to_bytes()))
}

fn time((_, seconds, microseconds): &Seen) -> Result<Timestamp, Fault> {
    row::instant(
        seconds
            .saturating_mul(1000)
            .saturating_add(microseconds / 1000),
    )
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_prefix_and_the_whole_fingerprint() {
        let key = BudgetKey::new("our app", "the person");
        let name = name(PREFIX, key);
        let hex = name.strip_prefix("fitbit:budget:").unwrap();
        let bytes: Vec<u8> = (0..16)
            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        assert_eq!(hex.len(), 32);
        assert_eq!(bytes, key.to_bytes());
    }

    #[test]
    fn a_url_that_the_driver_would_half_understand_is_refused() {
        for url in [
            "redis://:secret@cache:port/",
            "redis://:secret@/0",
            "redis://:secret@cache/zero",
            "redis://:secret@cache/0?db=secret",
            "redis://:secret@cache/0?protocol=secret",
            "rediss://:secret@cache/#insecure",
        ] {
            let error = client(url).unwrap_err();
            assert!(matches!(error, OpenError::InvalidUrl { .. }), "{url}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{url}");
        }
        for url in [
            "redis://cache",
            "rediss://service:secret@cache:6380/3?protocol=resp3",
            "valkey://cache",
            "valkeys://[::1]/",
        ] {
            assert!(client(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn the_time_of_the_server_is_seconds_and_microseconds() {
        let time = time(&(None, 1_779_271_200, 123_999)).unwrap();
        assert_eq!(time.to_string(), "2026-05-20T10:00:00.123Z");
        assert_eq!(super::time(&(None, i64::MAX, 0)), Err(Fault::Unreadable));
    }
}
