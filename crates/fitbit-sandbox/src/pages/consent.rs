//! The page on which a person lets an application in, or does not. There is no sign-in: whoever looks chooses who they
//! are.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use http::{HeaderValue, StatusCode, header};

use super::html::{self, escaped};
use crate::gate::Incoming;
use crate::oauth::{AuthorizeRequest, Form, Wrong};
use crate::outgoing::Outgoing;
use crate::world::World;

/// The page for a query of the consent URL.
pub(super) fn page(world: &World, query: &str) -> Outgoing {
    let request = match AuthorizeRequest::read(query, &world.apps) {
        Ok(request) => request,
        Err(wrong) => return refused(&wrong),
    };
    let app = &world.apps[request.app];
    let mut body = format!(
        "<p>The application <code>{}</code> asks to read and write data of one of the people of this sandbox.</p>\
         <form method=\"post\" action=\"/oauth2/authorize\"><input type=\"hidden\" name=\"query\" value=\"{}\">\
         <fieldset><legend>Who are you?</legend>",
        escaped(&app.id),
        escaped(query)
    );
    let choosable = world
        .people
        .iter()
        .filter(|person| app.owner.as_ref().is_none_or(|owner| *owner == person.id));
    for (place, person) in choosable.enumerate() {
        let _ = write!(
            body,
            "<label><input type=\"radio\" name=\"person\" value=\"{id}\"{checked}> {name} <code>{id}</code></label>",
            id = escaped(&person.id),
            name = escaped(&person.display_name),
            checked = if place == 0 { " checked" } else { "" },
        );
    }
    body.push_str("</fieldset><fieldset><legend>What may it see?</legend>");
    for scope in &request.scopes {
        let _ = write!(
            body,
            "<label><input type=\"checkbox\" name=\"scope\" value=\"{scope}\" checked> {scope}</label>",
            scope = escaped(scope),
        );
    }
    body.push_str(
        "</fieldset><button name=\"decision\" value=\"approve\">Allow</button>\
         <button name=\"decision\" value=\"deny\">Deny</button></form>",
    );
    let mut page = html::page(StatusCode::OK, "Let an application in?", &body);
    // The form is answered with a redirect to the application, wherever that is.
    page.headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    );
    page
}

/// Carries out what was decided on the page.
pub(super) fn decide(world: &World, request: &Incoming<'_>) -> Outgoing {
    let body = request.body.as_ref().ok();
    let form = body.and_then(|body| Form::read(&request.parts.headers, body));
    let Some(form) = form else {
        return refused(&Wrong::new("invalid_request", "The form cannot be read."));
    };
    let query = form.value("query").unwrap_or_default();
    let decided = match form.value("decision") {
        Some("approve") => {
            let scopes: BTreeSet<String> = form.values("scope").map(str::to_owned).collect();
            let person = form.value("person").unwrap_or_default();
            world.approve(query, person, Some(scopes))
        }
        Some("deny") => world.deny(query),
        _ => Err(Wrong::new("invalid_request", "Nothing was decided.")),
    };
    match decided.map(|location| HeaderValue::from_str(&location)) {
        Ok(Ok(location)) => {
            let mut redirect = Outgoing::new(StatusCode::FOUND);
            redirect.headers.insert(header::LOCATION, location);
            redirect
        }
        Ok(Err(_)) => refused(&Wrong::new(
            "invalid_request",
            "The redirect_uri cannot stand in a header.",
        )),
        Err(wrong) => refused(&wrong),
    }
}

/// An application that asks wrongly is told to the person, who is not sent anywhere.
fn refused(wrong: &Wrong) -> Outgoing {
    let body = format!(
        "<p><code>{}</code></p><p>{}</p>",
        wrong.error,
        escaped(&wrong.explanation)
    );
    html::page(
        StatusCode::BAD_REQUEST,
        "The application asks wrongly",
        &body,
    )
}
