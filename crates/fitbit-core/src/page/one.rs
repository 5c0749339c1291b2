//! One page of a list: its items in their order, the bad ones among them.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use fitbit_api::decode::ItemMisfit;
use serde::Serialize;

use super::{Direction, Entry, Fingerprint, PageLink};
use crate::error::{Error, ErrorKind};
use crate::reply::Reply;
use crate::view::{Seen, View};

/// A page of a list, as its schema has it. Implemented by the generator from the spec's pagination facts.
pub trait PagedList: fitbit_api::decode::Body + Send + Sync + 'static {
    /// What the list is of.
    type Item: Serialize + Send + Sync + 'static;

    /// The operation that answers with it.
    const OPERATION: &'static str;

    /// The field with the items.
    const LIST: &'static str;

    /// The items of this page.
    fn items(&self) -> &[Self::Item];

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;

    /// The link to the page after this one; `None` where it is missing or blank.
    fn next(&self) -> Option<&str>;

    /// The link to the page before this one; `None` where it is missing or blank.
    fn previous(&self) -> Option<&str>;

    /// What tells an item from the others: its id, or all that it says where it has none.
    fn key(item: &Self::Item) -> Fingerprint {
        let text = serde_json::to_string(item)
            .expect("generated types have text keys and no writers that fail");
        Fingerprint::of([text.as_str()])
    }
}

/// One page with what came with it.
pub struct Page<L> {
    reply: Reply<L>,
}

impl<L: PagedList> Page<L> {
    pub(super) fn new(reply: Reply<L>) -> Self {
        Self { reply }
    }

    /// The answer that the page came in. Its value has the good items only.
    pub fn reply(&self) -> &Reply<L> {
        &self.reply
    }

    /// The items of this page, and those that cannot be read in their places.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Result<View<'_, L::Item>, &ItemMisfit>> {
        let view = self.reply.view();
        let good = view.parts(view.raw().items());
        merged::<L, _, _>(good, self.reply.misfits().iter(), |misfit| misfit).into_iter()
    }

    /// The items of this page, each with its context, and in its place what is wrong with one that cannot be read.
    pub fn into_items(self) -> Vec<Result<Seen<L::Item>, Error>> {
        self.into_entries()
            .into_iter()
            .map(|entry| entry.item)
            .collect()
    }

    /// The page after this one.
    pub fn next(&self) -> Option<PageLink> {
        self.reply.raw().next().map(PageLink::new)
    }

    /// The page before this one.
    pub fn previous(&self) -> Option<PageLink> {
        self.reply.raw().previous().map(PageLink::new)
    }

    pub(super) fn link(&self, direction: Direction) -> Option<&str> {
        let list = self.reply.raw();
        match direction {
            Direction::Forward => list.next(),
            Direction::Backward => list.previous(),
        }
    }

    pub(super) fn into_entries(self) -> Vec<Entry<Seen<L::Item>, Error>> {
        let (reply, misfits) = self.reply.into_parts();
        let bad = |misfit: &ItemMisfit| {
            Error::new(ErrorKind::BadItem)
                .with_operation(reply.facts())
                .with_misfit(misfit.misfit().clone())
                .with_answer(
                    reply.status(),
                    *reply.rate_limit(),
                    Bytes::copy_from_slice(misfit.text().as_bytes()),
                )
        };
        let bad: Vec<(ItemMisfit, Error)> = misfits
            .into_iter()
            .map(|misfit| {
                let error = bad(&misfit);
                (misfit, error)
            })
            .collect();
        let seen = reply.into_seen();
        let context = Arc::clone(seen.shared_context());
        let good = seen.into_raw().into_items().into_iter();
        merged::<L, _, _>(good, bad.into_iter(), |(misfit, _)| misfit)
            .into_iter()
            .map(|item| match item {
                Ok(item) => Entry {
                    key: L::key(&item),
                    item: Ok(Seen::new(item, Arc::clone(&context))),
                },
                Err((misfit, error)) => Entry {
                    key: Fingerprint::of(["an item that does not fit", misfit.text()]),
                    item: Err(error),
                },
            })
            .collect()
    }
}

/// Puts the bad items where they stood. One of any other list than the page's own comes last: it must not be lost.
fn merged<L: PagedList, T, M>(
    mut good: impl ExactSizeIterator<Item = T>,
    bad: impl ExactSizeIterator<Item = M>,
    misfit: impl Fn(&M) -> &ItemMisfit,
) -> Vec<Result<T, M>> {
    let mut items = Vec::with_capacity(good.len() + bad.len());
    let mut others = Vec::new();
    for bad in bad {
        if misfit(&bad).list() != L::LIST {
            others.push(Err(bad));
            continue;
        }
        let before = misfit(&bad).index().saturating_sub(items.len());
        items.extend(good.by_ref().take(before).map(Ok));
        items.push(Err(bad));
    }
    items.extend(good.map(Ok));
    items.extend(others);
    items
}

impl<L> fmt::Debug for Page<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Page")
            .field("reply", &self.reply)
            .finish()
    }
}
