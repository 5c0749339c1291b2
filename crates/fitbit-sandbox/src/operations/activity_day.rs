//! A day of activity in sums, with its exercises and goals. The exercises are for nobody but their owner.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::activity_goals;
use super::activity_kinds::favorites_of;
use super::heart_rate::{custom_zones, zones};
use crate::activity::{self, Workout, utc};
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Life;
use crate::draw::{round, whole};
use crate::motion::{Cut, DAY, Day, METRES_PER_FLOOR, Sums, Which};
use crate::refusal::Refusal;
use crate::units::Units;

/// Days back from today that still have goals.
const DAYS_WITH_GOALS: i32 = 21;

/// Days before the opening from which on entries say all that they say today.
const RECENT: i32 = 330;

/// The sums of a day.
pub(super) fn summary(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let life = call.life(subject);
    let units = call.units();
    let date = call.day("date", life.person)?;
    let day = life.motion(date, Cut::Own);
    let workouts = known_workouts(&life, date);

    let mut body = json!({"summary": summary_body(call, &life, &day, &workouts)});
    body["activities"] = if subject == call.viewer() {
        workouts
            .iter()
            .map(|workout| entry(call, &life, workout))
            .collect()
    } else {
        json!([])
    };
    let today = life.today();
    let with_goals = today.saturating_sub(DAYS_WITH_GOALS.days())..=today;
    if with_goals.contains(&date) && activity_goals::has_any(&life, "daily") {
        body["goals"] = activity_goals::body(&life, "daily", units);
    }
    Ok(Answer::json(body))
}

/// What has reached the log of that day's exercise.
fn known_workouts(life: &Life<'_>, date: jiff::civil::Date) -> Vec<Workout> {
    let mut workouts = activity::on_day(life.world, life.person, date);
    let kept = life.world.kept(life.person);
    workouts.retain(|workout| {
        workout.is_known(&kept.heard, life.now) && workout.started.date() == date
    });
    workouts.sort_by_key(|workout| workout.started.timestamp());
    workouts
}

fn summary_body(call: &Call<'_>, life: &Life<'_>, day: &Day, workouts: &[Workout]) -> Value {
    let (units, sums) = (call.units(), day.sums());
    let [sedentary, lightly, fairly, very] = sums.levels;
    let basal_while_active = day.basal * f64::from(lightly + fairly + very);
    let mut summary = json!({
        "activeScore": -1,
        "activityCalories": whole(sums.active_calories),
        "caloriesBMR": whole(sums.basal),
        "caloriesOut": whole(sums.calories),
        "marginalCalories": whole((sums.active_calories - basal_while_active).max(0.0)),
        "distances": distances(day, &sums, workouts, units),
        "sedentaryMinutes": sedentary,
        "lightlyActiveMinutes": lightly,
        "fairlyActiveMinutes": fairly,
        "veryActiveMinutes": very,
        "steps": sums.steps,
    });
    if life.person.altimeter && day.is_recorded {
        let metres = f64::from(sums.floors) * METRES_PER_FLOOR;
        summary["elevation"] = units.elevation(metres).into();
        summary["floors"] = sums.floors.into();
    }
    // The service adjusts the energy of some people.
    if life.world.draw(life.person).chance("estimation", 25) {
        summary["caloriesOutUnestimated"] = whole(sums.calories).into();
        summary["calorieEstimationMu"] = whole(sums.calories * 1.04).into();
        summary["useEstimation"] = false.into();
    }
    if call.grant.scopes.contains("heartrate") && day.is_recorded {
        if let Some(resting) = day.resting {
            summary["restingHeartRate"] = resting.into();
        }
        summary["heartRateZones"] = zones(day, &sums);
        if life.person.custom_zone.is_some() {
            summary["customHeartRateZones"] = custom_zones(life.person, day, (0, DAY));
        }
    }
    summary
}

/// In all, by origin, by level and by exercise.
fn distances(day: &Day, sums: &Sums, workouts: &[Workout], units: Units) -> Value {
    let of_tracker = day.sums_of(Which::Tracker).metres;
    let [sedentary, lightly, moderately, very] = sums.metres_by_level;
    let mut distances = vec![
        ("total", sums.metres),
        ("tracker", of_tracker),
        ("loggedActivities", sums.metres - of_tracker),
        ("veryActive", very),
        ("moderatelyActive", moderately),
        ("lightlyActive", lightly),
        ("sedentaryActive", sedentary),
    ];
    let exercises = workouts.iter().filter_map(|workout| {
        let metres = workout.metres.filter(|metres| *metres > 0.0)?;
        Some((workout.name(), metres))
    });
    distances.extend(exercises);
    let distances = distances.into_iter();
    distances
        .map(|(activity, metres)| json!({"activity": activity, "distance": number(units.distance(metres))}))
        .collect()
}

/// Two decimals, and none where there is nothing, as the service writes them.
fn number(value: f64) -> Value {
    let value = round(value, 2);
    if value == 0.0 { 0.into() } else { value.into() }
}

pub(super) fn entry(call: &Call<'_>, life: &Life<'_>, workout: &Workout) -> Value {
    let date = workout.started.date();
    let mut entry = json!({
        "logId": workout.log_id,
        "activityId": workout.type_id(),
        "activityParentId": workout.type_id(),
        "activityParentName": workout.name(),
        "name": workout.name(),
        "description": "",
        "calories": workout.calories,
        "duration": i64::from(workout.seconds) * 1_000,
        "hasStartTime": true,
        "isFavorite": favorites_of(life).any(|favorite| favorite.type_id == workout.type_id()),
        "startDate": date.to_string(),
        "startTime": workout.started.strftime("%H:%M").to_string(),
    });
    if let Some(steps) = workout.steps {
        entry["steps"] = steps.into();
    }
    if let Some(metres) = workout.metres {
        entry["distance"] = call.units().distance(metres).into();
    }
    if (life.world.opened - date).get_days() < RECENT {
        let by_heart = call.grant.scopes.contains("heartrate") && workout.heart.is_some();
        entry["hasActiveZoneMinutes"] = by_heart.into();
        entry["lastModified"] = utc(workout.modified).into();
    }
    if workout.is_by_hand() {
        let link = format!(
            "{}/1/user/-/activities/{}.json",
            call.origin, workout.log_id
        );
        entry["detailsLink"] = link.into();
    }
    entry
}
