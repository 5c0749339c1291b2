//! The logs of weight and body fat, and their goals.

mod write;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use super::profile::number;
use crate::answer::Answer;
use crate::call::{Call, Days};
use crate::day::{FatReading, Life, Weighing};
use crate::draw::round;
use crate::kept::WeightGoal;
use crate::refusal::Refusal;
use crate::units::Units;

pub(super) use write::{
    create_fat, create_weight, delete_fat, delete_weight, set_fat_goal, set_weight_goal,
};

/// The weight log of one day.
pub(super) fn weight_of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    weights(call, one_day(call)?)
}

/// That of some days.
pub(super) fn weight_of_days(call: &Call<'_>) -> Result<Answer, Refusal> {
    weights(call, days(call)?)
}

/// The body fat log of one day.
pub(super) fn fat_of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    fats(call, one_day(call)?)
}

/// That of some days.
pub(super) fn fat_of_days(call: &Call<'_>) -> Result<Answer, Refusal> {
    fats(call, days(call)?)
}

/// One of the two goals. Numbers are texts, as older answers have them.
pub(super) fn goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let goal = match call.choice("goal-type")? {
        "fat" => fat_goal(&life),
        _ => weight_goal(&life, call.units()),
    };
    Ok(Answer::json(
        json!({"goal": goal.unwrap_or_else(|| json!({}))}),
    ))
}

fn one_day(call: &Call<'_>) -> Result<Days, Refusal> {
    let day = call.day("date", call.person(call.subject()?))?;
    Ok(Days {
        first: day,
        last: day,
    })
}

fn days(call: &Call<'_>) -> Result<Days, Refusal> {
    call.days("date", "end-date-or-period", call.person(call.subject()?))
}

fn weights(call: &Call<'_>, days: Days) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let weighings = days.each().flat_map(|day| life.weighings(day));
    let entries = weighings.map(|weighing| weight(&life, call.units(), &weighing));
    Ok(Answer::list(
        "weight",
        entries.collect(),
        life.person.no_data,
    ))
}

fn fats(call: &Call<'_>, days: Days) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let readings = days.each().flat_map(|day| life.body_fats(day));
    let entries = readings.map(|reading| fat(&reading)).collect();
    Ok(Answer::list("fat", entries, life.person.no_data))
}

fn weight(life: &Life<'_>, units: Units, weighing: &Weighing) -> Value {
    let mut entry = common(
        weighing.date,
        weighing.time,
        weighing.log_id,
        weighing.source,
    );
    entry["weight"] = number(units.weight_to(weighing.kilograms, weighing.decimals));
    if let Some(index) = life.body_mass_index(weighing.kilograms) {
        entry["bmi"] = number(index);
    }
    if let Some(fat) = weighing.fat {
        entry["fat"] = number(fat);
    }
    entry
}

fn fat(reading: &FatReading) -> Value {
    let mut entry = common(reading.date, reading.time, reading.log_id, reading.source);
    entry["fat"] = number(reading.percent);
    entry
}

fn common(date: Date, time: Time, log_id: i64, source: &str) -> Value {
    json!({
        "date": date.to_string(),
        "logId": log_id,
        "source": source,
        "time": time.strftime("%H:%M:%S").to_string(),
    })
}

fn weight_goal(life: &Life<'_>, units: Units) -> Option<Value> {
    if let Some(goal) = &life.world.kept(life.person).goals.weight {
        return Some(kept_weight_goal(goal, units));
    }
    let draw = life.world.draw(life.person).with("weight goal");
    if life.person.weight <= 0.0 {
        return None;
    }
    let since: Date = life
        .first_day()
        .saturating_add(draw.between("since", 30, 600).days());
    let start = life
        .weight(since)
        .map_or(life.person.weight, |(kilograms, _)| kilograms);
    let (kind, aim) = match draw.between("kind", 0, 3) {
        0 => ("MAINTAIN", start),
        1 => ("GAIN", start + 2.5),
        _ => ("LOSE", start - 4.0),
    };
    let text = |kilograms: f64| number(units.weight(round(kilograms, 1))).to_string();
    let mut goal = json!({
        "goalType": kind,
        "startDate": since.to_string(),
        "startWeight": text(start),
        "weight": text(aim),
    });
    if draw.chance("threshold", 50) {
        goal["weightThreshold"] = "0.05".into();
    }
    Some(goal)
}

/// Only those whose scale measures it have one.
fn fat_goal(life: &Life<'_>) -> Option<Value> {
    if let Some(percent) = life.world.kept(life.person).goals.fat {
        return Some(json!({"fat": number(percent).to_string()}));
    }
    let draw = life.world.draw(life.person).with("fat goal");
    life.has_scale()
        .then(|| json!({"fat": draw.between("fat", 18, 26).to_string()}))
}

fn kept_weight_goal(goal: &WeightGoal, units: Units) -> Value {
    let kind = match goal.aim.total_cmp(&goal.start) {
        std::cmp::Ordering::Less => "LOSE",
        std::cmp::Ordering::Equal => "MAINTAIN",
        std::cmp::Ordering::Greater => "GAIN",
    };
    let text = |kilograms: f64| number(units.weight_to(kilograms, 2)).to_string();
    json!({
        "goalType": kind,
        "startDate": goal.since.to_string(),
        "startWeight": text(goal.start),
        "weight": text(goal.aim),
    })
}
