//! Writing exercise down, and deleting it.

use serde_json::json;

use super::super::{activity_day, activity_kinds};
use crate::activity::{self, Custom, Kind, Typed};
use crate::answer::Answer;
use crate::call::Call;
use crate::draw::whole;
use crate::refusal::Refusal;

/// Exercise of more milliseconds is a mistake.
const LONGEST: i64 = 24 * 60 * 60 * 1_000;

/// Kinds that people make up are numbered from here on.
const CUSTOM_IDS: i64 = 19_000_000;

/// Metres of a step, where the person has said nothing.
const STEP: f64 = 0.72;

/// Walking and running, whose distance can be given in steps.
const ON_FOOT: [i64; 2] = [90_013, 90_009];

/// Adds an exercise.
pub(in crate::operations) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let calories = call.integer("manualCalories");
    let kind = kind(call)?;
    if kind.is_err() && calories.is_none() {
        return Err(Refusal::validation(
            "manualCalories",
            "ManualCalories is required",
        ));
    }
    let distance = distance(call, kind.as_ref().ok().copied(), life.person.strides)?;
    let day = call.day_to_log("date")?;
    let start = call
        .time("startTime")
        .ok_or_else(|| Refusal::validation("startTime", "StartTime is required"))?;
    let duration = call
        .integer("durationMillis")
        .filter(|duration| *duration <= LONGEST);
    let seconds = duration.and_then(|duration| i32::try_from(duration / 1_000).ok());
    let seconds = seconds.filter(|seconds| *seconds > 0).ok_or_else(|| {
        Refusal::validation(
            "durationMillis",
            "The duration is from a second to a day, in milliseconds.",
        )
    })?;
    let started = day.to_datetime(start).to_zoned(life.person.zone());
    let started = started.map_err(|_| Refusal::validation("date", "The date is out of range."))?;
    let typed = Typed {
        kind,
        started,
        seconds,
        metres: distance.metres,
        steps: distance.steps,
        by_steps: distance.by_steps,
        calories: calories.map(|calories| i32::try_from(calories).unwrap_or(i32::MAX)),
        weight: Some(life.weight_now().0)
            .filter(|weight| *weight > 0.0)
            .unwrap_or(70.0),
        modified: call.now,
        number: call.world.new_number(),
    };
    let workout = typed.workout(call.world.draw(life.person));
    let body = activity_day::entry(call, &life, &workout);
    call.world
        .keep(life.person, |records| records.workouts.add(workout));
    call.tell("activities", day);
    Ok(Answer::json(json!({ "activityLog": body })))
}

/// Deletes an exercise, typed in or recorded.
pub(in crate::operations) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let id = call.id("log-id");
    let history = activity::history(call.world, life.person, call.now);
    let found = history.iter().find(|workout| Some(workout.log_id) == id);
    let removed = found.is_some_and(|workout| {
        call.world.keep(life.person, |records| {
            records.workouts.remove(workout.log_id, true)
        })
    });
    if let Some(workout) = found.filter(|_| removed) {
        call.tell("activities", workout.started.date());
    }
    Answer::to_delete(removed, "log-id")
}

/// The kind that the call names: by its id or that of one of its levels, by its name, or one of the person's own.
fn kind(call: &Call<'_>) -> Result<Result<&'static Kind, Custom>, Refusal> {
    let Some(id) = call.integer("activityId") else {
        let name = call.argument("activityName").unwrap_or_default();
        let known = activity::kinds().find(|kind| kind.name.eq_ignore_ascii_case(name));
        return Ok(known.ok_or_else(|| Custom {
            id: CUSTOM_IDS + call.world.new_number(),
            name: name.to_owned(),
        }));
    };
    let known = activity_kinds::kind_of(id);
    known.map(Ok).ok_or_else(|| {
        Refusal::validation("activityId", "There is no kind of exercise of this id.")
    })
}

/// How far, and in how many steps.
#[derive(Default)]
struct Distance {
    metres: Option<f64>,
    steps: Option<i32>,
    by_steps: bool,
}

fn distance(
    call: &Call<'_>,
    kind: Option<&Kind>,
    strides: Option<(f64, f64)>,
) -> Result<Distance, Refusal> {
    let id = kind.map_or(0, |kind| kind.type_id);
    let on_foot = ON_FOOT.contains(&id);
    let Some(distance) = call.number("distance") else {
        let required = kind.is_some_and(|kind| activity_kinds::has_speeds(kind.type_id));
        return if required {
            Err(Refusal::validation("distance", "Distance is required"))
        } else {
            Ok(Distance::default())
        };
    };
    let stride = match strides {
        Some((running, _)) if id == 90_009 => running / 100.0,
        Some((_, walking)) => walking / 100.0,
        None => STEP,
    };
    let metres = match call.argument("distanceUnit") {
        Some("Steps") if on_foot => {
            return Ok(Distance {
                metres: Some(distance * stride),
                steps: Some(whole(distance)),
                by_steps: true,
            });
        }
        Some("Steps") => {
            return Err(Refusal::validation(
                "distanceUnit",
                "Only walking and running can be given in steps.",
            ));
        }
        Some("Centimeter") => distance / 100.0,
        Some("Foot") => distance * 0.3048,
        Some("Inch") => distance * 0.0254,
        Some("Kilometer") => distance * 1_000.0,
        Some("Meter") => distance,
        Some("Mile") => distance * 1_609.344,
        Some("Millimeter") => distance / 1_000.0,
        Some("Yards") => distance * 0.9144,
        _ => call.units().to_metres(distance),
    };
    Ok(Distance {
        metres: Some(metres),
        steps: on_foot.then(|| whole(metres / stride)),
        by_steps: false,
    })
}
