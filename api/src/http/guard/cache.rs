//! http/guard/cache: documents already scanned, parsed and measured for what does not depend on variables. Touches nothing.
//! Keyed by the text itself: the map's hash is seeded at random and equality is checked, so no two texts share an entry.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most documents kept.
const ENTRIES: usize = 256;
/// The most memory the kept documents may take, by the estimate of [`weight`].
const BYTES: usize = 16 * 1024 * 1024;
/// What one token takes once parsed, roughly: a field with its name and its places.
const BYTES_PER_TOKEN: usize = 256;

/// What a document takes in memory, roughly.
pub(super) fn weight(text: &str, tokens: usize) -> usize {
    text.len()
        .saturating_add(tokens.saturating_mul(BYTES_PER_TOKEN))
}

/// A bounded map from text to what was learnt of it; the entry unused for longest goes first.
pub(super) struct Cache<T>(Mutex<Entries<T>>);

struct Entries<T> {
    by_text: HashMap<Box<str>, Entry<T>>,
    bytes: usize,
    clock: u64,
}

struct Entry<T> {
    value: Arc<T>,
    weight: usize,
    used: u64,
}

impl<T> Cache<T> {
    /// An empty cache.
    pub(super) fn new() -> Cache<T> {
        Cache(Mutex::new(Entries {
            by_text: HashMap::new(),
            bytes: 0,
            clock: 0,
        }))
    }

    /// What was kept for exactly this text.
    pub(super) fn get(&self, text: &str) -> Option<Arc<T>> {
        let mut entries = self.lock();
        let now = entries.tick();
        let entry = entries.by_text.get_mut(text)?;
        entry.used = now;
        Some(Arc::clone(&entry.value))
    }

    /// Keeps the value, and lets go of others to stay within bounds.
    pub(super) fn put(&self, text: &str, weight: usize, value: Arc<T>) {
        let mut entries = self.lock();
        let used = entries.tick();
        let old = entries.by_text.insert(
            text.into(),
            Entry {
                value,
                weight,
                used,
            },
        );
        entries.bytes = entries.bytes + weight - old.map_or(0, |entry| entry.weight);
        while entries.by_text.len() > ENTRIES || entries.bytes > BYTES {
            entries.drop_oldest();
        }
    }

    /// How many documents are kept, and their estimated bytes.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        let entries = self.lock();
        (entries.by_text.len(), entries.bytes)
    }

    /// A panic elsewhere leaves the map whole: every change here is complete before anything can fail.
    fn lock(&self) -> MutexGuard<'_, Entries<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Entries<T> {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    /// Looks at every entry: there are few, and only a new document pays for it.
    fn drop_oldest(&mut self) {
        let oldest = self
            .by_text
            .iter()
            .min_by_key(|(_, entry)| entry.used)
            .map(|(text, _)| text.clone());
        match oldest.and_then(|text| self.by_text.remove(&text)) {
            Some(entry) => self.bytes -= entry.weight,
            None => self.bytes = 0,
        }
    }
}
