//! What every [`TokenStore`] must do, as checks that a store's tests run against it.
//!
//! They are for tests and panic like them. Each check uses people of its own, so that they can share a store; leases
//! last a second, so that a store whose clock cannot be moved needs no more than that.

use std::time::Duration;

use fitbit_api::UserId;

use super::store::{
    Begun, Insertion, Lease, Loss, Mark, StoredToken, Swap, TokenState, TokenStore,
};
use super::token_set::{RefreshToken, TokenSet};
use crate::scope::ScopeSet;
use crate::token::AccessToken;

/// How long the leases of the checks last.
pub const LEASE: Duration = Duration::from_secs(1);

/// Runs every check. `one` and `other` are two views of the same store, as two processes have them; `lease_over` lets
/// more than [`LEASE`] pass by the store's clock.
///
/// # Panics
///
/// When the store does not do what it must.
pub async fn check(one: &dyn TokenStore, other: &dyn TokenStore, lease_over: impl AsyncFn()) {
    what_was_kept_comes_back(one, other).await;
    an_import_leaves_a_record_alone_and_a_consent_replaces_it(one, other).await;
    one_lease_at_a_time(one, other).await;
    a_lease_is_for_the_token_that_is_there(one, other).await;
    a_lease_ends_by_itself_and_leaves_its_mark(one, other, &lease_over).await;
    a_late_holder_saves_if_nobody_came_and_overwrites_nobody(one, other, &lease_over).await;
    an_answer_is_saved_when_whoever_came_later_is_gone(one, other, &lease_over).await;
    a_mark_goes_only_when_it_is_said(one, other).await;
    giving_up_needs_the_latest_lease(one, other, &lease_over).await;
    an_answer_in_hand_undoes_giving_up(one, other, &lease_over).await;
    what_ended_takes_no_tokens(one, other).await;
    people_are_listed_by_state_in_order(one, other).await;
}

fn person(name: &str) -> UserId {
    format!("CONFORM{name}")
        .parse()
        .expect("letters and digits")
}

fn token(owner: &UserId, generation: u32) -> TokenSet {
    let access =
        AccessToken::new(format!("access.{generation}")).expect("a token of the right form");
    let refresh =
        RefreshToken::new(format!("{generation:064x}")).expect("a token of the right form");
    TokenSet::new(owner.clone(), access, refresh)
        .with_scopes(ScopeSet::parse("activity sleep"))
        .with_expires_at(jiff::Timestamp::constant(1_900_000_000, 0))
}

async fn active(store: &dyn TokenStore, name: &str) -> (UserId, TokenSet) {
    let owner = person(name);
    let token = token(&owner, 0);
    assert_eq!(store.insert(&token, Insertion::Replace).await, Ok(true));
    (owner, token)
}

async fn begin(store: &dyn TokenStore, token: &TokenSet) -> Begun {
    store
        .begin(token.owner(), token.refresh().hash(), LEASE)
        .await
        .expect("the store works")
}

async fn lease(store: &dyn TokenStore, token: &TokenSet) -> Lease {
    match begin(store, token).await {
        Begun::Leased(lease) => lease,
        other => panic!("no lease: {other:?}"),
    }
}

async fn complete(store: &dyn TokenStore, lease: &Lease, issued: &TokenSet) -> Swap {
    store
        .complete(lease, issued)
        .await
        .expect("the store works")
}

async fn assert_has(store: &dyn TokenStore, expected: &TokenSet) {
    match store.load(expected.owner()).await.expect("the store works") {
        Some(StoredToken::Active(token)) => {
            assert_eq!(token.owner(), expected.owner());
            assert!(token.access() == expected.access(), "another access token");
            assert!(
                token.refresh().hash() == expected.refresh().hash(),
                "another refresh token"
            );
            assert_eq!(token.scopes(), expected.scopes());
            assert_eq!(token.expires_at(), expected.expires_at());
        }
        other => panic!("no tokens: {:?}", other.map(|token| token.state())),
    }
}

async fn state(store: &dyn TokenStore, person: &UserId) -> Option<TokenState> {
    store
        .load(person)
        .await
        .expect("the store works")
        .map(|token| token.state())
}

async fn what_was_kept_comes_back(one: &dyn TokenStore, other: &dyn TokenStore) {
    let nobody = person("NOBODY");
    assert_eq!(state(one, &nobody).await, None);
    let (owner, token) = active(one, "KEPT").await;
    assert_has(other, &token).await;

    let bare = TokenSet::new(
        owner.clone(),
        token.access().clone(),
        token.refresh().clone(),
    );
    assert_eq!(one.insert(&bare, Insertion::Replace).await, Ok(true));
    assert_has(other, &bare).await;

    assert_eq!(other.forget(&owner).await, Ok(true));
    assert_eq!(state(one, &owner).await, None);
    assert_eq!(one.forget(&owner).await, Ok(false));
}

async fn an_import_leaves_a_record_alone_and_a_consent_replaces_it(
    one: &dyn TokenStore,
    other: &dyn TokenStore,
) {
    let (owner, first) = active(one, "IMPORT").await;
    let second = token(&owner, 1);
    assert_eq!(other.insert(&second, Insertion::IfAbsent).await, Ok(false));
    assert_has(one, &first).await;
    assert_eq!(other.insert(&second, Insertion::Replace).await, Ok(true));
    assert_has(one, &second).await;
    assert_eq!(one.forget(&owner).await, Ok(true));
    assert_eq!(other.insert(&first, Insertion::IfAbsent).await, Ok(true));
    assert_has(one, &first).await;
}

async fn one_lease_at_a_time(one: &dyn TokenStore, other: &dyn TokenStore) {
    let (owner, old) = active(one, "LEASE").await;
    let first = lease(one, &old).await;
    assert_eq!(first.mark_found(), None, "there was no mark");
    assert_eq!(begin(other, &old).await, Begun::Busy);
    assert_eq!(begin(one, &old).await, Begun::Busy);
    let new = token(&owner, 1);
    assert_eq!(complete(one, &first, &new).await, Swap::Swapped);
    assert_has(other, &new).await;
    let second = lease(other, &new).await;
    assert!(second.fence() > first.fence(), "fences rise");
    assert_eq!(second.mark_found(), None, "a mark is about one token");
}

async fn a_lease_is_for_the_token_that_is_there(one: &dyn TokenStore, other: &dyn TokenStore) {
    let (owner, old) = active(one, "MOVED").await;
    let new = token(&owner, 1);
    assert_eq!(begin(other, &new).await, Begun::Moved);
    let first = lease(one, &old).await;
    assert_eq!(complete(one, &first, &new).await, Swap::Swapped);
    assert_eq!(begin(other, &old).await, Begun::Moved);
    assert_eq!(
        begin(other, &token(&person("NOBODY"), 0)).await,
        Begun::Moved
    );
    // What spent the old token cannot take the new one's place.
    assert_eq!(
        complete(one, &first, &token(&owner, 2)).await,
        Swap::Superseded
    );
    assert_has(other, &new).await;
}

async fn a_lease_ends_by_itself_and_leaves_its_mark(
    one: &dyn TokenStore,
    other: &dyn TokenStore,
    lease_over: &impl AsyncFn(),
) {
    let (_, old) = active(one, "MARK").await;
    let _dead = lease(one, &old).await;
    lease_over().await;
    let second = lease(other, &old).await;
    let age = second.mark_found().expect("the mark of the dead holder");
    assert!(age >= LEASE, "the mark is as old as the lease was long");
    lease_over().await;
    let third = lease(one, &old).await;
    let age = third.mark_found().expect("the mark of the first holder");
    assert!(
        age >= 2 * LEASE,
        "a mark keeps its age from holder to holder"
    );
}

async fn a_late_holder_saves_if_nobody_came_and_overwrites_nobody(
    one: &dyn TokenStore,
    other: &dyn TokenStore,
    lease_over: &impl AsyncFn(),
) {
    let (owner, old) = active(one, "LATE").await;
    let alone = lease(one, &old).await;
    lease_over().await;
    let new = token(&owner, 1);
    assert_eq!(complete(one, &alone, &new).await, Swap::Swapped);
    assert_has(other, &new).await;

    let late = lease(one, &new).await;
    lease_over().await;
    let latest = lease(other, &new).await;
    assert_eq!(
        complete(one, &late, &token(&owner, 7)).await,
        Swap::Superseded
    );
    assert_has(other, &new).await;
    one.abandon(&owner, &late, Mark::Goes)
        .await
        .expect("the store works");
    assert_eq!(
        begin(one, &new).await,
        Begun::Busy,
        "a late holder ends nobody's lease"
    );
    assert_eq!(
        complete(other, &latest, &token(&owner, 2)).await,
        Swap::Swapped
    );
    assert_eq!(
        complete(one, &late, &token(&owner, 7)).await,
        Swap::Superseded
    );
    assert_has(one, &token(&owner, 2)).await;
}

async fn an_answer_is_saved_when_whoever_came_later_is_gone(
    one: &dyn TokenStore,
    other: &dyn TokenStore,
    lease_over: &impl AsyncFn(),
) {
    let (owner, old) = active(one, "GIVENBACK").await;
    let late = lease(one, &old).await;
    lease_over().await;
    let later = lease(other, &old).await;
    other
        .abandon(&owner, &later, Mark::Stays)
        .await
        .expect("the store works");
    let new = token(&owner, 1);
    assert_eq!(complete(one, &late, &new).await, Swap::Swapped);
    assert_has(other, &new).await;

    let late = lease(one, &new).await;
    lease_over().await;
    let _dead = lease(other, &new).await;
    lease_over().await;
    let newer = token(&owner, 2);
    assert_eq!(complete(one, &late, &newer).await, Swap::Swapped);
    assert_has(other, &newer).await;
}

async fn a_mark_goes_only_when_it_is_said(one: &dyn TokenStore, other: &dyn TokenStore) {
    let (owner, old) = active(one, "ABANDON").await;
    let first = lease(one, &old).await;
    one.abandon(&owner, &first, Mark::Goes)
        .await
        .expect("the store works");
    let second = lease(other, &old).await;
    assert_eq!(second.mark_found(), None);
    other
        .abandon(&owner, &second, Mark::Stays)
        .await
        .expect("the store works");
    let third = lease(one, &old).await;
    assert!(third.mark_found().is_some());
    assert!(
        first.fence() < second.fence() && second.fence() < third.fence(),
        "fences rise"
    );
}

async fn giving_up_needs_the_latest_lease(
    one: &dyn TokenStore,
    other: &dyn TokenStore,
    lease_over: &impl AsyncFn(),
) {
    let (owner, old) = active(one, "GIVEUP").await;
    let late = lease(one, &old).await;
    lease_over().await;
    let latest = lease(other, &old).await;
    assert_eq!(
        one.give_up(&owner, &late, Loss::Refused).await,
        Ok(Swap::Superseded)
    );
    assert_has(one, &old).await;
    assert_eq!(
        other.give_up(&owner, &latest, Loss::AnswerLost).await,
        Ok(Swap::Swapped)
    );
    assert!(matches!(
        one.load(&owner).await,
        Ok(Some(StoredToken::NeedsConsent(Loss::AnswerLost)))
    ));
    assert_eq!(begin(one, &old).await, Begun::Moved);
    let new = token(&owner, 9);
    assert_eq!(one.insert(&new, Insertion::Replace).await, Ok(true));
    assert_has(other, &new).await;
    assert_eq!(
        complete(one, &late, &token(&owner, 1)).await,
        Swap::Superseded
    );
    assert_has(other, &new).await;
}

async fn an_answer_in_hand_undoes_giving_up(
    one: &dyn TokenStore,
    other: &dyn TokenStore,
    lease_over: &impl AsyncFn(),
) {
    let (owner, old) = active(one, "RESCUE").await;
    let late = lease(one, &old).await;
    lease_over().await;
    let latest = lease(other, &old).await;
    assert_eq!(
        other.give_up(&owner, &latest, Loss::AnswerLost).await,
        Ok(Swap::Swapped)
    );
    let issued = token(&owner, 1);
    assert_eq!(complete(one, &late, &issued).await, Swap::Swapped);
    assert_has(other, &issued).await;
}

async fn what_ended_takes_no_tokens(one: &dyn TokenStore, other: &dyn TokenStore) {
    let (owner, old) = active(one, "ENDED").await;
    let holder = lease(one, &old).await;
    assert_eq!(other.revoke(&owner).await, Ok(true));
    assert_eq!(state(one, &owner).await, Some(TokenState::Revoked));
    let new = token(&owner, 1);
    assert_eq!(complete(one, &holder, &new).await, Swap::Superseded);
    assert_eq!(
        one.give_up(&owner, &holder, Loss::Refused).await,
        Ok(Swap::Superseded)
    );
    assert_eq!(begin(one, &old).await, Begun::Moved);
    assert_eq!(state(other, &owner).await, Some(TokenState::Revoked));
    assert_eq!(other.forget(&owner).await, Ok(true));
    assert_eq!(complete(one, &holder, &new).await, Swap::Superseded);
    assert_eq!(state(other, &owner).await, None);
    assert_eq!(other.revoke(&owner).await, Ok(false));
}

async fn people_are_listed_by_state_in_order(one: &dyn TokenStore, other: &dyn TokenStore) {
    for name in ["LISTC", "LISTA", "LISTD", "LISTB"] {
        let _ = active(one, name).await;
    }
    let revoked = person("LISTC");
    assert_eq!(one.revoke(&revoked).await, Ok(true));
    let before = person("LIST");
    let first = other
        .list(TokenState::Active, Some(&before), 2)
        .await
        .expect("the store works");
    assert_eq!(first, [person("LISTA"), person("LISTB")]);
    let rest = other
        .list(TokenState::Active, first.last(), 1)
        .await
        .expect("the store works");
    assert_eq!(rest, [person("LISTD")]);
    let ended = other
        .list(TokenState::Revoked, Some(&before), 10)
        .await
        .expect("the store works");
    assert_eq!(ended, [revoked]);
    let all = other
        .list(TokenState::Active, None, usize::MAX)
        .await
        .expect("the store works");
    assert!(all.is_sorted() && all.len() >= 3);
}
