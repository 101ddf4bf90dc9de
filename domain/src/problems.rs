//! What is wrong with what a deed was given: gathered, so that the caller is told all of it at once.

use crate::failure::{Failure, Refusal};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Refusal>);

impl Problems {
    /// Notes a problem of the field at `path`, such as `input.title`.
    pub fn note(&mut self, path: &str, mut refusal: Refusal) {
        for step in path.rsplit('.').filter(|step| !step.is_empty()) {
            refusal = refusal.at(step);
        }
        if !self.0.contains(&refusal) {
            self.0.push(refusal);
        }
    }

    /// The value, or a note that it is wrong.
    pub fn take<T>(&mut self, path: &str, value: Result<T, Refusal>) -> Option<T> {
        value.map_err(|refusal| self.note(path, refusal)).ok()
    }

    /// The same for a value that may be absent.
    pub fn take_some<T, U>(
        &mut self,
        path: &str,
        value: Option<T>,
        parse: impl FnOnce(T) -> Result<U, Refusal>,
    ) -> Option<U> {
        self.take(path, parse(value?))
    }

    /// Whether anything is noted of the field at `path`, or of what is in it.
    pub fn tells_of(&self, path: &str) -> bool {
        let mut told = self.0.iter();
        told.any(|one| {
            let mut steps = one.path.iter();
            path.split('.')
                .all(|step| steps.next().is_some_and(|s| s == step))
        })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_refusals(self) -> Vec<Refusal> {
        self.0
    }

    /// Ends a step that cannot go on with what is wrong so far.
    pub fn settled(&self) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Failure::Refused(self.0.clone()))
    }
}
