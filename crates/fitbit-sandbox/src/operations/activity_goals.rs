//! What a person wants to reach in a day or in a week.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::day::Life;
use crate::draw::{round, whole};
use crate::refusal::Refusal;
use crate::units::Units;

/// Both periods, with the goals that each has; the smallest step of a distance is a hundredth.
const PERIODS: [(&str, &[&str]); 2] = [
    (
        "daily",
        &[
            "activeMinutes",
            "activeZoneMinutes",
            "caloriesOut",
            "distance",
            "floors",
            "steps",
        ],
    ),
    (
        "weekly",
        &["activeZoneMinutes", "distance", "floors", "steps"],
    ),
];

/// The goals for a day or for a week.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let period = call.choice("period")?;
    if !has_any(&life, period) {
        return Ok(Answer::json(json!({})));
    }
    Ok(Answer::json(
        json!({"goals": body(&life, period, call.units())}),
    ))
}

/// Sets one of them, and answers with all of the period.
pub(super) fn set(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let (period, kind) = (call.choice("period")?, call.argument("type"));
    let known = PERIODS.iter().find(|(known, _)| *known == period);
    let goal = known.and_then(|(period, kinds)| {
        let kind = kinds.iter().find(|known| Some(**known) == kind)?;
        Some((*period, *kind))
    });
    let goal =
        goal.ok_or_else(|| Refusal::validation("type", "There is no such goal for this period."))?;
    let value = call.positive("value")?;
    let value = if goal.1 == "distance" {
        call.units().to_metres(value)
    } else {
        value
    };
    call.world.keep(life.person, |records| {
        records.goals.activity.insert(goal, value);
    });
    Ok(Answer::json(
        json!({"goals": body(&life, period, call.units())}),
    ))
}

/// Whether the person has a goal for the period.
pub(super) fn has_any(life: &Life<'_>, period: &str) -> bool {
    let kept = life.world.kept(life.person);
    life.wears_device() || kept.goals.activity.keys().any(|(of, _)| *of == period)
}

pub(super) fn body(life: &Life<'_>, period: &str, units: Units) -> Value {
    let mut goals = if life.wears_device() {
        invented(life, period)
    } else {
        BTreeMap::new()
    };
    let kept = life.world.kept(life.person);
    let set = kept
        .goals
        .activity
        .iter()
        .filter(|((of, _), _)| *of == period);
    goals.extend(set.map(|((_, kind), value)| (*kind, *value)));
    let goals = goals.into_iter().map(|(kind, value)| {
        let value = if kind == "distance" {
            Value::from(round(units.distance(value), 6))
        } else {
            Value::from(whole(value))
        };
        (kind.to_owned(), value)
    });
    Value::Object(goals.collect())
}

/// What was set before any call; distances in metres.
fn invented(life: &Life<'_>, period: &str) -> BTreeMap<&'static str, f64> {
    let draw = life.world.draw(life.person).with("goals");
    let mut a_day = BTreeMap::from([
        (
            "activeZoneMinutes",
            draw.between("active zone minutes", 15, 32),
        ),
        ("distance", draw.between("kilometres", 5, 10) * 1_000),
        ("steps", draw.between("steps", 14, 24) * 500),
    ]);
    if life.person.altimeter {
        a_day.insert("floors", draw.between("floors", 5, 15));
    }
    let days = if period == "weekly" { 7 } else { 1 };
    if period == "daily" {
        a_day.insert("activeMinutes", 30);
        a_day.insert("caloriesOut", draw.between("calories", 19, 30) * 100);
    }
    let goals = a_day.into_iter();
    goals
        .map(|(kind, goal)| (kind, f64::from(goal * days)))
        .collect()
}
