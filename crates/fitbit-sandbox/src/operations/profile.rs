//! A person in the bodies about friends, as the one who looks may see them.

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::privacy::Setting;

/// The profile fields of version 1. A closed setting leaves its fields there and blanks them.
pub(super) fn user_v1(call: &Call<'_>, place: usize, with_strides: bool) -> Value {
    let person = call.person(place);
    let units = call.units();
    let shows = |setting| call.world.shows(place, setting, call.viewer());
    let mut user = Map::new();
    let mut put = |name: &str, value: Value| user.insert(name.to_owned(), value);

    put("encodedId", person.id.as_str().into());
    put("displayName", person.display_name.as_str().into());
    put("fullName", person.full_name.as_str().into());

    let about_me = shows(Setting::AboutMe);
    put(
        "aboutMe",
        if about_me {
            person.about_me.as_str()
        } else {
            ""
        }
        .into(),
    );
    put(
        "gender",
        if about_me { person.gender_word() } else { "NA" }.into(),
    );
    put("avatar", person.avatar(about_me, 100).into());

    let age_and_height = shows(Setting::AgeAndHeight);
    let born = person.born.filter(|_| age_and_height);
    put(
        "dateOfBirth",
        born.map_or_else(String::new, |born| born.to_string())
            .into(),
    );
    put(
        "height",
        number(if age_and_height {
            units.height(person.height)
        } else {
            0.0
        }),
    );

    let location = shows(Setting::Location);
    let home = &person.home;
    put(
        "country",
        if location { home.country.as_str() } else { "" }.into(),
    );
    put(
        "state",
        if location { home.state.as_str() } else { "" }.into(),
    );
    put(
        "city",
        if location { home.city.as_str() } else { "" }.into(),
    );
    put(
        "timezone",
        if location { home.zone.as_str() } else { "" }.into(),
    );
    let offset = call.now.to_zoned(person.zone()).offset().seconds();
    put(
        "offsetFromUTCMillis",
        if location {
            i64::from(offset) * 1_000
        } else {
            0
        }
        .into(),
    );

    put(
        "weight",
        number(if shows(Setting::MyBody) {
            let (kilograms, decimals) = call.life(place).weight_now();
            units.weight_to(kilograms, decimals)
        } else {
            0.0
        }),
    );

    if with_strides {
        // No setting is documented for strides; that of the height is taken to hide them.
        let strides = person.strides.filter(|_| age_and_height);
        let (running, walking) = strides.unwrap_or_default();
        put("strideLengthRunning", number(units.height(running)));
        put("strideLengthWalking", number(units.height(walking)));
    }
    Value::Object(user)
}

/// A person resource of version 1.1. `friend` says what the person is to whom the body is about; absent for that one.
pub(super) fn person(call: &Call<'_>, place: usize, subject: usize) -> Value {
    let person = call.person(place);
    let mut attributes = json!({
        "name": person.display_name,
        "avatar": person.avatar(call.world.shows(place, Setting::AboutMe, call.viewer()), 150),
        "child": false,
    });
    if place != subject {
        attributes["friend"] = true.into();
    }
    json!({"type": "person", "id": person.id, "attributes": attributes})
}

/// Without a fraction where there is none: the API writes a blank number as `0`.
pub(super) fn number(value: f64) -> Value {
    let integer = crate::draw::whole(value);
    if (f64::from(integer) - value).abs() < f64::EPSILON {
        integer.into()
    } else {
        value.into()
    }
}
