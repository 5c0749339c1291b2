//! Tokens sealed and opened: what is no longer what was written does not open.

use super::*;
use fitbit_core::AccessToken;
use fitbit_core::auth::RefreshToken;

fn key(id: &str, byte: u8) -> TokenKey {
    TokenKey::new(id, [byte; 32]).unwrap()
}

fn token(person: &str) -> TokenSet {
    TokenSet::new(
        person.parse().unwrap(),
        AccessToken::new("an.access.token").unwrap(),
        RefreshToken::new("a-refresh-token").unwrap(),
    )
}

fn open(protection: &TokenProtection, app: &str, sealed: &Sealed) -> Result<(), Fault> {
    let token = token("GGNJL9");
    let opened = protection.open(app, token.owner(), token.refresh().hash(), sealed)?;
    assert!(opened.access() == token.access());
    Ok(())
}

#[test]
fn sealed_tokens_show_nothing_and_open_again() {
    let protection = TokenProtection::encrypted(key("spring", 1));
    let sealed = protection.seal("23ABCD", &token("GGNJL9")).unwrap();
    let holds = |part: &str| {
        let windows = &mut sealed.bytes.windows(part.len());
        windows.any(|window| window == part.as_bytes())
    };
    assert!(!holds("access") && !holds("token"));
    assert_eq!(sealed.key.as_deref(), Some("spring"));
    assert_eq!(open(&protection, "23ABCD", &sealed), Ok(()));
    let again = protection.seal("23ABCD", &token("GGNJL9")).unwrap();
    assert!(sealed.bytes != again.bytes, "a nonce is used once");
}

#[test]
fn no_record_opens_in_another_ones_place() {
    let protection = TokenProtection::encrypted(key("spring", 1));
    let sealed = protection.seal("23ABCD", &token("GGNJL9")).unwrap();
    assert_eq!(
        open(&protection, "23ABCE", &sealed),
        Err(Fault::Undecryptable)
    );
    let others = protection.seal("23ABCD", &token("GGNJLA")).unwrap();
    assert_eq!(
        open(&protection, "23ABCD", &others),
        Err(Fault::Undecryptable)
    );
    let mut renamed = sealed.clone();
    renamed.key = Some("autumn".to_owned());
    let both = protection.clone().opening_also(key("autumn", 1));
    assert_eq!(open(&both, "23ABCD", &renamed), Err(Fault::Undecryptable));
    for at in 0..sealed.bytes.len() {
        let mut bent = sealed.clone();
        bent.bytes[at] ^= 1;
        assert_eq!(
            open(&protection, "23ABCD", &bent),
            Err(Fault::Undecryptable)
        );
    }
    for length in 0..sealed.bytes.len() {
        let mut cut = sealed.clone();
        cut.bytes.truncate(length);
        assert!(open(&protection, "23ABCD", &cut).is_err());
    }
}

#[test]
fn keys_rotate() {
    let spring = TokenProtection::encrypted(key("spring", 1));
    let autumn = TokenProtection::encrypted(key("autumn", 2));
    let turning = autumn.clone().opening_also(key("spring", 1));
    let sealed = spring.seal("23ABCD", &token("GGNJL9")).unwrap();
    assert_eq!(open(&autumn, "23ABCD", &sealed), Err(Fault::UnknownKey));
    assert_eq!(open(&turning, "23ABCD", &sealed), Ok(()));
    assert!(!turning.is_current(&sealed) && spring.is_current(&sealed));
    let sealed = turning.seal("23ABCD", &token("GGNJL9")).unwrap();
    assert_eq!(open(&autumn, "23ABCD", &sealed), Ok(()));
    let wrong = TokenProtection::encrypted(key("autumn", 3));
    assert_eq!(open(&wrong, "23ABCD", &sealed), Err(Fault::Undecryptable));
}

#[test]
fn plain_text_is_written_and_read_only_where_it_was_said() {
    let plain = TokenProtection::dangerously_in_plain_text();
    let strict = TokenProtection::encrypted(key("spring", 1));
    let sealed = plain.seal("23ABCD", &token("GGNJL9")).unwrap();
    assert_eq!(open(&plain, "23ABCD", &sealed), Ok(()));
    assert_eq!(open(&strict, "23ABCD", &sealed), Err(Fault::PlainText));
    let lenient = strict.clone().reading_plain_text();
    assert_eq!(open(&lenient, "23ABCD", &sealed), Ok(()));
    assert!(!lenient.is_current(&sealed));
    let sealed = strict.seal("23ABCD", &token("GGNJL9")).unwrap();
    assert_eq!(open(&plain, "23ABCD", &sealed), Err(Fault::UnknownKey));
}

#[test]
fn a_key_is_read_from_its_text_and_nothing_else_is() {
    let made = TokenKey::generate("2026-05").unwrap();
    let read: TokenKey = made.expose_secret().parse().unwrap();
    assert_eq!((read.id(), read.bytes()), (made.id(), made.bytes()));
    let bytes = "A".repeat(43) + "=";
    for (text, error) in [
        ("", TokenKeyError::Form),
        (&*bytes, TokenKeyError::Form),
        (&*format!(":{bytes}"), TokenKeyError::Id),
        (&*format!("a b:{bytes}"), TokenKeyError::Id),
        ("a:AAAA", TokenKeyError::Bytes),
        ("a:no Base64", TokenKeyError::Bytes),
    ] {
        assert_eq!(text.parse::<TokenKey>().unwrap_err(), error, "{text}");
    }
    assert!(format!("a:{bytes}\n").parse::<TokenKey>().is_ok());
    assert_eq!(format!("{made:?}"), "TokenKey");
}
