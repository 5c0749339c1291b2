//! Irregular rhythm notifications: who has them, and the alerts. Nobody else sees them: no setting is known that opens them.

use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use serde_json::{Value, json};

use super::paging::page;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Alert;
use crate::refusal::Refusal;

/// Windows of an alert, and the heart rates of each.
const WINDOWS: i32 = 6;
const RATES: i32 = 20;

/// Whether the person takes part.
pub(super) fn profile(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let draw = life.world.draw(life.person).with("rhythm profile");
    let watches = life.watches_rhythm();
    let mut profile = json!({
        "onboarded": watches || (life.wears_device() && draw.chance("onboarded", 50)),
        "enrolled": watches,
    });
    if watches {
        let since = life
            .first_day()
            .saturating_add(draw.between("since", 10, 300).days());
        profile["lastUpdated"] = text(since.at(
            17,
            draw.between("minute", 0, 59).try_into().unwrap_or(0),
            30,
            0,
        ))
        .into();
    }
    Ok(Answer::json(profile))
}

/// The alerts that the person has read, page by page.
pub(super) fn alerts(call: &Call<'_>) -> Result<Answer, Refusal> {
    let owner = call.owner()?;
    let life = call.life(owner);
    let (alerts, pagination) = page(call, owner, || life.alerts(), |alert| alert.detected)?;
    let bodies: Value = alerts.iter().map(body).collect();
    Ok(Answer::json(
        json!({"alerts": bodies, "pagination": pagination}),
    ))
}

fn body(alert: &Alert) -> Value {
    // The last window ends where the rhythm was found to be irregular.
    let windows = (0..WINDOWS).map(|window| {
        let before = SignedDuration::from_mins(i64::from(5 * (WINDOWS - window)));
        let start = alert.detected.saturating_sub(before);
        let draw = alert.draw.with(&format!("window {window}"));
        let mut time = start;
        let rates = (0..RATES).map(|place| {
            let pause = draw.between(&format!("pause {place}"), 380, 1_120);
            time = time.saturating_add(SignedDuration::from_millis(pause.into()));
            json!({"dataTime": text(time), "value": 60_000 / pause})
        });
        json!({"bpmData": rates.collect::<Value>(), "startTime": text(start)})
    });
    json!({
        "alertTime": text(alert.alerted),
        "algoVersion": "1.0.0",
        "detectedTime": text(alert.detected),
        "deviceType": "Band 5",
        "serviceVersion": "2.17-1.6",
        "windows": windows.collect::<Value>(),
    })
}

fn text(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}
