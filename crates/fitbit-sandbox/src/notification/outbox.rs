//! The subscribers of all applications, with what each has yet to be told, and what was delivered.

use std::collections::VecDeque;

use bytes::Bytes;
use jiff::Timestamp;

use super::FIRST_SUBSCRIBER;
use super::delivery::Delivery;
use super::mailbox::Mailbox;
use super::misdelivery::Misdelivery;
use super::notice::Notice;
use super::rules::NotificationRules;
use super::subscriber::{Subscriber, SubscriberState, Verification, code};
use super::target::Target;
use crate::app::App;
use crate::error::Error;

/// As many deliveries are remembered.
const KEPT: usize = 20_000;

/// See the module.
#[derive(Debug)]
pub(crate) struct Outbox {
    pub(crate) rules: NotificationRules,
    seed: u64,
    /// By the places of the applications.
    apps: Vec<Registrations>,
    deliveries: VecDeque<Delivery>,
}

#[derive(Debug)]
struct Registrations {
    id: String,
    subscribers: Vec<Registered>,
}

#[derive(Debug)]
struct Registered {
    subscriber: Subscriber,
    target: Option<Target>,
    verification: Verification,
    mailbox: Mailbox,
}

/// There is no subscriber of this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unnamed;

/// One attempt that is to be made.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) app: usize,
    pub(super) subscriber: String,
    pub(super) target: Target,
    pub(super) batch: u64,
    pub(super) body: Bytes,
    pub(super) notices: usize,
    pub(super) attempt: u32,
    pub(super) is_forged: bool,
}

/// A subscriber that is to be asked whether it is one.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) target: Target,
    pub(super) right: String,
    pub(super) wrong: String,
}

impl Outbox {
    /// Each application has one subscriber, which is silent.
    pub(crate) fn new(apps: &[App], seed: u64) -> Self {
        let silent = || Registered::new(Subscriber::silent(FIRST_SUBSCRIBER), None);
        let apps = apps.iter().map(|app| Registrations {
            id: app.id.clone(),
            subscribers: vec![silent()],
        });
        Self {
            rules: NotificationRules::default(),
            seed,
            apps: apps.collect(),
            deliveries: VecDeque::new(),
        }
    }

    /// Adds a subscriber, or changes that of its id: it is to be verified again, and keeps what waits for it.
    pub(crate) fn set(&mut self, app: usize, mut subscriber: Subscriber) -> Result<(), Error> {
        let target = subscriber.target()?;
        let subscribers = &mut self.apps[app].subscribers;
        if subscriber.is_default() {
            for known in &mut *subscribers {
                known.subscriber = known.subscriber.clone().not_default();
            }
        }
        match subscribers
            .iter_mut()
            .find(|known| known.subscriber.id() == subscriber.id())
        {
            Some(known) => {
                if known.subscriber.is_default() {
                    subscriber = subscriber.as_default();
                }
                known.subscriber = subscriber;
                known.target = target;
                known.verification = Verification::Pending;
            }
            None => subscribers.push(Registered::new(subscriber, target)),
        }
        Ok(())
    }

    /// Makes a subscriber known that is named somewhere.
    pub(crate) fn know(&mut self, app: usize, id: &str) {
        if self.find(app, id).is_none() {
            let silent = Registered::new(Subscriber::silent(id), None);
            self.apps[app].subscribers.push(silent);
        }
    }

    /// The id of the subscriber that a call is about.
    pub(crate) fn named(&self, app: usize, id: Option<&str>) -> Result<String, Unnamed> {
        let found = if let Some(id) = id {
            self.find(app, id)
        } else {
            let subscribers = &self.apps[app].subscribers;
            let default = subscribers
                .iter()
                .find(|known| known.subscriber.is_default());
            default.or(subscribers.first())
        };
        found
            .map(|known| known.subscriber.id().to_owned())
            .ok_or(Unnamed)
    }

    /// Whether there is such a subscriber, and it is not silent.
    pub(super) fn listens(&self, app: usize, id: &str) -> bool {
        self.find(app, id)
            .is_some_and(|known| known.target.is_some())
    }

    /// Puts a notice into the mailbox of a subscriber that listens.
    pub(crate) fn accept(&mut self, app: usize, subscriber: &str, notice: Notice) {
        if let Some(known) = self.find_mut(app, subscriber)
            && known.target.is_some()
        {
            known.mailbox.accept(notice);
        }
    }

    /// Lets a disabled subscriber be told again.
    pub(crate) fn enable(&mut self, app: usize, subscriber: &str) {
        if let Some(known) = self.find_mut(app, subscriber) {
            known.mailbox.enable();
        }
    }

    /// The subscribers of an application as they stand.
    pub(crate) fn states(&self, app: usize) -> Vec<SubscriberState> {
        let default = self.named(app, None).ok();
        let known = self.apps[app].subscribers.iter();
        let states = known.map(|known| SubscriberState {
            id: known.subscriber.id().to_owned(),
            url: known.subscriber.url().map(str::to_owned),
            is_default: default.as_deref() == Some(known.subscriber.id()),
            verification_code: self.code(app, known.subscriber.id(), "right"),
            verification: known.verification,
            disabled_since: known.mailbox.disabled_since(),
            failures: known.mailbox.failures(),
            waiting: known.mailbox.waits(),
            lost: known.mailbox.lost(),
        });
        states.collect()
    }

    /// The deliveries so far, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.iter().cloned().collect()
    }

    /// Whether nothing waits for a time, an answer or a verification.
    pub(crate) fn is_idle(&self) -> bool {
        let mut known = self.apps.iter().flat_map(|app| &app.subscribers);
        known.all(|known| {
            let is_asked = known.target.is_none() || known.verification != Verification::Pending;
            is_asked && known.mailbox.waits() == 0
        })
    }

    /// Those who are to be asked, or asked again.
    pub(super) fn pending(&self) -> Vec<(usize, String)> {
        let apps = self.apps.iter().enumerate();
        let known = apps.flat_map(|(app, of)| of.subscribers.iter().map(move |known| (app, known)));
        let pending = known.filter(|(_, known)| {
            known.target.is_some() && known.verification == Verification::Pending
        });
        pending
            .map(|(app, known)| (app, known.subscriber.id().to_owned()))
            .collect()
    }

    pub(super) fn question(&self, app: usize, subscriber: &str) -> Option<Question> {
        let target = self.find(app, subscriber)?.target.clone()?;
        Some(Question {
            target,
            right: self.code(app, subscriber, "right"),
            wrong: self.code(app, subscriber, "wrong"),
        })
    }

    /// Notes what came of a question, unless the subscriber was changed meanwhile.
    pub(super) fn answer(
        &mut self,
        app: usize,
        subscriber: &str,
        target: &Target,
        verification: Verification,
    ) {
        if let Some(known) = self.find_mut(app, subscriber)
            && known.target.as_ref() == Some(target)
        {
            known.verification = verification;
        }
    }

    /// The attempt that is to be made next.
    pub(super) fn next(
        &mut self,
        now: Timestamp,
        strike: &mut dyn FnMut() -> Vec<Misdelivery>,
    ) -> Option<Post> {
        let rules = &self.rules;
        let mut next: Option<((Timestamp, u64), Post)> = None;
        for (app, of) in self.apps.iter_mut().enumerate() {
            for known in &mut of.subscribers {
                let is_verified =
                    known.verification == Verification::Verified || rules.unverified_too;
                let Some(target) = known.target.as_ref().filter(|_| is_verified) else {
                    continue;
                };
                known.mailbox.form(rules, now, strike);
                let Some(batch) = known.mailbox.due(now) else {
                    continue;
                };
                let order = (batch.due, batch.number);
                if next.as_ref().is_none_or(|(first, _)| order < *first) {
                    let post = Post {
                        app,
                        subscriber: known.subscriber.id().to_owned(),
                        target: target.clone(),
                        batch: batch.number,
                        body: batch.body.clone(),
                        notices: batch.notices,
                        attempt: batch.attempts + 1,
                        is_forged: batch.is_forged,
                    };
                    next = Some((order, post));
                }
            }
        }
        next.map(|(_, post)| post)
    }

    /// Notes what came of an attempt.
    pub(super) fn settle(&mut self, post: &Post, status: Option<u16>, now: Timestamp) -> Delivery {
        let accepted = status.is_some_and(|status| self.rules.accepts(status));
        let rules = self.rules.clone();
        if let Some(known) = self.find_mut(post.app, &post.subscriber) {
            known.mailbox.settle(post.batch, accepted, &rules, now);
        }
        let delivery = Delivery {
            at: now,
            app: self.apps[post.app].id.clone(),
            subscriber: post.subscriber.clone(),
            batch: post.batch,
            notices: post.notices,
            attempt: post.attempt,
            status,
            accepted,
        };
        if self.deliveries.len() == KEPT {
            self.deliveries.pop_front();
        }
        self.deliveries.push_back(delivery.clone());
        delivery
    }

    fn code(&self, app: usize, subscriber: &str, kind: &str) -> String {
        code(self.seed, &self.apps[app].id, subscriber, kind)
    }

    fn find(&self, app: usize, id: &str) -> Option<&Registered> {
        let mut known = self.apps[app].subscribers.iter();
        known.find(|known| known.subscriber.id() == id)
    }

    fn find_mut(&mut self, app: usize, id: &str) -> Option<&mut Registered> {
        let mut known = self.apps[app].subscribers.iter_mut();
        known.find(|known| known.subscriber.id() == id)
    }
}

impl Registered {
    fn new(subscriber: Subscriber, target: Option<Target>) -> Self {
        Self {
            subscriber,
            target,
            verification: Verification::Pending,
            mailbox: Mailbox::default(),
        }
    }
}
