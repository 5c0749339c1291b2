//! One thing to look at: something of a person's collection changed on a day.

use std::fmt;
use std::str::FromStr;

use fitbit_api::UserId;
use jiff::civil::Date;

use super::Collection;

/// Says that something of a person's collection changed on a day. It holds no data.
///
/// It is its own key: two notices with the same person, collection and day are the same notice, whichever came first. Its
/// `Debug` shows nothing, because id and day are health data.
///
/// A store files it under its [text](Self::to_text), which is the same in every version:
///
/// ```
/// use fitbit_core::inbox::{Collection, Notice};
///
/// let notice = Notice::new("28H22H".parse()?, Collection::Sleep, "2026-05-20".parse().ok());
/// assert_eq!(notice.to_text(), r#"["28H22H","sleep","2026-05-20"]"#);
/// assert!(notice.to_text().parse::<Notice>()? == notice);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Notice {
    person: UserId,
    collection: Collection,
    date: Option<Date>,
}

impl Notice {
    /// A notice about this person's collection, on a day of the person's calendar if one was named.
    pub const fn new(person: UserId, collection: Collection, date: Option<Date>) -> Self {
        Self {
            person,
            collection,
            date,
        }
    }

    /// Whose data it is about.
    pub const fn person(&self) -> &UserId {
        &self.person
    }

    /// What of it.
    pub const fn collection(&self) -> &Collection {
        &self.collection
    }

    /// The day, by the person's calendar; `None` when the server named none that is one.
    pub const fn date(&self) -> Option<Date> {
        self.date
    }

    /// The notice as one text, for a store to file it under. It names the person: it is for no log.
    pub fn to_text(&self) -> String {
        let date = self.date.map(|date| date.to_string());
        // An array of texts, because the names that a server gives may hold any character.
        serde_json::json!([self.person, self.collection.as_str(), date]).to_string()
    }
}

impl FromStr for Notice {
    type Err = NoticeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (person, collection, date): (UserId, String, Option<String>) =
            serde_json::from_str(text).map_err(|_| NoticeError)?;
        let date = date.map(|date| date.parse()).transpose();
        Ok(Self::new(
            person,
            Collection::from(collection.as_str()),
            date.map_err(|_| NoticeError)?,
        ))
    }
}

impl fmt::Debug for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Notice")
    }
}

/// A text is not that of a notice. It does not show the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeError;

impl fmt::Display for NoticeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "it is not the text of a notice: it was damaged or written by another program",
        )
    }
}

impl std::error::Error for NoticeError {}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_text_of_a_notice_does_not_change_between_versions() {
        let person: UserId = "28H22H".parse().unwrap();
        let texts = [
            (
                Notice::new(person.clone(), Collection::UserRevokedAccess, None),
                r#"["28H22H","userRevokedAccess",null]"#,
            ),
            (
                Notice::new(person, Collection::from("a\"b"), Some(date(987, 6, 5))),
                r#"["28H22H","a\"b","0987-06-05"]"#,
            ),
        ];
        for (notice, text) in texts {
            assert_eq!(notice.to_text(), text);
            assert!(text.parse::<Notice>().unwrap() == notice);
        }
    }

    #[test]
    fn what_is_no_text_of_a_notice_is_refused() {
        for text in [
            "",
            "[]",
            r#"["28H22H","sleep"]"#,
            r#"["28H22H","sleep","2026-05"]"#,
            r#"["28H22H","sleep",null,null]"#,
            r#"["28H22H",null,null]"#,
        ] {
            assert_eq!(text.parse::<Notice>().unwrap_err(), NoticeError);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let notice = Notice::new(
            "28H22H".parse().unwrap(),
            Collection::from("moods"),
            Some(date(2026, 5, 20)),
        );
        let shown = format!("{notice:?} {:?}", notice.collection());
        assert_eq!(shown, "Notice Collection");
    }

    proptest! {
        #[test]
        fn every_notice_survives_its_text(person in "[A-Z0-9]{1,64}", name in "\\PC*|.*", days in proptest::option::of(-4_371_587..2_932_896_i32)) {
            let day = |days: i32| date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let notice = Notice::new(person.parse().unwrap(), Collection::from(name.as_str()), days.map(day));
            prop_assert!(notice.to_text().parse::<Notice>().unwrap() == notice);
        }
    }
}
