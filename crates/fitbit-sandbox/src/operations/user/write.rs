//! Changing a profile.

use jiff::tz::TimeZone;

use super::body;
use crate::answer::Answer;
use crate::call::{Call, values};
use crate::person::{Gender, Person};
use crate::refusal::Refusal;

/// Settings that are told as they were given, by the names of the arguments and of the profile.
const SETTINGS: [(&str, &str); 8] = [
    ("clockTimeDisplayFormat", "clockTimeDisplayFormat"),
    ("foodsLocale", "foodsLocale"),
    ("glucoseUnit", "glucoseUnit"),
    ("heightUnit", "heightUnit"),
    ("locale", "locale"),
    ("startDayOfWeek", "startDayOfWeek"),
    ("waterUnit", "waterUnit"),
    ("weightUnit", "weightUnit"),
];

/// Changes what is given, and answers with the whole profile.
pub(in crate::operations) fn update(call: &Call<'_>) -> Result<Answer, Refusal> {
    let place = call.owner()?;
    let changed = changed(call, call.person(place))?;
    let locale = locale(call)?;
    call.world.keep(&changed, |records| {
        for (argument, name) in SETTINGS {
            if let Some(value) = call.argument(argument).filter(|value| !value.is_empty()) {
                records.settings.insert(name, value.to_owned());
            }
        }
        if let Some(locale) = locale {
            records.settings.insert("locale", locale);
        }
        if let Some(unit) = call.argument("waterUnit") {
            let name = if unit == "en_US" { "fl oz" } else { "ml" };
            records.settings.insert("waterUnitName", name.to_owned());
        }
    });
    call.world.change_person(place, |person| *person = changed);
    let after = Call {
        changed: &call.world.changed_people(),
        ..*call
    };
    Ok(Answer::json(body(&after, place)))
}

/// The person with all that the call gives; nothing is changed if something of it is wrong.
fn changed(call: &Call<'_>, person: &Person) -> Result<Person, Refusal> {
    let mut person = person.clone();
    let set = |name: &str, field: &mut String| {
        if let Some(value) = call.argument(name) {
            value.clone_into(field);
        }
    };
    set("aboutMe", &mut person.about_me);
    set("city", &mut person.home.city);
    set("country", &mut person.home.country);
    set("state", &mut person.home.state);
    set("fullName", &mut person.full_name);
    set("timezone", &mut person.home.zone);
    if TimeZone::get(&person.home.zone).is_err() {
        return Err(Refusal::validation(
            "timezone",
            format!("Invalid time zone: {}", person.home.zone),
        ));
    }
    if let Some(text) = call.argument("birthday") {
        let born = values::date(text).filter(|born| *born <= person.today(call.now));
        let born =
            born.ok_or_else(|| Refusal::validation("birthday", format!("Invalid date: {text}")))?;
        person.born = Some(born);
    }
    match call.argument("gender") {
        Some("FEMALE") => person.gender = Gender::Female,
        Some("MALE") => person.gender = Gender::Male,
        Some("NA") => person.gender = Gender::NotTold,
        _ => {}
    }
    let centimetres = |name: &str| {
        let given = call.argument(name).map(|_| call.positive(name));
        let given = given.transpose()?;
        Ok(given.map(|length| call.units().to_centimetres(length)))
    };
    if let Some(height) = centimetres("height")? {
        person.height = height;
    }
    let (running, walking) = (
        centimetres("strideLengthRunning")?,
        centimetres("strideLengthWalking")?,
    );
    if running.is_some() || walking.is_some() {
        let (known_running, known_walking) = person.strides.unwrap_or_default();
        person.strides = Some((
            running.unwrap_or(known_running),
            walking.unwrap_or(known_walking),
        ));
    }
    Ok(person)
}

/// A locale that is given in two parts, which need each other.
fn locale(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    match (call.argument("localeLang"), call.argument("localeCountry")) {
        (None, None) => Ok(None),
        (Some(language), Some(country)) => Ok(Some(format!("{language}_{country}"))),
        (None, Some(_)) => Err(Refusal::validation("localeLang", "LocaleLang is required")),
        (Some(_), None) => Err(Refusal::validation(
            "localeCountry",
            "LocaleCountry is required",
        )),
    }
}
