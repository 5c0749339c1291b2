//! A table of text: columns as wide as their widest cell, numbers to the right.

use std::fmt;

/// Rows of cells under a title.
pub(crate) struct Table {
    title: &'static str,
    rows: Vec<[String; 3]>,
}

impl Table {
    pub(crate) fn new(title: &'static str) -> Self {
        Self {
            title,
            rows: Vec::new(),
        }
    }

    /// A row of what, how many, and a remark.
    pub(crate) fn row(&mut self, what: impl Into<String>, count: usize, remark: impl Into<String>) {
        self.rows
            .push([what.into(), count.to_string(), remark.into()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.title)?;
        if self.rows.is_empty() {
            return writeln!(formatter, "  none");
        }
        let width = |column: usize| {
            self.rows
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        };
        let (first, second) = (width(0), width(1));
        for [what, count, remark] in &self.rows {
            let line = format!("  {what:first$}  {count:>second$}  {remark}");
            writeln!(formatter, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new("Read");
        table.row("badges", 7, "");
        table.row("friends (1.1)", 12, "may be incomplete");
        assert_eq!(
            table.to_string(),
            "Read\n  badges          7\n  friends (1.1)  12  may be incomplete\n"
        );
    }

    #[test]
    fn an_empty_table_says_so() {
        assert_eq!(Table::new("Closed").to_string(), "Closed\n  none\n");
    }
}
