//! What every [`Inbox`] must do, as checks that an inbox's tests run against it.
//!
//! They are for tests and panic like them. Leases last a second, so that an inbox whose clock cannot be moved needs no
//! more than that. The inbox must be empty, used by nobody else, and have room for [`CAPACITY`] rows; each check leaves
//! it empty.

use std::collections::BTreeSet;
use std::time::Duration;

use fitbit_api::UserId;
use jiff::civil::{Date, date};

use super::{AcceptError, Accepted, Collection, Ended, Inbox, Lease, Notice};

/// How long the leases of the checks last.
pub const LEASE: Duration = Duration::from_secs(1);

/// For how many rows the inbox must have room.
pub const CAPACITY: usize = 8;

/// Longer than all checks take.
const LONG: Duration = Duration::from_hours(24);

const DAY: Date = date(2026, 5, 20);

/// Runs every check. `one` and `other` are two views of the same inbox, as two processes have them; `lease_over` lets
/// more than [`LEASE`] pass by the inbox's clock.
///
/// # Panics
///
/// When the inbox does not do what it must.
pub async fn check(one: &dyn Inbox, other: &dyn Inbox, lease_over: impl AsyncFn()) {
    assert_empty(one).await;
    what_was_accepted_is_lent_once_and_removed(one, other).await;
    a_notice_is_its_own_key(one, other).await;
    every_kind_of_notice_comes_back_as_it_went(one, other).await;
    a_lease_that_is_over_is_lent_again(one, other, &lease_over).await;
    a_late_holder_ends_what_nobody_else_was_lent(one, other, &lease_over).await;
    a_further_notice_outlives_the_lease(one, other, &lease_over).await;
    what_is_put_off_is_due_when_it_was_said(one, other, &lease_over).await;
    a_further_notice_ends_the_waiting(one, other).await;
    a_lease_outlives_no_row(one, other).await;
    a_full_inbox_keeps_all_or_nothing(one, other).await;
    a_person_is_forgotten_whole(one, other).await;
    what_became_due_first_is_lent_first(one, other, &lease_over).await;
}

fn person(name: &str) -> UserId {
    format!("CONFORM{name}")
        .parse()
        .expect("letters and digits")
}

fn sleep(name: &str) -> Notice {
    Notice::new(person(name), Collection::Sleep, Some(DAY))
}

async fn accept(inbox: &dyn Inbox, notices: &[Notice]) -> Accepted {
    inbox.accept(notices).await.expect("there is room")
}

async fn lease_all(inbox: &dyn Inbox) -> Vec<Lease> {
    lease_for(inbox, LEASE).await
}

async fn lease_for(inbox: &dyn Inbox, lasts: Duration) -> Vec<Lease> {
    inbox
        .lease(usize::MAX, lasts)
        .await
        .expect("the inbox works")
}

async fn lease_one(inbox: &dyn Inbox, lasts: Duration) -> Lease {
    let mut leases = lease_for(inbox, lasts).await;
    assert_eq!(leases.len(), 1, "exactly one row is due");
    leases.remove(0)
}

async fn finish(inbox: &dyn Inbox, lease: &Lease) -> Ended {
    inbox.finish(lease).await.expect("the inbox works")
}

async fn postpone(inbox: &dyn Inbox, lease: &Lease, after: Duration) -> Ended {
    inbox.postpone(lease, after).await.expect("the inbox works")
}

async fn assert_nothing_due(inbox: &dyn Inbox) {
    assert_eq!(lease_all(inbox).await.len(), 0, "no row is due");
}

async fn assert_empty(inbox: &dyn Inbox) {
    let pending = inbox.pending().await.expect("the inbox works");
    assert_eq!((pending.notices, pending.waiting_for), (0, None));
    assert_nothing_due(inbox).await;
}

async fn what_was_accepted_is_lent_once_and_removed(one: &dyn Inbox, other: &dyn Inbox) {
    assert_eq!(accept(one, &[]).await, Accepted::new(0, 0));
    let notices = [sleep("A"), sleep("B")];
    assert_eq!(accept(one, &notices).await, Accepted::new(2, 0));
    assert_eq!(one.lease(0, LEASE).await, Ok(Vec::new()));
    let first = other.lease(1, LONG).await.expect("the inbox works");
    assert_eq!(first.len(), 1, "no more than was asked for");
    let second = lease_for(one, LONG).await;
    assert_eq!(second.len(), 1, "what is lent is not lent twice");
    assert_nothing_due(other).await;
    assert_eq!(first[0].attempt(), 1);
    assert!(second[0].fence() > first[0].fence(), "fences rise");
    let lent: BTreeSet<&Notice> = [first[0].notice(), second[0].notice()].into();
    assert!(lent == notices.iter().collect(), "other notices");

    let pending = other.pending().await.expect("the inbox works");
    assert_eq!((pending.notices, pending.waiting_for), (2, None));
    assert_eq!(finish(other, &first[0]).await, Ended::Done);
    assert_eq!(finish(one, &second[0]).await, Ended::Done);
    assert_eq!(finish(one, &second[0]).await, Ended::Superseded);
    assert_empty(one).await;
}

async fn a_notice_is_its_own_key(one: &dyn Inbox, other: &dyn Inbox) {
    let notices = [sleep("A"), sleep("B"), sleep("A"), sleep("A")];
    assert_eq!(accept(one, &notices).await, Accepted::new(2, 0));
    let notices = [sleep("C"), sleep("B"), sleep("B")];
    assert_eq!(accept(other, &notices).await, Accepted::new(1, 1));
    let leases = lease_all(one).await;
    assert_eq!(leases.len(), 3, "one row a notice");
    for lease in &leases {
        assert_eq!(finish(other, lease).await, Ended::Done);
    }
    assert_empty(other).await;
}

async fn every_kind_of_notice_comes_back_as_it_went(one: &dyn Inbox, other: &dyn Inbox) {
    let notice = |collection, date| Notice::new(person("KINDS"), collection, date);
    let notices = [
        notice(Collection::Activities, Some(DAY)),
        notice(Collection::Body, Some(DAY)),
        notice(Collection::Body, None),
        notice(Collection::Body, Some(date(2026, 5, 21))),
        notice(Collection::DeleteUser, None),
        notice(Collection::from("not \"listed\"\n/ü"), Some(DAY)),
        notice(Collection::from(""), None),
    ];
    assert_eq!(accept(one, &notices).await, Accepted::new(7, 0));
    assert_eq!(accept(one, &notices).await, Accepted::new(0, 7));
    let leases = lease_all(other).await;
    let lent: BTreeSet<&Notice> = leases.iter().map(Lease::notice).collect();
    assert!(
        leases.len() == 7 && lent == notices.iter().collect(),
        "other notices"
    );
    for lease in &leases {
        assert_eq!(finish(one, lease).await, Ended::Done);
    }
    assert_empty(one).await;
}

async fn a_lease_that_is_over_is_lent_again(
    one: &dyn Inbox,
    other: &dyn Inbox,
    lease_over: &impl AsyncFn(),
) {
    accept(one, &[sleep("A")]).await;
    let dead = lease_one(one, LEASE).await;
    lease_over().await;
    let pending = one.pending().await.expect("the inbox works");
    assert!(pending.waiting_for.is_some(), "the row is due");
    let latest = lease_one(other, LONG).await;
    assert!(latest.fence() > dead.fence(), "fences rise");
    assert_eq!(latest.attempt(), 2);
    assert_eq!(finish(one, &dead).await, Ended::Superseded);
    assert_eq!(
        postpone(one, &dead, Duration::ZERO).await,
        Ended::Superseded
    );
    assert_nothing_due(one).await;
    assert_eq!(finish(other, &latest).await, Ended::Done);
    assert_empty(one).await;
}

async fn a_late_holder_ends_what_nobody_else_was_lent(
    one: &dyn Inbox,
    other: &dyn Inbox,
    lease_over: &impl AsyncFn(),
) {
    accept(one, &[sleep("A")]).await;
    let late = lease_one(one, LEASE).await;
    lease_over().await;
    assert_eq!(postpone(one, &late, Duration::ZERO).await, Ended::Done);
    assert_eq!(
        finish(one, &late).await,
        Ended::Superseded,
        "what was given back is not the holder's any more"
    );
    let late = lease_one(other, LEASE).await;
    lease_over().await;
    assert_eq!(finish(other, &late).await, Ended::Done);
    assert_empty(one).await;
}

async fn a_further_notice_outlives_the_lease(
    one: &dyn Inbox,
    other: &dyn Inbox,
    lease_over: &impl AsyncFn(),
) {
    accept(one, &[sleep("A")]).await;
    let lease = lease_one(one, LONG).await;
    assert_eq!(accept(other, &[sleep("A")]).await, Accepted::new(0, 1));
    assert_eq!(accept(one, &[sleep("A")]).await, Accepted::new(0, 1));
    assert_nothing_due(other).await;
    assert_eq!(finish(one, &lease).await, Ended::DueAgain);
    assert_eq!(finish(one, &lease).await, Ended::Superseded);

    let lease = lease_one(other, LONG).await;
    assert_eq!(lease.attempt(), 1, "a further notice begins anew");
    accept(one, &[sleep("A")]).await;
    assert_eq!(postpone(other, &lease, LONG).await, Ended::DueAgain);

    let late = lease_one(one, LEASE).await;
    lease_over().await;
    accept(other, &[sleep("A")]).await;
    assert_eq!(
        finish(one, &late).await,
        Ended::DueAgain,
        "a late holder has not seen the further notice"
    );
    let lease = lease_one(one, LONG).await;
    assert_eq!(finish(one, &lease).await, Ended::Done);
    assert_empty(other).await;
}

async fn what_is_put_off_is_due_when_it_was_said(
    one: &dyn Inbox,
    other: &dyn Inbox,
    lease_over: &impl AsyncFn(),
) {
    accept(one, &[sleep("A"), sleep("B")]).await;
    let leases = lease_for(one, LONG).await;
    assert_eq!(leases.len(), 2);
    assert_eq!(postpone(one, &leases[0], LEASE).await, Ended::Done);
    assert_eq!(postpone(one, &leases[1], LONG).await, Ended::Done);
    assert_eq!(
        postpone(one, &leases[0], Duration::ZERO).await,
        Ended::Superseded
    );
    assert_nothing_due(other).await;
    lease_over().await;
    let again = lease_one(other, LONG).await;
    assert!(again.notice() == leases[0].notice(), "the other one waits");
    assert_eq!(again.attempt(), 2);
    assert_eq!(postpone(other, &again, Duration::ZERO).await, Ended::Done);
    let again = lease_one(one, LONG).await;
    assert_eq!(again.attempt(), 3);
    assert_eq!(finish(one, &again).await, Ended::Done);
    assert_eq!(one.forget(leases[1].notice().person()).await, Ok(1));
    assert_empty(one).await;
}

async fn a_further_notice_ends_the_waiting(one: &dyn Inbox, other: &dyn Inbox) {
    accept(one, &[sleep("A")]).await;
    let lease = lease_one(one, LONG).await;
    // However long: the sum may be beyond what the inbox can count.
    assert_eq!(postpone(one, &lease, Duration::MAX).await, Ended::Done);
    assert_nothing_due(one).await;
    assert_eq!(accept(other, &[sleep("A")]).await, Accepted::new(0, 1));
    let lease = lease_one(one, Duration::MAX).await;
    assert_eq!(lease.attempt(), 1, "a further notice begins anew");
    assert_eq!(finish(one, &lease).await, Ended::Done);
    assert_empty(other).await;
}

async fn a_lease_outlives_no_row(one: &dyn Inbox, other: &dyn Inbox) {
    accept(one, &[sleep("A")]).await;
    let gone = lease_one(one, LONG).await;
    assert_eq!(finish(one, &gone).await, Ended::Done);
    accept(one, &[sleep("A")]).await;
    assert_eq!(finish(one, &gone).await, Ended::Superseded);
    let latest = lease_one(other, LONG).await;
    assert!(
        latest.fence() > gone.fence(),
        "fences rise also over a row that was removed"
    );
    assert_eq!(finish(one, &gone).await, Ended::Superseded);
    assert_eq!(postpone(one, &gone, LONG).await, Ended::Superseded);
    assert_eq!(finish(other, &latest).await, Ended::Done);
    assert_empty(one).await;
}

async fn a_full_inbox_keeps_all_or_nothing(one: &dyn Inbox, other: &dyn Inbox) {
    let known = sleep("KNOWN");
    accept(one, std::slice::from_ref(&known)).await;
    let held = lease_one(one, LONG).await;
    let batch: Vec<Notice> = (0..CAPACITY)
        .map(|number| sleep(&format!("{number}")))
        .collect();
    let mut too_many = batch.clone();
    too_many.insert(0, known.clone());
    assert_eq!(one.accept(&too_many).await, Err(AcceptError::Full));
    assert_nothing_due(other).await;
    assert_eq!(accept(other, &batch[1..]).await.new, CAPACITY - 1);
    assert_eq!(one.accept(&too_many[..2]).await, Err(AcceptError::Full));
    assert_eq!(
        accept(one, &[batch[1].clone(), batch[1].clone()]).await,
        Accepted::new(0, 1),
        "what has a row needs no room"
    );
    assert_eq!(
        finish(one, &held).await,
        Ended::Done,
        "nothing was kept, so nothing further arrived"
    );
    assert_eq!(accept(one, &batch[..1]).await, Accepted::new(1, 0));
    for lease in lease_all(other).await {
        assert_eq!(finish(other, &lease).await, Ended::Done);
    }
    assert_empty(one).await;
}

async fn a_person_is_forgotten_whole(one: &dyn Inbox, other: &dyn Inbox) {
    let notice = |collection| Notice::new(person("GONE"), collection, Some(DAY));
    let stays = [sleep("GONE0"), sleep("GON")];
    accept(one, &stays).await;
    for lease in lease_all(one).await {
        assert_eq!(postpone(one, &lease, Duration::ZERO).await, Ended::Done);
    }
    assert_eq!(other.forget(&person("GONE")).await, Ok(0));

    accept(
        one,
        &[
            notice(Collection::Body),
            notice(Collection::UserRevokedAccess),
        ],
    )
    .await;
    let leases = lease_for(one, LONG).await;
    let of = |collection: Collection| {
        let notice = notice(collection);
        let lease = leases.iter().find(|lease| *lease.notice() == notice);
        lease.expect("it was due")
    };
    assert_eq!(postpone(one, of(Collection::Body), LONG).await, Ended::Done);
    accept(one, &[notice(Collection::Foods)]).await;
    assert_eq!(other.forget(&person("GONE")).await, Ok(3));
    assert_eq!(
        finish(one, of(Collection::UserRevokedAccess)).await,
        Ended::Superseded
    );
    for lease in leases.iter().filter(|lease| stays.contains(lease.notice())) {
        assert_eq!(finish(other, lease).await, Ended::Done);
    }
    assert_empty(one).await;
}

async fn what_became_due_first_is_lent_first(
    one: &dyn Inbox,
    other: &dyn Inbox,
    lease_over: &impl AsyncFn(),
) {
    let late = sleep("A");
    accept(one, std::slice::from_ref(&late)).await;
    let lease = lease_one(one, LONG).await;
    accept(one, &[sleep("C")]).await;
    lease_over().await;
    accept(other, &[sleep("B")]).await;
    let pending = one.pending().await.expect("the inbox works");
    assert_eq!(pending.notices, 3);
    assert!(
        pending.waiting_for.is_some_and(|time| time >= LEASE),
        "the first in line has been waiting since before"
    );
    lease_over().await;
    // It is the oldest row, and became due last.
    assert_eq!(postpone(one, &lease, Duration::ZERO).await, Ended::Done);
    for expected in [sleep("C"), sleep("B"), late] {
        let leases = other.lease(1, LONG).await.expect("the inbox works");
        assert!(
            leases.len() == 1 && *leases[0].notice() == expected,
            "another order"
        );
        assert_eq!(finish(other, &leases[0]).await, Ended::Done);
    }
    assert_empty(one).await;
}
