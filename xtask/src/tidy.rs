//! `cargo xtask tidy`: the house rules that no compiler knows. Each rule is a function from made-up or real input to
//! findings; nothing is repaired.

mod files;
mod layers;
mod top_level;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;

/// A file of the project, by its path from the root.
struct File {
    path: String,
    text: String,
}

/// Every breach, one line each; none when the house is in order.
pub(crate) fn check(root: &Path) -> Result<Vec<String>, Failure> {
    let paths = tracked(root)?;
    let mut sources = Vec::new();
    for path in paths.iter().filter(|path| has_extension(path, "rs")) {
        let whole = root.join(path);
        let text =
            fs::read_to_string(&whole).map_err(|error| Failure::io("read", &whole, &error))?;
        sources.push(File {
            path: path.clone(),
            text,
        });
    }
    let mut findings = layers::check(&layers::read(root)?);
    findings.extend(files::check(&sources));
    findings.extend(top_level::check(&paths));
    Ok(findings)
}

/// The paths of all files that are in version control or would be: what is ignored is nobody's business.
fn tracked(root: &Path) -> Result<Vec<String>, Failure> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .map_err(|error| Failure::new(format!("cannot run git: {error}")))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "git ls-files: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .split('\0')
        // A file that was removed and not yet committed as such is still listed.
        .filter(|path| !path.is_empty() && root.join(path).is_file())
        .map(str::to_owned)
        .collect())
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_in_order() {
        let findings = super::check(&crate::root()).unwrap();
        assert!(findings.is_empty(), "\n{}", findings.join("\n"));
    }
}
