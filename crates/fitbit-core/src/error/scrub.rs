//! Takes out of a server's message what may be a person's or a secret.
//!
//! The service writes tokens, ids and arguments into its messages, and a name is letters like any other word. So nothing
//! is searched for: a word stays if it is known to be one of the service's own, and everything else goes.

/// What stands for words that were taken out.
const REMOVED: &str = "[removed]";

/// Messages are a sentence or two; whatever comes after so many words is not one.
const MOST_WORDS: usize = 120;

/// The message without every word that is not in the vocabulary. Words taken out side by side leave one mark.
pub(super) fn scrubbed(message: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for word in message.split_whitespace().take(MOST_WORDS) {
        let word = if is_known(word) { word } else { REMOVED };
        if word != REMOVED || kept.last() != Some(&REMOVED) {
            kept.push(word);
        }
    }
    if message.split_whitespace().nth(MOST_WORDS).is_some() && kept.last() != Some(&REMOVED) {
        kept.push(REMOVED);
    }
    kept.join(" ")
}

/// Whether this is a known word between ordinary punctuation.
fn is_known(word: &str) -> bool {
    let bare = word.trim_matches(|sign: char| ".,:;!?()'\"".contains(sign));
    // Longer than any of them, and so not worth making small.
    if bare.len() > 16 || !bare.bytes().all(|sign| sign.is_ascii_alphabetic()) {
        return false;
    }
    let small = bare.to_ascii_lowercase();
    VOCABULARY.binary_search(&small.as_str()).is_ok()
}

/// The words of the messages that the documentation and other people's records show, and those of their kind. Sorted. No
/// name of a person and no value may stand here: "May" and "Grace" are words too.
#[rustfmt::skip]
const VOCABULARY: &[&str] = &[
    "a", "about", "accept", "accepted", "access", "account", "action", "active", "activities", "activity",
    "actual", "add", "added", "after", "again", "alarm", "alarms", "all", "allow", "allowed", "already",
    "also", "an", "and", "another", "any", "api", "app", "application", "applications", "approved", "are",
    "argument", "arguments", "as", "at", "attempt", "authenticated", "authentication", "authorization",
    "authorize", "authorized", "available", "awake", "away", "bad", "badges", "be", "bearer", "because",
    "been", "before", "begin", "below", "between", "blocked", "body", "both", "breathing", "but", "by",
    "call", "called", "calls", "caloric", "calories", "can", "cannot", "cardio", "challenge", "characters",
    "check", "classic", "client", "code", "collection", "collections", "combination", "comma", "community",
    "conflict", "connection", "consent", "contact", "contain", "contains", "content", "corporate", "could",
    "create", "created", "credentials", "current", "currently", "data", "database", "date", "dates", "day",
    "days", "delete", "deleted", "denied", "deprecated", "description", "detail", "developer", "device",
    "devices", "did", "disabled", "distance", "documentation", "does", "done", "duplicate", "duration",
    "each", "either", "email", "empty", "enabled", "encoded", "end", "ended", "endpoint", "ends", "enough",
    "enter", "error", "errors", "exceed", "exceeded", "exceeds", "exist", "existing", "exists", "expected",
    "expiration", "expired", "expires", "failed", "failure", "fat", "favorite", "field", "fields", "fitbit",
    "fitness", "floors", "following", "food", "foods", "for", "forbidden", "form", "format", "found",
    "friend", "friends", "from", "full", "future", "gateway", "get", "given", "gone", "grant", "granted",
    "greater", "group", "has", "have", "header", "headers", "heart", "height", "higher", "hour", "hours",
    "http", "id", "identifier", "if", "in", "inactive", "incomplete", "incorrect", "information", "input",
    "insufficient", "intensity", "internal", "interval", "intraday", "invalid", "invitation", "invitations",
    "is", "issue", "issued", "it", "item", "items", "its", "json", "key", "later", "leaderboard", "length",
    "less", "limit", "limited", "limiting", "limits", "list", "location", "log", "logged", "logs", "longer",
    "lower", "maintenance", "malformed", "many", "maximum", "meal", "meals", "message", "method", "minimum",
    "minutes", "missing", "mobile", "moment", "more", "most", "must", "name", "names", "negative", "new",
    "no", "none", "not", "null", "number", "numeric", "nutrition", "oauth", "object", "occurred", "of", "off",
    "offset", "on", "once", "one", "only", "operation", "or", "order", "other", "our", "out", "over", "own",
    "owner", "page", "parameter", "parameters", "parse", "parsed", "password", "past", "path", "pending",
    "period", "permission", "permissions", "permitted", "person", "personal", "please", "positive", "post",
    "present", "privacy", "private", "processing", "profile", "provide", "provided", "public", "quota",
    "range", "rate", "read", "reading", "reason", "received", "recently", "redirect", "refresh", "refused",
    "register", "registered", "rejected", "rename", "request", "requested", "requests", "require", "required",
    "requires", "resource", "resources", "response", "restricted", "result", "retry", "return", "revoke",
    "revoked", "rhythm", "same", "scope", "scopes", "secret", "see", "send", "sent", "server", "service",
    "session", "set", "setting", "settings", "should", "signature", "site", "sleep", "social", "something",
    "sort", "specified", "start", "started", "starts", "state", "status", "step", "steps", "stream", "string",
    "subscriber", "subscribers", "subscription", "subscriptions", "successful", "such", "support",
    "supported", "syntax", "system", "temperature", "temporarily", "temporary", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "through", "time", "timeout", "timezone", "to",
    "today", "token", "tokens", "too", "tracker", "try", "type", "types", "unable", "unauthorized",
    "unavailable", "unexpected", "unit", "units", "unknown", "unsupported", "until", "update", "updated",
    "updates", "uri", "url", "use", "used", "user", "users", "valid", "validation", "value", "values",
    "version", "visit", "wait", "was", "water", "way", "we", "weak", "web", "weight", "were", "when", "where",
    "which", "while", "window", "with", "within", "without", "word", "wrong", "yet", "you", "your", "zone",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_vocabulary_is_sorted_small_and_letters_only() {
        assert!(VOCABULARY.is_sorted_by(|left, right| left < right));
        for word in VOCABULARY {
            assert!(word.bytes().all(|sign| sign.is_ascii_lowercase()), "{word}");
            assert!(word.len() <= 16, "{word}");
        }
    }

    #[test]
    fn the_service_stays_readable() {
        for message in [
            "An error occurred with the Fitbit Web API while processing the request.",
            "There was an error reading the request body.",
            "Authorization header required.",
            "API client is not authorized by Fitbit to access the resource requested",
            "This application does not have permission to access sleep data.",
            "Too Many Requests",
        ] {
            assert_eq!(scrubbed(message), message);
        }
        assert_eq!(
            scrubbed("Access token expired: eyJ.x.y. Visit https://dev.fitbit.com/docs for more"),
            "Access token expired: [removed] Visit [removed] for more"
        );
    }

    #[test]
    fn a_name_in_plain_letters_does_not_survive() {
        for name in [
            "Canaria",
            "canaria",
            "Ottilie Müller",
            "O'Neill",
            "May",
            "June",
            "Mark",
            "Grace",
        ] {
            let scrubbed = scrubbed(&format!("No user {name} found"));
            assert_eq!(scrubbed, "No user [removed] found");
        }
    }

    proptest! {
        #[test]
        fn no_token_id_date_number_or_address_survives(
            secret in prop_oneof![
                "[A-Za-z0-9_-]{8,40}\\.[A-Za-z0-9_-]{8,40}\\.[A-Za-z0-9_-]{8,40}",
                "[0-9a-f]{32,64}",
                "[0-9A-Z]{1,5}[0-9][0-9A-Z]{0,3}",
                "[12][0-9]{3}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{3})?)?",
                "-?[0-9]{1,19}(\\.[0-9]{1,9})?",
                "[a-z.]{1,12}@[a-z]{1,12}\\.(com|org)",
                "https?://[a-z]{1,9}\\.example/[a-z0-9/]{0,20}",
            ],
            before in ".{0,30}",
            after in ".{0,30}",
        ) {
            let scrubbed = scrubbed(&format!("{before} token expired: {secret}, visit {after}"));
            prop_assert!(!scrubbed.split_whitespace().any(|word| word.contains(&secret)));
        }

        #[test]
        fn nothing_but_the_vocabulary_comes_out(message in "(?s).{0,200}") {
            for word in scrubbed(&message).split_whitespace() {
                let bare = word.trim_matches(|sign: char| ".,:;!?()'\"".contains(sign));
                prop_assert!(
                    word == REMOVED || VOCABULARY.contains(&bare.to_ascii_lowercase().as_str()),
                    "{word}"
                );
            }
        }
    }
}
