//! The part of the control port that is about subscribers and notifications. It waits for answers of subscribers, as the
//! rest of the port never does.

use bytes::Bytes;
use http::Method;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refused, done, read, read_or_default, reports};
use crate::notification::{self, SubscriberState};
use crate::settings::{NotificationSettings, SubscriberSettings};
use crate::world::World;

/// What this part offers.
pub(super) const ROUTES: [&str; 10] = [
    "GET /apps/{id}/subscribers",
    "POST /apps/{id}/subscribers {\"id\", \"url\"?, \"default\"?}",
    "POST /apps/{id}/subscribers/{id}/verify",
    "POST /apps/{id}/subscribers/{id}/enable",
    "POST /people/{id}/stop-syncing {\"since\"?}",
    "POST /people/{id}/sync {\"dates\"?}",
    "POST /people/{id}/delete-account",
    "POST /deliver",
    "GET /deliveries",
    "POST /notifications {\"largest_batch\"?, \"deadline_seconds\"?, \"attempts\"?, \"first_pause_seconds\"?, \"longest_pause_seconds\"?, \"failures\"?, \"failing_for_seconds\"?, \"no_content_only\"?, \"unverified_too\"?}",
];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Silence {
    since: Option<Timestamp>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Sync {
    dates: Option<Vec<Date>>,
}

/// Carries out a call of this part; none if it is of another one.
pub(super) async fn carry_out(
    world: &World,
    method: &Method,
    segments: &[&str],
    body: &Bytes,
) -> Option<Result<Value, Refused>> {
    Some(match (method, segments) {
        (&Method::GET, ["apps", app, "subscribers"]) => listed(world, app),
        (&Method::POST, ["apps", app, "subscribers"]) => set(world, app, body).await,
        (&Method::POST, ["apps", app, "subscribers", id, "verify"]) => {
            match world.known_subscriber(app, id) {
                Ok(place) => {
                    notification::verify(world, place, id).await;
                    one(world, app, id)
                }
                Err(error) => Err(error.into()),
            }
        }
        (&Method::POST, ["apps", app, "subscribers", id, "enable"]) => {
            let enabled = world.enable_subscriber(app, id);
            enabled
                .map_err(Refused::from)
                .and_then(|()| one(world, app, id))
        }
        (&Method::POST, ["people", id, "stop-syncing"]) => {
            read_or_default(body).and_then(|wanted: Silence| {
                let since = wanted.since.unwrap_or_else(|| world.clock.now());
                Ok(world.stop_syncing(id, since).map(|()| done())?)
            })
        }
        (&Method::POST, ["people", id, "sync"]) => {
            read_or_default(body).and_then(|wanted: Sync| {
                Ok(world.sync(id, dates(world, id, wanted)?).map(|()| done())?)
            })
        }
        (&Method::POST, ["people", id, "delete-account"]) => world
            .delete_account(id)
            .map(|()| done())
            .map_err(Refused::from),
        (&Method::POST, ["deliver"]) => {
            Ok(reports::deliveries(&notification::deliver(world).await))
        }
        (&Method::GET, ["deliveries"]) => {
            let deliveries = world.state().outbox.deliveries();
            Ok(reports::deliveries(&deliveries))
        }
        (&Method::POST, ["notifications"]) => read(body).and_then(|rules: NotificationSettings| {
            let rules = rules.into_rules()?;
            world.state().outbox.rules = rules;
            Ok(done())
        }),
        _ => return None,
    })
}

/// Today where the person lives, if no date is named.
fn dates(world: &World, person: &str, wanted: Sync) -> Result<Vec<Date>, Refused> {
    if let Some(dates) = wanted.dates {
        return Ok(dates);
    }
    let person = &world.people[world.known_person(person)?];
    Ok(vec![person.today(world.clock.now())])
}

async fn set(world: &World, app: &str, body: &Bytes) -> Result<Value, Refused> {
    let subscriber = read::<SubscriberSettings>(body)?.into_subscriber();
    let (place, id) = world.set_subscriber(app, subscriber)?;
    notification::verify(world, place, &id).await;
    one(world, app, &id)
}

fn listed(world: &World, app: &str) -> Result<Value, Refused> {
    Ok(states(world, app)?
        .iter()
        .map(reports::subscriber)
        .collect())
}

fn one(world: &World, app: &str, id: &str) -> Result<Value, Refused> {
    let states = states(world, app)?;
    let found = states.iter().find(|state| state.id == id);
    Ok(found.map_or_else(|| json!({}), reports::subscriber))
}

fn states(world: &World, app: &str) -> Result<Vec<SubscriberState>, Refused> {
    let place = world.known_app(app)?;
    Ok(world.state().outbox.states(place))
}
