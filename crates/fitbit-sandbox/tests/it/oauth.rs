//! Consent and tokens over HTTP: what each grant answers, and how each mistake is told.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fitbit_sandbox::people::{NO_BODY, OPEN};
use fitbit_sandbox::{App, ConcurrentRefresh, Effect, Fault, OAuthRules, Sandbox, TokenEventKind};
use serde_json::json;
use std::time::Duration;

use crate::http::{Reply, send};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const BADGES: &str = "/1/user/-/badges.json";

fn consent_url(sandbox: &Sandbox, app: &str, more: &str) -> String {
    format!(
        "{}/oauth2/authorize?client_id={app}&response_type=code&scope=profile+sleep&state=st%20ate\
         &code_challenge={CHALLENGE}&code_challenge_method=S256{more}",
        sandbox.url()
    )
}

fn code_of(redirect: &str) -> String {
    let (_, query) = redirect.split_once("?code=").unwrap();
    query.split('&').next().unwrap().to_owned()
}

fn basic(id: &str, secret: &str) -> String {
    let encoded = STANDARD.encode(format!("{id}:{secret}"));
    format!("authorization: Basic {encoded}\r\n")
}

fn server() -> String {
    basic(App::SERVER, App::SECRET)
}

async fn form(sandbox: &Sandbox, path: &str, headers: &str, form: &str) -> Reply {
    let headers = format!(
        "{headers}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
        form.len()
    );
    send(sandbox, "POST", path, &headers, form).await
}

async fn token(sandbox: &Sandbox, headers: &str, arguments: &str) -> Reply {
    form(sandbox, "/oauth2/token", headers, arguments).await
}

async fn refresh(sandbox: &Sandbox, refresh_token: &str) -> Reply {
    let arguments = format!("grant_type=refresh_token&refresh_token={refresh_token}");
    token(sandbox, &server(), &arguments).await
}

async fn badges(sandbox: &Sandbox, access_token: &str) -> Reply {
    let header = format!("authorization: Bearer {access_token}\r\n");
    send(sandbox, "GET", BADGES, &header, "").await
}

fn text<'a>(reply: &'a serde_json::Value, name: &str) -> &'a str {
    reply[name].as_str().unwrap()
}

#[tokio::test]
async fn a_code_with_its_verifier_becomes_tokens_that_let_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = consent_url(&sandbox, App::SERVER, "");
    let redirect = sandbox.approve(&url, OPEN).unwrap();
    assert!(redirect.starts_with(&format!("{}?code=", App::REDIRECT)));
    assert!(redirect.ends_with("&state=st+ate#_=_"));
    let arguments = format!(
        "grant_type=authorization_code&code={}&code_verifier={VERIFIER}",
        code_of(&redirect)
    );
    let reply = token(&sandbox, &server(), &arguments).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let tokens = reply.json();
    assert_eq!(tokens["expires_in"], 28_800);
    assert_eq!(tokens["scope"], "profile sleep");
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["user_id"], OPEN);
    assert_eq!(text(&tokens, "refresh_token").len(), 64);
    assert!(text(&tokens, "access_token").len() > 200);
    assert_eq!(
        badges(&sandbox, text(&tokens, "access_token")).await.status,
        200
    );
    // Not asked for, so not granted.
    let header = format!(
        "authorization: Bearer {}\r\n",
        text(&tokens, "access_token")
    );
    let reply = send(&sandbox, "GET", "/1/user/-/devices.json", &header, "").await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (403, "insufficient_scope")
    );
}

#[tokio::test]
async fn unticked_scopes_are_not_granted_and_a_denial_says_so() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = consent_url(&sandbox, App::SERVER, "");
    let redirect = sandbox.approve_scopes(&url, OPEN, &["sleep"]).unwrap();
    let arguments = format!(
        "grant_type=authorization_code&code={}&code_verifier={VERIFIER}",
        code_of(&redirect)
    );
    let reply = token(&sandbox, &server(), &arguments).await;
    assert_eq!(reply.json()["scope"], "sleep");
    let denied = format!("{}?error=access_denied&", App::REDIRECT);
    assert!(sandbox.deny(&url).unwrap().starts_with(&denied));
    let nothing = sandbox.approve_scopes(&url, OPEN, &[]).unwrap();
    assert!(nothing.starts_with(&denied));
}

#[tokio::test]
async fn a_code_works_once_with_its_verifier_within_ten_minutes() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = consent_url(&sandbox, App::SERVER, "");
    let code = || code_of(&sandbox.approve(&url, OPEN).unwrap());
    for (code, verifier, late) in [
        (code(), "x".repeat(43), false),
        (code(), String::new(), false),
        (code(), VERIFIER.to_owned(), true),
        ("nobodys".to_owned(), VERIFIER.to_owned(), false),
    ] {
        if late {
            sandbox.advance(Duration::from_mins(10));
        }
        let arguments =
            format!("grant_type=authorization_code&code={code}&code_verifier={verifier}");
        let reply = token(&sandbox, &server(), &arguments).await;
        assert_eq!(
            (reply.status, reply.error().0.as_str()),
            (400, "invalid_grant")
        );
    }
    let arguments = format!(
        "grant_type=authorization_code&code={}&code_verifier={VERIFIER}",
        code()
    );
    assert_eq!(token(&sandbox, &server(), &arguments).await.status, 200);
    let reply = token(&sandbox, &server(), &arguments).await;
    assert_eq!(reply.error().0, "invalid_grant");
}

#[tokio::test]
async fn each_type_of_app_proves_itself_in_its_own_way() {
    let sandbox = Sandbox::start().await.unwrap();
    let try_with = async |app: &str, headers: &str, more: &str| {
        let url = consent_url(&sandbox, app, "");
        let code = code_of(&sandbox.approve(&url, OPEN).unwrap());
        let arguments =
            format!("grant_type=authorization_code&code={code}&code_verifier={VERIFIER}{more}");
        let reply = token(&sandbox, headers, &arguments).await;
        let error = (reply.status != 200).then(|| reply.error().0);
        (reply.status, error.unwrap_or_default())
    };
    let ok = (200, String::new());
    let client = format!("&client_id={}", App::CLIENT);
    let personal = format!("&client_id={}", App::PERSONAL);
    let served = format!("&client_id={}", App::SERVER);
    assert_eq!(try_with(App::SERVER, &server(), &served).await, ok);
    assert_eq!(try_with(App::CLIENT, "", &client).await, ok);
    assert_eq!(try_with(App::PERSONAL, "", &personal).await, ok);
    let own = basic(App::PERSONAL, App::SECRET);
    assert_eq!(try_with(App::PERSONAL, &own, "").await, ok);
    // A server application without its secret, with a wrong one, or with that of another.
    let invalid = |error: &str| (401, error.to_owned());
    let refused = try_with(App::SERVER, "", &served).await;
    assert_eq!(refused, invalid("invalid_request"));
    let refused = try_with(App::SERVER, "", "").await;
    assert_eq!(refused, invalid("invalid_request"));
    let wrong = basic(App::SERVER, "wrong");
    let refused = try_with(App::SERVER, &wrong, "").await;
    assert_eq!(refused, invalid("invalid_client"));
    let refused = try_with(App::SERVER, "authorization: Basic !\r\n", "").await;
    assert_eq!(refused, invalid("invalid_client"));
    let refused = try_with(App::SERVER, "", "&client_id=NOBODY").await;
    assert_eq!(refused, invalid("invalid_client"));
    let contradiction = try_with(App::SERVER, &server(), &client).await;
    assert_eq!(contradiction, (400, "invalid_request".to_owned()));
    // Somebody else's code.
    assert_eq!(
        try_with(App::SERVER, "", &client).await,
        (400, "invalid_grant".to_owned())
    );
}

#[tokio::test]
async fn a_changed_secret_replaces_the_old_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let tokens = sandbox.consent(App::SERVER, OPEN).unwrap();
    sandbox.change_secret(App::SERVER, "a-new-one").unwrap();
    let arguments = format!(
        "grant_type=refresh_token&refresh_token={}",
        tokens.refresh_token
    );
    assert_eq!(token(&sandbox, &server(), &arguments).await.status, 401);
    let new = basic(App::SERVER, "a-new-one");
    assert_eq!(token(&sandbox, &new, &arguments).await.status, 200);
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_told_and_a_body_of_json_is_not_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let missing = token(&sandbox, &server(), "").await;
    assert_eq!(
        (missing.status, missing.error().0.as_str()),
        (400, "invalid_request")
    );
    assert!(missing.text.contains("Missing parameters: grant_type"));
    let no_token = token(&sandbox, &server(), "grant_type=refresh_token").await;
    assert!(no_token.text.contains("Missing parameters: refresh_token"));
    let strange = token(&sandbox, &server(), "grant_type=password").await;
    assert_eq!(strange.error().0, "unsupported_grant_type");
    let body = json!({"grant_type": "refresh_token"}).to_string();
    let headers = format!(
        "{}content-type: application/json\r\ncontent-length: {}\r\n",
        server(),
        body.len()
    );
    let reply = send(&sandbox, "POST", "/oauth2/token", &headers, &body).await;
    assert_eq!(reply.status, 400);
    assert!(
        reply
            .text
            .contains("There was an error reading the request body.")
    );
    let reply = send(&sandbox, "GET", "/oauth2/token", &server(), "").await;
    assert_eq!((reply.status, reply.header("allow")), (405, "POST"));
}

#[tokio::test]
async fn arguments_count_in_the_query_too_whatever_type_a_missing_body_has() {
    let sandbox = Sandbox::start().await.unwrap();
    let tokens = sandbox.consent(App::SERVER, OPEN).unwrap();
    let path = format!(
        "/oauth2/token?client_id={}&grant_type=refresh_token&refresh_token={}",
        App::SERVER,
        tokens.refresh_token
    );
    let headers = format!(
        "{}content-type: application/json\r\ncontent-length: 0\r\n",
        server()
    );
    let reply = send(&sandbox, "POST", &path, &headers, "").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    // A form comes first: what the query says beside it is not looked at.
    let reply = form(&sandbox, &path, &server(), "refresh_token=nobodys").await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_refresh_rotates_both_tokens_and_an_expired_one_says_so() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = sandbox.consent(App::SERVER, OPEN).unwrap();
    sandbox.advance(Duration::from_hours(8));
    let reply = badges(&sandbox, &first.access_token).await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (401, "expired_token")
    );
    // The service repeats the token in its message, so whoever logs the message logs the token.
    assert!(reply.text.contains(&first.access_token));
    let second = refresh(&sandbox, &first.refresh_token).await.json();
    assert_ne!(text(&second, "refresh_token"), first.refresh_token);
    let reply = badges(&sandbox, text(&second, "access_token")).await;
    assert_eq!(reply.status, 200);
    let reply = refresh(&sandbox, &first.refresh_token).await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (400, "invalid_grant")
    );
    let kinds: Vec<_> = sandbox
        .token_events(App::SERVER, OPEN)
        .unwrap()
        .iter()
        .map(|event| (event.kind, event.generation))
        .collect();
    assert_eq!(
        kinds,
        [(TokenEventKind::Refreshed, 0), (TokenEventKind::Refused, 0)]
    );
}

#[tokio::test]
async fn an_identical_refresh_within_two_minutes_has_the_same_answer_until_a_new_token_is_used() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = sandbox.consent(App::SERVER, OPEN).unwrap();
    let second = refresh(&sandbox, &first.refresh_token).await;
    sandbox.advance(Duration::from_mins(2));
    let again = refresh(&sandbox, &first.refresh_token).await;
    assert_eq!(again.text, second.text);
    badges(&sandbox, text(&second.json(), "access_token")).await;
    assert_eq!(refresh(&sandbox, &first.refresh_token).await.status, 400);

    sandbox.set_oauth(
        OAuthRules::default()
            .without_replay()
            .with_invalid_grant_as_401(),
    );
    let first = sandbox.consent(App::SERVER, OPEN).unwrap();
    assert_eq!(refresh(&sandbox, &first.refresh_token).await.status, 200);
    assert_eq!(refresh(&sandbox, &first.refresh_token).await.status, 401);
}

#[tokio::test]
async fn a_refresh_beside_another_one_is_answered_as_configured() {
    for (rule, status, error) in [
        (ConcurrentRefresh::Replay, 200, None),
        (ConcurrentRefresh::Conflict, 409, Some("request")),
        (ConcurrentRefresh::InvalidGrant, 400, Some("invalid_grant")),
    ] {
        let sandbox = Sandbox::builder()
            .oauth_rules(OAuthRules::default().with_concurrent_refresh(rule))
            // The first one takes its time; the second one comes meanwhile.
            .fault(Fault::on("oauth2_token", Effect::Latency { millis: 300 }).times(1))
            .start()
            .await
            .unwrap();
        let tokens = sandbox.consent(App::SERVER, OPEN).unwrap();
        let second = async {
            while sandbox.token_events(App::SERVER, OPEN).unwrap().is_empty()
                && !sandbox.is_refreshing()
            {
                tokio::task::yield_now().await;
            }
            refresh(&sandbox, &tokens.refresh_token).await
        };
        let (first, second) = tokio::join!(refresh(&sandbox, &tokens.refresh_token), second);
        assert_eq!((first.status, second.status), (200, status), "{rule:?}");
        match error {
            Some(error) => assert_eq!(second.error().0, error),
            None => assert_eq!(first.text, second.text),
        }
        // Refused or not, the first one's answer stands.
        let access = first.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(badges(&sandbox, &access).await.status, 200);
    }
}

#[tokio::test]
async fn revoking_either_token_ends_the_whole_consent() {
    let sandbox = Sandbox::start().await.unwrap();
    for by_refresh_token in [true, false] {
        let tokens = sandbox.consent(App::SERVER, OPEN).unwrap();
        let token = if by_refresh_token {
            &tokens.refresh_token
        } else {
            &tokens.access_token
        };
        let path = "/oauth2/revoke";
        let arguments = format!("token={token}");
        let foreign = format!("{arguments}&client_id={}", App::CLIENT);
        assert_eq!(form(&sandbox, path, "", &foreign).await.status, 400);
        let reply = form(&sandbox, path, &server(), &arguments).await;
        assert_eq!((reply.status, reply.text.as_str()), (200, ""));
        let reply = badges(&sandbox, &tokens.access_token).await;
        assert_eq!(
            (reply.status, reply.error().0.as_str()),
            (401, "invalid_token")
        );
        assert_eq!(refresh(&sandbox, &tokens.refresh_token).await.status, 400);
        assert_eq!(
            form(&sandbox, path, &server(), &arguments).await.status,
            400
        );
    }
}

#[tokio::test]
async fn introspection_tells_milliseconds_and_scopes_in_braces() {
    let sandbox = Sandbox::start().await.unwrap();
    let tokens = sandbox
        .consent_to_scopes(App::SERVER, OPEN, &["sleep", "activity"])
        .unwrap();
    let bearer = format!("authorization: Bearer {}\r\n", tokens.access_token);
    let path = "/1.1/oauth2/introspect";
    let arguments = format!("token={}", tokens.access_token);
    let reply = form(&sandbox, path, &bearer, &arguments).await;
    let now = sandbox.clock().now().as_millisecond();
    assert_eq!(
        reply.json(),
        json!({
            "active": true,
            "scope": "{ACTIVITY=READ_WRITE, SLEEP=READ_WRITE}",
            "client_id": App::SERVER,
            "user_id": OPEN,
            "token_type": "access_token",
            "iat": now,
            "exp": now + 28_800_000,
        })
    );
    let reply = form(&sandbox, path, &bearer, "token=nobodys").await;
    assert_eq!(reply.json(), json!({"active": false}));
    // Another application's token is nothing to this one.
    let other = sandbox.consent(App::CLIENT, OPEN).unwrap().access_token;
    let reply = form(&sandbox, path, &bearer, &format!("token={other}")).await;
    assert_eq!(reply.json(), json!({"active": false}));
    let reply = form(&sandbox, path, "", &arguments).await;
    assert_eq!(reply.status, 401);
}

#[tokio::test]
async fn the_consent_page_shows_an_error_to_the_person_and_sends_nobody_anywhere() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = async |query: &str| {
        let path = format!("/oauth2/authorize?{query}");
        send(&sandbox, "GET", &path, "", "").await
    };
    let right = consent_url(&sandbox, App::SERVER, "");
    let right = right.split_once('?').unwrap().1;
    let reply = page(right).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text.contains("value=\"profile\" checked"));
    for (query, error) in [
        (String::new(), "invalid_request"),
        (right.replace(App::SERVER, "NOBODY"), "unauthorized_client"),
        (
            right.replace("type=code", "type=token"),
            "unsupported_response_type",
        ),
        (right.replace("S256", "S512"), "invalid_request"),
        (right.replace(CHALLENGE, "too-short"), "invalid_request"),
        (right.replace("profile", "everything"), "invalid_scope"),
        (right.replace("profile+sleep", ""), "invalid_scope"),
        (
            format!("{right}&redirect_uri=https%3A%2F%2Fthief.example%2F"),
            "invalid_request",
        ),
        (
            format!("client_id={}&response_type=code&scope=sleep", App::CLIENT),
            "invalid_request",
        ),
    ] {
        let reply = page(&query).await;
        assert_eq!(reply.status, 400, "{query}");
        assert!(reply.text.contains(error), "{query}");
        assert!(reply.headers.iter().all(|(name, _)| name != "location"));
    }
}

#[tokio::test]
async fn the_form_of_the_consent_page_is_answered_with_a_redirect() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = consent_url(&sandbox, App::SERVER, "");
    let query = url.split_once('?').unwrap().1;
    let encoded: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("query", query)
        .append_pair("person", OPEN)
        .append_pair("scope", "sleep")
        .finish();
    let path = "/oauth2/authorize";
    let reply = form(&sandbox, path, "", &format!("{encoded}&decision=approve")).await;
    assert_eq!(reply.status, 302);
    assert!(reply.header("location").contains("?code="));
    let reply = form(&sandbox, path, "", &format!("{encoded}&decision=deny")).await;
    assert!(reply.header("location").contains("?error=access_denied&"));
    assert_eq!(form(&sandbox, path, "", &encoded).await.status, 400);
    assert_eq!(
        form(&sandbox, path, "", "decision=approve").await.status,
        400
    );
}

#[tokio::test]
async fn a_personal_app_is_for_its_owner_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = consent_url(&sandbox, App::PERSONAL, "");
    assert!(sandbox.approve(&url, NO_BODY).is_err());
    assert!(sandbox.consent(App::PERSONAL, NO_BODY).is_err());
    assert!(sandbox.approve(&url, OPEN).is_ok());
}

#[tokio::test]
async fn intraday_is_403_for_an_app_without_approval_and_a_write_for_one_that_only_reads() {
    let apps = [
        App::server(App::SERVER, App::SECRET),
        App::client(App::CLIENT).read_only(),
    ];
    let sandbox = Sandbox::builder().apps(apps).start().await.unwrap();
    let token = sandbox.token_for(App::CLIENT, OPEN).unwrap();
    let bearer = format!("authorization: Bearer {token}\r\ncontent-length: 0\r\n");
    let intraday = "/1/user/-/activities/heart/date/2026-05-19/1d/1min.json";
    let reply = send(&sandbox, "GET", intraday, &bearer, "").await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (403, "insufficient_permissions")
    );
    let invitations = "/1/user/-/friends/invitations.json";
    let reply = send(&sandbox, "POST", invitations, &bearer, "").await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (403, "insufficient_permissions")
    );
    assert_eq!(badges(&sandbox, &token).await.status, 200);
}
