//! Values parsed once at the edge and trusted afterwards. Each says what is wrong in both languages.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use hemicycle_entity::text::{Localized, Wording};
use hemicycle_entity::values::Origin;
use url::Url;

use crate::failure::{ErrorCode, Refusal};

/// Longest text of a title or name, in characters.
pub const TITLE_LIMIT: usize = 300;
/// Longest summary of a practice, in characters.
pub const SUMMARY_LIMIT: usize = 600;
/// Longest body text, in characters.
pub const BODY_LIMIT: usize = 20_000;

fn invalid(en: String, fr: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidValue, en, fr)
}

/// Lower-case ASCII letters, digits and single hyphens, at most 100.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let well_formed = !text.is_empty()
            && text.len() <= 100
            && text.split('-').all(|word| {
                !word.is_empty()
                    && word
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            });
        if well_formed {
            return Ok(Self(text.to_owned()));
        }
        Err(invalid(
            "A slug has lower-case letters a to z, digits and single hyphens, at most 100.".into(),
            "Un identifiant court comporte des minuscules de a à z, des chiffres et des traits d’union simples, 100 au plus.".into(),
        ))
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

/// The code of a parliament or chamber: upper-case letters and digits, hyphens between.
pub fn code(text: &str) -> Result<String, Refusal> {
    let well_formed = (2..=20).contains(&text.len())
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        });
    if well_formed {
        return Ok(text.to_owned());
    }
    Err(invalid(
        "A code has 2 to 20 upper-case letters and digits, with single hyphens between them.".into(),
        "Un code comporte de 2 à 20 majuscules et chiffres, séparés au besoin par des traits d’union simples.".into(),
    ))
}

/// A code of exactly `length` characters of one class.
pub fn fixed_code(text: &str, length: usize, digits: bool) -> Result<String, Refusal> {
    let fits = |byte: u8| {
        if digits {
            byte.is_ascii_digit()
        } else {
            byte.is_ascii_uppercase()
        }
    };
    if text.len() == length && text.bytes().all(fits) {
        return Ok(text.to_owned());
    }
    let (en, fr) = if digits {
        ("digits", "chiffres")
    } else {
        ("upper-case letters", "majuscules")
    };
    Err(invalid(
        format!("This code has exactly {length} {en}."),
        format!("Ce code comporte exactement {length} {fr}."),
    ))
}

/// A text without control characters, not blank, not too long. Line breaks are allowed where `lines`.
pub fn written(text: &str, limit: usize, lines: bool) -> Result<String, Refusal> {
    let trimmed = text.trim();
    // As Windows ends lines.
    let ended = if lines {
        trimmed.replace("\r\n", "\n")
    } else {
        trimmed.to_owned()
    };
    let trimmed = ended.as_str();
    if trimmed
        .chars()
        .all(|c| c.is_whitespace() || is_invisible(c))
    {
        return Err(Refusal::new(
            ErrorCode::Required,
            "The text is empty.",
            "Le texte est vide.",
        ));
    }
    let allowed = |c: char| lines && matches!(c, '\n' | '\t');
    let forbidden = |c: char| (c.is_control() || turns_the_page(c)) && !allowed(c);
    if trimmed.chars().any(forbidden) {
        return Err(invalid(
            "The text contains control characters.".into(),
            "Le texte contient des caractères de contrôle.".into(),
        ));
    }
    let length = trimmed.chars().count();
    if length > limit {
        return Err(invalid(
            format!("The text has {length} characters, at most {limit} are allowed."),
            format!("Le texte compte {length} caractères, {limit} au plus sont admis."),
        ));
    }
    Ok(ended)
}

/// Characters that join or part others and are not seen themselves. Languages and emoji need them between characters that are.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Embeddings, overrides and isolates of direction: one that is not closed turns round the page around the text.
const fn turns_the_page(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An absolute https address.
pub fn web_address(text: &str) -> Result<String, Refusal> {
    let url = Url::parse(text).ok().filter(|url| {
        url.scheme() == "https"
            && url.host_str().is_some_and(|host| host.contains('.'))
            && url.username().is_empty()
            && url.password().is_none()
    });
    match url {
        Some(url) if text.len() <= 2_000 => Ok(url.into()),
        _ => Err(invalid(
            "A link is an absolute https address of at most 2,000 characters.".into(),
            "Un lien est une adresse https absolue de 2 000 caractères au plus.".into(),
        )),
    }
}

/// An SPDX licence expression.
pub fn licence(text: &str) -> Result<String, Refusal> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .-+()".contains(c);
    let text = written(text, 100, false)?;
    if text.chars().all(allowed) {
        return Ok(text);
    }
    Err(invalid(
        "A licence is given as in SPDX, for example CC-BY-4.0.".into(),
        "Une licence se donne comme dans SPDX, par exemple CC-BY-4.0.".into(),
    ))
}

/// A whole number within a range.
pub fn whole(number: i32, range: RangeInclusive<i32>) -> Result<i32, Refusal> {
    if range.contains(&number) {
        return Ok(number);
    }
    let (from, to) = (range.start(), range.end());
    Err(invalid(
        format!("This number lies between {from} and {to}."),
        format!("Ce nombre est compris entre {from} et {to}."),
    ))
}

/// The code of a chamber, seen beside that of its parliament.
pub fn code_within(chamber: &str, parliament: &str) -> Result<(), Refusal> {
    let rest = chamber.strip_prefix(parliament);
    if rest.is_some_and(|rest| rest.starts_with('-')) {
        return Ok(());
    }
    Err(invalid(
        format!("The code of a chamber begins with that of its parliament: {parliament}-."),
        format!("Le code d’une chambre commence par celui de son parlement : {parliament}-."),
    ))
}

/// An e-mail address.
pub fn mailbox(text: &str) -> Result<String, Refusal> {
    // An address alone: no name before it, and a domain that mail is sent to.
    let alone = email_address::Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    let plain = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if plain && email_address::EmailAddress::parse_with_options(text, alone).is_ok() {
        return Ok(text.to_owned());
    }
    Err(invalid(
        "This is not an e-mail address.".into(),
        "Ce n’est pas une adresse électronique.".into(),
    ))
}

/// A BCP 47 language tag, in its usual letter case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageTag(String);

impl LanguageTag {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        oxilangtag::LanguageTag::parse_and_normalize(text)
            .ok()
            .filter(|tag| tag.as_str().len() <= 35)
            .map(|tag| Self(tag.into_inner()))
            .ok_or_else(|| {
                invalid(
                    "This is not a BCP 47 language tag, such as “fr” or “pt-BR”.".into(),
                    "Ce n’est pas une étiquette de langue BCP 47, comme « fr » ou « pt-BR »."
                        .into(),
                )
            })
    }

    /// A tag that the database holds: it was parsed when it was written.
    pub fn stored(tag: &str) -> Self {
        Self(tag.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: as exact as the source is. Sorts by time as text.
pub fn partial_date(text: &str) -> Result<String, Refusal> {
    let filled = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    match date(&filled) {
        Ok(_) if text.is_ascii() => Ok(text.to_owned()),
        _ => Err(invalid(
            "This is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD.".into(),
            "Ce n’est pas une date de la forme AAAA, AAAA-MM ou AAAA-MM-JJ.".into(),
        )),
    }
}

/// `YYYY-MM-DD`.
pub fn date(text: &str) -> Result<NaiveDate, Refusal> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)
        .ok_or_else(|| {
            invalid(
                "This is not a date of the form YYYY-MM-DD.".into(),
                "Ce n’est pas une date de la forme AAAA-MM-JJ.".into(),
            )
        })
}

/// The IANA name of a time zone.
pub fn time_zone(text: &str) -> Result<String, Refusal> {
    match text.parse::<chrono_tz::Tz>() {
        Ok(zone) => Ok(zone.name().to_owned()),
        Err(_) => Err(invalid(
            "This is not the IANA name of a time zone, such as “Europe/Paris”.".into(),
            "Ce n’est pas le nom IANA d’un fuseau horaire, comme « Europe/Paris ».".into(),
        )),
    }
}

/// The first is not after the last, where both are known.
pub fn in_order<T: PartialOrd>(first: Option<T>, last: Option<T>) -> Result<(), Refusal> {
    match (first, last) {
        (Some(first), Some(last)) if first > last => Err(invalid(
            "The end lies before the beginning.".into(),
            "La fin précède le début.".into(),
        )),
        _ => Ok(()),
    }
}

/// The same for partial dates, as exactly as both are known: March 2019 is not after 2019.
pub fn partial_in_order(first: Option<&str>, last: Option<&str>) -> Result<(), Refusal> {
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(());
    };
    let known = first.len().min(last.len());
    in_order(first.get(..known), last.get(..known))
}

/// A day that has come, for what is told as done.
pub fn not_after(day: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if day <= today {
        return Ok(());
    }
    Err(invalid(
        "This day has not come yet.".into(),
        "Ce jour n’est pas encore arrivé.".into(),
    ))
}

/// The wording a reader gets, with its language: the first wanted language that exists, then the original, then the first by its tag.
///
/// A wanted `fr-CA` is served by `fr`, and a wanted `pt` by `pt-BR` (RFC 4647 lookup, both ways).
pub fn best_wording<'a>(
    text: &'a Localized,
    wanted: &[LanguageTag],
) -> Option<(&'a str, &'a Wording)> {
    wanted
        .iter()
        .find_map(|tag| matching(text, tag.as_str()))
        .or_else(|| original(text))
        .or_else(|| text.0.iter().next().map(|(tag, word)| (tag.as_str(), word)))
}

/// The wording in which a text was first written.
pub fn original(text: &Localized) -> Option<(&str, &Wording)> {
    let mut wordings = text.0.iter();
    wordings
        .find(|(_, wording)| wording.origin == Origin::Original)
        .map(|(tag, wording)| (tag.as_str(), wording))
}

fn entry<'a>(text: &'a Localized, tag: &str) -> Option<(&'a str, &'a Wording)> {
    text.0
        .get_key_value(tag)
        .map(|(tag, wording)| (tag.as_str(), wording))
}

fn matching<'a>(text: &'a Localized, wanted: &str) -> Option<(&'a str, &'a Wording)> {
    let mut range = wanted;
    loop {
        if let Some(found) = entry(text, range) {
            return Some(found);
        }
        match range.rfind('-') {
            Some(cut) => range = &range[..cut],
            None => break,
        }
    }
    let prefix = format!("{range}-");
    text.0
        .iter()
        .find(|(tag, _)| tag.starts_with(&prefix))
        .map(|(tag, wording)| (tag.as_str(), wording))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_e_mail_address_is_an_address_alone() {
        assert!(mailbox("office@parl.example").is_ok());
        for wrong in [
            "Ada Lovelace <ada@parl.example>",
            "ada@localhost",
            "ada@[127.0.0.1]",
            "ada@parl.example\n",
            "\"ada lovelace\"@parl.example",
            "ada",
        ] {
            assert!(mailbox(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn partial_dates_are_compared_as_exactly_as_both_are_known() {
        let holds = |first, last| partial_in_order(Some(first), Some(last)).is_ok();
        assert!(
            holds("2019-03", "2019") && holds("2019", "2019-03") && holds("2018-12-31", "2019")
        );
        assert!(
            !holds("2019-03", "2018")
                && !holds("2019-03-02", "2019-03-01")
                && !holds("2020", "2019-12")
        );
    }

    #[test]
    fn a_text_that_nobody_sees_is_empty_and_none_turns_its_page_round() {
        let code = |text: &str| written(text, 20, true).err().map(|one| one.code);
        for empty in [
            "",
            " \n",
            "\u{200b}\u{200d}",
            "\u{feff} \u{ad}",
            "\u{3164}\u{fe0f}",
        ] {
            assert_eq!(code(empty), Some(ErrorCode::Required), "{empty:?}");
        }
        for turned in ["\u{202e}gpj.exe", "a\u{2066}b", "\u{202a}"] {
            assert_eq!(code(turned), Some(ErrorCode::InvalidValue), "{turned:?}");
        }
        for written in ["می\u{200c}خواهم", "👩\u{200d}💻", "\u{200f}שלום"] {
            assert_eq!(code(written), None, "{written:?}");
        }
    }

    #[test]
    fn lines_end_as_windows_ends_them_too() {
        assert_eq!(written("a\r\nb", 10, true).as_deref(), Ok("a\nb"));
        assert!(written("a\rb", 10, true).is_err());
        assert!(written("a\r\nb", 10, false).is_err());
    }

    fn text(languages: &[&str], original: &str) -> Localized {
        let wording = |tag: &&str| {
            let origin = if *tag == original {
                Origin::Original
            } else {
                Origin::Human
            };
            let wording = Wording {
                text: format!("in {tag}"),
                origin,
                current: true,
            };
            ((*tag).to_owned(), wording)
        };
        Localized(languages.iter().map(wording).collect())
    }

    fn served(languages: &[&str], wanted: &[&str], original: &str) -> String {
        let wanted: Vec<LanguageTag> = wanted
            .iter()
            .filter_map(|tag| LanguageTag::parse(tag).ok())
            .collect();
        best_wording(&text(languages, original), &wanted)
            .map(|(tag, _)| tag.to_owned())
            .unwrap_or_default()
    }

    #[test]
    fn a_reader_gets_the_first_wanted_language_that_exists_and_else_the_original() {
        assert_eq!(served(&["en", "fr"], &["de", "fr"], "en"), "fr");
        assert_eq!(served(&["en", "fr"], &["de"], "fr"), "fr");
        assert_eq!(served(&["es"], &["de"], "fr"), "es");
    }

    #[test]
    fn a_regional_tag_is_served_by_its_language_and_the_other_way_round() {
        assert_eq!(served(&["en", "fr"], &["fr-CA"], "en"), "fr");
        assert_eq!(served(&["en", "pt-BR"], &["pt"], "en"), "pt-BR");
    }

    #[test]
    fn slugs_are_plain() {
        assert!(Slug::parse("open-data-2").is_ok());
        for bad in ["", "Open", "a--b", "-a", "a-", "é", "a b", &"a".repeat(101)] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn partial_dates_are_as_exact_as_their_source() {
        for good in ["2019", "2019-02", "2020-02-29"] {
            assert!(partial_date(good).is_ok(), "{good}");
        }
        for bad in [
            "19",
            "2019-13",
            "2019-02-29",
            "2019-2-1",
            "2019-02-1",
            "",
            "２０１９",
        ] {
            assert!(partial_date(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn links_are_absolute_https_addresses() {
        assert!(web_address("https://www.ipu.org/").is_ok());
        for bad in [
            "http://www.ipu.org/",
            "//ipu.org",
            "javascript:alert(1)",
            "https://user:pw@ipu.org/",
            "https://localhost/",
        ] {
            assert!(web_address(bad).is_err(), "{bad:?}");
        }
    }
}
