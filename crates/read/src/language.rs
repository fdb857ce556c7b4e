//! In which language a text is written.

/// Letters that are looked at: more tell nothing new.
const ENOUGH: usize = 2000;

/// The ISO 639 code of a text's language: two letters where there are two, else three. `None` where
/// the text is too short or mixed to tell.
///
/// ```
/// let french = "Le ministre des Affaires étrangères a rencontré son homologue chilien à Lima.";
/// assert_eq!(bayhaqi_read::identify(french).as_deref(), Some("fr"));
/// assert_eq!(bayhaqi_read::identify("1234"), None);
/// ```
pub fn identify(text: &str) -> Option<String> {
    let end = text.char_indices().nth(ENOUGH).map_or(text.len(), |(i, _)| i);
    let info = whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable)?;
    Some(two_letters(info.lang().code()).to_owned())
}

/// ISO 639-1 of an ISO 639-3 code (<https://iso639-3.sil.org/code_tables/639/data>).
fn two_letters(code: &'static str) -> &'static str {
    const SHORT: [(&str, &str); 68] = [
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
    ];
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_languages_of_the_news() {
        let texts = [
            (
                "en",
                "The foreign minister met his counterpart in Lima on Tuesday. They spoke about the border.",
            ),
            (
                "es",
                "El ministro de Exteriores se reunió el martes en Lima con su homólogo chileno. Hablaron \
                    de la frontera y de los acuerdos que todavía no se han firmado.",
            ),
            ("de", "Der Außenminister traf am Dienstag in Lima seinen chilenischen Amtskollegen."),
            (
                "ru",
                "Министр иностранных дел встретился во вторник в Лиме со своим чилийским коллегой. \
                    Они говорили о границе и о договорах, которые ещё не подписаны.",
            ),
            ("ar", "التقى وزير الخارجية نظيره التشيلي في ليما يوم الثلاثاء لبحث ملف الحدود."),
        ];
        for (language, text) in texts {
            assert_eq!(identify(text).as_deref(), Some(language), "{text}");
        }
    }

    #[test]
    fn a_cut_never_splits_a_letter() {
        let (short, long) = ("لي".repeat(ENOUGH / 2), "لي".repeat(ENOUGH));
        assert_eq!(identify(&long), identify(&short));
    }
}
