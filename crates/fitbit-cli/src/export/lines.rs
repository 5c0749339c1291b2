//! A file of JSON Lines that is complete or not there.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::NamedTempFile;

/// Writes to a temporary name beside the file; [`Lines::finish`] gives it its name, a drop removes it.
pub(crate) struct Lines {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl Lines {
    pub(crate) fn begin(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(NamedTempFile::new_in(folder)?),
            path: folder.join(name),
        })
    }

    /// Adds a line: the item as it came, unknown fields included.
    pub(crate) fn push(&mut self, item: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, item)?;
        self.file.write_all(b"\n")
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_not_finished_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = Lines::begin(folder.path(), "badges.jsonl").unwrap();
        lines.push(&serde_json::json!({"value": 1})).unwrap();
        drop(lines);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }

    #[test]
    fn a_finished_file_has_a_line_an_item() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = Lines::begin(folder.path(), "badges.jsonl").unwrap();
        lines.push(&serde_json::json!({"value": 1})).unwrap();
        lines
            .push(&serde_json::json!({"value": 2_907_044_112_471_568_225_u64}))
            .unwrap();
        lines.finish().unwrap();
        let text = std::fs::read_to_string(folder.path().join("badges.jsonl")).unwrap();
        assert_eq!(text, "{\"value\":1}\n{\"value\":2907044112471568225}\n");
    }
}
