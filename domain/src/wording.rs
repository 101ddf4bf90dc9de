//! How deeds change texts. What is written first is the original; a second language is a translation; editing the original marks the
//! translations outdated.

use hemicycle_entity::text::{Localized, Wording};
use hemicycle_entity::values::Origin;

use serde::{Deserialize, Deserializer, Serialize};

use crate::edits::MOST;
use crate::failure::{ErrorCode, Refusal};
use crate::problems::Problems;
use crate::values::{BODY_LIMIT, LanguageTag, SUMMARY_LIMIT, TITLE_LIMIT, written};

/// What an edit says of a field: nothing, that it is empty from now on, or its new value.
pub type Patch<T> = Option<Option<T>>;

/// Reads a patch that is there: null empties the field. With serde's `default`, one that is not there says nothing.
pub fn patched<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    source: D,
) -> Result<Patch<T>, D::Error> {
    Option::<T>::deserialize(source).map(Some)
}

/// What sort of text a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One plain line: a title, a name.
    Title,
    /// A summary of a practice: at most 600 characters.
    Summary,
    /// Markdown.
    Body,
}

impl Form {
    fn parse(self, text: &str) -> Result<String, Refusal> {
        match self {
            Self::Title => written(text, TITLE_LIMIT, false),
            Self::Summary => written(text, SUMMARY_LIMIT, true),
            Self::Body => written(text, BODY_LIMIT, true),
        }
    }
}

/// Who made a translation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TranslationOrigin {
    /// A person, or a machine whose work a person checked.
    #[default]
    Human,
    /// A machine, and nobody checked it.
    Machine,
}

impl From<TranslationOrigin> for Origin {
    fn from(origin: TranslationOrigin) -> Self {
        match origin {
            TranslationOrigin::Human => Self::Human,
            TranslationOrigin::Machine => Self::Machine,
        }
    }
}

/// The texts of one input, all in one language.
pub struct Pen<'p> {
    pub language: LanguageTag,
    pub problems: &'p mut Problems,
}

impl Pen<'_> {
    /// A text that is there from the beginning.
    pub fn draft(&mut self, path: &str, text: Option<&str>, form: Form) -> Option<Localized> {
        let text = self.problems.take(path, form.parse(text?))?;
        Some(original(&self.language, text))
    }

    /// A text that must be there.
    pub fn required(&mut self, path: &str, text: Option<&str>, form: Form) -> Option<Localized> {
        if text.is_none() {
            self.problems.note(path, missing());
        }
        self.draft(path, text, form)
    }

    /// Changes a text as an edit says. Its original keeps its language; where that is another one, the edit belongs into a translation.
    pub fn edit(
        &mut self,
        path: &str,
        text: &mut Option<Localized>,
        patch: &Patch<String>,
        form: Form,
    ) {
        match patch {
            None => {}
            Some(None) => *text = None,
            Some(Some(new)) => {
                let Some(new) = self.problems.take(path, form.parse(new)) else {
                    return;
                };
                match text {
                    Some(old) => self.rewrite(path, old, new),
                    None => *text = Some(original(&self.language, new)),
                }
            }
        }
    }

    /// The same for a text that cannot be emptied.
    pub fn edit_required(
        &mut self,
        path: &str,
        text: &mut Localized,
        patch: &Patch<String>,
        form: Form,
    ) {
        if matches!(patch, Some(None)) {
            self.problems.note(path, missing());
            return;
        }
        let mut some = Some(std::mem::take(text));
        self.edit(path, &mut some, patch, form);
        *text = some.unwrap_or_default();
    }

    fn rewrite(&mut self, path: &str, text: &mut Localized, new: String) {
        let first = crate::values::original(text).map(|(tag, _)| tag.to_owned());
        if let Some(tag) = first.filter(|tag| tag != self.language.as_str()) {
            self.problems.note(path, written_first_in(&tag));
            return;
        }
        let tag = self.language.as_str();
        if text.0.get(tag).is_some_and(|old| old.text == new) {
            return;
        }
        for wording in text.0.values_mut() {
            wording.current = false;
        }
        text.0
            .insert(tag.to_owned(), wording(new, Origin::Original));
    }

    /// Adds or replaces a translation; a text that is not there cannot be translated.
    pub fn translate(
        &mut self,
        path: &str,
        text: Option<&mut Localized>,
        translation: Option<&str>,
        origin: TranslationOrigin,
        form: Form,
    ) {
        let Some(translation) = translation else {
            return;
        };
        let Some(new) = self.problems.take(path, form.parse(translation)) else {
            return;
        };
        let Some(text) = text else {
            self.problems.note(path, nothing_to_translate());
            return;
        };
        let first = crate::values::original(text);
        if first.is_some_and(|(tag, _)| tag == self.language.as_str()) {
            self.problems.note(path, is_the_original());
            return;
        }
        let tag = self.language.as_str().to_owned();
        if text.0.len() >= MOST && !text.0.contains_key(&tag) {
            self.problems.note("input.language", in_enough_languages());
            return;
        }
        text.0.insert(tag, wording(new, origin.into()));
    }
}

/// What a text says in the language that it was first written in.
pub fn said(text: Option<&Localized>) -> Option<(&str, &str)> {
    let first = crate::values::original(text?);
    first.map(|(tag, wording)| (tag, wording.text.as_str()))
}

/// Gives a text that is written anew the translations that the one before had; outdated ones, where it says something else.
pub fn follow(text: &mut Option<Localized>, before: Option<&Localized>) {
    let (Some(text), Some(before)) = (text, before) else {
        return;
    };
    let same = said(Some(text)) == said(Some(before));
    for (tag, old) in &before.0 {
        let translated = || Wording {
            current: old.current && same,
            ..old.clone()
        };
        if old.origin != Origin::Original {
            text.0.entry(tag.clone()).or_insert_with(translated);
        }
    }
}

/// A text as it is first written.
pub fn original(language: &LanguageTag, text: String) -> Localized {
    let first = (
        language.as_str().to_owned(),
        wording(text, Origin::Original),
    );
    Localized([first].into_iter().collect())
}

const fn wording(text: String, origin: Origin) -> Wording {
    Wording {
        text,
        origin,
        current: true,
    }
}

/// Notes a translation in which no text is given at all.
pub fn some_translated(problems: &mut Problems, given: &[Option<&str>]) {
    if given.iter().all(Option::is_none) {
        let none = Refusal::new(
            ErrorCode::Required,
            "At least one text is required.",
            "Au moins un texte est requis.",
        );
        problems.note("input", none);
    }
}

pub fn missing() -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        "This is required.",
        "Ce champ est obligatoire.",
    )
}

fn written_first_in(tag: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        format!(
            "This text was first written in “{tag}”: edit it in that language, or add a translation."
        ),
        format!(
            "Ce texte a d’abord été rédigé en « {tag} » : modifiez-le dans cette langue, ou ajoutez une traduction."
        ),
    )
}

fn nothing_to_translate() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidState,
        "There is no text to translate in this field.",
        "Ce champ ne contient aucun texte à traduire.",
    )
}

fn in_enough_languages() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        format!("There are texts in {MOST} languages, more are not told."),
        format!("Il y a des textes en {MOST} langues, on n’en indique pas davantage."),
    )
}

fn is_the_original() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This text was first written in this language: edit it instead.",
        "Ce texte a d’abord été rédigé dans cette langue : modifiez-le plutôt.",
    )
}
