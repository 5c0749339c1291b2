//! What a cursor's text promises, whatever is done to it.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn key() -> impl Strategy<Value = Fingerprint> {
    any::<u64>().prop_map(Fingerprint::of_id)
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        Just(Place::First),
        Just(Place::End),
        ".{0,80}".prop_map(|place| Place::At(place.into())),
    ]
}

fn position() -> impl Strategy<Value = Position> {
    let keys = || vec(key(), 0..20);
    let whose = proptest::option::of(key());
    (place(), whose, any::<u64>(), any::<u64>(), keys(), keys()).prop_map(
        |(place, whose, fruitful, barren, seen, followed)| Position {
            place,
            whose,
            seen: seen.into(),
            followed,
            fruitful,
            barren,
        },
    )
}

fn cursor() -> impl Strategy<Value = Cursor> {
    (key(), any::<bool>(), any::<bool>(), position()).prop_map(
        |(list, forward, items, position)| Cursor {
            list,
            direction: if forward {
                Direction::Forward
            } else {
                Direction::Backward
            },
            steps: if items { Steps::Items } else { Steps::Pages },
            position,
        },
    )
}

fn some_cursor() -> Cursor {
    let mut position = Position::at(Place::At("https://example.com/canary-1912-04-15".into()));
    position.take(Fingerprint::of_id(4_242_424_242));
    Cursor {
        list: Fingerprint::of(["a list"]),
        direction: Direction::Forward,
        steps: Steps::Items,
        position,
    }
}

#[test]
fn nothing_of_a_cursor_is_printed() {
    let cursor = some_cursor();
    assert_eq!(format!("{cursor:?}"), "Cursor");
    let text = format!("{}x", cursor.to_text());
    let error = text.parse::<Cursor>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"));
    let error = serde_json::from_str::<Cursor>(&format!("\"{text}\"")).unwrap_err();
    assert!(!error.to_string().contains(&text[..20]));
}

#[test]
fn a_cursor_of_a_later_release_is_told_from_a_damaged_one() {
    let text = some_cursor().to_text();
    let later = text.replacen("1.", "2.", 1);
    assert_eq!(later.parse::<Cursor>(), Err(WalkError::LaterVersion));
    for wrong in [
        "",
        ".",
        "1.",
        "1",
        "0.AAAA",
        "-1.AAAA",
        "1.€",
        "99999999999999999999.A",
    ] {
        assert_eq!(
            wrong.parse::<Cursor>(),
            Err(WalkError::Malformed),
            "{wrong}"
        );
    }
}

#[test]
fn the_form_of_today_is_read_by_every_later_release() {
    // A cursor of the first release, kept as it was written.
    const KEPT: &str = "1.CGF8oNOF_IndJQAAAAAAAABodHRwczovL2V4YW1wbGUuY29tL2NhbmFyeS0xOTEyLTA0LTE1AAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAskHe_AAAAAA6BO3KMAHuoQ";
    assert!(
        KEPT.parse::<Cursor>() == Ok(some_cursor()),
        "{}",
        some_cursor().to_text()
    );
}

proptest! {
    #[test]
    fn a_cursor_survives_text_and_serde(cursor in cursor()) {
        let text = cursor.to_text();
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)));
        prop_assert!(text.parse::<Cursor>().as_ref() == Ok(&cursor));
        let json = serde_json::to_string(&cursor).unwrap();
        prop_assert!(serde_json::from_str::<Cursor>(&json).unwrap() == cursor);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".*", bytes in vec(any::<u8>(), 0..200)) {
        use base64::Engine;

        let _ = text.parse::<Cursor>();
        let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&bytes);
        let _ = format!("1.{coded}").parse::<Cursor>();
        // With the right sum at its end it is read as far as it goes.
        let mut summed = bytes.clone();
        summed.extend_from_slice(&Fingerprint::of_bytes(&bytes).bits().to_le_bytes());
        let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&summed);
        let _ = format!("1.{coded}").parse::<Cursor>();
    }

    #[test]
    fn a_cursor_that_was_cut_or_changed_is_refused(cursor in cursor(), at in any::<prop::sample::Index>(), with in "[A-Za-z0-9_-]") {
        let text = cursor.to_text();
        let at = 2 + at.index(text.len() - 2);
        prop_assert!(text[..at].parse::<Cursor>().is_err());
        let changed = format!("{}{with}{}", &text[..at], &text[at + 1..]);
        if changed != text {
            prop_assert!(changed.parse::<Cursor>().is_err());
        }
    }
}
