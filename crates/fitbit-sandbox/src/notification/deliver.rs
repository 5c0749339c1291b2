//! Makes the attempts whose time has come, one after another. Waits for answers and for nothing else: what is due later is
//! the matter of whoever moves the clock.

use std::time::Duration;

use tokio::sync::oneshot;

use super::delivery::Delivery;
use super::misdelivery::Misdelivery;
use super::outbox::Post;
use super::signature::signature;
use super::subscriber::Verification;
use super::{NOTIFICATION, post};
use crate::fault::Effect;
use crate::outgoing::pause_of;
use crate::world::{State, World};

/// How often, in real time, it is looked whether something has become due.
const LOOK: Duration = Duration::from_millis(100);

/// Delivers all that is due, and asks those who were not asked yet. Each attempt is noted as a whole or not at all, so that
/// this can be dropped: then the attempt is made again.
pub(crate) async fn deliver(world: &World) -> Vec<Delivery> {
    // One at a time, so that attempts have an order.
    let _turn = world.delivering.lock().await;
    let pending = world.state().outbox.pending();
    for (app, subscriber) in pending {
        ask(world, app, &subscriber).await;
    }
    let mut made = Vec::new();
    while let Some((attempt, signature, deadline)) = next(world) {
        let body = attempt.body.clone();
        let status = post::batch(&attempt.target, body, &signature, deadline).await;
        let now = world.clock.now();
        made.push(world.state().outbox.settle(&attempt, status, now));
    }
    made
}

/// Delivers in the background until `end` is sent or its sender dropped.
pub(crate) async fn deliver_until(world: std::sync::Arc<World>, mut end: oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            _ = &mut end => return,
            _ = deliver(&world) => {}
        }
        let is_idle = world.state().outbox.is_idle();
        tokio::select! {
            _ = &mut end => return,
            () = world.news.notified() => {}
            () = pause_of(LOOK), if !is_idle => {}
        }
    }
}

/// Asks a subscriber whether it is one.
pub(crate) async fn verify(world: &World, app: usize, subscriber: &str) -> Verification {
    let _turn = world.delivering.lock().await;
    ask(world, app, subscriber).await
}

async fn ask(world: &World, app: usize, subscriber: &str) -> Verification {
    let (question, deadline) = {
        let state = world.state();
        let question = state.outbox.question(app, subscriber);
        (question, state.outbox.rules.deadline)
    };
    let Some(question) = question else {
        return Verification::Pending;
    };
    let right = post::code(&question.target, &question.right, deadline).await;
    let wrong = post::code(&question.target, &question.wrong, deadline).await;
    let verification = Verification::of(right, wrong);
    let mut state = world.state();
    state
        .outbox
        .answer(app, subscriber, &question.target, verification);
    verification
}

fn next(world: &World) -> Option<(Post, String, Duration)> {
    let now = world.clock.now();
    let mut state = world.state();
    let State { outbox, faults, .. } = &mut *state;
    let mut strike = || misdeliveries(faults.strike(NOTIFICATION, now));
    let post = outbox.next(now, &mut strike)?;
    let deadline = outbox.rules.deadline;
    // A subscriber of an application without a secret has no target.
    let secret = state.secret(post.app).unwrap_or_default();
    let signature = if post.is_forged {
        signature("another secret", &post.body)
    } else {
        signature(secret, &post.body)
    };
    Some((post, signature, deadline))
}

fn misdeliveries(effects: Vec<Effect>) -> Vec<Misdelivery> {
    let effects = effects.into_iter().filter_map(|effect| match effect {
        Effect::Misdeliver(wrong) => Some(wrong),
        _ => None,
    });
    effects.collect()
}
