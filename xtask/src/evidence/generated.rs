//! How big and how slow to build the generated crate is, beside the form that progenitor gives of the same bundle
//! without any of our passes. Dependencies are built before the clock runs, and both are built in the same run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;
use crate::spec::Spec;
use crate::{bundle, generate, lower};

/// How often each build is timed; the middle one counts.
const ROUNDS: usize = 3;

const MANIFEST: &str = r#"[package]
name = "plain"
version = "0.0.0"
edition = "2024"

[dependencies]
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde", "alloc"] }
futures-core = "0.3"
progenitor-client = "=0.15.1"
regress = "0.12"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "form", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
"#;

pub(super) fn measure(root: &Path) -> Result<(), Failure> {
    let ours = Subject {
        name: "fitbit-api",
        folder: root.to_owned(),
        touched: root.join("crates/fitbit-api/src/lib.rs"),
        lines: lines_below(&root.join("crates/fitbit-api/src/generated"))?,
        target: root.join("target/evidence/ours"),
        library: "libfitbit_api.rlib",
    };
    let bundle = bundle::load(root)?;
    let plain = plain(root, &bundle.document)?;
    let spec = Spec::new(&bundle.document);
    println!(
        "{} operations, {} types (a type for each schema); each time is the middle one of {ROUNDS}\n",
        spec.operations().count(),
        spec.schemas().count(),
    );
    println!(
        "| | lines | debug build | release build | rlib debug | rlib release |\n|---|---|---|---|---|---|"
    );
    let rows = [ours.row()?, plain.row()?];
    println!(
        "| ratio | {:.2} | {:.2} | {:.2} | | |",
        ratio(rows[0].lines, rows[1].lines),
        rows[0].debug.as_secs_f64() / rows[1].debug.as_secs_f64(),
        rows[0].release.as_secs_f64() / rows[1].release.as_secs_f64(),
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "line counts are small")]
fn ratio(ours: usize, theirs: usize) -> f64 {
    ours as f64 / theirs as f64
}

/// A crate to be built.
struct Subject {
    name: &'static str,
    folder: PathBuf,
    touched: PathBuf,
    lines: usize,
    target: PathBuf,
    library: &'static str,
}

struct Row {
    lines: usize,
    debug: Duration,
    release: Duration,
}

impl Subject {
    fn row(&self) -> Result<Row, Failure> {
        let debug = self.build("debug", &[])?;
        let release = self.build("release", &["--release"])?;
        println!(
            "| {} | {} | {:.2} s | {:.2} s | {:.1} MB | {:.1} MB |",
            self.name,
            self.lines,
            debug.as_secs_f64(),
            release.as_secs_f64(),
            self.size("debug"),
            self.size("release"),
        );
        Ok(Row {
            lines: self.lines,
            debug,
            release,
        })
    }

    /// The middle time of some builds of the crate alone.
    fn build(&self, profile: &str, arguments: &[&str]) -> Result<Duration, Failure> {
        let build = || {
            let begin = Instant::now();
            super::command(
                &format!("{} ({profile})", self.name),
                Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                    .args(["build", "--quiet", "--package", self.name])
                    .args(arguments)
                    .env("CARGO_TARGET_DIR", &self.target)
                    .current_dir(&self.folder),
            )
            .map(|()| begin.elapsed())
        };
        build()?;
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let text = fs::read(&self.touched)
                .map_err(|error| Failure::io("read", &self.touched, &error))?;
            fs::write(&self.touched, text)
                .map_err(|error| Failure::io("write", &self.touched, &error))?;
            times.push(build()?);
        }
        times.sort();
        Ok(times[ROUNDS / 2])
    }

    #[expect(clippy::cast_precision_loss, reason = "a size to read")]
    fn size(&self, profile: &str) -> f64 {
        let path = self.target.join(profile).join(self.library);
        fs::metadata(path).map_or(0.0, |file| file.len() as f64 / 1e6)
    }
}

/// Writes the other crate.
fn plain(root: &Path, document: &Value) -> Result<Subject, Failure> {
    let lowered = lower::lower(document)?;
    let file: syn::File = syn::parse2(generate::plain(&lowered)?)
        .map_err(|error| Failure::new(format!("progenitor's code does not parse: {error}")))?;
    let text = prettyplease::unparse(&file);
    let folder = root.join("target/evidence/plain");
    let source = folder.join("src/lib.rs");
    fs::create_dir_all(folder.join("src"))
        .map_err(|error| Failure::io("create", &folder, &error))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)
        .map_err(|error| Failure::io("write", &folder, &error))?;
    fs::write(&source, &text).map_err(|error| Failure::io("write", &source, &error))?;
    Ok(Subject {
        name: "plain",
        touched: source,
        lines: text.lines().count(),
        target: root.join("target/evidence/plain-target"),
        folder,
        library: "libplain.rlib",
    })
}

fn lines_below(folder: &Path) -> Result<usize, Failure> {
    let mut lines = 0;
    let entries = fs::read_dir(folder).map_err(|error| Failure::io("read", folder, &error))?;
    for entry in entries {
        let path = entry
            .map_err(|error| Failure::io("read", folder, &error))?
            .path();
        lines += if path.is_dir() {
            lines_below(&path)?
        } else {
            fs::read_to_string(&path)
                .map_err(|error| Failure::io("read", &path, &error))?
                .lines()
                .count()
        };
    }
    Ok(lines)
}
