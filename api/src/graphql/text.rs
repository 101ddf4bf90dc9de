//! Texts in several languages, served in the one the caller reads best.

use std::sync::OnceLock;

use async_graphql::{Context, Object};
use hemicycle_domain::values::{self, best_wording};
use hemicycle_entity::text::{Localized, Wording};

use super::context::asking;
use super::directives::list_size;
use super::enums::Origin;
use super::html;
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

    /// The text as HTML that is safe to show on any page: no scripts, styles, images or identifiers, and links over https only. Null for names and
    /// titles, whose `text` is plain.
    async fn html(&self) -> Option<&str> {
        self.served.rendered()
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
        translations(&self.all, self.served.sort)
    }
}

/// How a text is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Names, titles, labels.
    Plain,
    /// Body texts.
    Markdown,
}

/// One wording of a text.
pub struct Translation {
    text: String,
    language: LanguageTag,
    origin: Origin,
    current: bool,
    sort: Sort,
    /// Rendered once, and only when asked for, whatever the number of aliases.
    html: OnceLock<String>,
}

impl Translation {
    fn rendered(&self) -> Option<&str> {
        let rendered = || html::rendered(&self.text);
        (self.sort == Sort::Markdown).then(|| self.html.get_or_init(rendered).as_str())
    }
}

/// One wording of a text.
#[Object]
impl Translation {
    /// The text, in `language`. Plain text for names and titles, Markdown for body texts.
    async fn text(&self) -> &str {
        &self.text
    }

    /// The text as HTML that is safe to show on any page: no scripts, styles, images or identifiers, and links over https only. Null for names and
    /// titles, whose `text` is plain.
    async fn html(&self) -> Option<&str> {
        self.rendered()
    }

    /// The language of `text`.
    async fn language(&self) -> &LanguageTag {
        &self.language
    }

    /// How the wording came to be.
    async fn origin(&self) -> Origin {
        self.origin
    }

    /// False when the original was edited after this translation was made; true for an original.
    async fn current(&self) -> bool {
        self.current
    }
}

/// The languages a caller asks for in an argument.
pub type Languages = Option<Vec<LanguageTag>>;

fn translation(tag: &str, wording: &Wording, sort: Sort) -> Translation {
    Translation {
        text: wording.text.clone(),
        language: LanguageTag::stored(tag),
        origin: wording.origin.into(),
        current: wording.current,
        sort,
        html: OnceLock::new(),
    }
}

/// A plain text (a name, a title, a label) as this caller gets it.
pub fn localized(
    ctx: &Context<'_>,
    text: &Localized,
    languages: Languages,
) -> Option<LocalizedText> {
    served(ctx, text, languages, Sort::Plain)
}

/// A body text, in Markdown, as this caller gets it.
pub fn body(ctx: &Context<'_>, text: &Localized, languages: Languages) -> Option<LocalizedText> {
    served(ctx, text, languages, Sort::Markdown)
}

fn served(
    ctx: &Context<'_>,
    text: &Localized,
    languages: Languages,
    sort: Sort,
) -> Option<LocalizedText> {
    let asked: Option<Vec<values::LanguageTag>> =
        languages.map(|tags| tags.into_iter().map(|tag| tag.0).collect());
    let wanted = asked.as_ref().unwrap_or(&asking(ctx).languages);
    let (tag, wording) = best_wording(text, wanted)?;
    Some(LocalizedText {
        served: translation(tag, wording, sort),
        all: text.clone(),
    })
}

fn translations(text: &Localized, sort: Sort) -> Vec<Translation> {
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
        .map(|(tag, wording)| translation(tag, wording, sort))
        .collect()
}

/// The same as `localized`, for a text that is always there.
pub fn always(ctx: &Context<'_>, text: &Localized, languages: Languages) -> LocalizedText {
    localized(ctx, text, languages).unwrap_or_else(|| nothing(ctx, Sort::Plain))
}

/// The same as `body`, for a text that is always there.
pub fn always_body(ctx: &Context<'_>, text: &Localized, languages: Languages) -> LocalizedText {
    body(ctx, text, languages).unwrap_or_else(|| nothing(ctx, Sort::Markdown))
}

/// A text without any wording cannot be written, so nothing is lost by the empty one.
fn nothing(ctx: &Context<'_>, sort: Sort) -> LocalizedText {
    let wording = Wording {
        text: String::new(),
        origin: hemicycle_entity::values::Origin::Original,
        current: true,
    };
    LocalizedText {
        served: translation(asking(ctx).tongue.tag(), &wording, sort),
        all: Localized::default(),
    }
}
