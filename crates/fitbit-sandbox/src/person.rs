//! An invented person: profile, settings and habits. What the habits lead to on a day is drawn elsewhere, never stored.

mod cast;
mod feature;
mod subscription;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::privacy::Privacy;
use crate::units::Units;

pub use cast::{
    CLOSED, NO_AGE_AND_HEIGHT, NO_BODY, NO_LOCATION, NO_TEXT, OPEN, STRANGER, UNFILLED, cast,
};
pub use feature::Feature;
pub use subscription::{Subscription, Subscriptions};

/// A person who does not exist.
///
/// [`Person::new`] gives one who has never filled in anything, does not move and hides nothing; the other methods change
/// that. Lengths are in centimetres, weights in kilograms, whatever units the profile is set to.
#[derive(Clone, Debug)]
pub struct Person {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) full_name: String,
    pub(crate) about_me: String,
    pub(crate) gender: Gender,
    pub(crate) born: Option<Date>,
    pub(crate) height: f64,
    pub(crate) weight: f64,
    pub(crate) strides: Option<(f64, f64)>,
    pub(crate) home: Home,
    pub(crate) has_avatar: bool,
    pub(crate) units: Units,
    pub(crate) privacy: Privacy,
    pub(crate) steps_a_day: u32,
    pub(crate) workout_percent: u32,
    pub(crate) friends: Vec<String>,
    pub(crate) invited_by: Vec<String>,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) no_data: NoData,
    pub(crate) altimeter: bool,
    pub(crate) custom_zone: Option<(String, i32, i32)>,
    pub(crate) features: Vec<Feature>,
}

/// How an answer about a person says that there is nothing, where the API was seen to say it in several ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoData {
    /// A list of nothing.
    #[default]
    EmptyList,
    /// An empty object: the list is missing.
    EmptyObject,
    /// A body of no bytes.
    EmptyBody,
}

/// A gender, as a profile has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gender {
    /// `FEMALE`
    Female,
    /// `MALE`
    Male,
    /// `NA`: not told.
    #[default]
    NotTold,
}

/// Where somebody lives.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) country: String,
    pub(crate) state: String,
    pub(crate) city: String,
    pub(crate) zone: String,
}

impl Person {
    /// A person of this encoded id (letters and digits) and name.
    pub fn new(id: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            display_name: display_name.into(),
            full_name: String::new(),
            about_me: String::new(),
            gender: Gender::NotTold,
            born: None,
            height: 0.0,
            weight: 0.0,
            strides: None,
            home: Home {
                country: String::new(),
                state: String::new(),
                city: String::new(),
                zone: "UTC".to_owned(),
            },
            has_avatar: false,
            units: Units::Metric,
            privacy: Privacy::default(),
            steps_a_day: 0,
            workout_percent: 0,
            friends: Vec::new(),
            invited_by: Vec::new(),
            subscriptions: Subscriptions::default(),
            no_data: NoData::default(),
            altimeter: true,
            custom_zone: None,
            features: Vec::new(),
        }
    }

    /// With a full name, a text about oneself and an avatar of one's own.
    #[must_use]
    pub fn with_introduction(mut self, full_name: &str, about_me: &str, gender: Gender) -> Self {
        full_name.clone_into(&mut self.full_name);
        about_me.clone_into(&mut self.about_me);
        self.gender = gender;
        self.has_avatar = true;
        self
    }

    /// With a date of birth, a height in centimetres and a weight in kilograms.
    #[must_use]
    pub fn with_body(mut self, born: Date, height: f64, weight: f64) -> Self {
        self.born = Some(born);
        self.height = height;
        self.weight = weight;
        self
    }

    /// With stride lengths in centimetres, running and walking.
    #[must_use]
    pub fn with_strides(mut self, running: f64, walking: f64) -> Self {
        self.strides = Some((running, walking));
        self
    }

    /// With a country (two letters), a state (empty where there is none) and a city.
    #[must_use]
    pub fn with_home(mut self, country: &str, state: &str, city: &str) -> Self {
        country.clone_into(&mut self.home.country);
        state.clone_into(&mut self.home.state);
        city.clone_into(&mut self.home.city);
        self
    }

    /// In another time zone than UTC, by its IANA name.
    #[must_use]
    pub fn with_time_zone(mut self, name: &str) -> Self {
        name.clone_into(&mut self.home.zone);
        self
    }

    /// With a profile that is set to these units.
    #[must_use]
    pub fn with_units(mut self, units: Units) -> Self {
        self.units = units;
        self
    }

    /// With these privacy settings.
    #[must_use]
    pub fn with_privacy(mut self, privacy: Privacy) -> Self {
        self.privacy = privacy;
        self
    }

    /// Who takes about so many steps a day, and exercises on so many days of a hundred.
    #[must_use]
    pub fn with_habits(mut self, steps_a_day: u32, workout_percent: u32) -> Self {
        self.steps_a_day = steps_a_day;
        self.workout_percent = workout_percent;
        self
    }

    /// With these friends, by id. A friendship is mutual: one side is enough.
    #[must_use]
    pub fn with_friends<'a>(mut self, ids: impl IntoIterator<Item = &'a str>) -> Self {
        self.friends = ids.into_iter().map(str::to_owned).collect();
        self
    }

    /// Whom these people, by id, have invited already.
    #[must_use]
    pub fn with_invitations_from<'a>(mut self, ids: impl IntoIterator<Item = &'a str>) -> Self {
        self.invited_by = ids.into_iter().map(str::to_owned).collect();
        self
    }

    /// With subscriptions.
    #[must_use]
    pub fn with_subscriptions(mut self, subscriptions: Subscriptions) -> Self {
        self.subscriptions = subscriptions;
        self
    }

    /// About whom the absence of data is told like this.
    #[must_use]
    pub fn with_no_data(mut self, form: NoData) -> Self {
        self.no_data = form;
        self
    }

    /// With a device that does not measure altitude, and so counts no floors.
    #[must_use]
    pub fn without_altimeter(mut self) -> Self {
        self.altimeter = false;
        self
    }

    /// With a heart rate zone of one's own: its name, and where it begins and ends in beats a minute.
    #[must_use]
    pub fn with_custom_zone(mut self, name: &str, min: i32, max: i32) -> Self {
        self.custom_zone = Some((name.to_owned(), min, max));
        self
    }

    /// With these, beside a device that is worn.
    #[must_use]
    pub fn with_features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.features.extend(features);
        self
    }

    /// The encoded id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name that others see.
    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    /// The address under which others can invite this person: the id, in lower case, `@people.example`.
    pub fn email(&self) -> String {
        format!("{}@people.example", self.id.to_ascii_lowercase())
    }

    /// The privacy settings.
    pub fn privacy(&self) -> &Privacy {
        &self.privacy
    }

    /// The units that the profile is set to.
    pub fn units(&self) -> Units {
        self.units
    }

    /// The IANA name of the time zone.
    pub fn time_zone(&self) -> &str {
        &self.home.zone
    }

    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.home.zone)
            .expect("the sandbox does not start with an unknown time zone")
    }

    /// The current date where this person lives.
    pub(crate) fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone()).date()
    }

    /// The address of an avatar so many pixels wide; the default one if `shown` is false or there is no other.
    pub(crate) fn avatar(&self, shown: bool, pixels: u32) -> String {
        if shown && self.has_avatar {
            return format!(
                "https://avatars.example/{}_profile_{pixels}_square.jpg",
                self.id
            );
        }
        let gender = match self.gender {
            Gender::Female if shown => "_female",
            Gender::Male if shown => "_male",
            _ => "",
        };
        format!("https://static.people.example/images/profile/defaultProfile_{pixels}{gender}.png")
    }

    pub(crate) fn gender_word(&self) -> &'static str {
        match self.gender {
            Gender::Female => "FEMALE",
            Gender::Male => "MALE",
            Gender::NotTold => "NA",
        }
    }
}
