//! The body day by day: measured values, and for the days between them the last one before. Numbers are texts.

use serde_json::json;

use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;

/// Weight, body fat or body mass index of some days. Days before the first measurement are left out.
pub(super) fn series(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let resource = call.choice("resource")?;
    let days = call.days("date", "end-date-or-period", life.person)?;
    let units = call.units();
    let known = days.until(life.today());
    let values = known.each().filter_map(|day| {
        let value = match resource {
            "fat" => life.body_fat(day)?,
            "bmi" => life.body_mass_index(life.weight(day)?.0)?,
            _ => {
                let (kilograms, decimals) = life.weight(day)?;
                units.weight_to(kilograms, decimals)
            }
        };
        Some(json!({"dateTime": day.to_string(), "value": format!("{value:?}")}))
    });
    let name = format!("body-{resource}");
    Ok(Answer::list(&name, values.collect(), life.person.no_data))
}
