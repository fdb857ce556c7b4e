//! Words with tags, heads, labels and lemmas, as CoNLL-U. The words are given to the parser as they are
//! cut; every word counts, punctuation too, and what the file leaves open is not counted.
//!
//! Heads are compared without labels (UAS) and with them (LAS): where a file and a model are labelled
//! by different schemes, as ClearNLP's of the English model and Universal Dependencies, only the
//! former says how well they agree, and even there the schemes differ on purpose (in UD a preposition
//! hangs on its noun, in ClearNLP the noun on the preposition).

use super::conllu::{self, Sentence, Word};
use super::score::Score;
use crate::engine::Engine;
use crate::failure::Failure;
use bayhaqi_nlp::Parse;
use std::path::Path;

/// One score for each measure.
struct Measures {
    head: Score,
    label: Score,
    upos: Score,
    xpos: Score,
    lemma: Score,
    end: Score,
}

/// The class of all ends of sentences.
const END: &str = "end";
/// The class of what has none.
const OPEN: &str = "_";

pub(super) fn score(path: &Path, model: Option<&str>) -> Result<(Score, usize), Failure> {
    let (pipeline, _) = Engine::parts(model)?;
    let mut worker = pipeline.worker();
    let mut measures = Measures::new();
    let failed = conllu::documents(path, |document| {
        let words = || document.iter().flatten();
        let forms: Vec<String> = words().map(|w| w.form.clone()).collect();
        let spaces: Vec<bool> = words().map(|w| w.space).collect();
        measures.judge(&document, &worker.parse_words(&forms, &spaces));
    })?;
    Ok((measures.all(), failed))
}

impl Measures {
    fn new() -> Measures {
        Measures {
            head: Score::new("parse (heads, UAS)"),
            label: Score::new("parse (heads and labels, LAS)"),
            upos: Score::new("parse (UPOS)"),
            xpos: Score::new("parse (XPOS)"),
            lemma: Score::new("parse (lemmas)"),
            end: Score::new("parse (ends of sentences)"),
        }
    }

    /// The heads first: they can be compared most widely.
    fn all(self) -> Score {
        let Measures { head, label, upos, xpos, lemma, end } = self;
        head.with("LAS", label)
            .with("UPOS", upos)
            .with("XPOS", xpos)
            .with("lemma", lemma)
            .with("sentence", end)
    }

    fn judge(&mut self, document: &[Sentence], parse: &Parse) {
        let words: Vec<&Word> = document.iter().flatten().collect();
        let mut first = 0;
        for sentence in document {
            for score in [
                &mut self.head,
                &mut self.label,
                &mut self.upos,
                &mut self.xpos,
                &mut self.lemma,
                &mut self.end,
            ] {
                score.row();
            }
            for (at, word) in sentence.iter().enumerate() {
                let token = first + at;
                self.tags(word, parse, token);
                if let Some(head) = word.head {
                    let head = if head == 0 { token } else { first + head - 1 };
                    self.tree(&words, parse, token, head);
                }
                self.end(at + 1 == sentence.len(), parse, token);
            }
            first += sentence.len();
        }
    }

    fn tags(&mut self, word: &Word, parse: &Parse, token: usize) {
        if let Some(upos) = &word.upos {
            self.upos.add(Some(upos), Some(parse.pos(token)));
        }
        if let Some(xpos) = &word.xpos {
            self.xpos.add(Some(xpos), Some(parse.tag(token)));
        }
        if let Some(lemma) = &word.lemma {
            let class = word.upos.as_deref().unwrap_or(OPEN);
            let got = parse.lemma(token);
            self.lemma.judge((class, class), lemma == got, (lemma.clone(), got.to_owned()));
        }
    }

    fn tree(&mut self, words: &[&Word], parse: &Parse, token: usize, head: usize) {
        let got = parse.head(token);
        // Which kind of word something is hung on says most about a wrong head.
        let above = |head: usize| match head == token {
            true => "nothing".to_owned(),
            false => words[head].upos.clone().unwrap_or_else(|| words[head].form.clone()),
        };
        let dep = words[token].dep.as_deref().unwrap_or(OPEN).to_lowercase();
        let told = (format!("{dep} of {}", above(head)), format!("of {}", above(got)));
        self.head.judge((&dep, &dep), got == head, told);
        if dep != OPEN {
            // spaCy writes the root in capitals.
            let label = parse.dep(token).to_lowercase();
            let told = if label == dep { format!("{dep} of another") } else { label.clone() };
            self.label.judge((&dep, &label), got == head && label == dep, (dep.clone(), told));
        }
    }

    fn end(&mut self, gold: bool, parse: &Parse, token: usize) {
        let got = parse.sentences()[parse.sentence_of(token)].end == token + 1;
        let class = |is: bool| is.then_some(END);
        if gold || got {
            self.end.add(class(gold), class(got));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Figures;
    use bayhaqi_nlp::Pipeline;

    fn word(form: &str, tags: [&str; 3], head: usize, dep: &str) -> Word {
        let [lemma, upos, xpos] = tags.map(|t| Some(t.to_owned()));
        let (form, dep) = (form.to_owned(), Some(dep.to_owned()));
        Word { form, lemma, upos, xpos, head: Some(head), dep, space: true }
    }

    #[test]
    fn each_measure_counts_its_own() {
        // Gold with a label of another scheme, a wrong lemma, and an end of sentence too many.
        let document = vec![
            vec![
                word("Norway", ["Norway", "PROPN", "NNP"], 2, "nsubj"),
                word("praised", ["laud", "VERB", "VBD"], 0, "root"),
                word("Chile", ["Chile", "PROPN", "NNP"], 2, "obj"),
            ],
            vec![word(".", [".", "PUNCT", "."], 0, "root")],
        ];
        let pipeline = Pipeline::english().unwrap();
        let forms: Vec<String> = document.iter().flatten().map(|w| w.form.clone()).collect();
        let mut measures = Measures::new();
        measures.judge(&document, &pipeline.worker().parse_words(&forms, &[true; 4]));
        let json: serde_json::Value = serde_json::from_str(&measures.all().json()).unwrap();
        let all = |score: &serde_json::Value| {
            let classes = score["classes"].as_array().unwrap();
            classes.iter().find(|c| c["class"] == "all").unwrap()["recall"].as_f64().unwrap()
        };
        let of = |name: &str| all(&json["measures"][name]);
        let found = [all(&json), of("LAS"), of("UPOS"), of("XPOS"), of("lemma"), of("sentence")];
        assert_eq!(found, [0.75, 0.5, 1.0, 1.0, 0.75, 0.5]);
        assert_eq!(json["confusions"][0][0], "root of nothing");
        assert_eq!(json["measures"]["LAS"]["confusions"][0][1], "dobj");
    }
}
