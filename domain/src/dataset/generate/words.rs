//! What invented texts are made of, in English and French. Each says that it is invented.

use super::chance::Chance;

/// A text in both languages.
pub(super) struct Phrase {
    pub en: String,
    pub fr: String,
}

type Words = (&'static str, &'static str);

const SUBJECTS: [Words; 16] = [
    ("remote sittings", "séances à distance"),
    ("open data", "données ouvertes"),
    ("electronic petitions", "pétitions électroniques"),
    ("bill tracking", "suivi des textes de loi"),
    ("verbatim reporting", "compte rendu intégral"),
    ("amendment drafting", "rédaction des amendements"),
    ("digital library", "bibliothèque numérique"),
    ("public consultation", "consultation publique"),
    ("committee broadcasting", "diffusion des commissions"),
    ("electronic voting", "vote électronique"),
    ("cyber-security", "cybersécurité"),
    ("accessible documents", "documents accessibles"),
    ("staff training", "formation du personnel"),
    ("chamber equipment", "équipement de l’hémicycle"),
    ("website renewal", "refonte du site web"),
    ("archive digitisation", "numérisation des archives"),
];

const SETTINGS: [Words; 10] = [
    ("for committees", "pour les commissions"),
    ("for the plenary", "pour la séance plénière"),
    ("for small parliaments", "pour les petits parlements"),
    ("with shared tools", "avec des outils communs"),
    ("in three languages", "en trois langues"),
    ("step by step", "pas à pas"),
    ("across two chambers", "entre deux chambres"),
    ("with young citizens", "avec les jeunes"),
    ("on a small budget", "à petit budget"),
    ("for members’ offices", "pour les bureaux des membres"),
];

/// `Invented project 7: open data step by step`.
pub(super) fn title(chance: &mut Chance, kind: Words, number: u32) -> Phrase {
    let (subject, setting) = (chance.pick(&SUBJECTS), chance.pick(&SETTINGS));
    Phrase {
        en: format!("Invented {} {number}: {} {}", kind.0, subject.0, setting.0),
        fr: format!("{} {number} : {} {}", kind.1, subject.1, setting.1),
    }
}

/// A name without a subject: `Invented hub 3`.
pub(super) fn name(kind: Words, number: u32) -> Phrase {
    Phrase {
        en: format!("Invented {} {number}", kind.0),
        fr: format!("{} {number}", kind.1),
    }
}

/// A sentence or two of body text.
pub(super) fn body(chance: &mut Chance, what: Words) -> Phrase {
    let (subject, setting) = (chance.pick(&SUBJECTS), chance.pick(&SETTINGS));
    let count = chance.between(2, 40);
    Phrase {
        en: format!(
            "Invented {}: {} {}, tried with {count} people over several months. None of this happened.",
            what.0, subject.0, setting.0
        ),
        fr: format!(
            "{} : {} {}, à l’essai avec {count} personnes pendant plusieurs mois. Rien de tout cela n’a eu lieu.",
            what.1, subject.1, setting.1
        ),
    }
}
