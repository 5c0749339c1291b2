//! A line that stands where the signature does, and a body behind it: a header is taken if it is the one signature and for
//! no other reason, and every item of a list is read or reported.
//!
//! ```sh
//! cargo fuzz run webhook --fuzz-dir tests/fuzz -s none tests/fuzz/corpus/webhook tests/fuzz/seeds/webhook
//! ```

#![no_main]

use fitbit_webhooks::{Batch, BatchError, ClientSecret, Signer, SigningKeys, coalesce};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|byte| *byte == b'\n');
    let (header, body) = end.map_or((data, &[][..]), |end| (&data[..end], &data[end + 1..]));

    let secret = ClientSecret::new("123ab4567c890d123e4567f8abcdef9a").expect("it has no blank");
    let other = ClientSecret::new("9a8b7c6d5e4f32100123456789abcdef").expect("it has no blank");
    let keys = SigningKeys::new(&other).with_secret(&secret);
    let signature = |secret| Signer::new(secret).sign(body);
    let is_signature = [&secret, &other].map(signature).iter().any(|it| it.as_bytes() == header);
    assert_eq!(keys.verify(header, body), is_signature);

    let text = std::str::from_utf8(body);
    let by_serde = text.map(|text| {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        serde_json::from_str::<serde_json::Value>(text)
    });
    match (Batch::parse(body), by_serde) {
        (Ok(batch), Ok(Ok(value))) => {
            let items = value.as_array().map_or(1, Vec::len);
            let lost = batch.misfits().iter().filter(|misfit| misfit.kind.is_lost());
            assert_eq!(batch.notifications().len() + lost.count(), items);
            let work = coalesce(batch.notifications(), 5);
            assert!(work.fetches.len() + work.ended.len() <= 5);
            for notification in batch.notifications() {
                assert!(!notification.owner_id().is_empty() && !notification.collection().is_empty());
                let _ = (notification.date(), notification.event());
            }
        }
        // serde's value looks closer: at the size of numbers and at halves of characters.
        (Ok(_), _) => {}
        (Err(BatchError::NotAList), Ok(Ok(value))) => assert!(!value.is_array() && !value.is_object()),
        (Err(_), Ok(Ok(_))) => panic!("serde reads what is refused"),
        (Err(_), _) => {}
    }
});
