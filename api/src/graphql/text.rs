//! Texts in several languages, served in the one the caller reads best.

use async_graphql::{Context, Object, SimpleObject};
use hemicycle_domain::values::{self, best_wording};
use hemicycle_entity::text::{Localized, Wording};

use super::context::asking;
use super::directives::list_size;
use super::enums::Origin;
use super::scalars::LanguageTag;

/// A text that people read, in the language that suits the caller best: the first of the `languages` argument (else of the request's
/// Accept-Language) in which it exists, otherwise its original. `language` says which it is.
pub struct LocalizedText {
    served: Translation,
    all: Localized,
}

/// A text that people read, in the language that suits the caller best: the first of the `languages` argument (else of the request's
/// Accept-Language) in which it exists, otherwise its original. `language` says which it is.
#[Object]
impl LocalizedText {
    /// The text, in `language`. Plain text for names and titles, Markdown for body texts.
    async fn text(&self) -> &str {
        &self.served.text
    }

    /// The language of `text`.
    async fn language(&self) -> &LanguageTag {
        &self.served.language
    }

    /// How the wording came to be.
    async fn origin(&self) -> Origin {
        self.served.origin
    }

    /// False when the original was edited after this translation was made; true for an original.
    async fn current(&self) -> bool {
        self.served.current
    }

    /// Every wording there is, the original first, then by language tag. At most 20.
    #[graphql(directive = list_size::apply(20))]
    async fn translations(&self) -> Vec<Translation> {
        translations(&self.all)
    }
}

/// One wording of a text.
#[derive(SimpleObject)]
pub struct Translation {
    /// The text, in `language`.
    text: String,
    /// The language of `text`.
    language: LanguageTag,
    /// How the wording came to be.
    origin: Origin,
    /// False when the original was edited after this translation was made; true for an original.
    current: bool,
}

/// The languages a caller asks for in an argument.
pub type Languages = Option<Vec<LanguageTag>>;

fn translation(tag: &str, wording: &Wording) -> Translation {
    Translation {
        text: wording.text.clone(),
        language: LanguageTag::stored(tag),
        origin: wording.origin.into(),
        current: wording.current,
    }
}

/// The text as this caller gets it.
pub fn localized(
    ctx: &Context<'_>,
    text: &Localized,
    languages: Languages,
) -> Option<LocalizedText> {
    let asked: Option<Vec<values::LanguageTag>> =
        languages.map(|tags| tags.into_iter().map(|tag| tag.0).collect());
    let wanted = asked.as_ref().unwrap_or(&asking(ctx).languages);
    let (tag, wording) = best_wording(text, wanted)?;
    Some(LocalizedText {
        served: translation(tag, wording),
        all: text.clone(),
    })
}

fn translations(text: &Localized) -> Vec<Translation> {
    let first = values::original(text);
    let others = text
        .0
        .iter()
        .map(|(tag, wording)| (tag.as_str(), wording))
        .filter(|(tag, _)| first.is_none_or(|(known, _)| known != *tag));
    first
        .into_iter()
        .chain(others)
        .take(20)
        .map(|(tag, wording)| translation(tag, wording))
        .collect()
}

/// The same for a text that is always there. A text without any wording cannot be written, so nothing is lost by the empty one.
pub fn always(ctx: &Context<'_>, text: &Localized, languages: Languages) -> LocalizedText {
    localized(ctx, text, languages).unwrap_or_else(|| LocalizedText {
        served: Translation {
            text: String::new(),
            language: LanguageTag::stored(asking(ctx).tongue.tag()),
            origin: Origin::Original,
            current: true,
        },
        all: Localized::default(),
    })
}
