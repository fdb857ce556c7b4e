//! How names are compared: small letters without accents, points and apostrophes; hyphens are
//! blanks; "St." is "Saint".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is left of a name when spelling does not count. Nothing is left of mere punctuation.
///
/// ```
/// assert_eq!(bayhaqi_gazetteer::key("St. John’s"), "saint johns");
/// assert_eq!(bayhaqi_gazetteer::key("Şanlıurfa"), "sanliurfa");
/// assert_eq!(bayhaqi_gazetteer::key("Port-au-Prince"), "port au prince");
/// ```
pub fn key(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        name.chars().for_each(|c| push(c, &mut folded));
    } else {
        name.nfd().filter(|c| !is_combining_mark(*c)).for_each(|c| push(c, &mut folded));
    }
    if !folded.contains([' ', 's', 'm', 'f']) {
        return folded;
    }
    let mut key = String::with_capacity(folded.len() + 3);
    for word in folded.split_ascii_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            "mt" => "mount",
            "ft" => "fort",
            word => word,
        });
    }
    key
}

fn push(c: char, out: &mut String) {
    match c {
        '-' | '–' | '‑' | '/' => out.push(' '),
        _ if c.is_whitespace() => out.push(' '),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ħ' | 'Ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ə' | 'Ə' => out.push('e'),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ß' => out.push_str("ss"),
        'þ' | 'Þ' => out.push_str("th"),
        _ if c.is_alphanumeric() => out.extend(c.to_lowercase()),
        _ => {}
    }
}
