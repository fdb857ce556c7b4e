//! The Spanish lemmatizer, which chooses its rules by features (`spacy/lang/es/lemmatizer.py`).

use super::{Lemmatizer, Word};
use crate::hash::string_id;
use crate::model::ModelFile;

/// Words that go with any lemmatized word of these classes unchanged.
const UNCHANGED: &[&str] = &["adp", "cconj", "intj", "part", "propn", "punct", "sconj", "sym", "x"];

/// The lemmatizer with the features of one word.
struct Spanish<'a> {
    tables: &'a Lemmatizer,
    file: &'a ModelFile,
    features: Vec<&'a str>,
}

pub(super) fn lemma(tables: &Lemmatizer, file: &ModelFile, word: Word<'_>, pos: &str) -> String {
    let lower = word.text.to_lowercase();
    if matches!(pos, "" | "eol" | "space") {
        return lower;
    }
    if UNCHANGED.contains(&pos) {
        let keep = pos == "propn" || !word.sentence_start;
        return if keep { word.text.to_owned() } else { lower };
    }
    if let Some(form) = tables.exceptions(file, pos, &lower).and_then(|mut forms| forms.next()) {
        return form.to_owned();
    }
    let features = word.morph.split('|').filter(|f| !f.is_empty()).collect();
    let spanish = Spanish { tables, file, features };
    match pos {
        "aux" | "verb" => spanish.verb(&lower),
        "noun" | "adj" => spanish.nominal(&lower, pos),
        "adv" => spanish.exact("adverbs", &lower).unwrap_or(lower),
        "num" => spanish.number(lower),
        "det" | "pron" => spanish.pronoun(&lower, pos),
        _ => lower,
    }
}

impl Spanish<'_> {
    fn has(&self, feature: &str) -> bool {
        self.features.contains(&feature)
    }

    /// The first rule whose features the word has.
    fn rule(&self, pos: &str) -> &str {
        let groups = self.tables.config.groups.get(&string_id(pos)).into_iter().flatten();
        let mut fitting = groups.filter(|(_, needs)| needs.iter().all(|n| self.has(n)));
        fitting.next().map_or("", |(rule, _)| rule)
    }

    /// The forms that the endings of a rule give; other than the word itself.
    fn apply(&self, rule: &str, word: &str) -> Vec<String> {
        let rules = self.tables.rules(rule).iter();
        rules.filter_map(|(old, new)| replaced(word, old, new)).filter(|f| f != word).collect()
    }

    /// All forms with each accent rule applied in turn.
    fn without_accents<'f>(&self, forms: impl Iterator<Item = &'f String>) -> Vec<String> {
        let accents = self.tables.rules("accents");
        forms
            .flat_map(|form| accents.iter().map(|(old, new)| form.replace(old.as_str(), new)))
            .collect()
    }

    /// The first of the forms that is a known word, or else the first of all, or else the word.
    fn choose(&self, forms: Vec<String>, pos: &str, word: &str) -> String {
        let known = forms.iter().find(|f| self.tables.in_index(self.file, pos, f)).cloned();
        known.or_else(|| forms.into_iter().next()).unwrap_or_else(|| word.to_owned())
    }

    fn exact(&self, rules: &str, word: &str) -> Option<String> {
        let found = self.tables.rules(rules).iter().find(|(old, _)| old == word);
        found.map(|(_, new)| new.clone())
    }

    fn nominal(&self, word: &str, pos: &str) -> String {
        let mut forms = self.apply(self.rule(pos), word);
        if self.has("Number=Plur") {
            let heavy = forms.iter().filter(|f| f.ends_with('n') || f.ends_with('s'));
            let light = self.without_accents(heavy);
            forms.extend(light);
        }
        self.choose(forms, pos, word)
    }

    fn pronoun(&self, word: &str, pos: &str) -> String {
        if let Some(form) = self.exact(pos, word).or_else(|| self.exact("det_and_pron_fixed", word))
        {
            return form;
        }
        let rules = self.tables.rules("det_and_pron_general").iter();
        // A determiner also keeps forms that a rule leaves as they are, before the word itself.
        let mut forms: Vec<String> = rules
            .map(|(old, new)| replaced(word, old, new).unwrap_or_else(|| word.to_owned()))
            .filter(|f| pos == "det" || f != word)
            .collect();
        forms.push(word.to_owned());
        self.choose(forms, pos, word)
    }

    fn number(&self, word: String) -> String {
        if let Some(form) = self.exact("num", &word) {
            return form;
        }
        // A point before three digits separates thousands.
        let whole: Vec<char> = word.split(',').next().unwrap_or_default().chars().collect();
        let thousands = whole.len() >= 4
            && whole[whole.len() - 4] == '.'
            && whole[whole.len() - 3..].iter().all(char::is_ascii_digit);
        let word = if thousands { word.replace('.', "") } else { word };
        word.replace(',', ".")
    }

    fn verb(&self, word: &str) -> String {
        if self.has("PronType=Prs") {
            return self.verb_with_pronouns(word);
        }
        let known = |form: &String| self.tables.in_index(self.file, "verb", form);
        let forms = self.apply(self.rule("verb"), word);
        if let Some(form) = forms.iter().find(|f| known(f)) {
            return form.clone();
        }
        // Vowels that alternate: "duermo" is "dormir".
        for form in &forms {
            for (old, new) in self.tables.rules("voc_alt_1") {
                for (at, found) in form.match_indices(old.as_str()) {
                    let other = format!("{}{new}{}", &form[..at], &form[at + found.len()..]);
                    if known(&other) {
                        return other;
                    }
                }
            }
            for (old, new) in self.tables.rules("voc_alt_2") {
                let other = form.replacen(old.as_str(), new, 1);
                if form.contains(old.as_str()) && known(&other) {
                    return other;
                }
            }
        }
        let light = self.without_accents(forms.iter());
        self.choose(forms.into_iter().chain(light).collect(), "", word)
    }

    /// "dámelo" is "dar yo él".
    fn verb_with_pronouns(&self, word: &str) -> String {
        let mut verb = word.to_owned();
        let mut pronouns: Vec<String> = Vec::new();
        while pronouns.len() <= 3 {
            let Some(pronoun) = clitic(&verb) else { break };
            let pronoun = pronoun.to_owned();
            verb.truncate(verb.len() - pronoun.len());
            pronouns.insert(0, pronoun);
        }
        for (old, new) in self.tables.rules("accents") {
            verb = verb.replace(old.as_str(), new);
        }
        let exception = |pos: &str, form: &str| {
            self.tables.exceptions(self.file, pos, form)?.next().map(str::to_owned)
        };
        let mut words = vec![exception("verb", &verb).unwrap_or_else(|| {
            let features = self.features.iter().copied().filter(|f| *f != "PronType=Prs");
            // The rule is the one of all features; without the pronoun it is the same.
            Spanish { tables: self.tables, file: self.file, features: features.collect() }
                .verb(&verb)
        })];
        words.extend(
            pronouns
                .iter()
                .map(|p| exception("pron", p).unwrap_or_else(|| self.pronoun(p, "pron"))),
        );
        // spaCy leaves a blank behind a verb without pronouns.
        if pronouns.is_empty() { words.remove(0) + " " } else { words.join(" ") }
    }
}

/// The word with its ending replaced, if it has it.
fn replaced(word: &str, old: &str, new: &str) -> Option<String> {
    Some(format!("{}{new}", word.strip_suffix(old)?))
}

/// The pronoun at the end of a verb: `[mts]e|l[aeo]s?|n?os`, the longest.
fn clitic(verb: &str) -> Option<&'static str> {
    const CLITICS: &[&str] =
        &["las", "les", "los", "nos", "me", "te", "se", "la", "le", "lo", "os"];
    CLITICS.iter().copied().find(|c| verb.ends_with(c))
}
