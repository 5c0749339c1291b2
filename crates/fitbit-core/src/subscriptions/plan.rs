//! From what there is to what is wanted, in the fewest calls. Pure: nothing here is sent.
//!
//! Each subscription that is there and not wanted is one deletion, each that is wanted and not there is one creation, and
//! none of them can be spared. Only the order is free: what nothing stands in the way of is created first, so that the
//! least is missed; what stands in the way is deleted next, and what it stood in the way of created; the rest is deleted
//! last.

use fitbit_api::types;

use super::collection::Collection;
use super::reconciliation::Conflict;
use super::subscriber::SubscriberId;
use super::wanted::{Subscription, Wanted};

/// What one call does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Subscribes.
    Create(Subscription),
    /// Ends a subscription.
    Delete(Subscription),
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) unchanged: Vec<Subscription>,
    /// What cannot be had, because another subscriber has the id. No call would change that.
    pub(super) conflicts: Vec<Conflict>,
    pub(super) left_alone: Vec<types::Subscription>,
}

/// A change, and the places of the steps before it that must have been done.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) change: Change,
    /// Of whom; none is the subscriber that the calls are about.
    pub(super) subscriber: Option<SubscriberId>,
    pub(super) needs: Vec<usize>,
}

/// A deletion that is to be made, and of whom.
type Doomed = (Subscription, Option<SubscriberId>);

impl Plan {
    /// `subscriber`: whom the calls are about, if one was named. `with_others`: whether what other subscribers have is
    /// deleted too.
    pub(super) fn new(
        listed: Vec<types::Subscription>,
        wanted: &Wanted,
        subscriber: Option<&SubscriberId>,
        with_others: bool,
    ) -> Self {
        let mut plan = Self::default();
        let mut doomed: Vec<Doomed> = Vec::new();
        let owner = Owner::of(&listed, subscriber);
        for told in listed {
            let known = told.collection_type.as_ref().and_then(Collection::of);
            let known = known.map(|of| Subscription::told(of, told.subscription_id.clone()));
            match known {
                Some(held) if owner.has(&told) => {
                    if wanted.has(&held) {
                        plan.unchanged.push(held);
                    } else {
                        doomed.push((held, None));
                    }
                }
                // An id is of one subscription only, so this is the one, whosever it is.
                Some(held) if owner.is_unknown() && wanted.has(&held) => plan.unchanged.push(held),
                Some(held) if with_others => match other(&told) {
                    Some(other) => doomed.push((held, Some(other))),
                    None => plan.left_alone.push(told),
                },
                _ => plan.left_alone.push(told),
            }
        }
        plan.unchanged.sort();
        plan.unchanged.dedup();
        doomed.sort_by(|one, other| one.0.cmp(&other.0));
        doomed.dedup();
        plan.order(wanted, doomed);
        plan
    }

    fn order(&mut self, wanted: &Wanted, doomed: Vec<Doomed>) {
        let mut blocked = Vec::new();
        for subscription in wanted {
            if self.unchanged.contains(subscription) {
                continue;
            }
            let holder = self
                .left_alone
                .iter()
                .find(|told| told.subscription_id == *subscription.id());
            if let Some(existing) = holder {
                self.conflicts.push(Conflict {
                    wanted: subscription.clone(),
                    existing: Some(existing.clone()),
                });
            } else if doomed.iter().any(|doomed| blocks(doomed, subscription)) {
                blocked.push(subscription.clone());
            } else {
                self.step(Change::Create(subscription.clone()), None, Vec::new());
            }
        }
        let is_in_the_way = |one: &Doomed| blocked.iter().any(|wanted| blocks(one, wanted));
        let (first, last): (Vec<Doomed>, Vec<Doomed>) = doomed.into_iter().partition(is_in_the_way);
        let begin = self.steps.len();
        for (subscription, of) in &first {
            self.step(Change::Delete(subscription.clone()), of.clone(), Vec::new());
        }
        for subscription in blocked {
            let needs = first
                .iter()
                .enumerate()
                .filter(|(_, doomed)| blocks(doomed, &subscription));
            let needs = needs.map(|(place, _)| begin + place).collect();
            self.step(Change::Create(subscription), None, needs);
        }
        for (subscription, of) in last {
            self.step(Change::Delete(subscription), of, Vec::new());
        }
    }

    fn step(&mut self, change: Change, subscriber: Option<SubscriberId>, needs: Vec<usize>) {
        self.steps.push(Step {
            change,
            subscriber,
            needs,
        });
    }
}

/// Whether the service would refuse a creation because of what is there: it has the stream, or the id.
fn blocks((held, of): &Doomed, wanted: &Subscription) -> bool {
    held.id() == wanted.id() || (of.is_none() && held.collection() == wanted.collection())
}

/// Another subscriber, if its id can be sent.
fn other(told: &types::Subscription) -> Option<SubscriberId> {
    told.subscriber_id
        .as_deref()
        .and_then(|id| SubscriberId::new(id).ok())
}

/// Whose the subscriptions are that are to be changed.
enum Owner<'a> {
    /// The only one in the list, or nobody said whose they are.
    Anybody,
    This(&'a str),
    /// Nobody was named, and the list has those of several: nothing is known to be the default one's.
    Nobody,
}

impl<'a> Owner<'a> {
    fn of(listed: &[types::Subscription], named: Option<&'a SubscriberId>) -> Self {
        if let Some(named) = named {
            return Self::This(named.as_str());
        }
        let mut told = listed.iter().filter_map(|told| told.subscriber_id.as_ref());
        let first = told.next();
        if told.all(|other| Some(other) == first) {
            Self::Anybody
        } else {
            Self::Nobody
        }
    }

    fn is_unknown(&self) -> bool {
        matches!(self, Self::Nobody)
    }

    fn has(&self, told: &types::Subscription) -> bool {
        match (self, &told.subscriber_id) {
            (Self::Nobody, _) => false,
            (Self::Anybody, _) | (_, None) => true,
            (Self::This(named), Some(id)) => named == id,
        }
    }
}
