//! Active zone minutes, day by day and within a day. Zones without any are left out, and so are days and minutes.

use serde_json::{Map, Value, json};

use super::window::{Window, clock};
use crate::activity::ZONES;
use crate::answer::Answer;
use crate::call::Call;
use crate::motion::{Cut, Which};
use crate::person::NoData;
use crate::refusal::Refusal;

/// Day by day.
pub(super) fn series(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let days = call.days("date", "end-date-or-period", life.person)?;
    let known = days.since(life.first_day()).until(life.today());
    let values = known.each().filter_map(|date| {
        let minutes = life.motion(date, Cut::Own).sums().active_zone_minutes();
        Some(json!({"dateTime": date.to_string(), "value": value(minutes)?}))
    });
    let values = values.collect();
    Ok(Answer::list(
        "activities-active-zone-minutes",
        values,
        life.person.no_data,
    ))
}

/// Within a day, or a window of time.
pub(super) fn points(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let window = Window::of(call, life.person)?;
    let mut days = Vec::new();
    for date in window
        .days
        .since(life.first_day())
        .until(life.today())
        .each()
    {
        let day = life.motion(date, Cut::Own);
        if !day.is_recorded {
            continue;
        }
        let (first, end) = window.minutes(date);
        let step = window.step_minutes();
        let starts = (first..end).filter(|minute| minute % step == 0);
        let minutes = starts.filter_map(|from| {
            let sums = day.sums_within(Which::All, from, from + step);
            let value = value(sums.active_zone_minutes())?;
            // Some answers have the time alone.
            let minute = match life.person.no_data {
                NoData::EmptyObject => clock(from),
                NoData::EmptyList | NoData::EmptyBody => format!("{date}T{}", clock(from)),
            };
            Some(json!({"minute": minute, "value": value}))
        });
        days.push(json!({"dateTime": date.to_string(), "minutes": minutes.collect::<Value>()}));
    }
    Ok(Answer::list(
        "activities-active-zone-minutes-intraday",
        days,
        life.person.no_data,
    ))
}

/// None if there are none.
fn value(minutes: [i32; 4]) -> Option<Value> {
    let mut value = Map::new();
    for (minutes, (name, _, _)) in minutes.into_iter().zip(ZONES) {
        let name = match name {
            "Fat Burn" => "fatBurnActiveZoneMinutes",
            "Cardio" => "cardioActiveZoneMinutes",
            _ => "peakActiveZoneMinutes",
        };
        if minutes > 0 {
            value.insert(name.to_owned(), minutes.into());
        }
    }
    let all: i32 = minutes.iter().sum();
    value.insert("activeZoneMinutes".to_owned(), all.into());
    (all > 0).then_some(Value::Object(value))
}
