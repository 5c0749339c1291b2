//! The links inside an answer, as typed references that later calls can follow.
//!
//! A link is an URL of the API, but the token must not go wherever it points: so nothing of its host is kept, only what
//! it refers to. Links carry unpadded hours (`8:16`) where requests need two digits; a reference holds a time.

use std::fmt;

use fitbit_api::jiff::civil::{Date, Time};
use fitbit_api::{LogId, UserIdOrOwn};

/// A link that does not refer to anything known here. It never shows the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkError {
    expected: &'static str,
}

impl fmt::Display for LinkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the link does not refer to {}", self.expected)
    }
}

impl std::error::Error for LinkError {}

/// A series within days, as `caloriesLink` and `heartRateLink` refer to.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntradayReference {
    /// Whose.
    pub user: UserIdOrOwn,
    /// The resource, `calories` or `heart`.
    pub resource: Box<str>,
    /// The first day, on the person's clock.
    pub start_date: Date,
    /// The last day, on the person's clock.
    pub end_date: Date,
    /// The detail level, `1sec` or `1min`.
    pub detail_level: Box<str>,
    /// The first and last time of day, on the person's clock.
    pub window: Option<(Time, Time)>,
}

/// An entry of the activity log, as `detailsLink` and `tcxLink` refer to.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityReference {
    /// Whose.
    pub user: UserIdOrOwn,
    /// Which entry.
    pub log_id: LogId,
}

impl fmt::Debug for IntradayReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IntradayReference")
    }
}

impl fmt::Debug for ActivityReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ActivityReference")
    }
}

pub(crate) fn intraday(link: &str) -> Result<IntradayReference, LinkError> {
    const ERROR: LinkError = LinkError {
        expected: "a series within days",
    };

    let path = path(link)
        .and_then(|path| path.strip_suffix(".json"))
        .ok_or(ERROR)?;
    let segments: Vec<&str> = path.split('/').collect();
    let [
        "1",
        "user",
        user,
        "activities",
        resource,
        "date",
        start,
        end,
        detail_level,
        rest @ ..,
    ] = segments.as_slice()
    else {
        return Err(ERROR);
    };
    let window = match rest {
        [] => None,
        ["time", from, to] => Some((time(from).ok_or(ERROR)?, time(to).ok_or(ERROR)?)),
        _ => return Err(ERROR),
    };
    Ok(IntradayReference {
        user: user.parse().map_err(|_| ERROR)?,
        resource: (*resource).into(),
        start_date: start.parse().map_err(|_| ERROR)?,
        end_date: end.parse().map_err(|_| ERROR)?,
        detail_level: (*detail_level).into(),
        window,
    })
}

pub(crate) fn activity(link: &str) -> Result<ActivityReference, LinkError> {
    entry(link, ".json", "an activity")
}

pub(crate) fn tcx(link: &str) -> Result<ActivityReference, LinkError> {
    // Old entries have a link of the other kind here, to the same entry.
    entry(link, ".tcx", "a TCX file").or_else(|error| activity(link).map_err(|_| error))
}

fn entry(link: &str, suffix: &str, expected: &'static str) -> Result<ActivityReference, LinkError> {
    let error = LinkError { expected };
    let path = path(link)
        .and_then(|path| path.strip_suffix(suffix))
        .ok_or(error)?;
    let segments: Vec<&str> = path.split('/').collect();
    let ["1", "user", user, "activities", log_id] = segments.as_slice() else {
        return Err(error);
    };
    Ok(ActivityReference {
        user: user.parse().map_err(|_| error)?,
        log_id: log_id.parse().map_err(|_| error)?,
    })
}

/// The path without its first slash. The documentation's own examples have a blank in `https ://`.
fn path(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    path.split(['?', '#']).next()
}

/// `8:16`, `08:16` or `08:16:31`.
fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| {
        let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i8>().ok()).flatten()
    });
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next().map_or(Some(0), |second| second)?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use fitbit_api::jiff::civil;

    use super::*;

    const BASE: &str = "https://api.fitbit.com/1/user/-/activities";

    #[test]
    fn an_unpadded_hour_is_an_hour() {
        let link = format!("{BASE}/calories/date/2016-03-28/2016-03-29/1min/time/8:16/8:35.json");
        let reference = intraday(&link).unwrap();
        assert_eq!(
            reference.window,
            Some((civil::time(8, 16, 0, 0), civil::time(8, 35, 0, 0)))
        );
        assert_eq!(&*reference.resource, "calories");
        assert_eq!(reference.end_date, civil::date(2016, 3, 29));
    }

    #[test]
    fn seconds_and_whole_days_are_read() {
        let link =
            format!("{BASE}/heart/date/2016-03-28/2016-03-28/1sec/time/19:05:31/19:22:12.json");
        assert_eq!(
            intraday(&link).unwrap().window.unwrap().1,
            civil::time(19, 22, 12, 0)
        );
        let link = format!("{BASE}/heart/date/2016-03-28/2016-03-28/1sec.json");
        assert!(intraday(&link).unwrap().window.is_none());
    }

    #[test]
    fn an_entry_is_known_by_its_id() {
        let reference = tcx(&format!("{BASE}/19018673358.tcx")).unwrap();
        assert!(reference.log_id == LogId::new(19_018_673_358));
        assert!(tcx(&format!("{BASE}/19018673358.json")).is_ok());
        assert!(activity("https ://api.fitbit.com/1/user/-/activities/7.json").is_ok());
    }

    #[test]
    fn a_link_to_something_else_is_an_error() {
        for link in [
            "",
            "activities/1.tcx",
            "https://api.fitbit.com",
            "https://api.fitbit.com/1/user/-/sleep/1.tcx",
            "https://api.fitbit.com/1/user/-/activities/x.tcx",
            "https://api.fitbit.com/1/user/a%2Fb/activities/1.tcx",
        ] {
            assert!(tcx(link).is_err());
        }
        let link = format!("{BASE}/calories/date/2016-03-28/2016-03-28/1min/time/24:00/8:35.json");
        assert!(intraday(&link).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in ".*", path in "/[-/a-z0-9:.]*") {
            for link in [text, format!("https://api.fitbit.com/1/user/-/activities{path}")] {
                let _ = (intraday(&link), activity(&link), tcx(&link));
            }
        }

        #[test]
        fn every_time_of_day_is_read_padded_and_unpadded(
            hour in 0_i8..24, minute in 0_i8..60, second in 0_i8..60,
        ) {
            let expected = Some(civil::time(hour, minute, second, 0));
            proptest::prop_assert_eq!(time(&format!("{hour}:{minute:02}:{second:02}")), expected);
            proptest::prop_assert_eq!(time(&format!("{hour:02}:{minute:02}:{second:02}")), expected);
        }
    }
}
