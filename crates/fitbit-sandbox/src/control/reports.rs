//! What the control port tells, in JSON.

use serde_json::{Value, json};

use crate::app::App;
use crate::bundle;
use crate::notification::{Delivery, SubscriberState, Verification};
use crate::oauth::TokenEvent;
use crate::person::Person;
use crate::quota::WindowCount;
use crate::scenario::Scenario;
use crate::world::{DEFAULT_APP, World};

pub(super) fn person(world: &World, person: &Person) -> Value {
    json!({
        "id": person.id,
        "name": person.display_name,
        "email": person.email(),
        "time_zone": person.home.zone,
        "access_token": world.token(DEFAULT_APP, &person.id, &bundle::SCOPES),
    })
}

pub(super) fn app(app: &App) -> Value {
    json!({
        "id": app.id,
        "kind": app.kind.name(),
        "redirects": app.redirects,
        "owner": app.owner,
        "read_only": app.read_only,
        "intraday": app.intraday,
    })
}

pub(super) fn tokens(events: &[TokenEvent]) -> Value {
    let events = events.iter().map(|event| {
        json!({
            "at": event.at.to_string(),
            "kind": event.kind.name(),
            "generation": event.generation,
            "client": event.client,
        })
    });
    events.collect()
}

pub(super) fn windows(windows: &[WindowCount]) -> Value {
    let windows = windows.iter().map(|window| {
        json!({
            "begin": window.begin.to_string(),
            "answered": window.answered,
            "refused": window.refused,
        })
    });
    windows.collect()
}

pub(super) fn faults(world: &World) -> Value {
    let state = world.state();
    let faults = state.faults.listed();
    faults
        .map(|(fault, struck)| json!({"fault": fault, "struck": struck}))
        .collect()
}

pub(super) fn scenarios() -> Value {
    Scenario::ALL.into_iter().map(Scenario::name).collect()
}

pub(super) fn requests(world: &World) -> Value {
    let requests = world.state().log.all();
    let requests = requests.iter().map(|request| {
        json!({
            "at": request.at.to_string(),
            "method": request.method(),
            "operation": request.operation,
            "template": request.template,
            "status": request.status(),
            "person": request.person,
            "app": request.app,
            "client": request.client,
            "faulty": request.faulty,
        })
    });
    requests.collect()
}

pub(super) fn subscriber(state: &SubscriberState) -> Value {
    let verification = match state.verification {
        Verification::Pending => json!("pending"),
        Verification::Verified => json!("verified"),
        Verification::Refused { right, wrong } => json!({
            "refused": {"right_code_answered": right, "wrong_code_answered": wrong},
        }),
    };
    json!({
        "id": state.id,
        "url": state.url,
        "default": state.is_default,
        "verification_code": state.verification_code,
        "verification": verification,
        "disabled_since": state.disabled_since.map(|since| since.to_string()),
        "failures": state.failures,
        "waiting": state.waiting,
        "lost": state.lost,
    })
}

pub(super) fn deliveries(deliveries: &[Delivery]) -> Value {
    let deliveries = deliveries.iter().map(|delivery| {
        json!({
            "at": delivery.at.to_string(),
            "app": delivery.app,
            "subscriber": delivery.subscriber,
            "batch": delivery.batch,
            "notices": delivery.notices,
            "attempt": delivery.attempt,
            "status": delivery.status,
            "accepted": delivery.accepted,
        })
    });
    deliveries.collect()
}
