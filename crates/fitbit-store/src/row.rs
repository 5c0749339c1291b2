//! A person's record as the columns of a row, the same on every database.

use std::time::Duration;

use fitbit_core::auth::{Loss, StoredToken, TokenHash, TokenRecord, TokenState};
use fitbit_core::budget::BudgetSettings;
use fitbit_core::jiff::Timestamp;

use crate::fault::Fault;
use crate::seal::Sealed;

/// A record with its tokens as they lie in the database.
pub(crate) type Record = TokenRecord<Sealed>;

/// State, id of the key, tokens, hash of the refresh token, fence, end of the lease, time of the mark. Times are
/// milliseconds since 1970, UTC.
pub(crate) type Columns = (
    String,
    Option<String>,
    Option<Vec<u8>>,
    Vec<u8>,
    i64,
    Option<i64>,
    Option<i64>,
);

pub(crate) fn write(record: &Record) -> Columns {
    let (state, sealed) = match &record.token {
        StoredToken::Active(sealed) => ("active", Some(sealed)),
        StoredToken::NeedsConsent(Loss::AnswerLost) => ("answer lost", None),
        StoredToken::NeedsConsent(_) => ("refused", None),
        StoredToken::Revoked => ("revoked", None),
    };
    (
        state.to_owned(),
        sealed.and_then(|sealed| sealed.key.clone()),
        sealed.map(|sealed| sealed.bytes.clone()),
        record.refresh.as_bytes().to_vec(),
        i64::try_from(record.fence).unwrap_or(i64::MAX),
        record.leased_until.map(Timestamp::as_millisecond),
        record.marked_at.map(Timestamp::as_millisecond),
    )
}

pub(crate) fn read(columns: Columns) -> Result<Record, Fault> {
    let (state, key, bytes, refresh, fence, leased_until, marked_at) = columns;
    let refresh: [u8; 32] = refresh.try_into().map_err(|_| Fault::Unreadable)?;
    let token = match (&*state, bytes) {
        ("active", Some(bytes)) => StoredToken::Active(Sealed { key, bytes }),
        ("answer lost", None) => StoredToken::NeedsConsent(Loss::AnswerLost),
        ("refused", None) => StoredToken::NeedsConsent(Loss::Refused),
        ("revoked", None) => StoredToken::Revoked,
        _ => return Err(Fault::Unreadable),
    };
    Ok(Record {
        token,
        refresh: TokenHash::from_bytes(refresh),
        fence: u64::try_from(fence).map_err(|_| Fault::Unreadable)?,
        leased_until: leased_until.map(instant).transpose()?,
        marked_at: marked_at.map(instant).transpose()?,
    })
}

/// The words of a state in its column; the second one repeats the first where there is but one.
pub(crate) const fn states(state: TokenState) -> [&'static str; 2] {
    match state {
        TokenState::Active => ["active", "active"],
        TokenState::NeedsConsent => ["refused", "answer lost"],
        TokenState::Revoked => ["revoked", "revoked"],
    }
}

pub(crate) fn instant(milliseconds: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_millisecond(milliseconds).map_err(|_| Fault::Unreadable)
}

/// How long the ledger of a key that nobody uses is kept: by then it says no more than a new one would.
pub(crate) fn kept(settings: &BudgetSettings) -> Duration {
    4 * (settings.window() + 2 * settings.margin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_comes_back_as_it_was_written() {
        let sealed = Sealed {
            key: Some("spring".to_owned()),
            bytes: vec![1, 2, 3],
        };
        let plain = Sealed {
            key: None,
            bytes: vec![4],
        };
        let now = Timestamp::constant(1_770_000_000, 5_000_000);
        for token in [
            StoredToken::Active(sealed),
            StoredToken::Active(plain),
            StoredToken::NeedsConsent(Loss::Refused),
            StoredToken::NeedsConsent(Loss::AnswerLost),
            StoredToken::Revoked,
        ] {
            for time in [None, Some(now)] {
                let record = Record {
                    token: token.clone(),
                    refresh: TokenHash::from_bytes([9; 32]),
                    fence: 7,
                    leased_until: time,
                    marked_at: time,
                };
                assert_eq!(read(write(&record)), Ok(record));
            }
        }
    }

    #[test]
    fn a_row_that_nobody_wrote_is_unreadable() {
        let fine = || ("revoked".to_owned(), None, None, vec![0; 32], 0, None, None);
        assert!(read(fine()).is_ok());
        let mut row = fine();
        row.0 = "unheard of".to_owned();
        assert_eq!(read(row), Err(Fault::Unreadable));
        let mut row = fine();
        row.0 = "active".to_owned();
        assert_eq!(read(row), Err(Fault::Unreadable), "no tokens");
        let mut row = fine();
        row.3.pop();
        assert_eq!(read(row), Err(Fault::Unreadable), "half a hash");
        let mut row = fine();
        row.4 = -1;
        assert_eq!(read(row), Err(Fault::Unreadable), "a fence below zero");
        let mut row = fine();
        row.5 = Some(i64::MAX);
        assert_eq!(read(row), Err(Fault::Unreadable), "no time");
    }
}
