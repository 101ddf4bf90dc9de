//! Keys by which names are ordered and searched, computed here so that both databases give the same order.
//!
//! The order is the Unicode Collation Algorithm's (CLDR root, which suits English and French); the search key is the name without
//! accents and case.

use std::sync::LazyLock;

use hemicycle_entity::text::Localized;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use crate::values::{LanguageTag, best_wording};

/// The languages that lists can be ordered in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NameLanguage {
    #[default]
    English,
    French,
}

impl NameLanguage {
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// One row of the `name_key` table, but for the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameKey {
    pub language: String,
    pub sort_key: Vec<u8>,
    pub folded: String,
}

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(Default::default(), CollatorOptions::default()).ok());

fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 2);
    match COLLATOR.as_ref() {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        // The root collation is compiled in; without it order by the folded name, the same on both databases.
        None => key.extend_from_slice(fold(text).as_bytes()),
    }
    key
}

/// The text without accents and letter case, spaces single: what a prefix is compared with.
pub fn fold(text: &str) -> String {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let plain: String = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(text)
        .chars()
        .filter(|c| categories.get(*c) != GeneralCategory::NonspacingMark)
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' { '\'' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The keys of a name: one per language it has, one per language that lists are ordered in, and the other names for search alone.
pub fn keys(name: &Localized, others: &[&str]) -> Vec<NameKey> {
    let mut keys: Vec<NameKey> = NameLanguage::ALL
        .iter()
        .filter_map(|language| {
            let wanted = LanguageTag::parse(language.tag()).ok();
            let (_, wording) = best_wording(name, wanted.as_slice())?;
            Some(key(language.tag(), &wording.text))
        })
        .collect();
    for (language, wording) in &name.0 {
        if !keys.iter().any(|key| &key.language == language) {
            keys.push(key(language, &wording.text));
        }
    }
    keys.extend(
        others
            .iter()
            .enumerate()
            .map(|(position, other)| key(&format!("x-{position}"), other)),
    );
    keys
}

fn key(language: &str, text: &str) -> NameKey {
    NameKey {
        language: language.to_owned(),
        sort_key: sort_key(text),
        folded: fold(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_do_not_move_a_name_away_from_its_letter() {
        let mut names = [
            "Zambie",
            "Émirats arabes unis",
            "Fidji",
            "Égypte",
            "Espagne",
            "éthiopie",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "Égypte",
                "Émirats arabes unis",
                "Espagne",
                "éthiopie",
                "Fidji",
                "Zambie"
            ]
        );
    }

    #[test]
    fn search_keys_have_no_accents_no_case_and_single_spaces() {
        assert_eq!(fold("  Assemblée  Nationale"), "assemblee nationale");
        assert_eq!(fold("Côte d’Ivoire"), "cote d'ivoire");
        assert_eq!(fold("Ålandsøerne"), "alandsøerne");
    }
}
