//! The top level of the repository holds what the design lists, so that a newcomer can take it in at a glance.

use std::collections::BTreeSet;

/// What may stand there besides files that begin with a dot.
const ALLOWED: [&str; 10] = [
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "crates",
    "spec",
    "tests",
    "xtask",
];

pub(super) fn check(paths: &[String]) -> Vec<String> {
    let names: BTreeSet<&str> = paths
        .iter()
        .filter_map(|path| path.split('/').next())
        .collect();
    names
        .into_iter()
        .filter(|name| !name.starts_with('.') && !ALLOWED.contains(name))
        .map(|name| format!("{name}: does not belong on the top level"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_the_design_does_not_list_is_named() {
        let paths = [
            "Cargo.toml",
            ".ci/run",
            "crates/a/src/lib.rs",
            "docs/a.md",
            "notes.txt",
        ];
        let findings = check(&paths.map(str::to_owned));
        assert_eq!(
            findings,
            [
                "docs: does not belong on the top level",
                "notes.txt: does not belong on the top level",
            ]
        );
    }
}
