//! What a person with a browser sees.

use fitbit_sandbox::people::OPEN;
use fitbit_sandbox::{App, Sandbox};

use crate::http::send;

#[tokio::test]
async fn the_first_page_says_what_this_is_and_whom_it_has() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = send(&sandbox, "GET", "/", "", "").await;
    assert_eq!(reply.status, 200);
    for part in [
        "A fake Fitbit Web API",
        OPEN,
        &sandbox.token(OPEN),
        App::CLIENT,
        "2026-05-20T10:17:30Z",
    ] {
        assert!(reply.text.contains(part), "{part}");
    }
    assert!(!reply.text.contains(App::SECRET));
    assert_eq!(send(&sandbox, "DELETE", "/", "", "").await.status, 405);
}

#[tokio::test]
async fn the_documentation_is_served_with_all_it_needs() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = send(&sandbox, "GET", "/docs", "", "").await;
    assert_eq!((reply.status, reply.header("location")), (301, "/docs/"));
    let page = send(&sandbox, "GET", "/docs/", "", "").await;
    assert_eq!(page.status, 200);
    // Whatever the page names is served here, and nothing comes from elsewhere.
    for part in page
        .text
        .split(['"', '\''])
        .filter(|part| part.starts_with("./"))
    {
        let path = format!("/docs/{}", part.trim_start_matches("./"));
        assert_eq!(
            send(&sandbox, "GET", &path, "", "").await.status,
            200,
            "{path}"
        );
    }
    assert!(!page.text.contains("src=\"http") && !page.text.contains("href=\"http"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    // Off loopback, Swagger UI would ask a validator elsewhere about the spec's address.
    let settings = send(&sandbox, "GET", "/docs/swagger-initializer.js", "", "").await;
    assert!(
        settings.text.contains("\"validatorUrl\": \"none\""),
        "{}",
        settings.text
    );
    let missing = send(&sandbox, "GET", "/docs/nonsense.js", "", "").await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn the_served_spec_names_the_sandbox_as_its_server() {
    let sandbox = Sandbox::start().await.unwrap();
    let spec = send(&sandbox, "GET", "/openapi.json", "", "").await.json();
    assert_eq!(spec["servers"][0]["url"], sandbox.url());
    assert!(spec["paths"].as_object().unwrap().len() > 80);
    assert!(
        !spec["components"]["securitySchemes"]
            .to_string()
            .contains("fitbit.com/oauth2")
    );
}
