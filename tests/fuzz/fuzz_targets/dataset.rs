//! Whatever stands where the points of a day belong: the fast reader and serde come to the same.
//!
//! ```sh
//! cargo fuzz run dataset --fuzz-dir tests/fuzz -s none tests/fuzz/corpus/dataset tests/fuzz/seeds/dataset
//! ```

#![no_main]

use fitbit_api::decode::{self, MisfitKind};
use fitbit_api::facts::Operation;
use fitbit_api::types::{ActivityIntraday, HeartRateIntraday};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(dataset) = std::str::from_utf8(data) else {
        return;
    };
    let heart = format!(
        r#"{{"activities-heart":[],"activities-heart-intraday":{{"dataset":{dataset},"datasetInterval":1}}}}"#
    );
    agree::<HeartRateIntraday>("get_heart_rate_intraday_by_date", &heart);
    let steps = format!(
        r#"{{"activities-steps":[],"activities-steps-intraday":{{"dataset":{dataset},"datasetInterval":1}}}}"#
    );
    agree::<ActivityIntraday>("get_activity_intraday_by_date", &steps);
});

fn agree<T: decode::Body + PartialEq>(operation: &str, text: &str) {
    let operation = Operation::find(operation).expect("the spec has it");
    let fast = decode::body::<T>(operation, text.as_bytes());
    let slow = serde_json::from_str::<T>(text);
    match (fast, slow) {
        (Ok(fast), Ok(slow)) => assert!(fast == slow, "two readings of one document"),
        (Err(_), Err(_)) => {}
        // What serde cannot know: an error document is no success.
        (Err(misfit), Ok(_)) => assert_eq!(misfit.kind(), MisfitKind::ErrorDocument),
        (Ok(_), Err(_)) => panic!("read what serde refuses"),
    }
}
