//! The people of a sandbox that was not given others: one for each way in which an answer can differ.

use jiff::civil::date;

use super::{Feature, Gender, NoData, Person, Subscription, Subscriptions};
use crate::privacy::{Audience, Privacy, Setting};
use crate::units::Units;

/// Marit: everything open to anyone; two years of exercise; friends with all but [`STRANGER`], who has invited her.
pub const OPEN: &str = "SBX2M7";
/// Tobin: About Me closed; a profile in miles and pounds.
pub const NO_TEXT: &str = "SBX3T4";
/// Ilse: age and height closed; a profile in kilometres and stones.
pub const NO_AGE_AND_HEIGHT: &str = "SBX4K9";
/// Davi: location closed; exercise and badges for friends only.
pub const NO_LOCATION: &str = "SBX5D2";
/// Priya: My Body closed; half an hour off the full hour; a daily average that nobody sees.
pub const NO_BODY: &str = "SBX6P8";
/// Wren: everything closed, and hidden from rankings.
pub const CLOSED: &str = "SBX7W3";
/// Someone who filled in nothing, lives in UTC and takes no steps, yet hides nothing.
pub const UNFILLED: &str = "SBX8U5";
/// Oren: nobody's friend; most settings are for friends.
pub const STRANGER: &str = "SBX9Q6";

/// The default people.
pub fn cast() -> Vec<Person> {
    vec![
        open(),
        no_text(),
        no_age_and_height(),
        no_location(),
        no_body(),
        closed(),
        unfilled(),
        stranger(),
    ]
}

fn open() -> Person {
    Person::new(OPEN, "Marit S.")
        .with_introduction(
            "Marit Solvang",
            "Runs late, in both senses.",
            Gender::Female,
        )
        .with_body(date(1984, 2, 29), 171.5, 66.4)
        .with_strides(96.2, 71.1)
        .with_home("NO", "", "Oslo")
        .with_time_zone("Europe/Oslo")
        .with_habits(9_400, 34)
        .with_features([
            Feature::FoodDiary,
            Feature::Scale,
            Feature::RhythmNotifications,
        ])
        .with_friends([
            NO_TEXT,
            NO_AGE_AND_HEIGHT,
            NO_LOCATION,
            NO_BODY,
            CLOSED,
            UNFILLED,
        ])
        .with_invitations_from([STRANGER])
        .with_subscriptions(Subscriptions::Listed(vec![
            Subscription::new("activities", "marit-activities"),
            Subscription::new("sleep", "marit-sleep"),
            Subscription {
                subscriber: "nightly".to_owned(),
                ..Subscription::new("user", "marit-all")
            },
        ]))
}

fn no_text() -> Person {
    Person::new(NO_TEXT, "Tobin A.")
        .with_introduction("Tobin Achterberg", "Nobody is to read this.", Gender::Male)
        .with_body(date(1991, 11, 5), 188.0, 92.1)
        .with_strides(118.0, 78.0)
        .with_home("US", "CO", "Denver")
        .with_time_zone("America/Denver")
        .with_units(Units::UnitedStates)
        .with_privacy(Privacy::default().with(Setting::AboutMe, Audience::Private))
        .with_habits(7_800, 21)
        .with_features([Feature::FoodDiary])
        .with_friends([NO_BODY])
        .with_subscriptions(Subscriptions::EmptyObject)
        .with_no_data(NoData::EmptyObject)
        .with_custom_zone("Tempo", 132, 148)
}

fn no_age_and_height() -> Person {
    Person::new(NO_AGE_AND_HEIGHT, "Ilse M.")
        .with_introduction(
            "Ilse Marchbank",
            "Hill walks and long breakfasts.",
            Gender::Female,
        )
        .with_body(date(1958, 7, 21), 162.3, 71.0)
        .with_strides(88.0, 64.9)
        .with_home("GB", "", "Keswick")
        .with_time_zone("Europe/London")
        .with_units(Units::UnitedKingdom)
        .with_privacy(Privacy::default().with(Setting::AgeAndHeight, Audience::Private))
        .with_habits(11_900, 28)
        .with_features([Feature::FoodDiary, Feature::Scale])
        .with_friends([NO_LOCATION])
        .with_subscriptions(Subscriptions::EmptyBody)
        .with_no_data(NoData::EmptyBody)
}

fn no_location() -> Person {
    Person::new(NO_LOCATION, "Davi")
        .with_introduction("Davi Nogueira", "", Gender::Male)
        .with_body(date(2001, 1, 1), 176.0, 70.8)
        .with_home("BR", "SP", "Campinas")
        .with_time_zone("America/Sao_Paulo")
        .with_privacy(
            Privacy::default()
                .with(Setting::Location, Audience::Private)
                .with(Setting::Activities, Audience::Friends)
                .with(Setting::MyAchievements, Audience::Friends),
        )
        .with_habits(6_100, 12)
        .without_altimeter()
        .with_subscriptions(Subscriptions::Listed(Vec::new()))
}

fn no_body() -> Person {
    Person::new(NO_BODY, "Priya R.")
        .with_introduction("Priya Ramaswamy", "Stairs count.", Gender::Female)
        .with_body(date(1996, 9, 13), 158.8, 57.9)
        .with_home("IN", "KA", "Mysuru")
        .with_time_zone("Asia/Kolkata")
        .with_privacy(
            Privacy::default()
                .with(Setting::MyBody, Audience::Private)
                .with(Setting::AverageDailyStepCount, Audience::Private),
        )
        .with_habits(10_300, 25)
        .with_no_data(NoData::EmptyObject)
        .with_features([Feature::FoodDiary, Feature::Scale, Feature::PendingNight])
}

fn closed() -> Person {
    Person::new(CLOSED, "Wren")
        .with_introduction("Wren Tamahori", "Not here.", Gender::Male)
        .with_body(date(1979, 4, 2), 181.2, 84.0)
        .with_strides(110.5, 76.4)
        .with_home("NZ", "", "Nelson")
        .with_time_zone("Pacific/Auckland")
        .with_privacy(Privacy::all(Audience::Private).hidden_from_rankings())
        .with_habits(13_200, 30)
        .with_features([Feature::FoodDiary, Feature::RhythmNotifications])
}

fn unfilled() -> Person {
    Person::new(UNFILLED, "Fitbit U.").with_no_data(NoData::EmptyObject)
}

fn stranger() -> Person {
    Person::new(STRANGER, "Oren K.")
        .with_introduction("Oren Kestrel", "Will invite you.", Gender::Male)
        .with_body(date(1988, 12, 31), 169.9, 75.5)
        .with_home("AU", "NSW", "Lord Howe Island")
        .with_time_zone("Australia/Lord_Howe")
        .with_privacy(Privacy::all(Audience::Friends).with(Setting::AboutMe, Audience::Public))
        .with_habits(8_700, 18)
        .with_features([Feature::Scale])
}
