//! What columns promise, and that the fast way and serde never differ.

use jiff::civil::time;
use proptest::prelude::*;
use serde::Deserialize;

use super::*;

/// A document of the shape that the intraday answers have.
#[derive(Deserialize, PartialEq)]
#[serde(bound = "V: Measure")]
struct Document<V: Measure> {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    intraday: Option<Intraday<V>>,
}

#[derive(Deserialize, PartialEq)]
#[serde(bound = "V: Measure")]
struct Intraday<V: Measure> {
    #[serde(default)]
    dataset: Option<Columns<V>>,
}

fn fast<V: Measure>(text: &str) -> serde_json::Result<Document<V>> {
    read(text, |root: &mut Document<V>| {
        root.intraday.as_mut()?.dataset.as_mut()
    })
}

/// Both ways come to the same: the same value, or the same error at the same place.
fn agree<V: Measure>(text: &str) -> bool {
    match (fast::<V>(text), serde_json::from_str::<Document<V>>(text)) {
        (Ok(fast), Ok(slow)) => fast == slow,
        (Err(fast), Err(slow)) => fast.to_string() == slow.to_string(),
        _ => false,
    }
}

fn document(dataset: &str) -> String {
    format!(r#"{{"name":"a","intraday":{{"dataset":{dataset},"datasetInterval":1}}}}"#)
}

/// Whether the fast way got through.
fn is_taken(text: &str) -> bool {
    scan::points_of::<u16>(text)
}

#[test]
fn the_shape_that_the_server_writes_takes_the_fast_way() {
    let text = document(r#"[{"time":"00:00:05","value":61},{"time":"23:59:59","value":7}]"#);
    assert!(is_taken(&text));
    let points = fast::<u16>(&text)
        .unwrap()
        .intraday
        .unwrap()
        .dataset
        .unwrap();
    assert_eq!(points.values(), [61, 7]);
    assert_eq!(points.seconds(), [5, 86_399]);
    assert_eq!(points.get(1).unwrap().time(), time(23, 59, 59, 0));
}

#[test]
fn every_surprise_is_read_as_serde_reads_it() {
    let point = r#"{"time":"08:00:00","value":61}"#;
    for dataset in [
        "[]",
        "null",
        "{}",
        "7",
        r#"[{"value":61,"time":"08:00:00"}]"#,
        r#"[{"time":"08:00:00","value":61,"more":1}]"#,
        r#"[ {"time": "08:00:00", "value": 61} ]"#,
        r#"[{"time":"08:00:00","value":61.0}]"#,
        r#"[{"time":"08:00:00","value":61.5}]"#,
        r#"[{"time":"08:00:00","value":6e1}]"#,
        r#"[{"time":"08:00:00","value":-1}]"#,
        r#"[{"time":"08:00:00","value":061}]"#,
        r#"[{"time":"08:00:00","value":65536}]"#,
        r#"[{"time":"08:00:00","value":123456789012345678}]"#,
        r#"[{"time":"08:00:00","value":"61"}]"#,
        r#"[{"time":"08:00:00","value":null}]"#,
        r#"[{"time":"08:00:00","value":}]"#,
        r#"[{"time":"08:00","value":61}]"#,
        r#"[{"time":"24:00:00","value":61}]"#,
        r#"[{"time":"08:00:60","value":61}]"#,
        r#"[{"time":"8:000:00","value":61}]"#,
        r#"[{"time":"09:00:00","value":1},{"time":"08:00:00","value":2}]"#,
        r#"[{"time":"08:00:00","value":61},]"#,
        r#"[{"time":"08:00:00","value":61}"#,
        r#"[{"time":"08:00:00","value":61}]]"#,
        r#"[{"time":"08:00:00"}]"#,
        r#"[{"level":1,"mets":23,"time":"08:00:00","value":1.5},{"time":"08:01:00","value":2}]"#,
        r#"[{"level":1.0,"mets":null,"time":"08:00:00","value":1}]"#,
        r#"[{"level":255,"time":"08:00:00","value":1}]"#,
    ] {
        let text = document(dataset);
        assert!(agree::<u16>(&text) && agree::<f64>(&text), "{dataset}");
    }
    for text in [
        // The one that is meant is not the first one, or not the only one.
        format!(r#"{{"other":{{"dataset":[{point}]}},"intraday":{{"dataset":[]}}}}"#),
        format!(r#"{{"intraday":{{"dataset":[{point}]}},"other":{{"dataset":[]}}}}"#),
        format!(r#"{{"dataset":[{point}],"intraday":{{}}}}"#),
        format!(r#"{{"intraday":{{"dataset":[{point}],"dataset":[{point}]}}}}"#),
        format!(r#"{{"dataset":[{point}],"intraday":{{"d\u0061taset":[]}}}}"#),
        format!(r#"{{"a\"dataset":[{point}],"intraday":{{}}}}"#),
        format!(r#"{{"name":"\"dataset\":[{point}]"}}"#),
        format!(r#"{{"name":"\\","intraday":{{"dataset":[{point}]}}}}"#),
        format!(r#"{{"name":"dataset","intraday":{{"dataset":[{point}]}}}}"#),
        format!(r#"{{"intraday":{{"dataset":[{point}]}}}} more"#),
        format!(r#"{{"intraday":{{"dataset":[{point}]"#),
        format!(r#"{{"intraday":{{"dataset" : [{point}]}}}}"#),
        String::new(),
        "{}".to_owned(),
        r#"{"intraday":null}"#.to_owned(),
    ] {
        assert!(agree::<u16>(&text) && agree::<f64>(&text), "{text}");
    }
}

#[test]
fn a_point_of_heart_rate_takes_six_bytes() {
    let rows: Vec<String> = (0..1_000)
        .map(|second| {
            format!(
                r#"{{"time":"00:{:02}:{:02}","value":70}}"#,
                second / 60,
                second % 60
            )
        })
        .collect();
    let text = document(&format!("[{}]", rows.join(",")));
    for document in [fast::<u16>(&text), serde_json::from_str(&text)] {
        let points = document.unwrap().intraday.unwrap().dataset.unwrap();
        assert_eq!(points.heap_bytes(), 6 * points.len());
    }
}

#[test]
fn level_and_effort_are_of_the_points_that_have_them() {
    let wire =
        r#"[{"time":"08:00:00","value":1.5},{"level":3,"mets":98,"time":"08:01:00","value":2.0}]"#;
    let points: Columns<f64> = serde_json::from_str(wire).unwrap();
    let [first, second] = [0, 1].map(|index| points.get(index).unwrap());
    assert_eq!((first.level(), first.mets()), (None, None));
    assert_eq!((second.level(), second.mets()), (Some(3), Some(98)));
    assert_eq!(serde_json::to_string(&points).unwrap(), wire);
}

#[test]
fn debug_shows_no_point() {
    let points: Columns<u16> = [Point::new(time(8, 0, 0, 0), 61)].into_iter().collect();
    assert_eq!(
        format!("{points:?} {:?}", points.get(0)),
        "Columns Some(Point)"
    );
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (0_u32..300).prop_map(|value| value.to_string()),
        1 => any::<f64>().prop_filter("JSON", |value| value.is_finite()).prop_map(|value| value.to_string()),
        1 => any::<f64>().prop_filter("JSON", |value| value.is_finite()).prop_map(|value| format!("{value:e}")),
        1 => "-?[0-9]{1,20}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{0,3})?",
        1 => Just("null".to_owned()),
    ]
}

fn row() -> impl Strategy<Value = String> {
    ("[0-2][0-9]:[0-6][0-9]:[0-6][0-9]", number(), 0..12).prop_map(|(time, value, form)| match form
    {
        0 => format!(r#"{{"value":{value},"time":"{time}"}}"#),
        1 => format!(r#"{{"time": "{time}", "value": {value}}}"#),
        2 => format!(r#"{{"level":1,"mets":10,"time":"{time}","value":{value}}}"#),
        _ => format!(r#"{{"time":"{time}","value":{value}}}"#),
    })
}

proptest! {
    #[test]
    fn the_fast_way_and_serde_never_differ(rows in prop::collection::vec(row(), 0..12)) {
        let text = document(&format!("[{}]", rows.join(",")));
        prop_assert!(agree::<u16>(&text), "{}", text);
        prop_assert!(agree::<f64>(&text), "{}", text);
    }

    #[test]
    fn nor_do_they_on_a_document_with_bytes_changed(
        rows in prop::collection::vec((0_u32..86_400, 30_u16..200), 1..6),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[ -~]"), 0..4),
    ) {
        let rows: Vec<String> = rows
            .into_iter()
            .map(|(second, value)| serde_json::to_string(&Point::new(row::time_of(second), value)).unwrap())
            .collect();
        let mut text = document(&format!("[{}]", rows.join(",")));
        for (place, sign) in changes {
            let at = place.index(text.len());
            text.replace_range(at..=at, &sign);
        }
        prop_assert!(agree::<u16>(&text), "{}", text);
        prop_assert!(agree::<f64>(&text), "{}", text);
    }

    #[test]
    fn what_is_written_is_read_back(points in prop::collection::vec((0_u32..86_400, any::<u16>()), 0..20)) {
        let columns: Columns<u16> = points
            .into_iter()
            .map(|(second, value)| Point::new(row::time_of(second), value))
            .collect();
        let wire = serde_json::to_string(&columns).unwrap();
        prop_assert!(serde_json::from_str::<Columns<u16>>(&wire).unwrap() == columns);
    }
}
