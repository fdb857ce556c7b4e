//! Character classes as Python's `str` methods define them, on which the models were trained.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// `str.isspace`: Rust's white space and the four information separators.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, '\u{1c}'..='\u{1f}') || c.is_whitespace()
}

/// `str.isalpha`: a letter by general category (Rust's `is_alphabetic` takes marks as well).
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.general_category_group() == GeneralCategoryGroup::Letter
}

/// `str.isdigit`: decimal digits and the other characters of `Numeric_Type=Digit`, such as "²".
pub(crate) fn is_digit(c: char) -> bool {
    const OTHER: &[(u32, u32)] = &[
        (0xB2, 0xB3),
        (0xB9, 0xB9),
        (0x1369, 0x1371),
        (0x19DA, 0x19DA),
        (0x2070, 0x2070),
        (0x2074, 0x2079),
        (0x2080, 0x2089),
        (0x2460, 0x2468),
        (0x2474, 0x247C),
        (0x2488, 0x2490),
        (0x24EA, 0x24EA),
        (0x24F5, 0x24FD),
        (0x24FF, 0x24FF),
        (0x2776, 0x277E),
        (0x2780, 0x2788),
        (0x278A, 0x2792),
        (0x10A40, 0x10A43),
        (0x10E60, 0x10E68),
        (0x11052, 0x1105A),
        (0x1F100, 0x1F10A),
    ];
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    use unicode_properties::GeneralCategory::DecimalNumber;
    c.general_category() == DecimalNumber
        || OTHER.iter().any(|&(from, to)| (from..=to).contains(&(c as u32)))
}

/// The re module's `\w`.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
    )
}

/// spaCy's SHAPE: classes of characters, runs of the same class cut after four.
pub(crate) fn shape(text: &str) -> String {
    if text.len() >= 100 && text.chars().count() >= 100 {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len());
    let mut last = None;
    let mut run = 0;
    for c in text.chars() {
        let class = if is_alpha(c) {
            if c.is_uppercase() { 'X' } else { 'x' }
        } else if is_digit(c) {
            'd'
        } else {
            c
        };
        run = if last == Some(class) { run + 1 } else { 0 };
        last = Some(class);
        if run < 4 {
            shape.push(class);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(shape("Washington"), "Xxxxx");
        assert_eq!(shape("U.S."), "X.X.");
        assert_eq!(shape("12,000.50"), "dd,ddd.dd");
        assert_eq!(shape("²x"), "dx");
        assert_eq!(shape(&"é".repeat(100)), "LONG");
    }
}
