//! Activity day by day. Numbers are texts, and days without data are 0.

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::draw::whole;
use crate::motion::{Cut, METRES_PER_FLOOR, Sums, Which};
use crate::refusal::Refusal;
use crate::units::Units;

/// The days of `activityCalories` that even a longer period brings.
const MOST_ACTIVE_DAYS: i32 = 30;

/// All of a resource.
pub(super) fn series(call: &Call<'_>) -> Result<Answer, Refusal> {
    answer(call, Which::All, "activities")
}

/// What devices recorded of it.
pub(super) fn of_tracker(call: &Call<'_>) -> Result<Answer, Refusal> {
    answer(call, Which::Tracker, "activities-tracker")
}

fn answer(call: &Call<'_>, which: Which, prefix: &str) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let resource = call.choice("resource")?;
    let cut = cut(call)?;
    let mut days = call
        .days("date", "end-date-or-period", life.person)?
        .until(life.today());
    if resource == "activityCalories" {
        days = days.since(days.last.saturating_sub((MOST_ACTIVE_DAYS - 1).days()));
    }
    let values = days.each().map(|day| {
        let sums = life.motion(day, cut).sums_of(which);
        json!({"dateTime": day.to_string(), "value": text(resource, &sums, call.units())})
    });
    let name = format!("{prefix}-{resource}");
    Ok(Answer::list(&name, values.collect(), life.person.no_data))
}

/// Where the days of an answer begin.
pub(super) fn cut(call: &Call<'_>) -> Result<Cut, Refusal> {
    match call.argument("timezone") {
        None => Ok(Cut::Own),
        Some("UTC") => Ok(Cut::Utc),
        Some(other) => Err(Refusal::validation(
            "timezone",
            format!("Invalid time zone: {other}"),
        )),
    }
}

/// The value of a day as a series has it.
pub(super) fn text(resource: &str, sums: &Sums, units: Units) -> String {
    let [sedentary, lightly, fairly, very] = sums.levels;
    let number = match resource {
        "distance" => return format!("{:?}", single(units.distance(sums.metres))),
        "elevation" => {
            let metres = f64::from(sums.floors) * METRES_PER_FLOOR;
            return format!("{:?}", units.elevation(metres));
        }
        "calories" => whole(sums.calories),
        "caloriesBMR" => whole(sums.basal),
        "activityCalories" => whole(sums.active_calories),
        "floors" => sums.floors,
        "minutesSedentary" => sedentary,
        "minutesLightlyActive" => lightly,
        "minutesFairlyActive" => fairly,
        "minutesVeryActive" => very,
        "swimming-strokes" => sums.strokes,
        _ => sums.steps,
    };
    number.to_string()
}

/// With the noise of single precision, which the service's numbers have.
#[expect(
    clippy::cast_possible_truncation,
    reason = "to lose precision is the point"
)]
fn single(value: f64) -> f64 {
    f64::from(value as f32)
}

/// A day of a series beside the points within it.
pub(super) fn day(date: jiff::civil::Date, resource: &str, sums: &Sums, units: Units) -> Value {
    json!({"dateTime": date.to_string(), "value": text(resource, sums, units)})
}
