//! What a completed project says of the practice that it can become: values for a draft, in the language the project was written in. Nothing is written.

use hemicycle_entity::project::Model;
use hemicycle_entity::text::Localized;

use crate::values::{SUMMARY_LIMIT, original};

/// The texts of a practice to be drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeOffer {
    /// The language of the texts.
    pub language: String,
    pub title: String,
    pub summary: Option<String>,
    /// What the project was to achieve.
    pub problem: Option<String>,
    pub results: Option<String>,
}

pub fn practice_offer(project: &Model) -> PracticeOffer {
    let language = &project.original_language;
    let say = |text: &Localized| in_language(text, language);
    PracticeOffer {
        title: say(&project.title).unwrap_or_default(),
        summary: project
            .summary
            .as_ref()
            .and_then(say)
            .map(|text| shortened(&text, SUMMARY_LIMIT)),
        problem: project.goal.as_ref().and_then(say),
        results: project.results.as_ref().and_then(say),
        language: language.clone(),
    }
}

/// A text in a language, else as it was first written.
fn in_language(text: &Localized, language: &str) -> Option<String> {
    let wording = text.0.get(language);
    let wording = wording.or_else(|| original(text).map(|(_, wording)| wording));
    wording.map(|wording| wording.text.clone())
}

/// At most so many characters, cut between words.
fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    // Where the first character beyond is a space, the last word is whole.
    let reach: String = text.chars().take(limit).collect();
    let cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    let whole_words = reach
        .rsplit_once(char::is_whitespace)
        .map(|(words, _)| words);
    format!("{}…", whole_words.unwrap_or(&cut).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_summary_is_cut_between_words_within_the_limit_of_a_practice() {
        assert_eq!(shortened("as it is", 8), "as it is");
        assert_eq!(shortened("longer than that", 12), "longer than…");
        assert_eq!(shortened("longer than that", 11), "longer…");
        assert_eq!(shortened("ééééé", 3), "éé…");
        let long = "mot ".repeat(400);
        assert!(shortened(&long, SUMMARY_LIMIT).chars().count() <= SUMMARY_LIMIT);
    }
}
