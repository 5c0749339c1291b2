//! What a token and its application may do: scopes, writes, and points within a day.

use http::Method;

use crate::app::App;
use crate::bundle::{Operation, Scopes};
use crate::oauth::Grant;
use crate::refusal::Refusal;

pub(super) fn check(
    operation: &Operation,
    parameters: &[(String, String)],
    grant: &Grant,
    app: &App,
) -> Result<(), Refusal> {
    if app.read_only && operation.method != Method::GET {
        return Err(Refusal::read_only());
    }
    check_scopes(&operation.scopes, parameters, grant)?;
    if operation.intraday && !app.intraday {
        return Err(Refusal::not_approved());
    }
    Ok(())
}

fn check_scopes(
    scopes: &Scopes,
    parameters: &[(String, String)],
    grant: &Grant,
) -> Result<(), Refusal> {
    let missing = |wanted: &[String]| {
        wanted
            .iter()
            .find(|scope| !grant.scopes.contains(*scope))
            .cloned()
    };
    match scopes {
        Scopes::AnyOf(lists) => {
            let mut first_missing = None;
            for list in lists {
                match missing(list) {
                    None => return Ok(()),
                    Some(scope) => first_missing = first_missing.or(Some(scope)),
                }
            }
            first_missing.map_or(Ok(()), |scope| Err(Refusal::missing_scope(&scope)))
        }
        Scopes::ByParameter { parameter, scopes } => {
            let value = parameters
                .iter()
                .find(|(name, _)| name == parameter)
                .map_or("", |(_, value)| value);
            let wanted = scopes
                .get(value)
                .ok_or_else(|| Refusal::validation(parameter, "This value is not supported."))?;
            missing(wanted).map_or(Ok(()), |scope| Err(Refusal::missing_scope(&scope)))
        }
    }
}
