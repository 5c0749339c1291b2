//! What was measured in nights: heart rate variability, breathing rate, oxygen saturation, temperatures, and cardio fitness
//! beside them. Nights without data are left out.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::{Call, Days};
use crate::day::Life;
use crate::motion::{Breathing, Oxygen};
use crate::person::NoData;
use crate::refusal::Refusal;

type Result<T> = std::result::Result<T, Refusal>;

/// Heart rate variability, night by night.
pub(super) fn variability(call: &Call<'_>) -> Result<Answer> {
    listed(call, "hrv", |life, day| {
        let variability = life.variability(day)?;
        // Without a result a night says so, or says nothing of it.
        let mut value = json!({"dailyRmssd": variability.daily});
        if let Some(deep) = variability.deep {
            value["deepRmssd"] = deep.into();
        }
        Some(json!({"dateTime": day.to_string(), "value": value}))
    })
}

/// The same in steps of five minutes.
pub(super) fn variability_within(call: &Call<'_>) -> Result<Answer> {
    listed(call, "hrv", |life, day| {
        let steps = life.variability(day)?.steps;
        let minutes = steps.iter().map(|step| {
            json!({
                "minute": step.at.strftime("%Y-%m-%dT%H:%M:%S.000").to_string(),
                "value": {
                    "rmssd": step.rmssd,
                    "coverage": step.coverage,
                    "hf": step.high,
                    "lf": step.low,
                },
            })
        });
        Some(json!({"dateTime": day.to_string(), "minutes": minutes.collect::<Value>()}))
    })
}

/// The breathing rate, night by night.
pub(super) fn breathing(call: &Call<'_>) -> Result<Answer> {
    listed(call, "br", |life, day| {
        let rate = life.breathing(day)?.full;
        Some(json!({"dateTime": day.to_string(), "value": {"breathingRate": rate}}))
    })
}

/// The same by stage of sleep. -1 stands for none.
pub(super) fn breathing_by_stage(call: &Call<'_>) -> Result<Answer> {
    listed(call, "br", |life, day| {
        let Breathing {
            full,
            deep,
            light,
            rem,
        } = life.breathing(day)?;
        let rate = |rate: Option<f64>| json!({"breathingRate": rate.map_or_else(|| Value::from(-1), Value::from)});
        Some(json!({
            "dateTime": day.to_string(),
            "value": {
                "deepSleepSummary": rate(deep),
                "remSleepSummary": rate(rem),
                "fullSleepSummary": rate(Some(full)),
                "lightSleepSummary": rate(light),
            },
        }))
    })
}

/// The oxygen saturation: of a night a bare object, of several a bare list.
pub(super) fn oxygen(call: &Call<'_>) -> Result<Answer> {
    bare(call, |day, oxygen| {
        let mut value = json!({"avg": oxygen.average, "min": null, "max": null});
        if oxygen.has_extremes {
            value["min"] = oxygen.lowest.into();
            value["max"] = oxygen.highest.into();
        }
        json!({"dateTime": day.to_string(), "value": value})
    })
}

/// The same minute by minute.
pub(super) fn oxygen_within(call: &Call<'_>) -> Result<Answer> {
    bare(call, |day, oxygen| {
        let minutes = oxygen.minutes.iter().map(|(at, value)| {
            json!({"minute": at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), "value": value})
        });
        json!({"dateTime": day.to_string(), "minutes": minutes.collect::<Value>()})
    })
}

/// The skin's temperature, night by night.
pub(super) fn skin(call: &Call<'_>) -> Result<Answer> {
    let units = call.units();
    listed(call, "tempSkin", |life, day| {
        let skin = life.skin(day)?;
        Some(json!({
            "dateTime": day.to_string(),
            "value": {"nightlyRelative": units.temperature_difference(skin.relative)},
            "logType": skin.sensor,
        }))
    })
}

/// The body's temperature, as often as the person took it.
pub(super) fn core(call: &Call<'_>) -> Result<Answer> {
    let life = call.life(call.owner()?);
    let entries = known(call, &life)?
        .each()
        .flat_map(|day| life.core_temperatures(day));
    let entries = entries.map(|(at, celsius)| {
        let at = at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        json!({"dateTime": at, "value": call.units().temperature(celsius)})
    });
    Ok(Answer::list(
        "tempCore",
        entries.collect(),
        life.person.no_data,
    ))
}

/// Cardio fitness: a number or a range, as a text.
pub(super) fn cardio_fitness(call: &Call<'_>) -> Result<Answer> {
    listed(call, "cardioScore", |life, day| {
        let (low, high) = life.cardio_fitness(day)?;
        let text = if low == high {
            low.to_string()
        } else {
            format!("{low}-{high}")
        };
        Some(json!({"dateTime": day.to_string(), "value": {"vo2Max": text}}))
    })
}

/// Those days that have something, under a name.
fn listed(
    call: &Call<'_>,
    name: &str,
    body: impl Fn(&Life<'_>, Date) -> Option<Value>,
) -> Result<Answer> {
    let life = call.life(call.owner()?);
    let bodies = known(call, &life)?
        .each()
        .filter_map(|day| body(&life, day));
    Ok(Answer::list(name, bodies.collect(), life.person.no_data))
}

/// The oxygen of the nights in the path, without a name around it.
fn bare(call: &Call<'_>, body: impl Fn(Date, &Oxygen) -> Value) -> Result<Answer> {
    let life = call.life(call.owner()?);
    let nights = known(call, &life)?.each();
    let mut bodies: Vec<Value> = nights
        .filter_map(|day| Some(body(day, &life.oxygen(day)?)))
        .collect();
    if bodies.is_empty() && life.person.no_data == NoData::EmptyBody {
        return Ok(Answer::empty());
    }
    Ok(Answer::json(if is_of_one_day(call) {
        bodies.pop().unwrap_or_else(|| json!({}))
    } else {
        bodies.into()
    }))
}

/// The days in the path of which something can be known.
fn known(call: &Call<'_>, life: &Life<'_>) -> Result<Days> {
    let days = if is_of_one_day(call) {
        let day = call.day("date", life.person)?;
        Days {
            first: day,
            last: day,
        }
    } else {
        call.days("start-date", "end-date", life.person)?
    };
    Ok(days.since(life.first_day()).until(life.today()))
}

fn is_of_one_day(call: &Call<'_>) -> bool {
    !call.parameter("date").is_empty()
}
