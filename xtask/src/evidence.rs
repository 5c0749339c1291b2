//! `cargo xtask evidence`: the long checks that do not gate a merge, most of them by other people's tools. Each gets what
//! it needs into a folder below `target/` and stops what it started.

mod browser;
mod clients;
mod generated;
mod processes;
mod sandbox;
mod speed;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::step::{announce, failed};

use sandbox::Sandbox;

/// A name, what it does, and how.
type Evidence = (&'static str, &'static str, fn(&Path) -> Result<(), Failure>);

const ALL: [Evidence; 8] = [
    (
        "validators",
        "the bundle by openapi-spec-validator and Redocly's linter",
        validators,
    ),
    (
        "generated",
        "lines, build time and size of fitbit-api, beside what progenitor makes of the same bundle by itself",
        generated::measure,
    ),
    (
        "fuzz",
        "the two readers of points within a day, and signatures and batches of notifications, on whatever stands there, by \
         cargo-fuzz, for a minute each",
        fuzz,
    ),
    (
        "schemathesis",
        "the sandbox's read operations against the bundle, by schemathesis",
        schemathesis,
    ),
    (
        "clients",
        "the sandbox signed in to and read by the Python clients fitbit and fitbit-web-api",
        clients::sign_in_and_read,
    ),
    (
        "browser",
        "the sandbox's pages and its consent in headless Chromium; pictures in target/evidence/browser",
        browser::click_through,
    ),
    (
        "speed",
        "requests a second and start-up of the sandbox, by wrk",
        speed::measure,
    ),
    (
        "processes",
        "many processes that share tokens and a budget, and are killed at it, on every engine; some ten minutes",
        processes::run,
    ),
];

/// Runs those that are named, or all.
pub(crate) fn run(root: &Path, names: &[&str]) -> Result<(), Failure> {
    if let Some(unknown) = names
        .iter()
        .find(|name| ALL.iter().all(|(known, ..)| known != *name))
    {
        let known: Vec<String> = ALL
            .iter()
            .map(|(name, what, _)| format!("  {name}: {what}"))
            .collect();
        return Err(Failure::new(format!(
            "no evidence is called {unknown}; there is:\n{}",
            known.join("\n")
        )));
    }
    for (name, what, check) in ALL {
        if names.is_empty() || names.contains(&name) {
            announce(name, what);
            check(root)?;
        }
    }
    Ok(())
}

fn validators(root: &Path) -> Result<(), Failure> {
    let bundle = root.join("spec/openapi.bundle.json");
    let python = packages(root, "validators", &["openapi-spec-validator==0.9.0"])?;
    command(
        "validators",
        Command::new(python.join("openapi-spec-validator")).arg(&bundle),
    )?;
    command(
        "validators",
        Command::new("npx")
            .args(["--yes", "@redocly/cli@2", "lint", "--extends", "spec"])
            .arg(&bundle),
    )
}

/// Finds new inputs from the seeds on. What it finds that breaks stays in its folder, and is shown.
fn fuzz(root: &Path) -> Result<(), Failure> {
    let tools = root.join("target/evidence/tools");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if !tools.join("bin/cargo-fuzz").exists() {
        command(
            "cargo-fuzz",
            Command::new(&cargo)
                .args(["install", "--locked", "cargo-fuzz", "--version", "0.13.2"])
                .arg("--root")
                .arg(&tools),
        )?;
    }
    let fuzz = root.join("tests/fuzz");
    for target in ["dataset", "webhook"] {
        let found = root.join("target/evidence/fuzz").join(target);
        fs::create_dir_all(&found).map_err(|error| Failure::io("create", &found, &error))?;
        // A stable compiler has no sanitizers. There is no unsafe code that they could watch.
        command(
            "fuzz",
            Command::new(tools.join("bin/cargo-fuzz"))
                .current_dir(root)
                .args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir"])
                .arg(&fuzz)
                .arg("--target-dir")
                .arg(root.join("target/evidence/fuzz/target"))
                .arg(target)
                .arg(&found)
                .arg(fuzz.join("seeds").join(target))
                .args([
                    "--",
                    "-max_total_time=60",
                    "-print_final_stats=1",
                    "-seed=1",
                ]),
        )?;
    }
    Ok(())
}

fn schemathesis(root: &Path) -> Result<(), Failure> {
    let python = packages(root, "schemathesis", &["schemathesis==4.32.5"])?;
    let sandbox = Sandbox::start(root)?;
    // Random ids are nobody's; the owner's data is what there is to look at.
    let settings = root.join("target/evidence/schemathesis.toml");
    fs::write(&settings, "[parameters]\n\"path.user-id\" = \"-\"\n")
        .map_err(|error| Failure::io("write", &settings, &error))?;
    command(
        "schemathesis",
        Command::new(python.join("schemathesis"))
            .current_dir(python.join(".."))
            .arg("--config-file")
            .arg(&settings)
            .arg("run")
            .arg(root.join("spec/openapi.bundle.json"))
            .args(["--url", sandbox.url()])
            .args(["--header", &format!("Authorization: Bearer {}", sandbox.token())])
            .args(["--include-method", "GET"])
            .args([
                "--checks",
                "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            ])
            .args(["--phases", "examples,coverage,fuzzing"])
            .args(["--seed", "1", "--generation-deterministic"]),
    )
}

/// A folder of programs with these packages of `PyPI` installed, for this evidence alone, kept for the next time.
fn packages(root: &Path, name: &str, packages: &[&str]) -> Result<PathBuf, Failure> {
    let folder = root.join("target/evidence/python").join(name);
    fs::create_dir_all(&folder).map_err(|error| Failure::io("create", &folder, &error))?;
    if !folder.join("bin/pip").exists() {
        command(
            "python3 with venv (Debian's package python3-venv)",
            Command::new("python3").args(["-m", "venv"]).arg(&folder),
        )?;
    }
    command(
        "packages",
        Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .args(packages),
    )?;
    Ok(folder.join("bin"))
}

/// Programs of `/usr/bin`, each with the package of Debian that has it, installed if one is missing.
fn programs(programs: &[(&str, &str)]) -> Result<(), Failure> {
    let is_missing = |(program, _): &&(&str, &str)| !Path::new("/usr/bin").join(program).exists();
    let missing: Vec<&str> = programs
        .iter()
        .filter(is_missing)
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        command("packages of Debian, as root", apt.args(arguments))
    };
    apt(&["update", "--quiet"])?;
    apt(&[&["install", "--quiet", "--yes"], &missing[..]].concat())
}

/// A script of `xtask/evidence`, to be told where the sandbox and its control port are.
fn script(root: &Path, python: &Path, name: &str, sandbox: &Sandbox) -> Command {
    let mut command = Command::new(python.join("python"));
    command
        // No bytecode beside the scripts.
        .arg("-B")
        .arg(root.join("xtask/evidence").join(name))
        .args([sandbox.url(), sandbox.control()]);
    command
}

fn command(name: &str, command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failed(name, &format!("{program} found something"))),
        Err(error) => Err(Failure::new(format!("cannot run {program}: {error}"))),
    }
}
