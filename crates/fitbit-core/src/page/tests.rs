//! The walks against lists that are simple enough to know what must come out, with errors and restarts anywhere.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use fitbit_api::BoxFuture;
use futures_core::Stream;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

#[derive(Debug, PartialEq, Eq)]
enum Trouble {
    Walk(WalkError),
    /// A page did not come.
    Down,
    /// This item is bad.
    Bad(u64),
}

impl From<WalkError> for Trouble {
    fn from(error: WalkError) -> Self {
        Self::Walk(error)
    }
}

/// A page of a shelf: its items, and the number of the next page.
#[derive(Clone, Debug)]
struct Sheet {
    items: Vec<u64>,
    next: Option<usize>,
}

type Reading = dyn Fn(usize) -> Sheet + Send + Sync;

/// A list whose pages are numbers.
struct Shelf {
    name: &'static str,
    whose: Option<u64>,
    direction: Direction,
    read: Box<Reading>,
    /// The fetches that fail, counted from 0.
    down: HashSet<usize>,
    fetches: AtomicUsize,
    /// How often a page says "not yet".
    slow: usize,
    places: Mutex<Vec<Option<usize>>>,
}

impl Shelf {
    fn new(read: impl Fn(usize) -> Sheet + Send + Sync + 'static) -> Self {
        Self {
            name: "a shelf",
            whose: None,
            direction: Direction::Forward,
            read: Box::new(read),
            down: HashSet::new(),
            fetches: AtomicUsize::new(0),
            slow: 0,
            places: Mutex::default(),
        }
    }

    fn of(sheets: Vec<Sheet>) -> Self {
        Self::new(move |page| sheets[page].clone())
    }
}

impl PageSource for Shelf {
    type Page = Sheet;
    type Error = Trouble;

    fn list(&self) -> Fingerprint {
        Fingerprint::of([self.name])
    }

    fn direction(&self) -> Direction {
        self.direction
    }

    fn whose(&self) -> BoxFuture<'static, Result<Option<Fingerprint>, Trouble>> {
        let whose = self.whose.map(Fingerprint::of_id);
        Box::pin(async move { Ok(whose) })
    }

    fn fetch(&self, place: Option<&str>) -> BoxFuture<'static, Result<Sheet, Trouble>> {
        let page = place.map(|place| place.parse::<usize>().unwrap());
        self.places.lock().unwrap().push(page);
        let fetch = self.fetches.fetch_add(1, Ordering::Relaxed);
        let answer = if self.down.contains(&fetch) {
            Err(Trouble::Down)
        } else {
            Ok((self.read)(page.unwrap_or(0)))
        };
        let mut slow = self.slow;
        let mut answer = Some(answer);
        Box::pin(std::future::poll_fn(move |_| {
            if slow > 0 {
                slow -= 1;
                return Poll::Pending;
            }
            Poll::Ready(answer.take().unwrap())
        }))
    }

    fn following(&self, page: &Sheet) -> Option<Box<str>> {
        page.next.map(|next| next.to_string().into())
    }
}

/// Items from a thousand on cannot be read.
impl ItemSource for Shelf {
    type Item = u64;

    fn entries(&self, page: Sheet) -> Vec<Entry<u64, Trouble>> {
        page.items
            .into_iter()
            .map(|id| Entry {
                key: Fingerprint::of_id(id),
                item: if id < 1000 {
                    Ok(id)
                } else {
                    Err(Trouble::Bad(id))
                },
            })
            .collect()
    }
}

fn poll<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    Pin::new(stream).poll_next(&mut Context::from_waker(Waker::noop()))
}

/// What comes next; every `Pending` is as if the future that waited had been dropped.
fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    loop {
        if let Poll::Ready(item) = poll(stream) {
            return item;
        }
    }
}

fn restarted(shelf: &Arc<Shelf>, items: &Items<Shelf>) -> Items<Shelf> {
    let text = items.cursor().to_text();
    Items::resume(Arc::clone(shelf), &text.parse().unwrap()).unwrap()
}

/// Reads to the end, with restarts by the script, which is over and over again. After a page that did not come, too.
fn read_all(shelf: Shelf, ahead: bool, script: &[bool]) -> (Vec<u64>, Option<Trouble>) {
    let shelf = Arc::new(shelf);
    let begin = |items: Items<Shelf>| if ahead { items.with_prefetch() } else { items };
    let mut items = begin(Items::new(Arc::clone(&shelf)));
    let mut script = script.iter().cycle();
    let mut seen = Vec::new();
    loop {
        assert!(seen.len() < 1000, "it goes on for ever");
        if script.next().is_some_and(|restart| *restart) {
            items = begin(restarted(&shelf, &items));
        }
        match next(&mut items) {
            None => {
                assert!(items.cursor().is_at_end());
                assert!(next(&mut restarted(&shelf, &items)).is_none());
                return (seen, None);
            }
            Some(Ok(id) | Err(Trouble::Bad(id))) => seen.push(id),
            Some(Err(Trouble::Down)) => {
                assert!(
                    next(&mut items).is_none(),
                    "an error of a page ends the walk"
                );
                items = begin(restarted(&shelf, &items));
            }
            Some(Err(error)) => {
                assert!(next(&mut items).is_none());
                // Nothing is gained by a restart: it is told again.
                assert_eq!(
                    next(&mut restarted(&shelf, &items)),
                    Some(Err(match error {
                        Trouble::Walk(error) => Trouble::Walk(error),
                        _ => unreachable!(),
                    }))
                );
                return (seen, Some(error));
            }
        }
    }
}

/// A list in pages of any size, empty ones too, whose edges may overlap; and what must come out of it.
fn sheets() -> impl Strategy<Value = (Vec<Sheet>, Vec<u64>)> {
    vec((0_usize..5, 0_usize..4, any::<bool>()), 1..12).prop_map(|pages| {
        let count = pages.len();
        let mut all: Vec<u64> = Vec::new();
        let mut before: Vec<u64> = Vec::new();
        let mut sheets = Vec::new();
        for (page, (fresh, overlap, bad)) in pages.into_iter().enumerate() {
            // A page that only repeats cannot be told from one that leads back for ever.
            let overlap = if fresh == 0 {
                0
            } else {
                overlap.min(before.len())
            };
            let mut items: Vec<u64> = before[before.len() - overlap..].to_vec();
            for _ in 0..fresh {
                let id = all.len() as u64 + if bad { 1000 } else { 0 };
                all.push(id);
                items.push(id);
            }
            if !items.is_empty() {
                before.clone_from(&items);
            }
            let next = (page + 1 < count).then_some(page + 1);
            sheets.push(Sheet { items, next });
        }
        (sheets, all)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn each_item_comes_once_and_in_order_whatever_fails_and_restarts(
        (sheets, all) in sheets(),
        down in vec(0_usize..40, 0..6),
        script in vec(any::<bool>(), 1..10),
        slow in 0_usize..3,
        ahead in any::<bool>(),
    ) {
        let mut shelf = Shelf::of(sheets);
        shelf.down = down.into_iter().collect();
        shelf.slow = slow;
        let (seen, trouble) = read_all(shelf, ahead, &script);
        prop_assert_eq!(trouble, None);
        prop_assert_eq!(seen, all);
    }

    #[test]
    fn pages_come_once_and_in_order_whatever_fails_and_restarts(
        (sheets, _) in sheets(),
        down in vec(0_usize..40, 0..6),
        script in vec(any::<bool>(), 1..10),
        slow in 0_usize..3,
        ahead in any::<bool>(),
    ) {
        let expected: Vec<Vec<u64>> = sheets.iter().map(|sheet| sheet.items.clone()).collect();
        let mut shelf = Shelf::of(sheets);
        shelf.down = down.into_iter().collect();
        shelf.slow = slow;
        let shelf = Arc::new(shelf);
        let begin = |pages: Pages<Shelf>| if ahead { pages.with_prefetch() } else { pages };
        let again = |cursor: &Cursor| {
            let cursor: Cursor = cursor.to_text().parse().unwrap();
            begin(Pages::resume(Arc::clone(&shelf), &cursor).unwrap())
        };
        let mut pages = begin(Pages::new(Arc::clone(&shelf)));
        let mut script = script.iter().cycle();
        let mut seen = Vec::new();
        loop {
            if *script.next().unwrap() {
                pages = again(&pages.cursor());
            }
            match next(&mut pages) {
                None => break,
                Some(Ok(sheet)) => seen.push(sheet.items),
                Some(Err(error)) => {
                    prop_assert_eq!(error, Trouble::Down);
                    prop_assert!(next(&mut pages).is_none());
                    pages = again(&pages.cursor());
                }
            }
        }
        prop_assert_eq!(seen, expected);
    }

    /// The server counts from the newest, and new items come while the list is read: pages move under the reader.
    #[test]
    fn a_list_that_grows_while_it_is_read_repeats_nothing_and_leaves_out_nothing(
        count in 1_u64..60,
        size in 1_usize..8,
        growth in vec((0_usize..12, any::<prop::sample::Index>()), 0..20),
        late in any::<bool>(),
        script in vec(any::<bool>(), 1..10),
        ahead in any::<bool>(),
    ) {
        let original: Vec<u64> = (0..count).collect();
        let state = Mutex::new((original.clone(), growth.into_iter(), count));
        let shelf = Shelf::new(move |offset| {
            let mut state = state.lock().unwrap();
            let (list, growth, fresh) = &mut *state;
            if let Some((more, at)) = growth.next() {
                for _ in 0..more {
                    list.insert(if late { at.index(list.len()) / 2 } else { 0 }, *fresh);
                    *fresh += 1;
                }
            }
            let end = list.len().min(offset + size);
            let items = list[offset.min(end)..end].to_vec();
            Sheet { items, next: (end < list.len()).then_some(end) }
        });
        let (seen, trouble) = read_all_of_growing(shelf, ahead, &script);
        let once: HashSet<u64> = seen.iter().copied().collect();
        prop_assert_eq!(once.len(), seen.len(), "each once");
        match trouble {
            None => prop_assert!(original.iter().all(|id| once.contains(id))),
            Some(trouble) => prop_assert_eq!(trouble, Trouble::Walk(WalkError::RepeatedPage)),
        }
    }

    /// Any page may lead to any page.
    #[test]
    fn no_cycle_is_walked_for_ever_and_none_repeats_an_item(
        next in vec(0_usize..8, 8),
        script in vec(any::<bool>(), 1..10),
        ahead in any::<bool>(),
    ) {
        let sheets: Vec<Sheet> = next
            .iter()
            .enumerate()
            .map(|(page, next)| {
                let first = page as u64 * 3;
                Sheet { items: (first..first + 3).collect(), next: Some(*next) }
            })
            .collect();
        let (seen, trouble) = read_all(Shelf::of(sheets), ahead, &script);
        prop_assert_eq!(trouble, Some(Trouble::Walk(WalkError::RepeatedPage)));
        let once: HashSet<u64> = seen.iter().copied().collect();
        prop_assert_eq!(once.len(), seen.len());
    }
}

/// As [`read_all`], for a list that is another one each time it is asked: there is nothing to compare a restart with.
fn read_all_of_growing(shelf: Shelf, ahead: bool, script: &[bool]) -> (Vec<u64>, Option<Trouble>) {
    let shelf = Arc::new(shelf);
    let begin = |items: Items<Shelf>| if ahead { items.with_prefetch() } else { items };
    let mut items = begin(Items::new(Arc::clone(&shelf)));
    let mut script = script.iter().cycle();
    let mut seen = Vec::new();
    loop {
        assert!(seen.len() < 1000, "it goes on for ever");
        if *script.next().unwrap() {
            items = begin(restarted(&shelf, &items));
        }
        match next(&mut items) {
            None => return (seen, None),
            Some(Ok(id) | Err(Trouble::Bad(id))) => seen.push(id),
            Some(Err(error)) => return (seen, Some(error)),
        }
    }
}

fn line(pages: usize, size: u64) -> Vec<Sheet> {
    (0..pages)
        .map(|page| {
            let first = page as u64 * size;
            Sheet {
                items: (first..first + size).collect(),
                next: (page + 1 < pages).then_some(page + 1),
            }
        })
        .collect()
}

#[test]
fn a_page_under_new_places_that_never_changes_is_told_in_the_end() {
    let shelf = Shelf::new(|page| Sheet {
        items: vec![1, 2, 3],
        next: Some(page + 1),
    });
    let (seen, trouble) = read_all(shelf, false, &[false]);
    assert_eq!(seen, [1, 2, 3]);
    assert_eq!(trouble, Some(Trouble::Walk(WalkError::RepeatedPage)));
}

#[test]
fn an_item_twice_on_a_page_comes_once_and_is_counted() {
    let shelf = Arc::new(Shelf::of(vec![Sheet {
        items: vec![1, 2, 1],
        next: None,
    }]));
    let mut items = Items::new(shelf);
    assert_eq!(
        (next(&mut items), next(&mut items), next(&mut items)),
        (Some(Ok(1)), Some(Ok(2)), None)
    );
    assert_eq!(items.repeated(), 1);
}

#[test]
fn a_dropped_future_leaves_its_request_to_the_next_one() {
    let mut shelf = Shelf::of(line(1, 2));
    shelf.slow = 5;
    let shelf = Arc::new(shelf);
    let mut items = Items::new(Arc::clone(&shelf));
    for _ in 0..5 {
        let mut future = Box::pin(items.next());
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!(next(&mut items), Some(Ok(0)));
    assert_eq!(shelf.fetches.load(Ordering::Relaxed), 1);
}

#[test]
fn without_prefetch_a_page_is_asked_for_when_it_is_wanted_and_with_it_one_page_sooner() {
    for (ahead, after_first, after_all_of_first) in [(false, 1, 1), (true, 2, 2)] {
        let shelf = Arc::new(Shelf::of(line(4, 2)));
        let mut items = Items::new(Arc::clone(&shelf));
        if ahead {
            items = items.with_prefetch();
        }
        let fetches = || shelf.fetches.load(Ordering::Relaxed);
        assert_eq!(fetches(), 0);
        next(&mut items);
        assert_eq!(fetches(), after_first);
        next(&mut items);
        assert_eq!(fetches(), after_all_of_first);
        while next(&mut items).is_some() {}
        assert_eq!(fetches(), 4, "no page is asked for twice");
    }
}

#[test]
fn an_error_of_a_page_that_was_asked_for_ahead_waits_for_its_turn() {
    let mut shelf = Shelf::of(line(2, 3));
    shelf.down = HashSet::from([1]);
    let mut items = Items::new(Arc::new(shelf)).with_prefetch();
    for id in 0..3 {
        assert_eq!(next(&mut items), Some(Ok(id)));
    }
    assert_eq!(next(&mut items), Some(Err(Trouble::Down)));
    assert_eq!(next(&mut items), None);
}

#[test]
fn a_cursor_of_something_else_is_refused() {
    let shelf = || Shelf::of(line(3, 2));
    let mut items = Items::new(Arc::new(shelf()));
    next(&mut items);
    let cursor = items.cursor();
    let refusal = |shelf: Shelf| Items::resume(Arc::new(shelf), &cursor).unwrap_err();
    assert_eq!(
        refusal(Shelf {
            name: "another",
            ..shelf()
        }),
        WalkError::OtherList
    );
    assert_eq!(
        refusal(Shelf {
            direction: Direction::Backward,
            ..shelf()
        }),
        WalkError::OtherDirection
    );
    assert_eq!(
        Pages::resume(Arc::new(shelf()), &cursor).unwrap_err(),
        WalkError::OtherSteps
    );
}

#[test]
fn a_cursor_of_another_person_is_refused_before_a_page_is_asked_for() {
    let of = |whose| {
        Arc::new(Shelf {
            whose,
            ..Shelf::of(line(3, 2))
        })
    };
    let mut items = Items::new(of(Some(1)));
    next(&mut items);
    for (whose, is_refused) in [(Some(1), false), (Some(2), true), (None, false)] {
        let shelf = of(whose);
        let mut again = Items::resume(Arc::clone(&shelf), &items.cursor()).unwrap();
        if is_refused {
            assert_eq!(
                next(&mut again),
                Some(Err(Trouble::Walk(WalkError::OtherPerson)))
            );
            assert_eq!(next(&mut again), None);
            assert!(shelf.places.lock().unwrap().is_empty());
        } else {
            assert_eq!(next(&mut again), Some(Ok(1)));
        }
    }
}

#[test]
fn a_walk_of_a_thousand_pages_keeps_eight_bytes_a_page_and_an_item_that_is_remembered() {
    let mut items = Items::new(Arc::new(Shelf::of(line(1000, 10))));
    let mut longest = 0;
    let mut count = 0;
    while next(&mut items).is_some() {
        count += 1;
        if count % 500 == 0 {
            longest = longest.max(items.cursor().to_text().len());
        }
    }
    assert_eq!(count, 10_000);
    // In Base64, and a hundred for all the rest.
    let bytes = 8 * (1000 + position::REMEMBERED) + 100;
    assert!(longest < bytes * 4 / 3, "{longest}");
}
