//! What a noun phrase says about who is meant: its extent, countries, organisations, role words.

use crate::entities::Cast;
use crate::lexicon::{Form, Known, RoleKind};
use crate::names::{Name, NameKind, role_by};
use std::ops::Range;

/// What a noun phrase says, before it is known whose it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrase {
    pub tokens: Range<usize>,
    pub countries: Vec<u16>,
    pub organization: Option<u16>,
    pub sectors: Vec<&'static str>,
    pub kind: Option<RoleKind>,
    pub role: Option<Range<usize>>,
    /// A word before the head tells what kind of group it is ("armed elements").
    pub modified: bool,
}

impl Cast<'_> {
    /// Reads a noun phrase: its extent, countries, roles.
    pub(crate) fn phrase(&self, head: usize, name: Option<usize>, depth: usize) -> Phrase {
        const BEFORE: [&str; 10] = [
            "det", "amod", "compound", "nmod", "poss", "nummod", "quantmod", "predet", "preconj",
            "case",
        ];
        let doc = &self.doc;
        let person = name.is_some_and(|n| self.names[n].kind == NameKind::Person);
        let titled = name.is_some_and(|n| self.in_title(&self.names[n]));
        let mut start = head;
        for kid in doc.kids_with(head, &BEFORE).filter(|&k| k < head) {
            start = start.min(doc.subtree(kid).start);
        }
        let mut end = head + 1;
        let mut own = None;
        if let Some(n) = name {
            // The words of a title are known better than what the parser hung on a name.
            start =
                if person || titled { self.names[n].title } else { start.min(self.names[n].title) };
            end = end.max(self.names[n].tokens.end);
            // "Iraqi Armed Forces": a name may hold words that tell what it is.
            let telling =
                self.names[n].kind == NameKind::Organization && self.names[n].known.is_none();
            own = (!telling).then(|| self.names[n].tokens.clone());
        }
        let mut phrase = Phrase { tokens: start..end, ..Phrase::default() };
        self.read_roles(head, start..end, own.as_ref(), &mut phrase);
        if let Some(n) = name
            && phrase.sectors.is_empty()
            && self.names[n].kind == NameKind::Organization
            && self.names[n].known.is_none()
        {
            phrase.sectors = self.members_of(self.names[n].tokens.clone());
        }
        self.read_names(head, start..end, name, &mut phrase);
        let shared = name.and_then(|n| self.shared_title(head, &self.names[n]));
        if let Some(first) = shared.filter(|_| phrase.kind.is_none()) {
            let title = self.names[first].title..self.names[first].tokens.start;
            let own = self.names[first].tokens.clone();
            let tokens = std::mem::replace(&mut phrase.tokens, title.clone());
            self.read_roles(head, title.clone(), Some(&own), &mut phrase);
            self.read_names(own.end - 1, title, None, &mut phrase);
            phrase.tokens = tokens;
            phrase.role = None;
        }
        self.read_complement(head, name, &mut phrase, depth);
        if phrase.kind == Some(RoleKind::Office) && phrase.sectors.len() > 1 {
            // "police spokesman": the spokesman is of the police, not of the government.
            phrase.sectors.retain(|s| *s != "GOV");
        }
        phrase
    }

    /// "the Nurses' Association", "the Council of Churches": a union is what its members are.
    fn members_of(&self, name: Range<usize>) -> Vec<&'static str> {
        let doc = &self.doc;
        if name.clone().any(|i| self.lexicon.words.is("firm", doc.lower(i))) {
            return vec!["BUS"];
        }
        let union = name.clone().any(|i| self.lexicon.words.is("union", doc.lower(i)));
        // "the Committee to Protect ..." is not of those whom it protects.
        if !union || name.clone().any(|i| doc.lower(i) == "to") {
            return Vec::new();
        }
        let singular = |k: usize| doc.lower(k).strip_suffix("es").unwrap_or_default();
        for i in name.clone() {
            let role = role_by(self.lexicon, i, name.end, |k| doc.lower(k))
                .or_else(|| role_by(self.lexicon, i, name.end, |k| doc.lemma(k)))
                .or_else(|| role_by(self.lexicon, i, name.end, singular));
            if let Some((role, _)) = role.filter(|(r, _)| !r.sectors.is_empty()) {
                return role.sectors.to_vec();
            }
        }
        Vec::new()
    }

    /// "Presidents X and Y": the person of the row whose title in the plural is also this one's.
    fn shared_title(&self, head: usize, name: &Name) -> Option<usize> {
        const ROW: usize = 8;
        let doc = &self.doc;
        if name.kind != NameKind::Person || name.title < name.tokens.start {
            return None;
        }
        let mut at = head;
        for _ in 0..ROW {
            if !matches!(doc.dep(at), "conj" | "appos") {
                return None;
            }
            at = doc.head(at);
            let first = self.name_at[at]?;
            let (title, start) = (self.names[first].title, self.names[first].tokens.start);
            if title < start {
                let last = doc.lower(start - 1);
                return (last.ends_with('s') && doc.lemma(start - 1) != last).then_some(first);
            }
        }
        None
    }

    /// Whether a name stands in the title of somebody else.
    fn in_title(&self, name: &Name) -> bool {
        let next = self.names.partition_point(|n| n.tokens.start < name.tokens.end);
        self.names[next..]
            .iter()
            .take(4)
            .any(|n| n.title <= name.tokens.start && n.tokens.start >= name.tokens.end)
    }

    fn read_roles(
        &self,
        head: usize,
        range: Range<usize>,
        own: Option<&Range<usize>>,
        phrase: &mut Phrase,
    ) {
        let doc = &self.doc;
        let poss_end =
            doc.kids_with(head, &["poss"]).filter(|&k| k < head).map(|k| k + 1).max().unwrap_or(0);
        let mut i = range.start.max(poss_end);
        // A title is one phrase even where it holds a possessor: "secretary of X's council NAME".
        if own.is_some_and(|o| range.start < o.start) {
            i = range.start;
        }
        let stop = own.map_or(head + 1, |o| if o.contains(&head) { o.start } else { head + 1 });
        // "the president's chief of staff", "the Chamber of Deputies": an office goes on behind its head.
        let whole = if own.is_none() { doc.subtree(head).end.max(stop) } else { stop };
        while i < stop {
            let hit = role_by(self.lexicon, i, whole, |k| doc.lower(k))
                .or_else(|| role_by(self.lexicon, i, whole, |k| doc.lemma(k)));
            let Some((role, end)) = hit else {
                i += 1;
                continue;
            };
            let in_name = doc.lower(i.saturating_sub(1)) == "of" && i > range.start;
            if !in_name {
                for sector in &role.sectors {
                    if !phrase.sectors.contains(sector) {
                        phrase.sectors.push(sector);
                    }
                }
                phrase.modified |= role.kind == RoleKind::Modifier && !role.sectors.is_empty();
                if end > head || own.is_some() {
                    phrase.kind = Some(role.kind);
                }
                if let Some(country) = role.country {
                    phrase.countries.push(country);
                }
                let whole = phrase.role.clone().map_or(i..end, |r| r.start..end);
                phrase.role = Some(whole);
                phrase.tokens.end = phrase.tokens.end.max(end);
            }
            i = end;
        }
        // CAMEO: whoever served the state before belongs to the elites (ELI).
        const STATE: [&str; 5] = ["GOV", "LEG", "JUD", "COP", "MIL"];
        let before =
            |r: &Range<usize>| r.clone().any(|k| self.lexicon.words.is("former", doc.lower(k)));
        if phrase.role.as_ref().is_some_and(before)
            && phrase.sectors.iter().all(|s| STATE.contains(s))
            && !phrase.sectors.is_empty()
        {
            phrase.sectors = vec!["ELI"];
        }
        let relative = self.lexicon.words.is("relative", doc.lemma(head));
        if relative && own.is_none() {
            phrase.kind = None;
        }
    }

    fn read_names(
        &self,
        head: usize,
        range: Range<usize>,
        name: Option<usize>,
        phrase: &mut Phrase,
    ) {
        let from = self.names.partition_point(|n| n.tokens.start < range.start);
        let mut last_end = 0;
        for (offset, other) in self.names[from..].iter().enumerate() {
            if other.tokens.start >= range.end {
                break;
            }
            if other.tokens.end > range.end || self.is_proxy(other) {
                continue;
            }
            let itself = Some(from + offset) == name;
            match other.known {
                Some(Known::Country(c)) => {
                    let joined =
                        phrase.countries.is_empty() || self.joined(last_end, &other.tokens);
                    for &c in self.lexicon.members(&c).iter().filter(|_| joined) {
                        if !phrase.countries.contains(&c) && phrase.countries.len() < 6 {
                            phrase.countries.push(c);
                        }
                    }
                    last_end = other.tokens.end;
                }
                Some(Known::Organization(o)) if phrase.organization.is_none() => {
                    phrase.organization = Some(o);
                }
                _ => {}
            }
            let government = matches!(other.form, Form::Capital | Form::Seat);
            if itself && other.kind == NameKind::Country && government && head < range.end {
                phrase.sectors = vec!["GOV"];
            }
        }
    }

    /// Whether a name is joined by "and", a comma or a hyphen to the one that ended at `end`.
    fn joined(&self, end: usize, tokens: &Range<usize>) -> bool {
        end > 0
            && tokens.start > end
            && tokens.start - end <= 2 + usize::from(self.doc.parse.tag(end) == "POS")
            && (end..tokens.start)
                .all(|i| matches!(self.doc.lower(i), "and" | "," | "-" | "or" | "–" | "'s" | "’s"))
    }

    /// "Iran-backed": the name tells who is behind somebody, not who somebody is.
    fn is_proxy(&self, name: &Name) -> bool {
        let end = name.tokens.end;
        end + 1 < self.doc.len()
            && matches!(self.doc.lower(end), "-" | "–")
            && self.lexicon.words.is("proxy", self.doc.lower(end + 1))
    }

    /// "the government of X", "head of X's army", "rebels from X".
    fn read_complement(&self, head: usize, name: Option<usize>, phrase: &mut Phrase, depth: usize) {
        // "Jane Doe of Chile" needs no office to be Chile's.
        let person = name.is_some_and(|n| self.names[n].kind == NameKind::Person);
        if depth > 3 || phrase.kind.is_none() && !person {
            return;
        }
        let doc = &self.doc;
        // "chief of staff of the army": what stands in the office is no complement of it.
        let office = phrase.role.clone().filter(|r| r.contains(&head)).map_or(head + 1, |r| r.end);
        let inside = (head + 1..office).flat_map(|k| doc.kids_with(k, &["prep"]));
        for prep in doc.kids_with(head, &["prep"]).chain(inside).filter(|&k| k >= office) {
            let of = doc.lower(prep) == "of";
            if !of && phrase.kind.is_none() {
                continue;
            }
            let other = matches!(doc.lower(prep), "from" | "in" | "for" | "at" | "throughout");
            if !of && !other {
                continue;
            }
            let Some(object) = doc.kids_with(prep, &["pobj"]).next() else { continue };
            let inner = self.phrase(object, self.name_at[object], depth + 1);
            let officer = matches!(phrase.kind, Some(RoleKind::Office));
            // "a spokesman for X" is of X, "an adviser in X" need not be.
            let located = officer && !of && !matches!(doc.lower(prep), "from" | "for");
            let mut inner = inner;
            // "the ministers of the two countries", "the heads of the two countries' armies"
            if inner.countries.is_empty() && self.name_at[object].is_none() {
                let owners = doc.kids_with(object, &["poss"]);
                inner.countries =
                    std::iter::once(object).chain(owners).flat_map(|o| self.both(o)).collect();
            }
            if inner.countries.len() == 1 {
                // "diplomats from X, Y and Z"
                inner.countries.extend(self.conjunct_countries(object));
            }
            if phrase.countries.is_empty() && phrase.organization.is_none() && !located {
                phrase.countries = inner.countries;
                phrase.organization = inner.organization;
            }
            let army = inner.kind == Some(RoleKind::Body) && inner.sectors == ["MIL"];
            if army && office > head + 1 && phrase.sectors == ["GOV"] {
                phrase.sectors.clear();
            }
            if phrase.sectors.is_empty() && (of || doc.lower(prep) == "for") {
                phrase.sectors = inner.sectors;
            }
            let somebody = self.name_at[object].is_some() || inner.kind.is_some();
            if of && somebody && prep == phrase.tokens.end {
                phrase.tokens.end = phrase.tokens.end.max(inner.tokens.end);
            }
        }
    }

    fn conjunct_countries(&self, head: usize) -> Vec<u16> {
        let mut found = Vec::new();
        let mut at = head;
        for _ in 0..6 {
            let Some(next) = self.doc.kids_with(at, &["conj"]).next() else { break };
            at = next;
            let known = self.name_at[at].and_then(|n| self.names[n].known);
            if let Some(Known::Country(country)) = known {
                found.extend(self.lexicon.members(&country));
            }
        }
        found
    }
}
