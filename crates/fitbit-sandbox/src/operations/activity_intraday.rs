//! Activity within a day: points, and beside them what the series says of the whole day.

use serde_json::{Map, Value, json};

use super::activity_series::{cut, day as day_of_series};
use super::window::{Window, clock};
use crate::answer::Answer;
use crate::call::Call;
use crate::draw::round;
use crate::motion::{Day, METRES_PER_FLOOR, Minute};
use crate::person::NoData;
use crate::refusal::Refusal;
use crate::units::Units;

/// The points of a resource, of a day or of a window of time.
pub(super) fn points(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let resource = call.choice("resource")?;
    let cut = cut(call)?;
    let window = Window::of(call, life.person)?;
    let (mut days, mut points) = (Vec::new(), Vec::new());
    for date in window.days.until(life.today()).each() {
        let day = life.motion(date, cut);
        days.push(day_of_series(date, resource, &day.sums(), call.units()));
        let needs_altimeter = matches!(resource, "floors" | "elevation");
        if day.is_recorded && (life.person.altimeter || !needs_altimeter) {
            add_points(&mut points, &day, &window, resource, call.units());
        }
    }
    if points.is_empty() {
        match life.person.no_data {
            NoData::EmptyList => {}
            NoData::EmptyObject => return Ok(Answer::json(json!({}))),
            NoData::EmptyBody => return Ok(Answer::empty()),
        }
    }
    // Of some people the sum of the energy is missing beside its points.
    if resource == "calories" && life.person.no_data == NoData::EmptyObject {
        days.clear();
    }
    Ok(Answer::json(json!({
        format!("activities-{resource}"): days,
        format!("activities-{resource}-intraday"): {
            "dataset": points,
            "datasetInterval": window.step_minutes(),
            "datasetType": "minute",
        },
    })))
}

fn add_points(points: &mut Vec<Value>, day: &Day, window: &Window, resource: &str, units: Units) {
    let (first, end) = window.minutes(day.date);
    let step = window.step_minutes();
    let minutes: Vec<(i32, Minute)> = day.minutes().collect();
    for chunk in minutes.chunk_by(|(one, _), (next, _)| one / step == next / step) {
        let from = chunk[0].0 / step * step;
        if (first..end).contains(&from) {
            points.push(point(from, chunk, resource, units));
        }
    }
}

fn point(from: i32, minutes: &[(i32, Minute)], resource: &str, units: Units) -> Value {
    let minutes = || minutes.iter().map(|(_, minute)| minute);
    let sum = |of: fn(&Minute) -> i32| Value::from(minutes().map(of).sum::<i32>());
    let mut point = Map::new();
    let value = match resource {
        "calories" => {
            point.insert(
                "level".to_owned(),
                minutes().map(|minute| minute.level).max().into(),
            );
            let mets: i32 = minutes().map(|minute| minute.mets).sum();
            let count = i32::try_from(minutes().count()).unwrap_or(1);
            point.insert("mets".to_owned(), (mets / count.max(1)).into());
            round(minutes().map(|minute| minute.calories).sum(), 5).into()
        }
        "distance" => units
            .distance(minutes().map(|minute| minute.metres).sum())
            .into(),
        "elevation" => {
            let floors: i32 = minutes().map(|minute| minute.floors).sum();
            units.elevation(f64::from(floors) * METRES_PER_FLOOR).into()
        }
        "floors" => sum(|minute| minute.floors),
        "swimming-strokes" => sum(|minute| minute.strokes),
        _ => sum(|minute| minute.steps),
    };
    point.insert("time".to_owned(), clock(from).into());
    point.insert("value".to_owned(), value);
    Value::Object(point)
}
