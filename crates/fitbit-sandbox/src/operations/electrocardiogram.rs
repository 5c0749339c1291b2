//! Readings of the electrocardiogram, page by page. Nobody else sees them: no setting is known that opens them.

use serde_json::{Value, json};

use super::paging::page;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Reading, SAMPLES_A_SECOND, SCALE};
use crate::refusal::Refusal;

/// One page.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let owner = call.owner()?;
    let life = call.life(owner);
    let (readings, pagination) = page(call, owner, || life.readings(), |reading| reading.at)?;
    let bodies: Value = readings.iter().map(body).collect();
    Ok(Answer::json(
        json!({"ecgReadings": bodies, "pagination": pagination}),
    ))
}

fn body(reading: &Reading) -> Value {
    let samples = reading.samples();
    json!({
        "averageHeartRate": reading.heart_rate,
        "deviceName": "Band 5",
        "featureVersion": "1.2.3-2.11-2.14",
        "firmwareVersion": "1.2.3",
        "leadNumber": 1,
        "numberOfWaveformSamples": samples.len(),
        "resultClassification": reading.result,
        // A number, written as a text.
        "samplingFrequencyHz": SAMPLES_A_SECOND.to_string(),
        "scalingFactor": SCALE,
        "startTime": reading.at.strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
        "waveformSamples": samples,
    })
}
