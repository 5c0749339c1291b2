//! Subscriptions, from the typed calls to the fake service: outcomes, forms, and the way from any state to any other.

use std::collections::BTreeSet;

use fitbit_core::subscriptions::{
    Change, Collection, Creation, Deletion, Reconciliation, SubscriberId, Subscription,
    Subscriptions, Wanted,
};
use fitbit_core::{AccessToken, Client, ErrorKind, Grant, RetryPolicy, ScopeSet, User};
use fitbit_sandbox::{App, Effect, Fault, FaultBody, Person, Sandbox, Subscriber, people};
use proptest::prelude::*;

use crate::scripted::{Scripted, Turn, json};
use crate::stage::Stage;

/// The only person of most sandboxes here.
const ME: &str = "AAAAAA";

/// What a model has of a subscription: a collection as the wire has it, and an id.
type Held = (&'static str, &'static str);

fn of(collection: Collection, id: &str) -> Subscription {
    Subscription::new(collection, id).unwrap()
}

fn collection(wire: &str) -> Collection {
    match wire {
        "user" => Collection::All,
        "activities" => Collection::Activities,
        "body" => Collection::Body,
        "foods" => Collection::Foods,
        "sleep" => Collection::Sleep,
        "userRevokedAccess" => Collection::UserRevokedAccess,
        other => panic!("{other}"),
    }
}

fn wanted(held: &[Held]) -> Wanted {
    Wanted::new(held.iter().map(|(wire, id)| of(collection(wire), id))).unwrap()
}

/// A sandbox in which this is subscribed to: by the default subscriber, and by another one.
async fn sandbox(own: &[Held], other: &[Held]) -> Sandbox {
    let own = own
        .iter()
        .map(|(wire, id)| fitbit_sandbox::Subscription::new(*wire, *id));
    let other = other.iter().map(|(wire, id)| fitbit_sandbox::Subscription {
        subscriber: "nightly".to_owned(),
        ..fitbit_sandbox::Subscription::new(*wire, *id)
    });
    let held = fitbit_sandbox::Subscriptions::Bare(own.chain(other).collect());
    let me = Person::new(ME, "Me").with_subscriptions(held);
    Sandbox::builder()
        .people([me])
        .quota(None)
        .start()
        .await
        .unwrap()
}

fn user(sandbox: &Sandbox, person: &str) -> User {
    user_with(
        sandbox,
        Grant::new(AccessToken::new(sandbox.token(person)).unwrap()),
    )
}

fn user_with(sandbox: &Sandbox, grant: Grant) -> User {
    let client = Client::builder()
        .base_url(sandbox.url())
        .retry(RetryPolicy::never());
    client.build().unwrap().user(grant)
}

fn nightly() -> SubscriberId {
    SubscriberId::new("nightly").unwrap()
}

async fn held(subscriptions: &Subscriptions) -> BTreeSet<(String, String)> {
    let listed = subscriptions.list().await.unwrap().into_iter();
    let pairs = listed.map(|told| {
        let collection = told.collection_type.unwrap().as_str().to_owned();
        (collection, told.subscription_id.as_str().to_owned())
    });
    pairs.collect()
}

fn owned(held: &[Held]) -> BTreeSet<(String, String)> {
    held.iter()
        .map(|(wire, id)| ((*wire).to_owned(), (*id).to_owned()))
        .collect()
}

/// What was called, without what it was called on.
fn calls(sandbox: &Sandbox) -> Vec<(String, u16)> {
    let requests = sandbox.requests().into_iter();
    requests
        .map(|request| (request.method().to_owned(), request.status()))
        .collect()
}

#[tokio::test]
async fn a_subscription_is_created_once_and_ends_once() {
    let sandbox = sandbox(&[], &[]).await;
    let subscriptions = user(&sandbox, ME).subscriptions();
    for collection in Collection::EVERY {
        let one = of(collection, &format!("{collection:?} %?#"));
        assert_eq!(subscriptions.create(&one).await.unwrap(), Creation::Created);
        assert_eq!(
            subscriptions.create(&one).await.unwrap(),
            Creation::AlreadyThere
        );
        let listed = subscriptions.list_of(collection).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].subscription_id, *one.id());
        let other = subscriptions
            .create(&of(collection, "other"))
            .await
            .unwrap();
        assert_eq!(other, Creation::Conflict(Some(Box::new(listed[0].clone()))));
        assert_eq!(subscriptions.delete(&one).await.unwrap(), Deletion::Deleted);
        assert_eq!(
            subscriptions.delete(&one).await.unwrap(),
            Deletion::NotThere
        );
    }
    assert!(subscriptions.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_rules_for_ids_are_those_of_the_spec() {
    let sandbox = sandbox(&[], &[]).await;
    let user = user(&sandbox, ME);
    let texts = ["ä".repeat(50), "ä".repeat(51)];
    let texts = texts.iter().map(String::as_str);
    for id in texts.chain(["", ".", "..", "...", "a/b", "a\\b", "a\nb", "a b%2f", "1"]) {
        let is_taken = Subscription::new(Collection::All, id).is_ok();
        let sent = user.create_subscription(id).await;
        let is_sent = !sent.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest);
        assert_eq!(is_taken, is_sent, "{id:?}");
    }
}

#[tokio::test]
async fn a_subscriber_has_subscriptions_of_its_own() {
    let sandbox = sandbox(&[("sleep", "a")], &[]).await;
    let default = user(&sandbox, ME).subscriptions();
    let unknown = default.clone().of_subscriber(nightly());
    let error = unknown
        .create(&of(Collection::Sleep, "n"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Rejected, Some(400))
    );
    sandbox
        .set_subscriber(App::SERVER, Subscriber::silent("nightly"))
        .await
        .unwrap();
    let nightly = unknown;
    assert_eq!(
        nightly.create(&of(Collection::Sleep, "n")).await.unwrap(),
        Creation::Created
    );
    let all = of(Collection::All, "all");
    assert_eq!(nightly.create(&all).await.unwrap(), Creation::Created);
    // A deletion is about the subscriber too.
    assert_eq!(default.delete(&all).await.unwrap(), Deletion::NotThere);
    assert_eq!(held(&default).await, owned(&[("sleep", "a")]));
    assert_eq!(
        held(&nightly).await,
        owned(&[("sleep", "n"), ("user", "all")])
    );
    assert_eq!(nightly.delete(&all).await.unwrap(), Deletion::Deleted);
}

#[tokio::test]
async fn the_list_is_read_in_each_of_its_forms_and_a_conflict_without_its_body() {
    let item = r#"{"collectionType":"novelty","ownerId":"GGNJL9","subscriptionId":"320"}"#;
    let wrapped = format!("{{\"apiSubscriptions\":[{item}]}}");
    let forms = [
        (item, 1),
        (&wrapped, 1),
        (r#"{"apiSubscriptions":[]}"#, 0),
        ("{}", 0),
        ("", 0),
    ];
    let turns = forms.map(|(body, _)| json("200 OK", body));
    let error = r#"{"errors":[{"errorType":"request","message":"m"}],"success":false}"#;
    let conflicts = [json("409 Conflict", error), json("409 Conflict", "")];
    let server = Scripted::start(turns.into_iter().chain(conflicts)).await;
    let subscriptions = server.user().subscriptions();
    for (body, count) in forms {
        assert_eq!(subscriptions.list().await.unwrap().len(), count, "{body}");
    }
    for _ in 0..2 {
        let told = subscriptions
            .create(&of(Collection::Sleep, "a"))
            .await
            .unwrap();
        assert_eq!(told, Creation::Conflict(None));
    }
}

#[tokio::test]
async fn a_call_whose_answer_was_lost_is_found_to_have_taken_effect() {
    let stage = Stage::new().await;
    let subscriptions = stage.user().await.subscriptions();
    let foods = of(Collection::Foods, "marit-foods");
    let lost = |operation: &str| {
        let fault = Fault::on(operation, Effect::ResetAfter).times(1);
        stage.sandbox.inject(fault).unwrap();
    };
    lost("create_collection_subscription");
    let created = stage.passing(subscriptions.create(&foods)).await.unwrap();
    assert_eq!(created, Creation::AlreadyThere);
    lost("delete_collection_subscription");
    let deleted = stage.passing(subscriptions.delete(&foods)).await.unwrap();
    assert_eq!(deleted, Deletion::Deleted);
}

#[tokio::test]
async fn what_stands_in_the_way_goes_first_and_the_rest_is_created_before_anything_is_deleted() {
    let own = [("sleep", "old"), ("foods", "b"), ("body", "x")];
    let sandbox = sandbox(&own, &[]).await;
    let subscriptions = user(&sandbox, ME).subscriptions();
    let wanted = wanted(&[
        ("sleep", "new"),
        ("userRevokedAccess", "b"),
        ("activities", "a"),
    ]);
    let done = subscriptions.reconcile(&wanted).await.unwrap();
    assert!(done.is_complete() && !done.is_unchanged());
    assert_eq!((done.created.len(), done.deleted.len()), (3, 3));
    assert_eq!(done.created[0].collection(), Collection::Activities);
    let methods: Vec<String> = calls(&sandbox)
        .into_iter()
        .map(|(method, _)| method)
        .collect();
    assert_eq!(
        methods,
        ["GET", "POST", "DELETE", "DELETE", "POST", "POST", "DELETE"]
    );
    assert_eq!(done.deleted[2], of(Collection::Body, "x"));
}

#[tokio::test]
async fn a_change_that_fails_ends_only_what_needs_it() {
    let sandbox = sandbox(&[("sleep", "old"), ("body", "x")], &[]).await;
    let subscriptions = user(&sandbox, ME).subscriptions();
    let status = Effect::Status {
        status: 500,
        body: FaultBody::Legacy,
    };
    let fault = Fault::on("delete_collection_subscription", status).times(1);
    sandbox.inject(fault).unwrap();
    let wanted = wanted(&[("sleep", "new"), ("foods", "f")]);
    let done = subscriptions.reconcile(&wanted).await.unwrap();
    assert_eq!(done.created, [of(Collection::Foods, "f")]);
    assert_eq!(done.deleted, [of(Collection::Body, "x")]);
    assert_eq!(done.failures.len(), 1);
    assert_eq!(
        done.failures[0].change,
        Change::Delete(of(Collection::Sleep, "old"))
    );
    assert_eq!(done.failures[0].error.kind(), ErrorKind::Server);
    assert_eq!(
        done.not_tried,
        [Change::Create(of(Collection::Sleep, "new"))]
    );
    assert!(!done.is_complete());
    let again = subscriptions.reconcile(&wanted).await.unwrap();
    assert!(again.is_complete());
    assert_eq!(again.unchanged, [of(Collection::Foods, "f")]);
}

#[tokio::test]
async fn an_error_that_every_call_would_meet_leaves_the_rest_untried() {
    let sandbox = sandbox(&[("body", "x")], &[]).await;
    let subscriptions = user(&sandbox, ME).subscriptions();
    let fault = Fault::on("create_collection_subscription", Effect::Gone).after(1);
    sandbox.inject(fault).unwrap();
    let wanted = wanted(&[("activities", "a"), ("foods", "f"), ("sleep", "s")]);
    let done = subscriptions.reconcile(&wanted).await.unwrap();
    assert_eq!(done.created, [of(Collection::Activities, "a")]);
    assert_eq!(done.failures[0].error.kind(), ErrorKind::Retired);
    let untried = [
        Change::Create(of(Collection::Sleep, "s")),
        Change::Delete(of(Collection::Body, "x")),
    ];
    assert_eq!(done.not_tried, untried);
    assert_eq!(calls(&sandbox).len(), 3);
}

#[tokio::test]
async fn an_id_that_somebody_else_has_is_a_conflict() {
    let mine = fitbit_sandbox::Subscriptions::Listed(Vec::new());
    let others = fitbit_sandbox::Subscription::new("sleep", "taken");
    let others = fitbit_sandbox::Subscriptions::Listed(vec![others]);
    let people = [
        Person::new(ME, "Me").with_subscriptions(mine),
        Person::new("BBBBBB", "Other").with_subscriptions(others),
    ];
    let sandbox = Sandbox::builder().people(people).start().await.unwrap();
    let subscriptions = user(&sandbox, ME).subscriptions();
    let wanted = wanted(&[("sleep", "taken"), ("foods", "f")]);
    let done = subscriptions.reconcile(&wanted).await.unwrap();
    assert_eq!(done.created, [of(Collection::Foods, "f")]);
    assert_eq!(done.conflicts.len(), 1);
    let existing = done.conflicts[0].existing.as_ref().unwrap();
    assert_eq!(existing.owner_id.as_ref().unwrap().as_str(), "BBBBBB");
    assert!(!done.is_complete() && done.failures.is_empty());
}

/// A list in which the service tells of several subscribers.
fn of_two() -> Turn {
    let one = |collection: &str, id: &str, subscriber: &str| {
        format!(
            r#"{{"collectionType":"{collection}","subscriptionId":"{id}","subscriberId":"{subscriber}"}}"#
        )
    };
    let listed = [
        one("sleep", "s", "1"),
        one("foods", "f", "nightly"),
        one("novelty", "n", "1"),
    ];
    json(
        "200 OK",
        &format!(r#"{{"apiSubscriptions":[{}]}}"#, listed.join(",")),
    )
}

#[tokio::test]
async fn what_is_of_another_subscriber_is_left_alone_unless_it_is_asked_for() {
    // Nobody was named: of whom these are is not known.
    let server = Scripted::start([of_two()]).await;
    let done = server
        .user()
        .subscriptions()
        .reconcile(&wanted(&[("foods", "f")]))
        .await
        .unwrap();
    assert_eq!((done.unchanged.len(), done.left_alone.len()), (1, 2));
    assert!(done.is_unchanged() && server.requests().len() == 1);

    let one = SubscriberId::new("1").unwrap();
    let server = Scripted::start([of_two(), json("204 No Content", "")]).await;
    let subscriptions = server.user().subscriptions().of_subscriber(one.clone());
    let done = subscriptions
        .reconcile(&wanted(&[("body", "f")]))
        .await
        .unwrap();
    // The id is in use: it is known without a call.
    assert_eq!((done.conflicts.len(), done.left_alone.len()), (1, 2));
    assert_eq!(
        (done.deleted, server.requests().len()),
        (vec![of(Collection::Sleep, "s")], 2)
    );

    let deleted = json("204 No Content", "");
    let created = r#"{"collectionType":"body","subscriptionId":"f"}"#;
    let turns = [
        of_two(),
        deleted.clone(),
        json("201 Created", created),
        deleted,
    ];
    let server = Scripted::start(turns).await;
    let subscriptions = server
        .user()
        .subscriptions()
        .of_subscriber(one)
        .with_other_subscribers();
    let done = subscriptions
        .reconcile(&wanted(&[("body", "f")]))
        .await
        .unwrap();
    assert_eq!(
        (
            done.deleted.len(),
            done.created.len(),
            done.left_alone.len()
        ),
        (2, 1, 1)
    );
    let requests = server.requests();
    let named = |place: usize| requests[place].to_ascii_lowercase();
    assert!(named(1).starts_with("delete /1/user/-/foods/"));
    assert!(named(1).contains("x-fitbit-subscriber-id: nightly\r\n"));
    assert!(named(2).contains("x-fitbit-subscriber-id: 1\r\n"));
    assert!(named(3).starts_with("delete /1/user/-/sleep/"));
}

#[tokio::test]
async fn a_scope_that_was_not_granted_is_told_before_a_call_and_lists_are_asked_one_by_one() {
    let own = [("sleep", "s"), ("body", "x"), ("foods", "old")];
    let sandbox = sandbox(&own, &[]).await;
    let scopes = ["sleep", "nutrition"];
    let token = AccessToken::new(sandbox.token_with_scopes(ME, &scopes)).unwrap();
    let grant = Grant::new(token).with_scopes(ScopeSet::parse(&scopes.join(" ")));
    let subscriptions = user_with(&sandbox, grant).subscriptions();
    let error = subscriptions
        .reconcile(&wanted(&[("body", "b")]))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingScope);
    assert!(error.to_string().contains("weight") && sandbox.requests().is_empty());
    let wanted = wanted(&[("sleep", "s"), ("foods", "new")]);
    let done = subscriptions.reconcile(&wanted).await.unwrap();
    assert_eq!(
        done.unseen,
        [Collection::All, Collection::Activities, Collection::Body]
    );
    assert_eq!(done.unchanged, [of(Collection::Sleep, "s")]);
    assert_eq!((done.created.len(), done.deleted.len()), (1, 1));
    // Sleep, foods and revocations are listed, and one subscription is exchanged.
    assert_eq!(sandbox.requests().len(), 5);
    assert_eq!(
        held(&user(&sandbox, ME).subscriptions()).await,
        owned(&[("body", "x"), ("foods", "new"), ("sleep", "s")])
    );
}

#[tokio::test]
async fn a_person_without_data_has_no_subscriptions_in_any_form() {
    let sandbox = Sandbox::start().await.unwrap();
    for person in [
        people::NO_TEXT,
        people::NO_AGE_AND_HEIGHT,
        people::NO_LOCATION,
    ] {
        let subscriptions = user(&sandbox, person).subscriptions();
        let done = subscriptions.reconcile(&Wanted::default()).await.unwrap();
        assert!(done.is_unchanged() && done.unchanged.is_empty());
    }
}

const WIRE: [&str; 6] = [
    "user",
    "activities",
    "body",
    "foods",
    "sleep",
    "userRevokedAccess",
];

/// Any subscriptions that one subscriber can have, with ids of a pool that is small enough to meet again.
fn any_held(ids: &'static [&'static str; 6]) -> impl Strategy<Value = Vec<Held>> {
    let ids = Just(ids.to_vec()).prop_shuffle();
    let collections = proptest::sample::subsequence(WIRE.to_vec(), 0..=WIRE.len());
    (collections, ids).prop_map(|(collections, ids)| collections.into_iter().zip(ids).collect())
}

/// The same without what would be told twice.
fn any_wanted() -> impl Strategy<Value = Vec<Held>> {
    any_held(&["a", "b", "c", "d", "e", "f"]).prop_map(|mut held| {
        if held.iter().any(|(wire, _)| *wire == "user") {
            held.retain(|(wire, _)| ["user", "userRevokedAccess"].contains(wire));
        }
        held
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The model is what sets of pairs are: what is there and not wanted is one call, and what is wanted and not there
    /// is one call, because no call does two things.
    #[test]
    fn from_any_state_to_any_other_in_the_fewest_calls(
        own in any_held(&["a", "b", "c", "d", "e", "f"]),
        other in any_held(&["n1", "n2", "n3", "n4", "n5", "n6"]),
        wished in any_wanted(),
        fails in proptest::option::of(1_u32..6),
        is_named: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let sandbox = sandbox(&own, &other).await;
            let mut subscriptions = user(&sandbox, ME).subscriptions();
            if is_named {
                subscriptions = subscriptions.of_subscriber(SubscriberId::new("1").unwrap());
            }
            let (before, after) = (owned(&own), owned(&wished));
            let fewest = before.symmetric_difference(&after).count();
            let wanted = wanted(&wished);
            if let Some(calls) = fails {
                let status = Effect::Status { status: 503, body: FaultBody::Html };
                sandbox.inject(Fault::everywhere(status).after(calls).times(1)).unwrap();
                let broken = subscriptions.reconcile(&wanted).await.unwrap();
                assert_accounted(&broken, fewest, before.intersection(&after).count());
                sandbox.clear_faults();
            }
            let spent = sandbox.requests().len();
            let left = held(&subscriptions).await.symmetric_difference(&after).count();
            let done = subscriptions.reconcile(&wanted).await.unwrap();
            assert!(done.is_complete(), "{done:?}");
            // The list of the test itself stands before it.
            assert_eq!(sandbox.requests().len() - spent, 1 + 1 + left);
            if fails.is_none() {
                assert_eq!(left, fewest);
            }
            assert_eq!(held(&subscriptions).await, after);
            let spent = sandbox.requests().len();
            let again = subscriptions.reconcile(&wanted).await.unwrap();
            assert!(again.is_unchanged());
            assert_eq!((sandbox.requests().len() - spent, again.unchanged.len()), (1, after.len()));
            if !other.is_empty() {
                let nightly = subscriptions.of_subscriber(nightly());
                assert_eq!(held(&nightly).await, owned(&other));
            }
            // Nothing was refused on the way.
            let refused = calls(&sandbox).into_iter().filter(|(_, status)| *status >= 400);
            assert!(refused.count() <= usize::from(fails.is_some()));
        });
    }
}

/// Each change that is needed stands in one list.
fn assert_accounted(done: &Reconciliation, changes: usize, unchanged: usize) {
    let told = done.created.len() + done.deleted.len() + done.failures.len() + done.not_tried.len();
    assert_eq!((told, done.unchanged.len()), (changes, unchanged));
    assert!(done.conflicts.is_empty());
}
