//! Who says so.
//!
//! A report is one act of speaking in the text: speaker, cue and content. An event whose words
//! stand in the content of a report is the speaker's claim.

mod bounds;
mod features;
mod join;
mod labeller;
mod quotes;
mod rules;

pub(crate) use labeller::Labeller;

use crate::actors::Arg;
use crate::arguments::{is_passive, subjects};
use crate::entities::Cast;
use crate::lexicon::{ReportPart, StatusPart};
use crate::record::{Actor, Attribution, Claim, Quote, Span, Stance, Status};
use features::Features;
use join::Joined;
use quotes::Quotation;
use std::ops::Range;

/// A cue of the rules has so many words.
const LONGEST_CUE: usize = 8;
/// So many words of a piece of content are looked through for its verb.
const LONGEST_PIECE: usize = 80;

/// One act of speaking.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// Who speaks, as words and as an entity.
    pub speaker: Actor,
    /// The same, where it is an actor.
    pub arg: Option<Arg>,
    /// The words that show it.
    pub cue: Range<usize>,
    /// What is said.
    pub content: Vec<Range<usize>>,
    /// Head of the content, if the parse links it.
    pub head: Option<usize>,
    /// How it is quoted.
    pub quote: Quote,
    /// What the speaker does with it.
    pub stance: Stance,
    /// Mentions something by the way: only what is told in nouns is the speaker's.
    pub about: bool,
    /// The words that name the source, where the labeller found the report.
    pub labelled: Option<Vec<Range<usize>>>,
    /// Tells that something is so. "Ordered the strike" has content, but the strike is the
    /// reporter's fact.
    pub tells: bool,
    /// The speaker that the grammar gives and that was not taken.
    pub considered: Option<usize>,
    /// One of the attributions of the document, not only a claim of its events.
    pub shown: bool,
}

/// All reports of a document, and the quotations that nobody could be found for.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    /// Those that events may be claimed in, in the order of their cues.
    pub all: Vec<Report>,
    /// The attributions of the document: fewer, for what is uncertain is nobody's.
    record: Vec<Report>,
    /// Direct quotations without a speaker: what they say is nobody's fact.
    pub orphans: Vec<Range<usize>>,
    quotes: Vec<Quotation>,
    /// So many of `all` are in order.
    sorted: usize,
}

/// Finds who says what: the labeller finds what is said and by whom, the rules of grammar add what
/// it does not mark, such as a speech inside a speech.
pub(crate) fn find(cast: &Cast<'_>, labeller: Option<&Labeller>) -> Reports {
    let quotes = quotes::find(&cast.doc);
    let mut joined = [Vec::new(), Vec::new()];
    if let Some(labeller) = labeller {
        let features = Features::new(&cast.doc, cast.lexicon, &quotes);
        let labels = labeller.label(&features, cast.doc.len());
        joined = labels.map(|labels| join::join(cast, &labels));
    }
    let mut reports = Reports { quotes, ..Reports::default() };
    for token in 0..cast.doc.len() {
        reports.by_verb(cast, token);
        reports.by_prefix(cast, token);
        reports.by_noun(cast, token);
        reports.by_label(cast, token);
    }
    reports.sort();
    let [record, claims] = joined.map(|joined| reports.merged(cast, joined));
    reports.record = record.into_iter().filter(|r| r.shown).collect();
    reports.record.sort_by_key(|r| r.cue.start);
    reports.all = claims;
    reports.silence_datelines(cast);
    reports.silence_deeds(cast);
    reports.sort();
    reports.attach_quotations(cast);
    reports.sort();
    reports
}

/// The features of every token in turn.
pub(crate) fn features_of(cast: &Cast<'_>) -> Vec<u32> {
    let quotations = quotes::find(&cast.doc);
    let features = Features::new(&cast.doc, cast.lexicon, &quotations);
    let mut all = Vec::new();
    for token in 0..cast.doc.len() {
        features.of(token, &mut all);
    }
    all
}

impl Reports {
    /// "EXAMPLE: Ministers resign": where a report comes from does not say it.
    fn silence_datelines(&mut self, cast: &Cast<'_>) {
        let line = |r: &Report| {
            let start = cast.doc.sentences()[cast.doc.sentence_of(r.cue.start)].start;
            let end = cast.doc.dateline(start).filter(|_| rules::is_from(cast, start));
            end.is_some_and(|end| r.cue.end <= end)
        };
        let towns: Vec<Range<usize>> = self
            .all
            .iter()
            .chain(&self.record)
            .filter(|r| line(r))
            .map(|r| r.cue.clone())
            .collect();
        self.all.retain(|r| !towns.contains(&r.cue));
        self.record.retain(|r| !towns.contains(&r.cue));
    }

    /// "Responded by shelling X": an answer that is done is not said.
    fn silence_deeds(&mut self, cast: &Cast<'_>) {
        let doc = &cast.doc;
        let done = |r: &Report| {
            let by = r.cue.clone().flat_map(|v| doc.kids_with(v, &["prep"]));
            let by = by.filter(|&p| doc.lower(p) == "by");
            let mut deeds = by.flat_map(|p| doc.kids_with(p, &["pcomp"]));
            deeds.any(|d| r.content.iter().any(|c| c.contains(&d)))
        };
        self.all.retain(|r| !done(r));
        self.record.retain(|r| !done(r));
    }

    fn sort(&mut self) {
        self.all.sort_by_key(|r| r.cue.start);
        self.sorted = self.all.len();
    }

    /// The claims around an event, outermost first.
    pub fn around(&self, cast: &Cast<'_>, trigger: usize) -> Vec<&Report> {
        let mut found: Vec<&Report> =
            self.near(trigger).filter(|r| r.refuses(cast, trigger).is_none()).collect();
        let length = |r: &Report| r.content.iter().map(|c| c.len()).sum::<usize>();
        found.sort_by_key(|r| (r.about, std::cmp::Reverse(length(r))));
        // What the labels and the grammar both find is one act of speaking.
        let mut cues: Vec<Range<usize>> = Vec::new();
        found.retain(|r| {
            let again = cues.iter().any(|c| c.start < r.cue.end && r.cue.start < c.end);
            cues.push(r.cue.clone());
            !again
        });
        found.sort_by_key(|r| std::cmp::Reverse(length(r)));
        found
    }

    /// Acts of speaking in the sentence of an event that do not claim it, and why.
    pub fn beside(&self, cast: &Cast<'_>, trigger: usize) -> Vec<(&Report, &'static str)> {
        let doc = &cast.doc;
        let sentence = doc.sentence_of(trigger);
        let here = self.near(trigger).filter(|r| doc.sentence_of(r.cue.start) == sentence);
        here.filter_map(|r| Some((r, r.refuses(cast, trigger)?))).collect()
    }

    /// Reports whose cue is not far from a token: content lies beside its cue.
    fn near(&self, token: usize) -> impl DoubleEndedIterator<Item = &Report> {
        const REACH: usize = 600;
        let sorted = &self.all[..self.sorted];
        let from = sorted.partition_point(|r| r.cue.start + REACH < token);
        let to = sorted.partition_point(|r| r.cue.start < token + REACH);
        sorted[from..to.max(from)].iter()
    }

    /// Whether a token stands in a quotation without a speaker.
    pub fn is_orphan(&self, token: usize) -> bool {
        let at = self.orphans.partition_point(|o| o.end <= token);
        self.orphans.get(at).is_some_and(|o| o.contains(&token))
    }

    /// The one who says "I" or "we" here.
    pub fn speaker_at(&self, token: usize) -> Option<Arg> {
        let inside = |r: &&Report| r.content.iter().any(|c| c.contains(&token));
        // In "they condemned me", he said, whoever condemned does not say "me".
        let innermost = |r: &&Report| (r.quote == Quote::Indirect, r.content[0].len());
        self.near(token).filter(inside).min_by_key(innermost).and_then(|r| r.arg)
    }

    pub(super) fn quote_kind(&self, cast: &Cast<'_>, content: &[Range<usize>]) -> Quote {
        let (mut total, mut quoted) = (0, 0);
        for piece in content {
            let first = self.quotes.partition_point(|q| q.tokens.end <= piece.start);
            let mut near = self.quotes[first..].iter().peekable();
            for i in piece.clone() {
                if !cast.doc.lower(i).contains(char::is_alphanumeric) {
                    continue;
                }
                while near.next_if(|q| q.tokens.end <= i).is_some() {}
                total += 1;
                quoted += usize::from(near.peek().is_some_and(|q| q.tokens.contains(&i)));
            }
        }
        match quoted {
            0 => Quote::Indirect,
            q if q * 10 >= total * 8 => Quote::Direct,
            _ => Quote::Mixed,
        }
    }

    /// What the rules found, with what the labeller found in the place of what they made of the same
    /// cue.
    fn merged(&self, cast: &Cast<'_>, mut joined: Vec<Joined>) -> Vec<Report> {
        let mut all = self.all.clone();
        for report in &mut all {
            report.shown = report.is_whole() && is_new(report, &joined);
            if report.shown {
                give_back(cast, report, &mut joined);
            }
        }
        let mut found = Vec::with_capacity(joined.len());
        for one in joined {
            let from = all.partition_point(|r| r.cue.start + LONGEST_CUE < one.cue.start);
            let near = all[from..].iter().take_while(|r| r.cue.start < one.cue.end);
            let same: Vec<&Report> =
                near.filter(|r| !r.about && overlap(&r.cue, &one.cue) > 0).collect();
            found.push(self.labelled(cast, one, &same));
        }
        let mut at = 0;
        all.retain(|r| {
            while found.get(at).is_some_and(|f| f.cue.end <= r.cue.start) {
                at += 1;
            }
            r.about || found.get(at).is_none_or(|f| overlap(&f.cue, &r.cue) == 0)
        });
        for report in all.iter_mut().filter(|r| r.shown) {
            report.shown = !is_again(cast, report, &found);
        }
        all.extend(found);
        all
    }

    /// A report of the labeller; `same` are the rules' reports with its cue.
    fn labelled(&self, cast: &Cast<'_>, mut one: Joined, same: &[&Report]) -> Report {
        let doc = &cast.doc;
        for verb in same.iter().filter_map(|r| r.head) {
            bounds::close(cast, &mut one, verb);
            if self.quote_kind(cast, &one.content) == Quote::Indirect {
                bounds::around(cast, &mut one, verb);
            }
        }
        let inside = |i: usize| one.content.iter().any(|c| c.contains(&i));
        let outer = |i: usize| doc.head(i) == i || !inside(doc.head(i));
        let tops = || one.content.iter().flat_map(|c| c.clone().take(LONGEST_PIECE));
        let head = same.iter().filter_map(|r| r.head).find(|&h| inside(h));
        let head = head.or_else(|| tops().find(|&i| outer(i) && doc.is_verb(i)));
        let named = one.source.as_ref().map(|source| phrase_head(cast, source));
        let ruled = same.iter().find_map(|r| r.arg).map(|a| a.head);
        // A coordination has several heads, "who" and "that" stand for another: the grammar knows.
        // "was condemned by X": the labels may leave out by whom.
        let agent = || {
            let verb = one.cue.clone().find(|&v| doc.is_verb(v) && is_passive(cast, v))?;
            subjects(cast, verb, 0).first().map(|a| a.head)
        };
        let speaker = named.filter(|&n| cast.at(n).is_some()).or(ruled).or(named).or_else(agent);
        let hears = one.cue.clone().find(|&i| is_hearing(cast, i));
        let speaker = speaker.filter(|_| hears.is_none()).unwrap_or(one.cue.start);
        let speaker = Arg { head: speaker, country: None };
        let known = stance_of(cast, &one.cue);
        let stance = same.first().map(|r| r.stance).or(known).unwrap_or(Stance::Asserts);
        let quote = self.quote_kind(cast, &one.content);
        let clause = || tops().any(|i| matches!(doc.dep(i), "nsubj" | "nsubjpass"));
        // "called it a hoax made up to ...", "showed people who ...": nouns that tell something.
        let told = |i: usize| {
            doc.is_verb(i) && inside(doc.head(i)) && matches!(doc.dep(i), "acl" | "relcl")
        };
        // "Ordered the strike": the object names what the subject itself does.
        let words = &cast.lexicon.words;
        // "Called it a hoax", "judged him ready": a sentence without its verb.
        let small = |i: usize| doc.kids_with(i, &["oprd"]).any(inside);
        let does = |i: usize| {
            doc.is_verb(i)
                && !small(i)
                && words.is("light", doc.lemma(i))
                && words.status(StatusPart::Verb, doc.lemma(i)) == Some(Status::Requested)
        };
        let orders = one.cue.clone().any(does);
        let speaks = !orders && (known.is_some() || tops().any(told));
        let clause = || clause() || one.cue.clone().any(small);
        let tells = !same.is_empty() || speaks || quote != Quote::Indirect || clause();
        // "is expected to": nobody says so but the reporter.
        let forecast = one.source.is_none()
            && one.cue.clone().any(|i| {
                words.status(StatusPart::Verb, doc.lemma(i)) == Some(Status::Planned)
                    && doc.kids_with(i, &["auxpass"]).next().is_some()
                    && doc.kids_with(i, &["xcomp"]).any(inside)
            });
        let tells = tells && !forecast;
        // "The council hears the union's demand": a demand that is heard is made.
        let tells = tells && hears.is_none_or(|v| doc.kids_with(v, &["ccomp"]).next().is_some());
        Report {
            speaker: cast.actor(speaker),
            arg: cast.at(speaker.head).map(|_| speaker),
            quote,
            cue: one.cue,
            content: one.content,
            head,
            stance,
            about: false,
            labelled: Some(one.source.into_iter().collect()),
            tells,
            considered: ruled.filter(|r| *r != speaker.head),
            shown: true,
        }
    }

    /// The record of the attributions: what the labeller found, and what the grammar alone tells,
    /// such as a speech inside a speech.
    pub fn attributions(&self, cast: &Cast<'_>) -> Vec<Attribution> {
        let doc = &cast.doc;
        let spans = |ranges: &[Range<usize>]| -> Vec<_> {
            ranges.iter().map(|r| doc.text_span(r.clone()).span).collect()
        };
        let mut all: Vec<Attribution> = Vec::new();
        for report in &self.record {
            let cue = vec![doc.span(report.cue.clone())];
            let content = spans(&report.content);
            match all.last_mut().filter(|last| last.cue == cue) {
                // The grammar tells each clause of what is said by itself.
                Some(last) => {
                    let new = |c: &Span| last.content.iter().all(|l| l[1] <= c[0] || c[1] <= l[0]);
                    let new: Vec<_> = content.into_iter().filter(new).collect();
                    last.content.extend(new);
                    last.content.sort_unstable();
                }
                None => all.push(Attribution {
                    source: spans(&report.source(cast)),
                    cue,
                    content,
                    speaker: report.speaker.entity.clone(),
                    quote: report.quote,
                }),
            }
        }
        all
    }
}

/// Whether the labeller has no cue there.
fn is_new(report: &Report, joined: &[Joined]) -> bool {
    let at = joined.partition_point(|j| j.cue.end <= report.cue.start);
    joined.get(at).is_none_or(|j| overlap(&j.cue, &report.cue) == 0)
}

/// Whether somebody only goes on in the own speech: "he said that he thought ...".
fn is_again(cast: &Cast<'_>, report: &Report, found: &[Report]) -> bool {
    const REACH: usize = 200;
    let at = report.cue.start;
    let from = found.partition_point(|f| f.cue.start + REACH < at);
    let near = found[from..].iter().take_while(|f| f.cue.start < at + REACH);
    let mut outer = near.filter(|f| f.content.iter().any(|c| c.contains(&at)));
    let Some(speaker) = report.arg else { return true };
    let noun = cast.doc.is_noun(speaker.head) && cast.doc.parse.pos(speaker.head) != "PRON";
    outer.any(|o| !noun || o.arg.is_some_and(|a| cast.same_entity(a, speaker)))
}

/// Takes a sentence from the cue of another where it has a cue of its own that the grammar links.
fn give_back(cast: &Cast<'_>, report: &Report, joined: &mut [Joined]) {
    let doc = &cast.doc;
    let at = joined.partition_point(|j| j.cue.start < report.cue.start);
    let sentence = doc.sentence_of(report.cue.start);
    let own = |piece: &Range<usize>| {
        let shared: usize = report.content.iter().map(|c| overlap(c, piece)).sum();
        doc.sentence_of(piece.start) == sentence && shared * 2 > piece.len()
    };
    for one in &mut joined[at.saturating_sub(1)..] {
        if one.cue.start > report.cue.end + LONGEST_PIECE {
            break;
        }
        if doc.sentence_of(one.cue.start) != sentence && one.content.len() > 1 {
            let rest: Vec<_> = one.content.iter().filter(|p| !own(p)).cloned().collect();
            if !rest.is_empty() {
                one.content = rest;
            }
        }
    }
}

impl Report {
    /// Why the words of an event are not claimed here; `None` where they are.
    fn refuses(&self, cast: &Cast<'_>, token: usize) -> Option<&'static str> {
        let doc = &cast.doc;
        if !self.tells {
            return Some("it tells of no claim");
        }
        if self.cue.contains(&token) {
            return Some("the event is this act of speaking");
        }
        if !self.content.iter().any(|c| c.contains(&token)) {
            return Some("what is said does not reach the event");
        }
        if self.is_answered(cast, token) {
            return Some("the reporter tells the answer");
        }
        if self.is_meanwhile(cast, token) {
            return Some("it happens while somebody speaks");
        }
        if self.labelled.is_some() {
            return self.is_own_act(cast, token).then_some("the speaker does it by speaking");
        }
        let head = self.head?;
        // "condemned the raid, which had followed ...": the relative clause is the reporter's.
        let told = |i: usize| i != head && doc.dep(i) == "relcl";
        if self.about && (told(token) || doc.up(token).take_while(|&a| a != head).any(told)) {
            return Some("the reporter adds it");
        }
        // The content may lie around its cue; what hangs on the cue is not said.
        let hangs = doc.is_below(token, self.cue.start) && self.quote != Quote::Direct;
        (hangs && !doc.is_below(token, head)).then_some("it hangs on the cue")
    }

    /// "She said he had been beaten, a charge that the army denied": who denies it does not say so with
    /// her.
    fn is_answered(&self, cast: &Cast<'_>, token: usize) -> bool {
        let doc = &cast.doc;
        let noun = doc.head(token);
        let words = &cast.lexicon.words;
        let denies = words.stance(ReportPart::Verb, doc.lemma(token)) == Some(Stance::Denies);
        let said = words.stance(ReportPart::Noun, doc.lemma(noun)).is_some();
        // "..., a step that X rebuffed": a word for the whole of what was said.
        let start = doc.kids_with(noun, &["det"]).find(|&d| matches!(doc.lower(d), "a" | "an"));
        let whole = start.is_some_and(|d| d > 0 && doc.lower(d - 1) == ",");
        doc.dep(token) == "relcl"
            && doc.is_verb(token)
            && (denies && said || whole && (said || words.is("answered", doc.lemma(noun))))
            && doc.kids_with(token, &["nsubj"]).any(|s| cast.at(s).is_some())
            && (self.cue.contains(&noun) || self.content.iter().any(|c| c.start < noun))
    }

    /// "He shouted as guards led him away": a clause of time under the cue is not said.
    fn is_meanwhile(&self, cast: &Cast<'_>, token: usize) -> bool {
        let doc = &cast.doc;
        let beside = |v: usize| {
            doc.dep(v) == "advcl"
                && self.cue.contains(&doc.head(v))
                && v > self.cue.start
                && doc.kids_with(v, &["mark", "advmod"]).any(|m| {
                    matches!(doc.lower(m), "as" | "while" | "when" | "after" | "before" | "until")
                })
        };
        std::iter::once(token).chain(doc.up(token)).any(beside)
    }

    /// "Slammed the raid, urging talks": the speaker of the one does the other as well.
    fn is_own_act(&self, cast: &Cast<'_>, verb: usize) -> bool {
        let doc = &cast.doc;
        let words = &cast.lexicon.words;
        let speaks = || {
            words.stance(ReportPart::Verb, doc.lemma(verb)).is_some()
                || words.status(StatusPart::Verb, doc.lemma(verb)) == Some(Status::Requested)
        };
        // "Ruled against it, dealing a blow to X": where no clause is said, the rest is no speech.
        let plain = |cue: usize| doc.kids_with(cue, &["ccomp"]).next().is_none();
        let own = |verb: usize| {
            let above = doc.head(verb);
            match doc.dep(verb) {
                "advcl" if self.cue.contains(&above) => plain(above) || speaks(),
                // Without a comma the clause may hang on a noun, which does not speak itself; of a noun
                // in a clause that is said ("said the tweets accusing X were lies") it is told.
                "acl" => {
                    doc.up(above).find(|&v| doc.is_verb(v)).is_some_and(|v| self.cue.contains(&v))
                        && cast.at(above).is_none()
                        && words.stance(ReportPart::Noun, doc.lemma(above)).is_none()
                        && speaks()
                }
                _ => false,
            }
        };
        // "..., the minister said, and left for Chad"
        let next = std::iter::once(verb).chain(doc.up(verb)).any(|v| {
            doc.dep(v) == "conj"
                && self.cue.contains(&doc.head(v))
                && doc.kids_with(v, &["nsubj", "nsubjpass"]).next().is_none()
                && bounds::insertion(cast, doc.head(v)).is_some()
                && !bounds::is_of_itself(cast, doc.head(v))
        });
        if next {
            return true;
        }
        let first = std::iter::once(verb).chain(doc.up(verb)).find(|&v| doc.dep(v) != "conj");
        first.is_some_and(own)
            && doc.parse.tag(verb) == "VBG"
            && doc.kids_with(verb, &["nsubj", "mark", "prep"]).all(|k| k > verb)
    }

    /// Whether the grammar alone tells speaker, cue and a clause that is said.
    fn is_whole(&self) -> bool {
        self.tells && !self.about && self.head.is_some() && self.arg.is_some()
    }

    /// The words that name the source.
    fn source(&self, cast: &Cast<'_>) -> Vec<Range<usize>> {
        const LONGEST: usize = 40;
        if let Some(source) = &self.labelled {
            return source.clone();
        }
        let doc = &cast.doc;
        let Some(head) = self.arg.map(|a| a.head) else { return Vec::new() };
        let phrase = doc.subtree(head);
        let apart = overlap(&phrase, &self.cue) == 0
            && self.content.iter().all(|c| overlap(&phrase, c) == 0);
        let fits = apart && phrase.len() <= LONGEST;
        vec![if fits { phrase } else { head..head + 1 }]
    }

    /// Why this one is taken for the speaker, and who else was considered.
    pub fn reason(&self, cast: &Cast<'_>) -> String {
        let doc = &cast.doc;
        let Some(source) = &self.labelled else {
            return "the subject or owner of the cue, by grammar".to_owned();
        };
        let mut why = match source.first() {
            Some(source) => {
                format!("the labeller marks “{}” as source", doc.text_span(source.clone()).text)
            }
            None => "the labeller marks no source".to_owned(),
        };
        if let Some(other) = self.considered {
            why += &format!("; the grammar would have “{}”", doc.parse.word(other));
        }
        why
    }

    /// The record of this report as a claim.
    pub fn claim(&self, cast: &Cast<'_>) -> Claim {
        let doc = &cast.doc;
        Claim {
            speaker: self.speaker.clone(),
            cue: doc.text_span(self.cue.clone()),
            content: self.content.iter().map(|c| doc.text_span(c.clone()).span).collect(),
            quote: self.quote,
            stance: self.stance,
        }
    }
}

pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The token of a phrase that the others hang on.
fn phrase_head(cast: &Cast<'_>, phrase: &Range<usize>) -> usize {
    let doc = &cast.doc;
    let outer = |&i: &usize| doc.head(i) == i || !phrase.contains(&doc.head(i));
    let mut outers = phrase.clone().filter(outer).filter(|&i| doc.is_noun(i));
    outers.next().unwrap_or(phrase.start)
}

/// "The court heard that ...": the subject is told something, and by whom stands elsewhere.
fn is_hearing(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    doc.is_verb(verb) && cast.lexicon.words.is("hearer", doc.lemma(verb))
}

/// What a speaker does with the content, by the words of the cue, where the tables know one.
fn stance_of(cast: &Cast<'_>, cue: &Range<usize>) -> Option<Stance> {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let of = |i: usize| {
        let part = if doc.is_verb(i) { ReportPart::Verb } else { ReportPart::Noun };
        words.stance(part, doc.lemma(i))
    };
    let known: Vec<Stance> = cue.clone().filter_map(of).collect();
    let negated = cue.clone().any(|i| doc.dep(i) == "neg");
    match known.iter().copied().find(|s| *s != Stance::Asserts) {
        Some(Stance::Denies) if negated => Some(Stance::Asserts),
        found => found.or(known.first().copied()),
    }
}
