//! What may be asked: each endpoint lists its parameters, and everything else is refused by name.
//!
//! The same list makes the OpenAPI document, so that what is documented is what is taken.

use crate::Problem;
use jiff::civil::Date;
use std::collections::HashMap;

/// A value that is longer is refused.
const LONGEST: usize = 4096;
/// More values in one list are refused.
const MOST: usize = 200;

/// A parameter of an endpoint: of its query, or of its path where the path has `{name}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// What it means, for the documentation.
    pub about: &'static str,
}

/// Which values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// Long text of up to so many bytes.
    Long(usize),
    /// Texts with commas between them.
    List,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words, with commas between them.
    Words(&'static [&'static str]),
    /// A day: `2020-07-22`.
    Day,
    /// A whole number from here to there.
    Whole(u64, u64),
    /// A number from here to there.
    Real(f64, f64),
    /// `true` or `false`.
    Flag,
}

/// The parameters that a request gives, all of them known and of the right kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    values: HashMap<&'static str, String>,
}

impl Asked {
    /// Reads a query (`a=1&b=2`, as forms send it) and the values in the path.
    ///
    /// ```
    /// use bayhaqi_server::{Asked, Kind, Parameter};
    ///
    /// let known = [Parameter { name: "limit", kind: Kind::Whole(1, 500), about: "" }];
    /// let asked = Asked::read("limit=20", &[], &known)?;
    /// assert_eq!(asked.whole("limit"), Some(20));
    /// let wrong = Asked::read("limits=20", &[], &known).unwrap_err();
    /// assert_eq!(wrong.to_json()["parameter"], "limits");
    /// # Ok::<(), bayhaqi_server::Problem>(())
    /// ```
    pub fn read(
        query: &str,
        path: &[(String, String)],
        known: &[Parameter],
    ) -> Result<Asked, Problem> {
        let mut asked = Asked::default();
        for (name, value) in path {
            asked.take(name, value.clone(), known)?;
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).map_err(|what| Problem::bad(&printable(name), what))?;
            let value = decode(value).map_err(|what| Problem::bad(&printable(&name), what))?;
            asked.take(&name, value, known)?;
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: String, known: &[Parameter]) -> Result<(), Problem> {
        let Some(parameter) = known.iter().find(|p| p.name == name) else {
            let names: Vec<_> = known.iter().map(|p| p.name).collect();
            let advice = match names.is_empty() {
                true => "there are no parameters here".to_owned(),
                false => format!("known are {}", names.join(", ")),
            };
            return Err(Problem::bad(&printable(name), format!("no such parameter; {advice}")));
        };
        parameter.kind.check(&value).map_err(|what| Problem::bad(parameter.name, what))?;
        if self.values.insert(parameter.name, value).is_some() {
            return Err(Problem::bad(parameter.name, "is given twice; give it once"));
        }
        Ok(())
    }

    /// A value as it was given, where it was.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The values of a list; none where it was not given.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.text(name).into_iter().flat_map(items).collect()
    }

    /// A day.
    pub fn day(&self, name: &str) -> Option<Date> {
        self.text(name)?.parse().ok()
    }

    /// A whole number.
    pub fn whole(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    /// A number.
    pub fn real(&self, name: &str) -> Option<f64> {
        self.text(name)?.parse().ok()
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.text(name)?.parse().ok()
    }
}

impl Kind {
    /// What is wrong with a value, and what to give.
    fn check(self, value: &str) -> Result<(), String> {
        let longest = if let Kind::Long(longest) = self { longest } else { LONGEST };
        if value.len() > longest {
            return Err(format!("is longer than {longest} bytes"));
        }
        if value.contains('\0') {
            return Err("holds the character U+0000".to_owned());
        }
        if value.trim().is_empty() {
            return Err("is empty; give a value or leave it out".to_owned());
        }
        let good = match self {
            Kind::Text | Kind::Long(_) => true,
            Kind::List => items(value).count() <= MOST && items(value).all(|i| !i.is_empty()),
            Kind::Word(known) => known.contains(&value),
            Kind::Words(known) => items(value).all(|i| known.contains(&i)),
            Kind::Day => value.len() == 10 && value.parse::<Date>().is_ok(),
            Kind::Whole(least, most) => value.parse().is_ok_and(|n| (least..=most).contains(&n)),
            Kind::Real(least, most) => value.parse().is_ok_and(|n| (least..=most).contains(&n)),
            Kind::Flag => matches!(value, "true" | "false"),
        };
        if good { Ok(()) } else { Err(format!("is {}; give {}", quoted(value), self.advice())) }
    }

    fn advice(self) -> String {
        match self {
            Kind::Text | Kind::Long(_) => "a text".to_owned(),
            Kind::List => format!("up to {MOST} values with commas between them"),
            Kind::Word(known) => format!("one of {}", known.join(", ")),
            Kind::Words(known) => format!("some of {}, with commas between them", known.join(", ")),
            Kind::Day => "a day like 2020-07-22".to_owned(),
            Kind::Whole(least, most) => format!("a number from {least} to {most}"),
            Kind::Real(least, most) => format!("a number from {least} to {most}"),
            Kind::Flag => "true or false".to_owned(),
        }
    }
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// A value as a message shows it: in quotation marks, and short.
fn quoted(value: &str) -> String {
    let short: String = value.chars().take(60).collect();
    if short.len() < value.len() { format!("{short:?}…") } else { format!("{short:?}") }
}

/// A name as a message shows it.
fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// Undoes what forms do to a value (<https://url.spec.whatwg.org/#urlencoded-parsing>), but takes no
/// escape that is broken.
fn decode(text: &str) -> Result<String, &'static str> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else {
                    return Err(
                        "has a % that two hexadecimal digits do not follow; write it as %25",
                    );
                };
                (high * 16 + low) as u8
            }
            other => other,
        });
    }
    String::from_utf8(out).map_err(|_| "is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KNOWN: &[Parameter] = &[
        Parameter { name: "q", kind: Kind::Text, about: "" },
        Parameter { name: "event", kind: Kind::Words(&["AID", "ASSAULT"]), about: "" },
        Parameter { name: "source", kind: Kind::List, about: "" },
        Parameter { name: "from", kind: Kind::Day, about: "" },
        Parameter { name: "limit", kind: Kind::Whole(1, 500), about: "" },
        Parameter { name: "min", kind: Kind::Real(0.0, 1.0), about: "" },
        Parameter { name: "claimed", kind: Kind::Flag, about: "" },
    ];

    fn read(query: &str) -> Result<Asked, String> {
        let wrong = |p: Problem| p.to_json()["parameter"].as_str().unwrap_or("").to_owned();
        Asked::read(query, &[], KNOWN).map_err(wrong)
    }

    #[test]
    fn good_values_are_read() {
        let asked =
            read("q=a+b%26c&event=AID,ASSAULT&from=2020-02-29&limit=500&min=0.5&claimed=true");
        let asked = asked.unwrap();
        assert_eq!(asked.text("q"), Some("a b&c"));
        assert_eq!(asked.list("event"), ["AID", "ASSAULT"]);
        assert_eq!(asked.day("from"), Some(jiff::civil::date(2020, 2, 29)));
        assert_eq!(asked.whole("limit"), Some(500));
        assert_eq!(asked.real("min"), Some(0.5));
        assert_eq!(asked.flag("claimed"), Some(true));
        assert_eq!((asked.text("source"), asked.list("source")), (None, Vec::new()));
        assert_eq!(read(""), Ok(Asked::default()));
        assert_eq!(read("&&"), Ok(Asked::default()));
    }

    #[test]
    fn bad_values_are_named() {
        for (query, name) in [
            ("Q=a", "Q"),
            ("q=a&q=b", "q"),
            ("q=", "q"),
            ("q", "q"),
            ("q=%2", "q"),
            ("q=%C3", "q"),
            ("q=%00", "q"),
            ("event=aid", "event"),
            ("event=AID,", "event"),
            ("source=USA,,IRN", "source"),
            ("from=2021-02-29", "from"),
            ("from=20200102", "from"),
            ("from=2020-01-02T00:00", "from"),
            ("limit=0", "limit"),
            ("limit=501", "limit"),
            ("limit=-1", "limit"),
            ("limit=1.0", "limit"),
            ("limit=99999999999999999999999", "limit"),
            ("min=NaN", "min"),
            ("min=inf", "min"),
            ("claimed=1", "claimed"),
        ] {
            assert_eq!(read(query), Err(name.to_owned()), "{query}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused(query in ".{0,200}") {
            let _ = read(&query);
        }

        #[test]
        fn what_is_encoded_is_read_back(text in "[^\\x00]{0,50}[a-zäß語]") {
            let sent: String = text.bytes().map(|b| format!("%{b:02x}")).collect();
            let asked = read(&format!("q={sent}")).unwrap();
            prop_assert_eq!(asked.text("q"), Some(text.as_str()));
        }
    }
}
