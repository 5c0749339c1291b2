//! Signatures, against `openssl dgst -sha1 -hmac "SECRET&" -binary | base64` and an HMAC of the tests' own.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE};
use fitbit_webhooks::{ClientSecret, Signer, SigningKeys};
use proptest::prelude::*;

use crate::sha1::{hex, hmac_sha1};

const SECRET: &str = "123ab4567c890d123e4567f8abcdef9a";
const BODY: &[u8] = br#"[{"collectionType":"foods","date":"2020-06-01","ownerId":"28H22H","ownerType":"user","subscriptionId":"1234"}]"#;
const SIGNATURE: &str = "yU4pcfMi5sdsk2Nwx7WaNCA45jA=";

fn secret(secret: &str) -> ClientSecret {
    ClientSecret::new(secret).unwrap()
}

fn keys() -> SigningKeys {
    SigningKeys::new(&secret(SECRET))
}

#[test]
fn signatures_are_those_that_openssl_makes() {
    let long = "k".repeat(100);
    let zeros = "0".repeat(32);
    let vectors: [(&str, &[u8], &str); 8] = [
        (SECRET, b"", "B6KFOJPoe0U1wyhhbvGtnFTQLD0="),
        (SECRET, BODY, SIGNATURE),
        (SECRET, b"[\n]\r\n", "KZzyMtA6CDp0kPlRayg7LThmcuI="),
        (SECRET, b"[\n]\r\n\xff", "uKWM9pzZ+8QRaPzNE4Vnw4JGBCc="),
        (&zeros, b"", "6QScHQqqF4OskYWauRzQKKmkYSo="),
        (&zeros, BODY, "6zK2Js/LEAH3eiAOc9nMM7laaYs="),
        (&long, b"", "JOhvpfHKXmm4b7Mc/ccE0lpotBs="),
        (&long, BODY, "4k+I9BxGn2oz1mguhTV/Jc6LNK0="),
    ];
    for (key, body, expected) in vectors {
        assert_eq!(Signer::new(&secret(key)).sign(body), expected);
        let keys = SigningKeys::new(&secret(key));
        assert!(keys.verify(expected.as_bytes(), body));
    }
}

#[test]
fn each_secret_of_a_rotation_is_taken_and_no_other() {
    let keys = SigningKeys::new(&secret("new"))
        .with_secret(&secret("middle"))
        .with_secret(&secret("old"));
    for name in ["new", "middle", "old", "other", "ne", "newx"] {
        let signature = Signer::new(&secret(name)).sign(BODY);
        let is_known = ["new", "middle", "old"].contains(&name);
        assert_eq!(keys.verify(signature.as_bytes(), BODY), is_known, "{name}");
    }
}

#[test]
fn a_body_that_is_not_the_one_that_was_signed_is_refused() {
    let text = std::str::from_utf8(BODY).unwrap();
    let value: serde_json::Value = serde_json::from_slice(BODY).unwrap();
    let mut others = vec![
        Vec::new(),
        serde_json::to_vec_pretty(&value).unwrap(),
        format!("{text}\n").into_bytes(),
        format!(" {text}").into_bytes(),
        text.replace('"', "'").into_bytes(),
        text.replace("28H22H", "28H22J").into_bytes(),
        text.replace('-', "\\u002d").into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        [BODY, BODY].concat(),
    ];
    others.extend((0..BODY.len()).map(|length| BODY[..length].to_vec()));
    for other in others {
        assert!(!keys().verify(SIGNATURE.as_bytes(), &other));
    }
    assert!(keys().verify(SIGNATURE.as_bytes(), BODY));
}

#[test]
fn a_header_that_is_not_exactly_the_signature_is_refused() {
    let code = hmac_sha1(format!("{SECRET}&").as_bytes(), BODY);
    let hex = hex(&code);
    // It ends in `MCA45jA=`: `B` in place of the last `A` has the same bytes and a bit that means nothing.
    let with_a_loose_bit = SIGNATURE.replace("jA=", "jB=");
    // A body whose signature has characters of which a URL would make others.
    let body = b"[\n]\r\n\xff";
    let plus = "uKWM9pzZ+8QRaPzNE4Vnw4JGBCc=";
    for header in [
        plus.replace('+', " "),
        plus.replace('+', "%2B"),
        plus.replace('=', "%3D"),
        plus.replace('+', "-"),
        BASE64_URL_SAFE.encode(BASE64_STANDARD.decode(plus).unwrap()),
    ] {
        assert!(!keys().verify(header.as_bytes(), body), "{header}");
    }
    assert!(keys().verify(plus.as_bytes(), body));
    for header in [
        String::new(),
        "=".to_owned(),
        hex,
        BASE64_STANDARD_NO_PAD.encode(code),
        BASE64_STANDARD.encode(&code[..19]),
        BASE64_STANDARD.encode([&code[..], &[0]].concat()),
        BASE64_STANDARD.encode([0; 20]),
        with_a_loose_bit,
        format!(" {SIGNATURE}"),
        format!("{SIGNATURE} "),
        format!("{SIGNATURE}\n"),
        format!("{SIGNATURE}="),
        format!("{SIGNATURE}, {SIGNATURE}"),
        format!("sha1={SIGNATURE}"),
        SIGNATURE.to_lowercase(),
    ] {
        assert!(!keys().verify(header.as_bytes(), BODY), "{header:?}");
    }
    assert!(!keys().verify(&code, BODY));
}

#[test]
fn nothing_that_holds_a_secret_shows_it() {
    let shown = format!(
        "{:?} {:?} {:?}",
        secret(SECRET),
        keys(),
        Signer::new(&secret(SECRET))
    );
    assert_eq!(shown, "ClientSecret SigningKeys Signer");
}

proptest! {
    #[test]
    fn the_verdict_is_that_of_another_implementation(
        key in "[!-~]{1,90}",
        body in proptest::collection::vec(any::<u8>(), 0..300),
        other in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let expected = BASE64_STANDARD.encode(hmac_sha1(format!("{key}&").as_bytes(), &body));
        let keys = SigningKeys::new(&secret("another")).with_secret(&secret(&key));
        prop_assert_eq!(&Signer::new(&secret(&key)).sign(&body), &expected);
        prop_assert!(keys.verify(expected.as_bytes(), &body));
        prop_assert_eq!(keys.verify(expected.as_bytes(), &other), other == body);
    }

    #[test]
    fn a_header_of_any_bytes_is_refused_without_panic(header in proptest::collection::vec(any::<u8>(), 0..60)) {
        prop_assert!(!keys().verify(&header, BODY));
    }

    #[test]
    fn a_header_with_one_byte_changed_is_refused(place in 0..SIGNATURE.len(), byte: u8) {
        let mut header = SIGNATURE.as_bytes().to_vec();
        header[place] = byte;
        prop_assert_eq!(keys().verify(&header, BODY), header == SIGNATURE.as_bytes());
    }
}
