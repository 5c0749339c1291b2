//! What was drunk: the log of a day, and the goal.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::profile::number;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Drink, Life};
use crate::draw::round;
use crate::refusal::Refusal;
use crate::units::Units;

/// The log of one day.
pub(super) fn of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let day = call.day("date", life.person)?;
    let units = call.units();
    let drunk = life
        .drunk(day)
        .into_iter()
        .map(|drink| entry(&drink, units));
    Ok(Answer::json(json!({
        "summary": {"water": number(sum(&life, day, units))},
        "water": drunk.collect::<Value>(),
    })))
}

/// The goal.
pub(super) fn goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(goal_of(
        &call.life(call.subject()?),
        call.units(),
    )))
}

fn goal_of(life: &Life<'_>, units: Units) -> Value {
    life.water_goal().map_or_else(
        || json!({}),
        |(millilitres, since)| {
            let goal = number(round(units.volume(millilitres), 1));
            json!({"goal": {"goal": goal, "startDate": since.to_string()}})
        },
    )
}

/// Sets the goal, from today on.
pub(super) fn set_goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let millilitres = call.units().to_millilitres(call.positive("target")?);
    let goal = Some((millilitres, life.today()));
    call.world
        .keep(life.person, |records| records.goals.water = goal);
    Ok(Answer::created_as(goal_of(&life, call.units())))
}

/// Adds an entry.
pub(super) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let millilitres = amount(call)?;
    let day = call.day_to_log("date")?;
    let drink = Drink {
        log_id: life.new_water_log_id(day),
        day,
        millilitres,
    };
    let body = entry(&drink, call.units());
    call.world
        .keep(life.person, |records| records.drunk.add(drink));
    call.tell("foods", day);
    Ok(Answer::created_as(json!({ "waterLog": body })))
}

/// Changes the amount of an entry.
pub(super) fn update(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let entry_of_id = call.id("water-log-id").and_then(|id| life.drunk_of_id(id));
    let mut drink = entry_of_id.ok_or_else(|| Refusal::no_such_entry("water-log-id"))?;
    drink.millilitres = amount(call)?;
    let (body, day) = (entry(&drink, call.units()), drink.day);
    call.world
        .keep(life.person, |records| records.drunk.replace(drink));
    call.tell("foods", day);
    Ok(Answer::json(json!({ "waterLog": body })))
}

/// Removes an entry.
pub(super) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let drink = call.id("water-log-id").and_then(|id| life.drunk_of_id(id));
    let removed = drink.and_then(|drink| {
        call.world.keep(life.person, |records| {
            let removed = records.drunk.remove(drink.log_id, true);
            removed.then_some(drink.day)
        })
    });
    if let Some(day) = removed {
        call.tell("foods", day);
    }
    Answer::to_delete(removed.is_some(), "water-log-id")
}

/// The amount that the call gives, in millilitres.
fn amount(call: &Call<'_>) -> Result<f64, Refusal> {
    let amount = call.positive("amount")?;
    Ok(match call.argument("unit") {
        Some("ml") => amount,
        Some("fl oz") => Units::UnitedStates.to_millilitres(amount),
        // A cup has eight fluid ounces.
        Some("cup") => Units::UnitedStates.to_millilitres(amount * 8.0),
        _ => call.units().to_millilitres(amount),
    })
}

fn entry(drink: &Drink, units: Units) -> Value {
    let amount = number(round(units.volume(drink.millilitres), 1));
    json!({"amount": amount, "logId": drink.log_id})
}

/// The sum of a day's entries, as they are written.
pub(super) fn sum(life: &Life<'_>, day: Date, units: Units) -> f64 {
    let drunk = life.drunk(day);
    let amounts = drunk.iter().map(|drink| units.volume(drink.millilitres));
    round(amounts.sum(), 1)
}
