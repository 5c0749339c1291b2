//! The heart rate day by day: minutes in zones, and the rate at rest.

use serde_json::{Value, json};

use super::activity_series::cut;
use crate::activity::ZONES;
use crate::answer::Answer;
use crate::call::Call;
use crate::draw::round;
use crate::motion::{Day, Sums, Which};
use crate::person::Person;
use crate::refusal::Refusal;

/// Day by day.
pub(super) fn series(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let cut = cut(call)?;
    let days = call.days("date", "end-date-or-period", life.person)?;
    let known = days.since(life.first_day()).until(life.today());
    let days = known.each().filter(|_| life.wears_device());
    let days = days.map(|date| day_body(life.person, &life.motion(date, cut)));
    let days = days.collect();
    Ok(Answer::list("activities-heart", days, life.person.no_data))
}

/// What is said of a whole day.
pub(super) fn day_body(person: &Person, day: &Day) -> Value {
    let sums = day.sums();
    let mut value = json!({
        "customHeartRateZones": custom_zones(person, day, (0, crate::motion::DAY)),
        "heartRateZones": zones(day, &sums),
    });
    if let Some(resting) = day.resting {
        value["restingHeartRate"] = resting.into();
    }
    json!({"dateTime": day.date.to_string(), "value": value})
}

/// The zones with their minutes; without them if nothing was measured.
pub(super) fn zones(day: &Day, sums: &Sums) -> Value {
    let is_measured = sums.zones.iter().sum::<i32>() > 0;
    let zones = ZONES.into_iter().enumerate().map(|(place, (name, _, _))| {
        let mut zone =
            json!({"name": name, "min": day.limits[place], "max": day.limits[place + 1]});
        if is_measured {
            zone["minutes"] = sums.zones[place].into();
            zone["caloriesOut"] = round(sums.calories_by_zone[place], 5).into();
        }
        zone
    });
    zones.collect()
}

/// The zone that the person has made, if any, between two minutes.
pub(super) fn custom_zones(person: &Person, day: &Day, (first, end): (i32, i32)) -> Value {
    let zones = person.custom_zone.iter().map(|(name, min, max)| {
        let mut zone = json!({"name": name, "min": min, "max": max});
        if day
            .sums_within(Which::All, first, end)
            .zones
            .iter()
            .sum::<i32>()
            > 0
        {
            let minutes = day.minutes().filter(|(at, minute)| {
                let rate = minute.heart_rate.unwrap_or(0);
                (first..end).contains(at) && (*min..*max).contains(&rate)
            });
            let (count, calories) = minutes.fold((0, 0.0), |(count, calories), (_, minute)| {
                (count + 1, calories + minute.calories)
            });
            zone["minutes"] = count.into();
            zone["caloriesOut"] = round(calories, 5).into();
        }
        zone
    });
    zones.collect()
}
