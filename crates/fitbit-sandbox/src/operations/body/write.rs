//! Writing the logs of weight and body fat, and their goals.

use jiff::Timestamp;
use jiff::civil::{Time, time};
use serde_json::json;

use super::{fat, fat_goal, weight, weight_goal};
use crate::answer::Answer;
use crate::call::{Call, values};
use crate::day::{FatReading, Life, Weighing};
use crate::kept::WeightGoal;
use crate::refusal::Refusal;
use crate::units::Units;

/// Where entries come from that a call writes.
const SOURCE: &str = "API";

/// When a measurement was that has no time.
const END_OF_DAY: Time = time(23, 59, 59, 0);

/// Adds a weight.
pub(in crate::operations) fn create_weight(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let kilograms = call.units().to_kilograms(call.positive("weight")?);
    let date = call.day_to_log("date")?;
    let time = call.time("time").unwrap_or(END_OF_DAY);
    let weighing = Weighing {
        log_id: life.measured_id(date, time),
        date,
        time,
        kilograms,
        decimals: 2,
        fat: None,
        source: SOURCE,
    };
    let body = weight(&life, call.units(), &weighing);
    call.world
        .keep(life.person, |records| records.weighings.add(weighing));
    call.tell("body", date);
    Ok(Answer::created_as(json!({ "weightLog": body })))
}

/// Removes a weight.
pub(in crate::operations) fn delete_weight(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let removed = call.id("weight-log-id").is_some_and(|id| {
        let invented = life.invented_weighing(id).is_some();
        call.world.keep(life.person, |records| {
            records.weighings.remove(id, invented)
        })
    });
    tell_of_deleted(call, "weight-log-id", removed);
    Answer::to_delete(removed, "weight-log-id")
}

/// Adds a measurement of body fat.
pub(in crate::operations) fn create_fat(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let percent = call.positive("fat")?;
    let date = call.day_to_log("date")?;
    let time = call.time("time").unwrap_or(END_OF_DAY);
    let reading = FatReading {
        log_id: life.measured_id(date, time),
        date,
        time,
        percent,
        source: SOURCE,
    };
    let body = fat(&reading);
    call.world
        .keep(life.person, |records| records.fat.add(reading));
    call.tell("body", date);
    Ok(Answer::created_as(json!({ "fatLog": body })))
}

/// Removes a measurement of body fat; the weight that came with it stays.
pub(in crate::operations) fn delete_fat(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let removed = call.id("bodyfat-log-id").is_some_and(|id| {
        let invented = life.invented_weighing(id);
        let invented = invented.is_some_and(|weighing| weighing.fat.is_some());
        call.world
            .keep(life.person, |records| records.fat.remove(id, invented))
    });
    tell_of_deleted(call, "bodyfat-log-id", removed);
    Answer::to_delete(removed, "bodyfat-log-id")
}

/// The id of a measurement is its millisecond.
fn tell_of_deleted(call: &Call<'_>, parameter: &str, removed: bool) {
    let id = call.id(parameter).filter(|_| removed);
    let measured = id.and_then(|id| Timestamp::from_millisecond(id).ok());
    if let Some(measured) = measured {
        let zone = call.person(call.viewer()).zone();
        call.tell("body", measured.to_zoned(zone).date());
    }
}

/// Sets the goal for the weight. Whoever has one already need not say the aim again.
pub(in crate::operations) fn set_weight_goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let units = call.units();
    let start = units.to_kilograms(call.positive("startWeight")?);
    let text = call.argument("startDate").unwrap_or_default();
    let since = values::date(text)
        .ok_or_else(|| Refusal::validation("startDate", format!("Invalid date: {text}")))?;
    let aim = if call.argument("weight").is_some() {
        units.to_kilograms(call.positive("weight")?)
    } else {
        aim_so_far(&life).ok_or_else(|| Refusal::validation("weight", "Weight is required"))?
    };
    let goal = WeightGoal { since, start, aim };
    call.world
        .keep(life.person, |records| records.goals.weight = Some(goal));
    Ok(Answer::created_as(
        json!({ "goal": weight_goal(&life, units) }),
    ))
}

/// In kilograms.
fn aim_so_far(life: &Life<'_>) -> Option<f64> {
    let goal = weight_goal(life, Units::Metric)?;
    goal["weight"].as_str()?.parse().ok()
}

/// Sets the goal for the body fat.
pub(in crate::operations) fn set_fat_goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let percent = call.positive("fat")?;
    call.world
        .keep(life.person, |records| records.goals.fat = Some(percent));
    Ok(Answer::created_as(json!({ "goal": fat_goal(&life) })))
}
