//! Points within a day, as columns.
//!
//! A day of one-second heart rate has 86,400 points. As objects they are the largest thing that this API answers with;
//! as columns they take 6 bytes each. Nothing here thins out, sorts or fills: the points are those of the answer, in its
//! order. How they are read from a body in a hurry is in `scan`, which must agree with what serde reads here.

mod measure;
mod row;
mod scan;

use std::fmt;

use jiff::civil::Time;

pub use measure::Measure;
pub(crate) use scan::read;

/// A level that did not come. Levels go from 0 to 3.
const NO_LEVEL: u8 = u8::MAX;
/// An effort that did not come. Real ones end in the hundreds.
const NO_METS: u16 = u16::MAX;

/// Points within a day: when, on the person's clock, and what was measured.
///
/// `V` is the type of the values: `u16` for beats a minute, `f64` for everything else.
///
/// ```
/// use fitbit_api::Columns;
///
/// let points: Columns<u16> =
///     serde_json::from_str(r#"[{"time":"08:00:00","value":61},{"time":"08:00:05","value":64}]"#)?;
/// assert_eq!(points.values(), [61, 64]);
/// assert_eq!(points.seconds(), [28_800, 28_805]);
/// let last = points.iter().next_back().expect("there are two");
/// assert_eq!(last.time().to_string(), "08:00:05");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Columns<V> {
    seconds: Vec<u32>,
    values: Vec<V>,
    /// Empty, or as long as the others.
    levels: Vec<u8>,
    /// Empty, or as long as the others.
    mets: Vec<u16>,
}

/// One point.
#[derive(Clone, Copy, PartialEq)]
pub struct Point<V> {
    seconds: u32,
    value: V,
    level: Option<u8>,
    mets: Option<u16>,
}

impl<V: Measure> Columns<V> {
    /// No points.
    pub const fn new() -> Self {
        Self {
            seconds: Vec::new(),
            values: Vec::new(),
            levels: Vec::new(),
            mets: Vec::new(),
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.seconds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.seconds.is_empty()
    }

    /// When each point is: seconds since midnight on the person's clock.
    pub fn seconds(&self) -> &[u32] {
        &self.seconds
    }

    /// What was measured at each point.
    pub fn values(&self) -> &[V] {
        &self.values
    }

    /// The point at `index`, from 0.
    pub fn get(&self, index: usize) -> Option<Point<V>> {
        (index < self.len()).then(|| self.at(index))
    }

    /// The points, in the order of the answer.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Point<V>> + DoubleEndedIterator {
        (0..self.len()).map(|index| self.at(index))
    }

    fn at(&self, index: usize) -> Point<V> {
        let level = self.levels.get(index).copied();
        let mets = self.mets.get(index).copied();
        Point {
            seconds: self.seconds[index],
            value: self.values[index],
            level: level.filter(|level| *level != NO_LEVEL),
            mets: mets.filter(|mets| *mets != NO_METS),
        }
    }

    /// How many bytes the points take on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.seconds.capacity() * size_of::<u32>()
            + self.values.capacity() * size_of::<V>()
            + self.levels.capacity()
            + self.mets.capacity() * size_of::<u16>()
    }

    fn with_capacity(points: usize) -> Self {
        Self {
            seconds: Vec::with_capacity(points),
            values: Vec::with_capacity(points),
            ..Self::new()
        }
    }

    fn push(&mut self, point: Point<V>) {
        let before = self.len();
        self.seconds.push(point.seconds);
        self.values.push(point.value);
        // Few series have these: a column begins with the first point that has one.
        if point.level.is_some() || !self.levels.is_empty() {
            self.levels.resize(before, NO_LEVEL);
            self.levels.push(point.level.unwrap_or(NO_LEVEL));
        }
        if point.mets.is_some() || !self.mets.is_empty() {
            self.mets.resize(before, NO_METS);
            self.mets.push(point.mets.unwrap_or(NO_METS));
        }
    }

    fn shrink(&mut self) {
        self.seconds.shrink_to_fit();
        self.values.shrink_to_fit();
        self.levels.shrink_to_fit();
        self.mets.shrink_to_fit();
    }
}

impl<V: Measure> Default for Columns<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Measure> FromIterator<Point<V>> for Columns<V> {
    fn from_iter<I: IntoIterator<Item = Point<V>>>(points: I) -> Self {
        let mut columns = Self::new();
        for point in points {
            columns.push(point);
        }
        columns.shrink();
        columns
    }
}

impl<V: Measure> Point<V> {
    /// A value at a time; what is less than a second is left out.
    pub fn new(time: Time, value: V) -> Self {
        Self {
            seconds: row::seconds_of(time),
            value,
            level: None,
            mets: None,
        }
    }

    /// The time on the person's clock. No zone is known, and the day stands elsewhere in the answer.
    pub fn time(self) -> Time {
        row::time_of(self.seconds)
    }

    /// The time in seconds since midnight.
    pub const fn seconds(self) -> u32 {
        self.seconds
    }

    /// What was measured.
    pub const fn value(self) -> V {
        self.value
    }

    /// How active that minute was, from 0 (sedentary) to 3 (very); with energy only.
    pub const fn level(self) -> Option<u8> {
        self.level
    }

    /// The effort of that minute in tenths of a metabolic equivalent: 10 is rest; with energy only.
    pub const fn mets(self) -> Option<u16> {
        self.mets
    }
}

impl<V> fmt::Debug for Columns<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Columns")
    }
}

impl<V> fmt::Debug for Point<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Point")
    }
}

#[cfg(test)]
mod tests;
