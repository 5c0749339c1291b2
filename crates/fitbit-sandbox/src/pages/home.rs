//! The first page: what this is, where it is, and whom it has.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::html::{self, escaped};
use crate::bundle;
use crate::outgoing::Outgoing;
use crate::world::{DEFAULT_APP, World};

pub(super) fn page(world: &World, origin: &str) -> Outgoing {
    let mut body = format!(
        "<p class=\"note\">A fake Fitbit Web API. Nobody here exists, and nothing here comes from Fitbit.</p>\
         <p>It listens on <code>{}</code>, and its clock says <code>{}</code>.</p><ul>{}\
         <li><a href=\"/openapi.json\">OpenAPI document</a></li></ul>",
        escaped(origin),
        world.clock.now(),
        if cfg!(feature = "docs") {
            "<li><a href=\"/docs/\">Documentation of the API</a></li>"
        } else {
            ""
        }
    );
    body.push_str(
        "<h2>People</h2><table><tr><th>Id</th><th>Name</th><th>Time zone</th><th>Access token</th></tr>",
    );
    for person in world.people_left() {
        let token = world.token(DEFAULT_APP, &person.id, &bundle::SCOPES);
        let cells = [&person.id, &person.display_name, &person.home.zone, &token];
        row(&mut body, &cells.map(String::as_str));
    }
    body.push_str(
        "</table><h2>Applications</h2><table><tr><th>Client id</th><th>Type</th><th>Redirect URIs</th><th>Rights</th></tr>",
    );
    for app in &world.apps {
        let notes = match (app.read_only, app.intraday) {
            (true, true) => "read-only, intraday",
            (true, false) => "read-only",
            (false, true) => "intraday",
            (false, false) => "",
        };
        let redirects = app.redirects.join(" ");
        row(&mut body, &[&app.id, app.kind.name(), &redirects, notes]);
    }
    body.push_str("</table>");
    html::page(StatusCode::OK, "Fitbit sandbox", &body)
}

fn row(body: &mut String, cells: &[&str]) {
    body.push_str("<tr>");
    for cell in cells {
        // Writing to a String cannot fail.
        let _ = write!(body, "<td><code>{}</code></td>", escaped(cell));
    }
    body.push_str("</tr>");
}

/// The bundle, with this sandbox as its server: so what is tried out on the pages is tried here.
pub(super) fn bundle(origin: &str) -> Outgoing {
    let mut bundle = bundle::document().clone();
    bundle["servers"] = json!([{ "url": origin }]);
    let schemes = bundle["components"]["securitySchemes"].as_object_mut();
    for scheme in schemes.into_iter().flat_map(serde_json::Map::values_mut) {
        let flows = scheme["flows"].as_object_mut();
        for flow in flows.into_iter().flat_map(serde_json::Map::values_mut) {
            for (name, path) in [
                ("authorizationUrl", "/oauth2/authorize"),
                ("tokenUrl", "/oauth2/token"),
                ("refreshUrl", "/oauth2/token"),
            ] {
                if flow.get(name).is_some_and(Value::is_string) {
                    flow[name] = format!("{origin}{path}").into();
                }
            }
        }
    }
    let mut outgoing = Outgoing::new(StatusCode::OK);
    let json = HeaderValue::from_static("application/json");
    outgoing.headers.insert(header::CONTENT_TYPE, json);
    outgoing.body = Bytes::from(bundle.to_string());
    outgoing
}
