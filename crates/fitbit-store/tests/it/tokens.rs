//! What is the shared stores' own: sealing, apps side by side, records that cannot be read.

use fitbit_core::auth::{
    Insertion, RefreshToken, StoreErrorKind, StoredToken, TokenSet, TokenStore as _,
};
use fitbit_core::{AccessToken, UserId};
use fitbit_store::sqlx::sqlite::SqliteConnectOptions;
use fitbit_store::sqlx::{self, ConnectOptions as _, Connection as _};
use fitbit_store::{SharedTokenStore, TokenKey, TokenProtection};

use crate::engines::{APP, File, clock, protection};

fn person(name: &str) -> UserId {
    name.parse().unwrap()
}

fn token(owner: &UserId) -> TokenSet {
    TokenSet::new(
        owner.clone(),
        AccessToken::new("an.invented.access").unwrap(),
        RefreshToken::new("0invented0refresh0").unwrap(),
    )
}

fn key(id: &str, byte: u8) -> TokenKey {
    TokenKey::new(id, [byte; 32]).unwrap()
}

async fn keep(store: &SharedTokenStore, person: &UserId) {
    let kept = store.insert(&token(person), Insertion::Replace).await;
    assert_eq!(kept, Ok(true));
}

async fn is_active(store: &SharedTokenStore, person: &UserId) -> bool {
    matches!(store.load(person).await, Ok(Some(StoredToken::Active(_))))
}

#[tokio::test]
async fn no_token_stands_in_the_file() {
    let file = File::new();
    let store = file.open(&clock()).await;
    keep(&store.tokens(APP, protection()).unwrap(), &person("GGNJL9")).await;
    drop(store);
    let folder = file.path();
    for entry in std::fs::read_dir(folder.parent().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|window| window == b"invented"));
    }
}

#[tokio::test]
async fn apps_have_their_people_apart() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let one = store.tokens(APP, protection()).unwrap();
    let other = store.tokens("23WXYZ", protection()).unwrap();
    keep(&one, &person("GGNJL9")).await;
    assert!(matches!(other.load(&person("GGNJL9")).await, Ok(None)));
    assert_eq!(other.forget(&person("GGNJL9")).await, Ok(false));
    assert!(is_active(&one, &person("GGNJL9")).await);
}

#[tokio::test]
async fn a_record_that_does_not_decrypt_is_an_error_and_not_a_missing_token() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let owner = person("GGNJL9");
    keep(&store.tokens(APP, protection()).unwrap(), &owner).await;
    for wrong in [
        TokenProtection::encrypted(key("autumn", 8)),
        TokenProtection::encrypted(key("spring", 8)),
        TokenProtection::dangerously_in_plain_text(),
    ] {
        let store = store.tokens(APP, wrong).unwrap();
        let error = store.load(&owner).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Unreadable);
        assert_eq!(store.reseal().await.unwrap().unreadable, 1);
    }
    // Nothing was changed by that.
    let store = store.tokens(APP, protection()).unwrap();
    assert!(is_active(&store, &owner).await);
}

#[tokio::test]
async fn a_new_consent_or_the_end_of_one_heals_a_record_that_does_not_decrypt() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let owner = person("GGNJL9");
    let autumn = || TokenProtection::encrypted(key("autumn", 8));
    keep(&store.tokens(APP, protection()).unwrap(), &owner).await;
    let store = store.tokens(APP, autumn()).unwrap();
    keep(&store, &owner).await;
    assert!(is_active(&store, &owner).await);
}

#[tokio::test]
async fn a_damaged_record_can_be_forgotten() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let store = store.tokens(APP, protection()).unwrap();
    let owner = person("GGNJL9");
    keep(&store, &owner).await;
    let options = SqliteConnectOptions::new().filename(file.path());
    let mut connection = options.connect().await.unwrap();
    sqlx::query("update fitbit_tokens set refresh = x'00'")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let error = store.load(&owner).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unreadable);
    assert_eq!(store.forget(&owner).await, Ok(true));
    keep(&store, &owner).await;
    assert!(is_active(&store, &owner).await);
}

#[tokio::test]
async fn keys_rotate_without_a_pause() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let people: Vec<UserId> = (0..3)
        .map(|number| person(&format!("ROTATE{number}")))
        .collect();
    let spring = store.tokens(APP, protection()).unwrap();
    for person in &people {
        keep(&spring, person).await;
    }
    let turning = TokenProtection::encrypted(key("autumn", 8)).opening_also(key("spring", 7));
    let turning = store.tokens(APP, turning).unwrap();
    assert!(
        is_active(&turning, &people[0]).await,
        "before it is resealed"
    );
    let first = turning.reseal().await.unwrap();
    assert_eq!((first.resealed, first.current, first.unreadable), (3, 0, 0));
    let again = turning.reseal().await.unwrap();
    assert_eq!((again.resealed, again.current, again.unreadable), (0, 3, 0));
    let autumn = store.tokens(APP, TokenProtection::encrypted(key("autumn", 8)));
    let autumn = autumn.unwrap();
    for person in &people {
        assert!(is_active(&autumn, person).await);
    }
}

#[tokio::test]
async fn plain_text_is_taken_over_when_it_was_said() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let owner = person("GGNJL9");
    let plain = TokenProtection::dangerously_in_plain_text();
    keep(&store.tokens(APP, plain).unwrap(), &owner).await;
    let strict = store.tokens(APP, protection()).unwrap();
    let error = strict.load(&owner).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unreadable);
    let lenient = store
        .tokens(APP, protection().reading_plain_text())
        .unwrap();
    assert_eq!(lenient.reseal().await.unwrap().resealed, 1);
    assert!(is_active(&strict, &owner).await);
}
