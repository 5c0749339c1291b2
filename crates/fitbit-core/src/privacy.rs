//! What a person shows: fields that are shown, blank or absent, and verdicts on settings.
//!
//! A blank field alone proves nothing: it is hidden or was never filled in, and the API does not tell which. Only a
//! whole blank group of another person's fields is evidence of a closed setting. What belongs to which setting stands in
//! the spec; nothing here knows a field.
//!
//! Source: the privacy sections of the documentation's friends and badges pages.

use std::fmt;

use fitbit_api::facts::Sentinel;

/// A privacy setting of a person, each `Private`, `Friends` or `Public`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Setting {
    /// The list of friends.
    Friends,
    /// The text about oneself, gender and avatar.
    AboutMe,
    /// Date of birth and height.
    AgeAndHeight,
    /// Country, city, state, time zone and offset.
    Location,
    /// Weight, and badges for losing it.
    MyBody,
    /// Badges.
    MyAchievements,
    /// Whether friends see this person in their leaderboards.
    HideMeFromRankings,
    /// The average of daily steps.
    AverageDailyStepCount,
    /// The log of exercises, and the series of daily activity.
    Activities,
}

impl Setting {
    /// Every setting that the spec names.
    pub const ALL: &'static [Self] = &[
        Self::Friends,
        Self::AboutMe,
        Self::AgeAndHeight,
        Self::Location,
        Self::MyBody,
        Self::MyAchievements,
        Self::HideMeFromRankings,
        Self::AverageDailyStepCount,
        Self::Activities,
    ];

    /// The setting's name in the spec.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Friends => "friends",
            Self::AboutMe => "about-me",
            Self::AgeAndHeight => "age-and-height",
            Self::Location => "location",
            Self::MyBody => "my-body",
            Self::MyAchievements => "my-achievements",
            Self::HideMeFromRankings => "hide-me-from-rankings",
            Self::AverageDailyStepCount => "average-daily-step-count",
            Self::Activities => "activities",
        }
    }

    /// The setting with this name in the spec.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|setting| setting.as_str() == name)
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A field that a setting can hide.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Field<T> {
    /// The value.
    Shown(T),
    /// A sentinel came, such as `""`, `NA` or a height of 0: hidden by the setting, or never filled in.
    Blank,
    /// Nothing came: left out by scope, by age of the record or by the setting.
    Absent,
}

/// How much of a field is to be seen, without the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// There is a value.
    Shown,
    /// A sentinel came.
    Blank,
    /// Nothing came.
    Absent,
}

impl<T> Field<T> {
    /// The value, if it is shown.
    pub fn shown(self) -> Option<T> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Blank | Self::Absent => None,
        }
    }

    /// How much is to be seen.
    pub const fn visibility(&self) -> Visibility {
        match self {
            Self::Shown(_) => Visibility::Shown,
            Self::Blank => Visibility::Blank,
            Self::Absent => Visibility::Absent,
        }
    }

    /// The same field with its value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Shown(value) => Field::Shown(change(value)),
            Self::Blank => Field::Blank,
            Self::Absent => Field::Absent,
        }
    }

    pub(crate) fn of(value: Option<T>, is_blank: impl FnOnce(&T) -> bool) -> Self {
        match value {
            None => Self::Absent,
            Some(value) if is_blank(&value) => Self::Blank,
            Some(value) => Self::Shown(value),
        }
    }
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Field::{:?}", self.visibility())
    }
}

/// Whether a text is one of the sentinels.
pub(crate) fn is_blank_text(text: &str, sentinels: &[Sentinel]) -> bool {
    sentinels.iter().any(|sentinel| sentinel.is_text(text))
}

/// Whether a number is one of the sentinels.
pub(crate) fn is_blank_number(number: f64, sentinels: &[Sentinel]) -> bool {
    sentinels.iter().any(|sentinel| sentinel.is_number(number))
}

/// The settings of which every returned field counts as blank, from fields that count as evidence.
pub(crate) fn evidently_closed(fields: &[(Setting, Visibility)]) -> Vec<Setting> {
    Setting::ALL
        .iter()
        .copied()
        .filter(|setting| {
            let mut returned = fields
                .iter()
                .filter(|(of, visibility)| of == setting && *visibility != Visibility::Absent)
                .peekable();
            returned.peek().is_some()
                && returned.all(|(_, visibility)| *visibility == Visibility::Blank)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_shown_field_keeps_its_setting_open() {
        let fields = [
            (Setting::AgeAndHeight, Visibility::Blank),
            (Setting::AgeAndHeight, Visibility::Shown),
            (Setting::AboutMe, Visibility::Blank),
            (Setting::AboutMe, Visibility::Absent),
        ];
        assert_eq!(evidently_closed(&fields), [Setting::AboutMe]);
    }

    #[test]
    fn a_group_of_which_nothing_came_is_no_evidence() {
        assert!(evidently_closed(&[(Setting::MyBody, Visibility::Absent)]).is_empty());
        assert!(evidently_closed(&[]).is_empty());
    }

    #[test]
    fn a_field_shows_no_value_in_debug() {
        assert_eq!(format!("{:?}", Field::Shown(176.7)), "Field::Shown");
    }

    #[test]
    fn every_setting_is_found_by_its_name() {
        for setting in Setting::ALL {
            assert_eq!(Setting::named(setting.as_str()), Some(*setting));
        }
    }
}
