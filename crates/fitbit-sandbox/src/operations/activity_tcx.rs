//! An exercise as a TCX document. Without positions it has no track, unless the caller takes one without them.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::activity::{self, Workout, offset_date_time, utc};
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Life;
use crate::draw::round;
use crate::motion::{Cut, Minute};
use crate::refusal::Refusal;

/// Seconds between points of a track.
const STEP: usize = 10;

/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;

/// The document of an entry of the log.
pub(super) fn document(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let partial = match call.argument("includePartialTCX") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(Refusal::validation(
                "includePartialTCX",
                "The value is true or false.",
            ));
        }
    };
    let id: i64 = call
        .parameter("log-id")
        .parse()
        .map_err(|_| Refusal::validation("log-id", "The id is a number."))?;
    let history = activity::history(life.world, life.person, life.now);
    let workout = history.into_iter().find(|workout| workout.log_id == id);
    let workout = workout.ok_or_else(|| Refusal::unknown("log-id", "There is no such entry."))?;
    let with_heart = call.grant.scopes.contains("heartrate");
    let with_track = workout.has_gps() || partial;
    Ok(Answer::tcx(write(&life, &workout, with_track, with_heart)))
}

fn write(life: &Life<'_>, workout: &Workout, with_track: bool, with_heart: bool) -> String {
    let sport = match workout.kind().type_id {
        90_009 => "Running",
        90_001 => "Biking",
        _ => "Other",
    };
    let start = offset_date_time(&workout.started);
    let mut text = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            "\n",
            r#"<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">"#,
            r#"<Activities><Activity Sport="{sport}"><Id>{start}</Id><Lap StartTime="{start}">"#,
            "<TotalTimeSeconds>{seconds}.0</TotalTimeSeconds><DistanceMeters>{metres:?}</DistanceMeters>",
            "<Calories>{calories}</Calories><Intensity>Active</Intensity>",
            "<TriggerMethod>Manual</TriggerMethod>",
        ),
        sport = sport,
        start = start,
        seconds = workout.seconds,
        metres = workout.metres.unwrap_or(0.0),
        calories = workout.calories,
    );
    if with_track {
        text.push_str("<Track>");
        for point in points(life, workout) {
            point.write(&mut text, with_heart);
        }
        text.push_str("</Track>");
    }
    text.push_str("</Lap><Creator xsi:type=\"Device_t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Name>Sandbox</Name><UnitId>0</UnitId><ProductID>0</ProductID></Creator></Activity></Activities></TrainingCenterDatabase>\n");
    text
}

/// A point of a track.
struct Point {
    at: Timestamp,
    position: Option<(f64, f64)>,
    metres: f64,
    heart_rate: Option<i32>,
}

impl Point {
    fn write(&self, text: &mut String, with_heart: bool) {
        let mut put = |part: std::fmt::Arguments<'_>| {
            text.write_fmt(part)
                .expect("a String takes all that is written");
        };
        put(format_args!("<Trackpoint><Time>{}</Time>", utc(self.at)));
        if let Some((latitude, longitude)) = self.position {
            put(format_args!(
                "<Position><LatitudeDegrees>{latitude:.6}</LatitudeDegrees><LongitudeDegrees>{longitude:.6}</LongitudeDegrees></Position>"
            ));
        }
        put(format_args!(
            "<DistanceMeters>{:.2}</DistanceMeters>",
            self.metres
        ));
        if let Some(rate) = self.heart_rate.filter(|_| with_heart) {
            put(format_args!(
                "<HeartRateBpm><Value>{rate}</Value></HeartRateBpm>"
            ));
        }
        put(format_args!("</Trackpoint>"));
    }
}

/// Once round a circle as long as the way, through a point that is the person's own.
fn points(life: &Life<'_>, workout: &Workout) -> Vec<Point> {
    let draw = life.world.draw(life.person).with("track");
    let (north, east) = (
        draw.decimal("latitude", -45.0, 58.0, 4),
        draw.decimal("longitude", -150.0, 150.0, 4),
    );
    let metres = workout.metres.unwrap_or(0.0);
    let radius = metres / std::f64::consts::TAU;
    let rates = heart_rates(life, workout);
    let mut points = Vec::new();
    for second in (0..=workout.seconds).step_by(STEP) {
        let share = f64::from(second) / f64::from(workout.seconds.max(1));
        let turn = share * std::f64::consts::TAU;
        let to_north = radius * turn.sin() / DEGREE;
        let to_east = radius * (turn.cos() - 1.0) / (DEGREE * north.to_radians().cos());
        let at = jiff::SignedDuration::from_secs(second.into());
        points.push(Point {
            at: workout
                .started
                .timestamp()
                .saturating_add(at)
                .unwrap_or(Timestamp::MAX),
            position: workout
                .has_gps()
                .then_some((north + to_north, east + to_east)),
            metres: round(metres * share, 2),
            heart_rate: rate_at(&rates, second / 60),
        });
    }
    points
}

/// The rate of each minute of an exercise, which may go on past midnight.
fn heart_rates(life: &Life<'_>, workout: &Workout) -> Vec<Option<i32>> {
    let (first, last): (Date, Date) = (workout.started.date(), workout.ended().date());
    let days = if first == last {
        vec![first]
    } else {
        vec![first, last]
    };
    let minutes = days.into_iter().flat_map(|day| {
        life.motion(day, Cut::Own)
            .minutes()
            .collect::<Vec<(i32, Minute)>>()
    });
    let start = usize::from(workout.started.hour().unsigned_abs()) * 60
        + usize::from(workout.started.minute().unsigned_abs());
    let minutes = minutes.skip(start).map(|(_, minute)| minute.heart_rate);
    minutes
        .take(usize::try_from(workout.seconds / 60).unwrap_or(0))
        .map(|rate| rate.filter(|_| workout.heart.is_some()))
        .collect()
}

fn rate_at(rates: &[Option<i32>], minute: i32) -> Option<i32> {
    let minute = usize::try_from(minute).ok()?;
    rates.get(minute).or(rates.last()).copied().flatten()
}
