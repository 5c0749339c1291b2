//! What each request is answered with, and what is in the inbox then.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use fitbit_core::ManualClock;
use fitbit_core::inbox::{Collection, Inbox, MemoryInbox, Notice};
use fitbit_core::jiff::civil::date;
use fitbit_webhooks::{Answer, Batch, Measurement, MisfitKind, SIGNATURE_HEADER, Signer};
use http::{Method, Request, StatusCode};
use http_body_util::{Empty, Full};

use crate::stage::{
    BODY, CODE, Chunks, End, OLD_SECRET, SECRET, Sick, receiver, rows, secret, sign, signed,
};

fn inbox() -> MemoryInbox {
    MemoryInbox::new(10)
}

#[tokio::test]
async fn what_is_answered_with_204_is_in_the_inbox() {
    let inbox = inbox();
    let answer = receiver(inbox.clone()).receive(signed(BODY)).await;
    assert_eq!(answer, Answer::Accepted);
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let leases = inbox.lease(10, Duration::from_mins(1)).await.unwrap();
    let foods = Notice::new(
        "28H22H".parse().unwrap(),
        Collection::Foods,
        Some(date(2026, 5, 20)),
    );
    assert!(leases.len() == 1 && *leases[0].notice() == foods);
}

#[tokio::test]
async fn a_repetition_is_answered_with_204_and_kept_once() {
    let inbox = inbox();
    let receiver = receiver(inbox.clone());
    for _ in 0..3 {
        assert_eq!(receiver.receive(signed(BODY)).await, Answer::Accepted);
    }
    assert_eq!(rows(&inbox).await, 1);
}

#[tokio::test]
async fn both_secrets_of_a_rotation_are_taken() {
    for name in [SECRET, OLD_SECRET] {
        let request = Request::post("/")
            .header(
                SIGNATURE_HEADER,
                Signer::new(&secret(name)).sign(BODY.as_bytes()),
            )
            .body(Full::new(BODY.as_bytes()))
            .unwrap();
        assert_eq!(receiver(inbox()).receive(request).await, Answer::Accepted);
    }
}

#[tokio::test]
async fn what_is_not_rightly_signed_is_refused_and_not_kept() {
    let pretty = BODY.replace(',', ", ");
    let signature = sign(BODY.as_bytes());
    let cases: [(&[&str], &str); 8] = [
        (&[], BODY),
        (&[""], BODY),
        (&["no signature"], BODY),
        (&[&sign(b"[]")], BODY),
        (
            &[&Signer::new(&secret("another")).sign(BODY.as_bytes())],
            BODY,
        ),
        (&[&signature], &pretty),
        (&[&signature], &BODY[..BODY.len() - 1]),
        (&[&signature, &signature], BODY),
    ];
    for (headers, body) in cases {
        let inbox = inbox();
        let mut request = Request::post("/").header("content-type", "application/json");
        for header in headers {
            request = request.header(SIGNATURE_HEADER, *header);
        }
        let request = request
            .body(Full::<bytes::Bytes>::from(body.to_owned()))
            .unwrap();
        let answer = receiver(inbox.clone()).receive(request).await;
        assert_eq!(answer, Answer::NotSigned);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(rows(&inbox).await, 0);
    }
}

#[tokio::test]
async fn the_question_of_the_portal_is_answered() {
    for (uri, expected) in [
        (format!("/fitbit?verify={CODE}"), Answer::Verified),
        ("/fitbit?verify=wrong".to_owned(), Answer::NotVerified),
        ("/fitbit".to_owned(), Answer::NotVerified),
    ] {
        let request = Request::get(uri).body(Empty::<&[u8]>::new()).unwrap();
        assert_eq!(receiver(inbox()).receive(request).await, expected);
    }
    assert_eq!(Answer::Verified.status(), StatusCode::NO_CONTENT);
    assert_eq!(Answer::NotVerified.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_method_is_refused_with_those_that_are_not() {
    for method in [
        Method::PUT,
        Method::HEAD,
        Method::DELETE,
        Method::OPTIONS,
        Method::PATCH,
    ] {
        let mut request = signed(BODY);
        *request.method_mut() = method;
        let answer = receiver(inbox()).receive(request).await;
        assert_eq!(answer, Answer::WrongMethod);
        let response = answer.response::<()>();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()["allow"], "GET, POST");
    }
}

#[tokio::test]
async fn content_of_another_type_is_refused_and_json_in_every_spelling_is_not() {
    for (content_type, encoding, expected) in [
        (Some("application/json"), None, Answer::Accepted),
        (
            Some("Application/JSON; charset=UTF-8"),
            None,
            Answer::Accepted,
        ),
        (Some("application/json"), Some("identity"), Answer::Accepted),
        (None, None, Answer::Accepted),
        (Some("application/xml"), None, Answer::WrongType),
        (Some("text/plain"), None, Answer::WrongType),
        (Some("application/jsonp"), None, Answer::WrongType),
        (
            Some("multipart/form-data; boundary=application/json"),
            None,
            Answer::WrongType,
        ),
        (Some(""), None, Answer::WrongType),
        (Some("application/json"), Some("gzip"), Answer::WrongType),
    ] {
        let inbox = inbox();
        let mut request = signed(BODY);
        request.headers_mut().remove("content-type");
        for (name, value) in [
            ("content-type", content_type),
            ("content-encoding", encoding),
        ] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        let answer = receiver(inbox.clone()).receive(request).await;
        assert_eq!(answer, expected, "{content_type:?} {encoding:?}");
        assert_eq!(
            rows(&inbox).await,
            usize::from(expected == Answer::Accepted)
        );
    }
    assert_eq!(
        Answer::WrongType.status(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}

#[tokio::test]
async fn a_body_of_the_limit_is_taken_and_one_byte_more_is_not() {
    for (limit, expected) in [
        (BODY.len(), Answer::Accepted),
        (BODY.len() - 1, Answer::TooLarge),
    ] {
        let receiver = receiver(inbox()).with_body_limit(limit);
        assert_eq!(receiver.receive(signed(BODY)).await, expected);
    }
    assert_eq!(Answer::TooLarge.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn no_more_of_a_body_is_read_than_the_limit() {
    let request = |body: Chunks| {
        Request::post("/")
            .header(SIGNATURE_HEADER, sign(b""))
            .body(body)
            .unwrap()
    };
    let receiver = receiver(inbox()).with_body_limit(10_000);

    let endless = Chunks::new(vec![b' '; 1000], End::More);
    let taken = Arc::clone(&endless.taken);
    assert_eq!(receiver.receive(request(endless)).await, Answer::TooLarge);
    assert_eq!(taken.load(Ordering::Relaxed), 11_000);

    let mut announced = Chunks::new(vec![b' '; 1000], End::More);
    announced.announced = 10_001;
    let taken = Arc::clone(&announced.taken);
    assert_eq!(receiver.receive(request(announced)).await, Answer::TooLarge);
    assert_eq!(
        taken.load(Ordering::Relaxed),
        0,
        "it was announced as too large"
    );
}

#[tokio::test]
async fn nothing_of_a_body_is_read_when_the_head_is_refused() {
    for (name, value) in [
        ("x", "y"),
        (SIGNATURE_HEADER, "forged"),
        ("content-type", "text/plain"),
    ] {
        let body = Chunks::new("[]", End::More);
        let taken = Arc::clone(&body.taken);
        let request = Request::post("/").header(name, value).body(body).unwrap();
        assert_eq!(receiver(inbox()).receive(request).await, Answer::NotSigned);
        assert_eq!(taken.load(Ordering::Relaxed), 0);
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let inbox = inbox();
    // Even if what came were the whole of it.
    let request = signed(BODY).map(|_| Chunks::new(BODY, End::Break));
    let answer = receiver(inbox.clone()).receive(request).await;
    assert_eq!(answer, Answer::Interrupted);
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(rows(&inbox).await, 0);
}

#[tokio::test]
async fn a_full_or_broken_inbox_is_503_so_that_the_server_tries_again() {
    let two = BODY.replace(
        ']',
        &format!(",{}]", BODY[1..BODY.len() - 1].replace("foods", "sleep")),
    );
    let inbox = MemoryInbox::new(1);
    let full = receiver(inbox.clone());
    assert_eq!(full.receive(signed(two)).await, Answer::Full);
    assert_eq!(rows(&inbox).await, 0, "none of them was kept");
    assert_eq!(full.receive(signed(BODY)).await, Answer::Accepted);
    assert_eq!(
        receiver(Sick::Broken).receive(signed(BODY)).await,
        Answer::Failed
    );
    for answer in [Answer::Full, Answer::Failed, Answer::Late] {
        let response = answer.response::<()>();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["retry-after"], "30");
    }
}

/// Polls once: it must not be ready yet.
async fn assert_waits<F: Future<Output = Answer>>(mut future: std::pin::Pin<&mut F>) {
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Pending => Poll::Ready(()),
        Poll::Ready(answer) => panic!("already answered: {answer:?}"),
    })
    .await;
}

#[tokio::test]
async fn a_slow_body_and_a_slow_inbox_are_503_at_the_deadline() {
    let clock = ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap());
    let nearly = Duration::from_millis(1499);
    let rest = Duration::from_millis(1);
    let build = |inbox| {
        receiver(inbox)
            .with_clock(Arc::new(clock.clone()))
            .with_deadline(nearly + rest)
    };
    let stuck = build(Sick::Stuck);
    let slow_body = signed(BODY).map(|_| Chunks::new("[", End::Silence));
    let mut slow_inbox = pin!(stuck.receive(signed(BODY)));
    let mut slow_body = pin!(stuck.receive(slow_body));
    assert_waits(slow_inbox.as_mut()).await;
    assert_waits(slow_body.as_mut()).await;
    clock.advance(nearly);
    assert_waits(slow_inbox.as_mut()).await;
    assert_waits(slow_body.as_mut()).await;
    clock.advance(rest);
    assert_eq!(slow_inbox.await, Answer::Late);
    assert_eq!(slow_body.await, Answer::Late);
}

#[tokio::test]
async fn the_deadline_is_below_what_the_service_waits_when_nothing_is_said() {
    let clock = ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap());
    let stuck = receiver(Sick::Stuck).with_clock(Arc::new(clock.clone()));
    let mut answer = pin!(stuck.receive(signed(BODY)));
    assert_waits(answer.as_mut()).await;
    clock.advance(Duration::from_millis(2999));
    assert_eq!(answer.await, Answer::Late);
}

#[tokio::test]
async fn a_signed_body_that_is_no_batch_does_not_come_again() {
    for body in ["[{},]", "", "updates", "null", "7"] {
        let inbox = inbox();
        let answer = receiver(inbox.clone()).receive(signed(body)).await;
        assert_eq!(answer, Answer::Unreadable);
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        assert_eq!(rows(&inbox).await, 0);
    }
    assert_eq!(
        receiver(inbox()).receive(signed("[]")).await,
        Answer::Accepted
    );
}

#[tokio::test]
async fn items_that_cannot_be_read_cost_the_others_nothing_and_are_counted() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&seen);
    let inbox = inbox();
    let receiver = receiver(inbox.clone())
        .with_clock(Arc::new(ManualClock::new(
            "2026-05-20T10:00:00Z".parse().unwrap(),
        )))
        .with_metrics(move |measurement| listener.lock().unwrap().push(*measurement));
    let good = &BODY[1..BODY.len() - 1];
    let nobody = good.replace("28H22H", "../x");
    let month = good.replace("2026-05-20", "2026-05");
    let body = format!("[7,{nobody},{good},{month},{good}]");
    assert_eq!(receiver.receive(signed(body)).await, Answer::Accepted);
    assert_eq!(rows(&inbox).await, 2);
    let _ = receiver.receive(signed(BODY)).await;
    let request = |answer| Measurement::Request {
        answer,
        duration: Duration::ZERO,
    };
    assert_eq!(
        *seen.lock().unwrap(),
        [
            Measurement::Misfit {
                kind: MisfitKind::Shape
            },
            Measurement::Misfit {
                kind: MisfitKind::Owner
            },
            Measurement::Notices { new: 2, further: 0 },
            request(Answer::Accepted),
            Measurement::Notices { new: 0, further: 1 },
            request(Answer::Accepted),
        ]
    );
}

#[test]
fn what_an_inbox_does_not_keep_is_reported_with_its_place() {
    let item = |owner: &str, date| {
        format!(r#"{{"ownerId":"{owner}","collectionType":"sleep","date":{date}}}"#)
    };
    let items = [
        "7".to_owned(),
        item("GOOD", "1"),
        item("B/D", "true"),
        "{}".to_owned(),
        item("GOOD", "[]"),
        item("B D", "null"),
    ];
    let batch = Batch::parse(format!("[{}]", items.join(",")).as_bytes()).unwrap();
    let (notices, misfits) = batch.notices();
    assert_eq!(notices.len(), 2);
    let field = MisfitKind::Field("date");
    let misfits: Vec<_> = misfits
        .iter()
        .map(|misfit| (misfit.place, misfit.kind))
        .collect();
    assert_eq!(
        misfits,
        [
            (0, MisfitKind::Shape),
            (2, field),
            (3, MisfitKind::Owner),
            (4, field),
            (2, MisfitKind::Owner),
            (5, MisfitKind::Owner),
        ]
    );
}

#[test]
fn the_receiver_shows_no_secret() {
    let shown = format!("{:?}", receiver(inbox()));
    for hidden in [SECRET, OLD_SECRET, CODE] {
        assert!(!shown.contains(hidden));
    }
}
