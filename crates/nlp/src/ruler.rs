//! The attribute ruler (`spacy/pipeline/attributeruler.py`): patterns over tokens that set tags,
//! parts of speech, features and lemmas. All patterns are matched first; then they are applied in
//! the order of the rules, so later rules win.

use crate::forms::Form;
use crate::hash::string_id;
use crate::model::{Condition, RuleConfig, Test, TokenField};
use crate::names::{Name, Names};
use crate::pattern::{Pattern, PatternError};

/// What the rules read and write of a token.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    pub tag: Name,
    pub pos: Name,
    pub morph: Name,
    pub lemma: Name,
    pub dep: Name,
}

#[derive(Debug)]
pub(crate) struct Ruler {
    rules: Vec<Rule>,
    /// Rule and pattern numbers by the tag that the first token must have.
    by_tag: rustc_hash::FxHashMap<Name, Vec<(u32, u32)>>,
    /// Patterns that do not ask for the tag of the first token.
    any_tag: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct Rule {
    patterns: Vec<Vec<Vec<Check>>>,
    index: i64,
    tag: Option<Name>,
    pos: Option<Name>,
    morph: Option<Name>,
    lemma: Option<Name>,
    dep: Option<Name>,
}

#[derive(Debug)]
enum Check {
    /// One of these string ids, or none of them.
    Id {
        field: TokenField,
        ids: Vec<u64>,
        wanted: bool,
    },
    Space(bool),
    Regex(TokenField, Pattern),
}

impl Ruler {
    pub(crate) fn new(rules: &[RuleConfig], names: &mut Names) -> Result<Ruler, PatternError> {
        let mut ruler =
            Ruler { rules: Vec::new(), by_tag: Default::default(), any_tag: Vec::new() };
        for (r, config) in rules.iter().enumerate() {
            for (p, pattern) in config.patterns.iter().enumerate() {
                let number = (r as u32, p as u32);
                let tags = pattern.first().and_then(|token| {
                    token.iter().find_map(|c| match (&c.what, &c.test) {
                        (TokenField::Tag, Test::In(tags)) => Some(tags),
                        _ => None,
                    })
                });
                match tags {
                    Some(tags) => {
                        for tag in tags {
                            ruler.by_tag.entry(names.add(tag)).or_default().push(number);
                        }
                    }
                    None => ruler.any_tag.push(number),
                }
            }
            let patterns = config
                .patterns
                .iter()
                .map(|pattern| pattern.iter().map(|t| t.iter().map(check).collect()).collect())
                .collect::<Result<_, _>>()?;
            let mut name = |text: &Option<String>| text.as_deref().map(|t| names.add(t));
            ruler.rules.push(Rule {
                patterns,
                index: config.index,
                tag: name(&config.tag),
                pos: name(&config.pos),
                morph: name(&config.morph),
                lemma: name(&config.lemma),
                dep: name(&config.dep),
            });
        }
        Ok(ruler)
    }

    /// Applies the rules to the tokens of a document.
    pub(crate) fn apply(
        &self,
        names: &Names,
        forms: &[Form],
        tokens: &[u32],
        marks: &mut [Marks],
        matches: &mut Vec<(u32, usize, usize)>,
    ) {
        matches.clear();
        for i in 0..tokens.len() {
            let by_tag = self.by_tag.get(&marks[i].tag).map_or(&[][..], |list| list);
            for &(rule, pattern) in by_tag.iter().chain(&self.any_tag) {
                let pattern = &self.rules[rule as usize].patterns[pattern as usize];
                let fits = i + pattern.len() <= tokens.len()
                    && pattern.iter().enumerate().all(|(k, checks)| {
                        let form = &forms[tokens[i + k] as usize];
                        checks.iter().all(|c| c.holds(names, form, &marks[i + k]))
                    });
                if fits {
                    matches.push((rule, i, i + pattern.len()));
                }
            }
        }
        matches.sort_unstable();
        for &(rule, start, end) in matches.iter() {
            let rule = &self.rules[rule as usize];
            let at = if rule.index < 0 { end as i64 } else { start as i64 } + rule.index;
            let inside = usize::try_from(at).ok().filter(|at| (start..end).contains(at));
            let Some(mark) = inside.map(|at| &mut marks[at]) else { continue };
            mark.tag = rule.tag.unwrap_or(mark.tag);
            mark.pos = rule.pos.unwrap_or(mark.pos);
            mark.morph = rule.morph.unwrap_or(mark.morph);
            mark.lemma = rule.lemma.unwrap_or(mark.lemma);
            mark.dep = rule.dep.unwrap_or(mark.dep);
        }
    }
}

fn check(condition: &Condition) -> Result<Check, PatternError> {
    let ids = |texts: &[String]| texts.iter().map(|t| string_id(t)).collect::<Vec<_>>();
    Ok(match &condition.test {
        Test::Is(is) => Check::Space(*is),
        Test::In(texts) => Check::Id { field: condition.what, ids: ids(texts), wanted: true },
        Test::NotIn(texts) => Check::Id { field: condition.what, ids: ids(texts), wanted: false },
        Test::Regex(source) => Check::Regex(condition.what, Pattern::new(source)?),
    })
}

impl Check {
    fn holds(&self, names: &Names, form: &Form, marks: &Marks) -> bool {
        match self {
            Check::Space(is) => form.is_space == *is,
            Check::Id { field, ids, wanted } => {
                let id = match field {
                    TokenField::Orth => form.orth,
                    TokenField::Lower => form.lower,
                    TokenField::Norm => form.norm,
                    TokenField::Tag => names.id(marks.tag),
                    TokenField::Pos => names.id(marks.pos),
                    TokenField::Dep => names.id(marks.dep),
                    TokenField::Morph => names.id(marks.morph),
                    TokenField::IsSpace => u64::from(form.is_space),
                };
                ids.contains(&id) == *wanted
            }
            Check::Regex(field, pattern) => {
                let text = match field {
                    TokenField::Tag => names.text(marks.tag).to_owned(),
                    TokenField::Pos => names.text(marks.pos).to_owned(),
                    TokenField::Dep => names.text(marks.dep).to_owned(),
                    TokenField::Morph => names.text(marks.morph).to_owned(),
                    TokenField::Lower | TokenField::Norm => form.text.to_lowercase(),
                    _ => form.text.as_ref().to_owned(),
                };
                let chars: Vec<char> = text.chars().collect();
                pattern.find(&chars, 0).is_some()
            }
        }
    }
}
