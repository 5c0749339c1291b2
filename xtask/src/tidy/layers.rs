//! Which crate may use which: arrows between workspace crates never point up, and some outside crates belong to one
//! place. What only tests use is free.

use std::path::Path;

use crate::failure::Failure;

/// Workspace crates, and the workspace crates that each may use.
const LAYERS: [(&str, &[&str]); 9] = [
    ("fitbit-api", &[]),
    ("fitbit-core", &["fitbit-api"]),
    ("fitbit-store", &["fitbit-core"]),
    ("fitbit-webhooks", &["fitbit-core"]),
    ("fitbit-sync", &["fitbit-core"]),
    ("fitbit-sandbox", &[]),
    ("fitbit-cli", ALL),
    ("fitbit-tests", ALL_AND_CLI),
    ("xtask", &[]),
];

const ALL: &[&str] = &[
    "fitbit-api",
    "fitbit-core",
    "fitbit-store",
    "fitbit-webhooks",
    "fitbit-sync",
    "fitbit-sandbox",
];
const ALL_AND_CLI: &[&str] = &[
    "fitbit-api",
    "fitbit-core",
    "fitbit-store",
    "fitbit-webhooks",
    "fitbit-sync",
    "fitbit-sandbox",
    "fitbit-cli",
];

/// Outside crates that belong to some workspace crates only. A `*` at the end stands for any rest of a name.
const PLACES: [(&[&str], &[&str]); 4] = [
    (
        &[
            "openapiv3",
            "progenitor",
            "progenitor-impl",
            "serde-saphyr",
            "serde_norway",
            "serde_yaml*",
            "serde_yml",
            "typify*",
            "yaml*",
        ],
        &["xtask"],
    ),
    (&["progenitor-client"], &["fitbit-api", "fitbit-core"]),
    (&["reqwest*"], &["fitbit-api", "fitbit-core"]),
    (
        &[
            "deadpool*",
            "diesel*",
            "fred",
            "libsqlite3-sys",
            "postgres*",
            "redis*",
            "rusqlite*",
            "sqlx*",
            "tokio-postgres*",
        ],
        &["fitbit-store"],
    ),
];

/// The package whose every dependency is for tests.
const TESTS: &str = "fitbit-tests";

/// A workspace crate and what it uses outside its tests.
pub(super) struct Package {
    name: String,
    uses: Vec<String>,
}

/// The workspace as cargo sees it.
pub(super) fn read(root: &Path) -> Result<Vec<Package>, Failure> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    Ok(metadata
        .packages
        .iter()
        .map(|package| Package {
            name: package.name.to_string(),
            uses: package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != cargo_metadata::DependencyKind::Development)
                .map(|dependency| dependency.name.clone())
                .collect(),
        })
        .collect())
}

pub(super) fn check(packages: &[Package]) -> Vec<String> {
    let mut findings = Vec::new();
    for package in packages {
        let name = package.name.as_str();
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
            findings.push(format!(
                "{name}: this crate is in no layer; add it to the table of layers"
            ));
            continue;
        };
        for used in &package.uses {
            let is_layer = LAYERS.iter().any(|(layer, _)| layer == used);
            if is_layer && !allowed.contains(&used.as_str()) {
                findings.push(format!("{name}: may not use {used}, which is not below it"));
            }
            for (names, places) in PLACES {
                if name != TESTS
                    && names.iter().any(|pattern| matches(pattern, used))
                    && !places.contains(&name)
                {
                    findings.push(format!(
                        "{name}: {used} belongs to {}",
                        places.join(" and ")
                    ));
                }
            }
        }
    }
    findings
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(name: &str, uses: &[&str]) -> Vec<String> {
        check(&[Package {
            name: name.to_owned(),
            uses: uses.iter().map(ToString::to_string).collect(),
        }])
    }

    #[test]
    fn an_arrow_that_points_up_is_named() {
        for (name, used) in [
            ("fitbit-api", "fitbit-core"),
            ("fitbit-core", "fitbit-store"),
            ("fitbit-store", "fitbit-api"),
            ("fitbit-sandbox", "fitbit-api"),
            ("fitbit-cli", "fitbit-tests"),
            ("xtask", "fitbit-api"),
        ] {
            assert_eq!(findings(name, &[used]).len(), 1, "{name} -> {used}");
        }
        assert!(findings("fitbit-core", &["fitbit-api"]).is_empty());
        assert!(findings("fitbit-tests", &["fitbit-cli"]).is_empty());
    }

    #[test]
    fn an_outside_crate_in_the_wrong_place_is_named() {
        for (name, used) in [
            ("fitbit-api", "progenitor"),
            ("fitbit-core", "openapiv3"),
            ("fitbit-sandbox", "yaml_serde"),
            ("fitbit-cli", "reqwest"),
            ("fitbit-sandbox", "progenitor-client"),
            ("fitbit-core", "rusqlite"),
            ("fitbit-sync", "tokio-postgres"),
        ] {
            assert_eq!(findings(name, &[used]).len(), 1, "{name} -> {used}");
        }
        assert!(findings("fitbit-api", &["progenitor-client", "reqwest"]).is_empty());
        assert!(findings("fitbit-store", &["rusqlite", "redis"]).is_empty());
        assert!(findings("fitbit-tests", &["reqwest"]).is_empty());
    }

    #[test]
    fn a_crate_without_a_layer_is_named() {
        assert_eq!(findings("fitbit-new", &[]).len(), 1);
    }
}
