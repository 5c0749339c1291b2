//! Nothing that is said on the way holds an id, a day, a secret, a code or a text that was received. One test, because it
//! listens to the whole process.

#![cfg(feature = "inbox")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use fitbit_core::inbox::MemoryInbox;
use fitbit_webhooks::{
    ClientSecret, Receiver, SIGNATURE_HEADER, Signer, SigningKeys, VerificationCode,
};
use http::Request;
use http_body_util::Full;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps everything that is said, down to `TRACE`, as text.
#[derive(Clone, Default)]
struct Capture(Arc<Mutex<String>>);

impl Visit for Capture {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = writeln!(self.0.lock().unwrap(), "{field}={value:?}");
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn nothing_that_is_said_names_a_person_a_day_or_a_secret() {
    let capture = Capture::default();
    tracing::subscriber::set_global_default(capture.clone()).unwrap();
    let measured = Arc::new(Mutex::new(String::new()));
    let secret = ClientSecret::new("CANARYSECRET").unwrap();
    let signer = Signer::new(&secret);
    let listener = Arc::clone(&measured);
    let inbox = Arc::new(MemoryInbox::new(1));
    let receiver = Receiver::new(SigningKeys::new(&secret), inbox.clone())
        .with_verification_code(VerificationCode::new("CANARYCODE").unwrap())
        .with_body_limit(1000)
        .with_metrics(move |measurement| {
            let _ = writeln!(listener.lock().unwrap(), "{measurement:?}");
        });

    let item = r#"{"ownerId":"CANARYID","collectionType":"CANARYNAME","date":"2031-07-13","subscriptionId":"CANARYSUB"}"#;
    let bodies = [
        format!("[{item}]"),
        format!("[{item},{}]", item.replace("CANARYID", "CANARYOTHER")),
        format!("[{}]", item.replace("CANARYID", "CANARY/ID")),
        format!("[{item},]"),
        format!("[\"CANARYITEM\",{item}]"),
        format!("[{}]", item.replace("\"CANARYSUB\"", "[\"CANARYSUB\"]")),
        "CANARYBODY".repeat(101),
        "CANARYBODY".to_owned(),
    ];
    for body in &bodies {
        for signature in [
            signer.sign(body.as_bytes()),
            signer.sign(b""),
            "CANARYSIGNATURE".to_owned(),
        ] {
            for content_type in ["application/json", "text/CANARYTYPE"] {
                let request = Request::post("/CANARYPATH?CANARYQUERY")
                    .header(SIGNATURE_HEADER, &signature)
                    .header("content-type", content_type)
                    .body(Full::new(body.as_bytes()))
                    .unwrap();
                let _ = receiver.receive(request).await;
            }
        }
    }
    for (method, code) in [
        ("GET", "CANARYCODE"),
        ("GET", "CANARYGUESS"),
        ("CANARYMETHOD", "x"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(format!("/?verify={code}"))
            .body(Full::new(&b""[..]))
            .unwrap();
        let _ = receiver.receive(request).await;
    }

    let said = format!("{}{}", capture.0.lock().unwrap(), measured.lock().unwrap());
    for known in [
        "accepted",
        "not_signed",
        "unreadable",
        "full",
        "lost=1",
        "Misfit",
        "Field(\"subscriptionId\")",
    ] {
        assert!(said.contains(known), "nothing was said of {known}: {said}");
    }
    for hidden in [
        "CANARY",
        "2031",
        "07-13",
        &signer.sign(bodies[0].as_bytes()),
    ] {
        assert!(!said.contains(hidden), "{said}");
    }
}
