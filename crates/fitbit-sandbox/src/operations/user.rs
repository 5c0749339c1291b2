//! The profile of a person: what friends see, and how the account is set up. Scopes that are missing and settings that are
//! closed take fields away.

mod write;

use jiff::Unit;
use serde_json::{Value, json};

use super::badges;
use super::profile::{number, user_v1};
use crate::answer::Answer;
use crate::call::Call;
use crate::privacy::Setting;
use crate::refusal::Refusal;
use crate::steps;
use crate::units::Units;

pub(super) use write::update;

/// The whole profile.
pub(super) fn profile(call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(body(call, call.subject()?)))
}

fn body(call: &Call<'_>, subject: usize) -> Value {
    let mut user = user_v1(call, subject, true);
    shown(call, subject, &mut user);
    account(call, subject, &mut user);
    units(call, subject, &mut user);
    for (name, value) in &call.world.kept(call.person(subject)).settings {
        user[*name] = value.as_str().into();
    }
    without_scopes(call, &mut user);
    json!({ "user": user })
}

/// What a setting can hide.
fn shown(call: &Call<'_>, subject: usize, user: &mut Value) {
    let person = call.person(subject);
    let shows = |setting| call.world.shows(subject, setting, call.viewer());
    let today = person.today(call.now);
    let age = person.born.filter(|_| shows(Setting::AgeAndHeight));
    let age = age.and_then(|born| born.until((Unit::Year, today)).ok());
    if let Some(age) = age {
        user["age"] = age.get_years().into();
    }
    let has_picture = shows(Setting::AboutMe);
    user["avatar150"] = person.avatar(has_picture, 150).into();
    user["avatar640"] = person.avatar(has_picture, 640).into();
    if shows(Setting::AverageDailyStepCount) {
        user["averageDailySteps"] = steps::average(call.world, person, call.now).into();
    }
    if shows(Setting::MyAchievements) {
        user["topBadges"] = badges::highest(call, subject).into();
    }
}

/// How the account is set up.
fn account(call: &Call<'_>, subject: usize, user: &mut Value) {
    let person = call.person(subject);
    let draw = call.world.draw(person).with("account");
    if let Some((first, last)) = person.full_name.split_once(' ') {
        user["firstName"] = first.into();
        user["lastName"] = last.into();
    }
    let strides = if person.strides.is_some() {
        "manual"
    } else {
        "default"
    };
    let american = person.units == Units::UnitedStates;
    for (name, value) in [
        ("ambassador", Value::from(false)),
        ("autoStrideEnabled", draw.chance("auto stride", 50).into()),
        ("challengesBeta", true.into()),
        (
            "clockTimeDisplayFormat",
            if american { "12hour" } else { "24hour" }.into(),
        ),
        ("corporate", false.into()),
        ("corporateAdmin", false.into()),
        ("displayNameSetting", "name".into()),
        (
            "features",
            json!({"exerciseGoal": draw.chance("exercise goal", 60)}),
        ),
        ("isBugReportEnabled", false.into()),
        ("isChild", false.into()),
        ("isCoach", false.into()),
        ("languageLocale", "en_US".into()),
        ("legalTermsAcceptRequired", false.into()),
        ("locale", locale(person.units).into()),
        ("memberSince", call.world.joined().to_string().into()),
        ("mfaEnabled", draw.chance("second factor", 50).into()),
        ("sdkDeveloper", false.into()),
        ("sleepTracking", "Normal".into()),
        (
            "startDayOfWeek",
            if american { "SUNDAY" } else { "MONDAY" }.into(),
        ),
        ("strideLengthRunningType", strides.into()),
        ("strideLengthWalkingType", strides.into()),
    ] {
        user[name] = value;
    }
}

/// What the person sees numbers in. The numbers here do not follow it.
fn units(call: &Call<'_>, subject: usize, user: &mut Value) {
    let person = call.person(subject);
    let system = match person.units {
        Units::UnitedStates => "en_US",
        Units::Metric | Units::UnitedKingdom => "METRIC",
    };
    for name in [
        "distanceUnit",
        "glucoseUnit",
        "heightUnit",
        "swimUnit",
        "waterUnit",
    ] {
        user[name] = system.into();
    }
    user["weightUnit"] = match person.units {
        Units::UnitedKingdom => "en_GB",
        Units::Metric | Units::UnitedStates => system,
    }
    .into();
    user["waterUnitName"] = match person.units {
        Units::UnitedStates => "fl oz",
        Units::Metric | Units::UnitedKingdom => "ml",
    }
    .into();
    user["foodsLocale"] = locale(person.units).into();
    if call.world.draw(person).chance("temperature unit", 50) {
        user["temperatureUnit"] = system.into();
    }
}

fn without_scopes(call: &Call<'_>, user: &mut Value) {
    let Value::Object(user) = user else { return };
    let has = |scope| call.grant.scopes.contains(scope);
    if !has("location") {
        for name in ["city", "country", "state"] {
            user.remove(name);
        }
    }
    if !has("nutrition") {
        for name in ["foodsLocale", "waterUnit", "waterUnitName"] {
            user.remove(name);
        }
    }
    if !has("weight") {
        user.insert("weight".to_owned(), number(0.0));
    }
}

fn locale(units: Units) -> &'static str {
    match units {
        Units::UnitedKingdom => "en_GB",
        Units::Metric | Units::UnitedStates => "en_US",
    }
}
