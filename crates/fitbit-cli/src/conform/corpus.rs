//! Finds recorded bodies on disk, and what is expected of each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::failure::Failure;

/// What is right for a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expectation {
    /// It is decoded.
    Parse,
    /// It is refused.
    Reject,
    /// It is bad input that may be refused or read leniently.
    RejectOrLenient,
    /// It is about headers and no body.
    Headers,
}

/// One recorded body.
pub(super) struct Sample {
    /// The file, as a person would name it.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// The folder that it stands in: an operation, or a kind that begins with `_`.
    pub(super) operation: String,
    pub(super) expectation: Expectation,
    /// Whether it stands below `invalid`: something that is not even JSON.
    pub(super) is_invalid: bool,
}

/// The recorded bodies of one path.
pub(super) struct Corpus {
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
struct IndexEntry {
    file: String,
    expect: Option<Expectation>,
}

impl Corpus {
    /// Finds the bodies below a folder, or takes a single file.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let kind = fs::metadata(path)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        if kind.is_file() {
            return Ok(Self {
                samples: vec![Sample::of_file(path)?],
            });
        }
        let index = index(path)?;
        let mut samples = Vec::new();
        for (folder, is_invalid) in [("samples", false), ("invalid", true)] {
            for operation in entries(&path.join(folder))? {
                if !operation.is_dir() {
                    continue;
                }
                for file in entries(&operation)? {
                    let is_json = file
                        .extension()
                        .is_some_and(|extension| extension == "json");
                    if file.is_file() && (is_json || is_invalid) {
                        samples.push(Sample::of_entry(path, &operation, file, is_invalid, &index));
                    }
                }
            }
        }
        Ok(Self { samples })
    }

    pub(super) fn samples(&self) -> &[Sample] {
        &self.samples
    }
}

impl Sample {
    fn of_file(path: &Path) -> Result<Self, Failure> {
        let operation = path
            .canonicalize()
            .ok()
            .and_then(|path| Some(file_name(path.parent()?)))
            .ok_or_else(|| Failure::usage(format!("{}: it stands in no folder", path.display())))?;
        if !operation.starts_with('_')
            && fitbit_core::facts::Operation::covering(&operation).is_none()
        {
            return Err(Failure::usage(format!(
                "{}: {operation} is no operation; a file must stand in a folder named after one",
                path.display()
            )));
        }
        Ok(Self {
            name: path.display().to_string(),
            path: path.to_owned(),
            operation,
            expectation: Expectation::Parse,
            is_invalid: false,
        })
    }

    fn of_entry(
        root: &Path,
        operation: &Path,
        path: PathBuf,
        is_invalid: bool,
        index: &BTreeMap<String, Expectation>,
    ) -> Self {
        let name = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        let by_folder = if is_invalid {
            Expectation::Reject
        } else {
            Expectation::Parse
        };
        Self {
            operation: file_name(operation),
            expectation: index.get(&name).copied().unwrap_or(by_folder),
            is_invalid,
            name,
            path,
        }
    }
}

/// What `index.json` says is right for each file; nothing where there is none.
fn index(root: &Path) -> Result<BTreeMap<String, Expectation>, Failure> {
    let path = root.join("index.json");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Failure::usage(format!("{}: {error}", path.display()))),
    };
    let entries: Vec<IndexEntry> = serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| Some((entry.file, entry.expect?)))
        .collect())
}

/// What is in a folder, sorted; nothing where there is no folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let wrong = |error: std::io::Error| Failure::usage(format!("{}: {error}", folder.display()));
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(wrong(error)),
    };
    let mut paths = listing
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrong)?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
