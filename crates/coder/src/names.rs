//! Where names stand: what the model found, what the lexicon knows, and the titles before names.

use crate::lexicon::{Day, Form, Known, Lexicon, NameEntry, OrgKind, Role, RoleKind, ShortName};
use crate::spelling::{plain, skeleton};
use bayhaqi_nlp::{EntitySpan, Parse};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// A human being.
    Person,
    /// Anything with members and an office.
    Organization,
    /// A state.
    Country,
    /// A town, region, river, building.
    Place,
    /// A people or religion.
    Group,
    /// An occasion or thing.
    Other,
}

/// A name in the text.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// First token of the title before it; `tokens.start` if there is none.
    pub title: usize,
    /// What bears it.
    pub kind: NameKind,
    /// The lexicon's entry.
    pub known: Option<Known>,
    /// How it names its bearer.
    pub form: Form,
}

/// Finds the names of a text from left to right; a name inside a longer one is found as well.
pub(crate) fn find(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    published: Option<Day>,
) -> Vec<Name> {
    let one_name = |e: &EntitySpan| {
        // "a Liberal lawmaker": a conviction is nobody's name.
        let at = e.tokens.start;
        let creed = e.tokens.len() == 1 && lexicon.words.is("creed", &lower[at]);
        !is_row_of_names(parse, lower, lexicon, e) && !creed
    };
    let model: Vec<EntitySpan> = parse
        .entities()
        .into_iter()
        .filter_map(|e| trim(parse, lower, lexicon, e))
        .map(|e| with_surname(parse, lower, lexicon, e))
        .filter(one_name)
        .collect();
    let mut names = known_names(parse, lexicon, &model, published);
    let known = names.len();
    for entity in &model {
        let titled = after_title(parse, lower, lexicon, entity);
        let person = titled.is_some() || is_persons_name(parse, lower, lexicon, entity);
        let region =
            entity.tokens.len() > 1 && lexicon.words.is("region", &lower[entity.tokens.end - 1]);
        let kind = match kind_of(&entity.label) {
            // "Example State" is no name of a person.
            Some(NameKind::Person) if region => Some(NameKind::Place),
            _ if person => Some(NameKind::Person),
            kind => kind,
        };
        let Some(kind) = kind else { continue };
        let covered = names[..known].iter().any(|n| {
            let inside = n.tokens.start <= entity.tokens.start && entity.tokens.end <= n.tokens.end;
            let overlap = n.tokens.start < entity.tokens.end && entity.tokens.start < n.tokens.end;
            let group = matches!(n.known, Some(Known::Organization(_)));
            if overlap && group && n.tokens.start == entity.tokens.start {
                return true;
            }
            // A nationality at the front of a longer name is a name inside a name.
            inside || overlap && !(entity.tokens.len() > n.tokens.len() && kind != NameKind::Group)
        });
        if !covered {
            let tokens = titled.unwrap_or(entity.tokens.start)..entity.tokens.end;
            let title = tokens.start;
            names.push(Name { tokens, title, kind, known: None, form: Form::Name });
        }
    }
    crate::people::correct_kinds(parse, lexicon, &mut names);
    crate::people::own_names(parse, lexicon, &mut names);
    titled_names(parse, lower, lexicon, &mut names);
    surnames(parse, lexicon, &mut names);
    names.sort_by_key(|n| (n.tokens.start, std::cmp::Reverse(n.tokens.end)));
    let ends: FxHashMap<usize, usize> = names
        .iter()
        .filter(|n| n.known.is_some())
        .map(|n| (n.tokens.end, n.tokens.start))
        .collect();
    let mut people = vec![false; parse.len()];
    for name in names.iter().filter(|n| n.kind == NameKind::Person) {
        people[name.tokens.clone()].fill(true);
    }
    for name in names.iter_mut().filter(|n| n.kind == NameKind::Person) {
        let start = title_start(parse, lower, lexicon, &people, name.tokens.start);
        name.title = if start < name.tokens.start {
            country_before(parse, lower, &ends, start)
        } else {
            start
        };
    }
    names
}

fn kind_of(label: &str) -> Option<NameKind> {
    Some(match label {
        "PERSON" | "PER" => NameKind::Person,
        "ORG" => NameKind::Organization,
        "GPE" | "LOC" | "FAC" => NameKind::Place,
        "NORP" => NameKind::Group,
        "MISC" => NameKind::Other,
        _ => return None,
    })
}

/// Whether a name that the model took for something else is a person's: it begins with a given
/// name, all its words are names, and the last is none that institutions and places end with.
fn is_persons_name(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    entity: &EntitySpan,
) -> bool {
    const MOST: usize = 4;
    let tokens = entity.tokens.clone();
    let last = tokens.end - 1;
    let town = matches!(&*entity.label, "GPE" | "LOC" | "FAC" | "DATE" | "LANGUAGE")
        || lexicon.names.contains_key(parse.word(last));
    if town && tokens.len() == 1 || tokens.len() > MOST {
        return false;
    }
    lexicon.pronouns.gender(parse.word(tokens.start)).is_some()
        && (tokens.len() == 1 || may_be_surname(parse, lower, lexicon, last))
        && tokens.into_iter().all(|i| is_name_word(parse, i))
}

/// "Colonel Example" as the name of an institution: where the person's name begins.
fn after_title(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    entity: &EntitySpan,
) -> Option<usize> {
    let Range { start, end } = entity.tokens;
    if &*entity.label == "PERSON" {
        return None;
    }
    let (role, name) = role_at(parse, lower, lexicon, start, end)?;
    let person = role.kind == RoleKind::Office
        && (1..=4).contains(&(end - name))
        && (start..end).all(|i| is_name_word(parse, i))
        && may_be_surname(parse, lower, lexicon, end - 1);
    person.then_some(name)
}

fn is_name_word(parse: &Parse, i: usize) -> bool {
    matches!(parse.tag(i), "NNP" | "NNPS") && parse.word(i).starts_with(char::is_uppercase)
}

/// Whether a word is none that institutions and places end with.
fn may_be_surname(parse: &Parse, lower: &[String], lexicon: &Lexicon, i: usize) -> bool {
    let words = &lexicon.words;
    let body = lexicon
        .roles
        .get(lower[i].as_str())
        .is_some_and(|roles| roles.iter().any(|r| r.kind == RoleKind::Body || r.words.len() == 1));
    !body
        && !words.is("institution", &lower[i])
        && !words.is("site", &lower[i])
        && !lexicon.names.contains_key(parse.word(i))
}

/// Leaves articles, possessives and titles out of the model's entities.
fn trim(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    mut entity: EntitySpan,
) -> Option<EntitySpan> {
    let tokens = &mut entity.tokens;
    // "OSLO - Norway": the town before the dash of a dateline is no part of the name after it.
    let apart = |i: &usize| {
        matches!(parse.word(*i), "-" | "--" | "–" | "—") && parse.tokens()[i - 1].space_after
    };
    if let Some(dash) = (tokens.start + 1..tokens.end).rev().find(apart) {
        tokens.start = dash + 1;
    }
    while tokens.start < tokens.end {
        let last = tokens.end - 1;
        let end = matches!(parse.tag(last), "POS" | "IN" | "DT" | "CC" | "TO" | "," | "." | "''")
            || lower[last].trim().is_empty();
        if !end {
            break;
        }
        tokens.end = last;
    }
    while tokens.start < tokens.end {
        let first = tokens.start;
        let title = &*entity.label == "PERSON"
            && tokens.len() > 1
            && role_at(parse, lower, lexicon, first, tokens.end).is_some_and(|(role, _)| {
                // "Commissioner of Police Ana Example"
                let of = first > 0 && lower[first - 1] == "of" && role.kind == RoleKind::Body;
                of || matches!(role.kind, RoleKind::Office | RoleKind::Modifier | RoleKind::Group)
            });
        let owner = &*entity.label == "ORG"
            && tokens.len() > 2
            && matches!(lower[first + 1].as_str(), "'s" | "’s")
            && lexicon.names.contains_key(parse.word(first));
        if owner {
            tokens.start += 2;
            continue;
        }
        // Loaded words stay with who says them: they are no part of a state's name.
        let loaded = tokens.len() > 1
            && lexicon.words.is("hostile", &lower[first])
            && lexicon.names.get(parse.word(first + 1)).is_some_and(|list| {
                list.iter().any(|e| {
                    matches_at(parse, e, first + 1) && first + 1 + e.words.len() == tokens.end
                })
            });
        if !title && !loaded && parse.tag(first) != "DT" && lower[first] != "the" {
            break;
        }
        tokens.start += 1;
    }
    // "Fighters" at the front of a sentence are no organisation of that name.
    let group = tokens.len() == 1
        && parse.tag(tokens.start) == "NNPS"
        && role_at(parse, lower, lexicon, tokens.start, tokens.end)
            .is_some_and(|(role, _)| role.kind == RoleKind::Group);
    (tokens.start < tokens.end && !group).then_some(entity)
}

/// "Prime Minister Ana" of "Prime Minister Ana Example": where the parser sees one name, the model's
/// person has its surname too.
fn with_surname(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    mut entity: EntitySpan,
) -> EntitySpan {
    let Range { start, end } = entity.tokens;
    let goes_on = &*entity.label == "PERSON"
        && end < parse.len()
        && is_name_word(parse, end)
        && parse.entity_type(end).is_empty()
        && parse.dep(end - 1) == "compound"
        && (start..end).all(|i| is_name_word(parse, i))
        && may_be_surname(parse, lower, lexicon, end)
        && role_at(parse, lower, lexicon, end, parse.len()).is_none();
    if goes_on && parse.head(end - 1) == end {
        entity.tokens.end = end + 1;
    }
    entity
}

/// Whether an entity of the model is several names of the lexicon with nothing but joints between
/// them ("Peru, Chile and Bolivia").
fn is_row_of_names(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    entity: &EntitySpan,
) -> bool {
    let end = entity.tokens.end;
    let mut i = entity.tokens.start;
    let mut names = 0;
    while i < end {
        let list = lexicon.names.get(parse.word(i)).map(Vec::as_slice).unwrap_or_default();
        let fits = |e: &&NameEntry| i + e.words.len() <= end && matches_at(parse, e, i);
        if let Some(entry) = list.iter().find(fits) {
            names += 1;
            i += entry.words.len();
        } else if matches!(parse.tag(i), "CC" | "IN" | "DT" | ",") && lower[i] != "of" {
            i += 1;
        } else {
            return false;
        }
    }
    names > 1 && entity.tokens.len() > names
}

/// The lexicon's names, the longest at each place.
fn known_names(
    parse: &Parse,
    lexicon: &Lexicon,
    model: &[EntitySpan],
    published: Option<Day>,
) -> Vec<Name> {
    let mut names = Vec::new();
    let mut i = 0;
    let mut from = 0;
    // Words that are part of a person's longer name: there "Jordan" is the person from then on.
    let people: Vec<&str> = model
        .iter()
        .filter(|e| &*e.label == "PERSON" && e.tokens.len() > 1)
        .flat_map(|e| e.tokens.clone().map(|t| parse.word(t)))
        .collect();
    while i < parse.len() {
        while model.get(from).is_some_and(|e| e.tokens.end <= i) {
            from += 1;
        }
        let list = lexicon.names.get(parse.word(i)).map(Vec::as_slice).unwrap_or_default();
        let hit = list.iter().find(|e| {
            matches_at(parse, e, i)
                && published.is_none_or(|d| e.days.0 <= d && d <= e.days.1)
                && fits(e, i, &model[from..])
                && !(e.ambiguous && people.contains(&parse.word(i)))
        });
        // "the Pan-American Highway" is no country's.
        let spans = i > 1
            && parse.word(i - 1) == "-"
            && lexicon.words.is("spanning", &parse.word(i - 2).to_lowercase());
        let Some(entry) = hit.filter(|_| !spans) else {
            i += 1;
            continue;
        };
        let tokens = i..i + entry.words.len();
        i = tokens.end;
        let (kind, form) = match entry.known {
            Known::Country(_) => (NameKind::Country, form_in(parse, entry.form, &tokens, list)),
            Known::Organization(o) => match lexicon.organizations[usize::from(o)].kind {
                OrgKind::Organization | OrgKind::Group => (NameKind::Organization, entry.form),
                OrgKind::Ethnic | OrgKind::Region => (NameKind::Group, entry.form),
            },
        };
        let title = tokens.start;
        names.push(Name { tokens, title, kind, known: Some(entry.known), form });
    }
    leave_shared(parse, lexicon, &mut names);
    short_names(parse, lexicon, &mut names);
    // Asked once for each word, so that a long report costs no more for a name that comes often.
    let mut asked: FxHashMap<&str, Option<u16>> = FxHashMap::default();
    for name in names.iter_mut().filter(|n| n.tokens.len() == 1) {
        let word = parse.word(name.tokens.start);
        if let Some(country) = *asked.entry(word).or_insert_with(|| homonym(parse, lexicon, word)) {
            name.known = Some(Known::Country(country));
        }
    }
    names
}

/// "the North" in a report on North Korea: what the country is called there after its full name.
fn short_names(parse: &Parse, lexicon: &Lexicon, names: &mut Vec<Name>) {
    let told = |c: &u16| names.iter().any(|n| n.known == Some(Known::Country(*c)));
    let fits = |s: &&ShortName| s.named.iter().all(told);
    let shorts: Vec<&ShortName> = lexicon.short_names.iter().filter(fits).collect();
    if shorts.is_empty() {
        return;
    }
    let mut found = Vec::new();
    for i in 1..parse.len() {
        if !matches!(parse.word(i - 1), "the" | "The") {
            continue;
        }
        let is = |s: &&&ShortName| {
            let end = i + s.words.len();
            // "the North Atlantic", "the South coast" are other names.
            end < parse.len()
                && s.words.iter().enumerate().all(|(k, w)| parse.word(i + k) == *w)
                && !parse.tag(end).starts_with("NN")
                && parse.word(end) != "-"
        };
        if let Some(short) = shorts.iter().find(is) {
            let tokens = i..i + short.words.len();
            let known = Some(Known::Country(short.country));
            let (kind, form) = (NameKind::Country, Form::Name);
            found.push(Name { title: i, tokens, kind, known, form });
        }
    }
    let free = |n: &Name| !names.iter().any(|o| o.tokens.contains(&n.tokens.start));
    found.retain(free);
    names.extend(found);
    names.sort_by_key(|n| n.tokens.start);
}

/// "Congress", "Labour", "Georgetown": many countries have one, and it is the country's of the tables
/// only in a report that names this country.
fn leave_shared(parse: &Parse, lexicon: &Lexicon, names: &mut Vec<Name>) {
    let home = |n: &Name| match n.known {
        Some(Known::Organization(o)) => {
            let home = lexicon.organizations[usize::from(o)].country;
            home.and_then(|c| lexicon.country_codes.get(c)).copied()
        }
        Some(Known::Country(c)) => Some(c),
        None => None,
    };
    let shared = |n: &Name| {
        n.tokens.len() == 1
            && lexicon.words.is("shared", &parse.word(n.tokens.start).to_lowercase())
    };
    let mut countries: FxHashMap<u16, usize> = FxHashMap::default();
    for name in names.iter().filter(|n| !shared(n)) {
        if let Some(Known::Country(c)) = name.known {
            *countries.entry(c).or_default() += 1;
        }
    }
    // A state that is named by the way is not the one that the report is about.
    const ASIDE: usize = 3;
    let most = countries.values().copied().max().unwrap_or_default();
    // Of a text that names no state at all nothing tells that another one is meant, unless people and
    // provinces bear the name too.
    let doubtful = |n: &Name| {
        let list = lexicon.names.get(parse.word(n.tokens.start)).map(Vec::as_slice);
        list.unwrap_or_default().iter().any(|e| e.ambiguous && e.words.len() == 1)
    };
    let elsewhere = |n: &Name| {
        let times = |c| countries.get(&c).copied().unwrap_or_default();
        home(n).is_some_and(|c| (most > 0 || doubtful(n)) && times(c) * ASIDE <= most)
    };
    names.retain(|n| !(shared(n) && elsewhere(n)));
}

/// The country that a name belongs to where the report tells that it is no country's: Georgia with
/// Atlanta is in the United States.
fn homonym(parse: &Parse, lexicon: &Lexicon, word: &str) -> Option<u16> {
    let homonym = lexicon.homonyms.get(word)?;
    let has = |cues: &[&str]| (0..parse.len()).any(|i| cues.contains(&parse.word(i)));
    let upper = |cues: &[&str]| {
        // Datelines are written in capitals.
        (0..parse.len().min(40)).any(|i| cues.iter().any(|c| c.to_uppercase() == parse.word(i)))
    };
    let other = has(&homonym.cues) || upper(&homonym.cues);
    (other && !has(&homonym.unless)).then_some(homonym.country)
}

/// Words such as "French" and "Japanese" are both adjective and people.
fn form_in(parse: &Parse, form: Form, tokens: &Range<usize>, list: &[NameEntry]) -> Form {
    let length = tokens.len();
    let people = list.iter().any(|e| e.words.len() == length && e.form == Form::People);
    let last = tokens.end - 1;
    let noun = matches!(parse.pos(last), "NOUN" | "PROPN")
        && !matches!(parse.dep(last), "amod" | "compound" | "nmod" | "poss");
    if form == Form::Adjective && people && noun { Form::People } else { form }
}

fn matches_at(parse: &Parse, entry: &NameEntry, i: usize) -> bool {
    i + entry.words.len() <= parse.len()
        && entry.words.iter().enumerate().all(|(k, word)| {
            let have = parse.word(i + k);
            have == *word || (*word == "'s" && have == "’s")
        })
}

/// Whether the model's entities leave room for a name of the lexicon.
fn fits(entry: &NameEntry, i: usize, model: &[EntitySpan]) -> bool {
    let range = i..i + entry.words.len();
    let mut overlap =
        model.iter().take(3).filter(|e| e.tokens.start < range.end && range.start < e.tokens.end);
    let Some(entity) = overlap.next() else { return true };
    let longer = entity.tokens.len() > range.len();
    let starts = entity.tokens.start == range.start;
    match &*entity.label {
        // "Michael Jordan" is no country; "Iranian Hassan ..." begins with a nationality.
        "PERSON" if longer => entry.form == Form::Adjective && starts,
        // "New Mexico" and "Kansas City" are places of their own.
        "GPE" | "LOC" | "FAC" if longer => entry.form == Form::Adjective || range.len() > 1,
        "ORG" if longer => starts || !matches!(entry.known, Known::Organization(_)),
        _ => true,
    }
}

/// The role word that begins at `i`, the longest, and where it ends.
pub(crate) fn role_at<'l>(
    parse: &Parse,
    lower: &[String],
    lexicon: &'l Lexicon,
    i: usize,
    end: usize,
) -> Option<(&'l Role, usize)> {
    role_by(lexicon, i, end, |k| &lower[k])
        .or_else(|| role_by(lexicon, i, end, |k| parse.lemma(k)))
        .or_else(|| role_by(lexicon, i, end, |k| singular(parse, lower, k)))
}

/// "Rebels" at the front of a title: the model keeps what it takes for a name as it is written.
fn singular<'w>(parse: &Parse, lower: &'w [String], k: usize) -> &'w str {
    let word = lower[k].as_str();
    if matches!(parse.tag(k), "NNP" | "NNPS") {
        word.strip_suffix('s').unwrap_or(word)
    } else {
        word
    }
}

/// As [`role_at`], with the words as `word` gives them.
pub(crate) fn role_by<'l, 'w>(
    lexicon: &'l Lexicon,
    i: usize,
    end: usize,
    word: impl Fn(usize) -> &'w str,
) -> Option<(&'l Role, usize)> {
    let fits = |role: &&Role| {
        i + role.words.len() <= end && role.words.iter().enumerate().all(|(k, w)| word(i + k) == *w)
    };
    lexicon.roles.get(word(i))?.iter().find(fits).map(|r| (r, i + r.words.len()))
}

/// "General Example", where the model saw no name.
fn titled_names(parse: &Parse, lower: &[String], lexicon: &Lexicon, names: &mut Vec<Name>) {
    let mut covered = vec![false; parse.len()];
    for name in names.iter() {
        covered[name.tokens.clone()].fill(true);
    }
    let proper = |i: usize| {
        i < parse.len()
            && !covered[i]
            && matches!(parse.tag(i), "NNP" | "NNPS")
            && parse.word(i).starts_with(char::is_uppercase)
            && role_at(parse, lower, lexicon, i, parse.len()).is_none()
    };
    let mut i = 0;
    let mut found = Vec::new();
    while i < parse.len() {
        let Some((role, end)) = role_at(parse, lower, lexicon, i, parse.len()) else {
            i += 1;
            continue;
        };
        let mut last = end;
        while last < end + 4 && proper(last) {
            last += 1;
        }
        let capital = parse.word(end - 1).starts_with(char::is_uppercase);
        if role.kind == RoleKind::Office && capital && last > end {
            let form = Form::Name;
            let kind = NameKind::Person;
            found.push(Name { tokens: end..last, title: end, kind, known: None, form });
        }
        i = last;
    }
    names.extend(found);
}

/// A later bare surname or given name is the person, whatever the model took it for; and a word
/// that the model mostly took for a person is one each time.
fn surnames(parse: &Parse, lexicon: &Lexicon, names: &mut Vec<Name>) {
    const MOST: usize = 500;
    // Compared as they sound: accents and transliterations differ within a text.
    let sound = |i: usize| skeleton(&plain(parse.word(i)));
    let mut known: FxHashSet<String> = FxHashSet::default();
    let mut votes: FxHashMap<&str, i32> = FxHashMap::default();
    for name in names.iter().filter(|n| n.known.is_none()) {
        let person = name.kind == NameKind::Person;
        let first = name.tokens.start;
        if name.tokens.len() == 1 {
            *votes.entry(parse.word(first)).or_default() += if person { 1 } else { -1 };
        } else if person && known.len() < MOST {
            let long = |i: &usize| parse.word(*i).chars().count() > 3;
            known.extend((first + 1..name.tokens.end).filter(long).map(sound));
            known.extend(
                Some(first)
                    .filter(|&i| lexicon.pronouns.gender(parse.word(i)).is_some())
                    .map(sound),
            );
        }
    }
    known.extend(votes.iter().filter(|(_, v)| **v > 0).map(|(w, _)| skeleton(&plain(w))));
    let mut covered = vec![false; parse.len()];
    for name in names.iter_mut() {
        covered[name.tokens.clone()].fill(true);
        let bare = name.tokens.len() == 1 && name.known.is_none();
        if bare && known.contains(&sound(name.tokens.start)) {
            name.kind = NameKind::Person;
        }
    }
    for (i, covered) in covered.iter().enumerate() {
        // "Tavares" at the front of a sentence passes for a plural.
        let name = parse.pos(i) == "PROPN"
            || parse.tag(i) == "NNS" && parse.word(i).starts_with(char::is_uppercase);
        if !covered && name && known.contains(&sound(i)) {
            let tokens = i..i + 1;
            let (kind, form) = (NameKind::Person, Form::Name);
            names.push(Name { tokens, title: i, kind, known: None, form });
        }
    }
}

/// Where the title before a name begins: "Prime Minister NAME", "Secretary of the Council NAME",
/// "Leader of Example's High Board (HB) NAME".
fn title_start(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    people: &[bool],
    name: usize,
) -> usize {
    const LONGEST: usize = 14;
    let floor = name.saturating_sub(LONGEST);
    let floor = (floor..name).rev().find(|&i| people[i]).map_or(floor, |i| i + 1);
    let mut start = direct_title(parse, lower, lexicon, floor, name);
    // "the spokesman of Iraqi President NAME" is no title of NAME.
    if start < name && start > 0 && lexicon.names.contains_key(parse.word(start - 1)) {
        return start;
    }
    if let Some(of) = institution_start(parse, lower, floor, start)
        && let Some(role) = office_ending_at(parse, lower, lexicon, floor, of)
    {
        start = direct_title(parse, lower, lexicon, floor, role);
    }
    start
}

/// Role words directly before `end`.
fn direct_title(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    floor: usize,
    end: usize,
) -> usize {
    let mut start = end;
    loop {
        let before = (floor.max(start.saturating_sub(6))..start).find(|&i| {
            role_at(parse, lower, lexicon, i, start).is_some_and(|(_, e)| e == start)
                && !parse.word(i).contains('\n')
        });
        match before {
            Some(i) => start = i,
            None => return start,
        }
    }
}

/// "Iraqi", "Iraq's", "NATO" before a title belong to it, also before "Energy Minister".
fn country_before(
    parse: &Parse,
    lower: &[String],
    ends: &FxHashMap<usize, usize>,
    start: usize,
) -> usize {
    const BETWEEN: usize = 2;
    for at in (start.saturating_sub(BETWEEN)..=start).rev() {
        if at < start && !matches!(parse.tag(at), "NNP" | "NNPS" | "JJ" | "NN") {
            break;
        }
        let possessive = at > 0 && matches!(lower[at - 1].as_str(), "'s" | "’s");
        let end = at - usize::from(possessive);
        if let Some(begin) = ends.get(&end) {
            return *begin;
        }
    }
    start
}

/// The `of` before a run of capitalised words that ends at `end`.
fn institution_start(parse: &Parse, lower: &[String], floor: usize, end: usize) -> Option<usize> {
    let mut i = end;
    let mut words = 0;
    while i > floor {
        i -= 1;
        let word = parse.word(i);
        match lower[i].as_str() {
            "of" if words > 0 => return Some(i),
            "and" | "the" | "'s" | "’s" | "for" | "on" | "&" | "-" | "(" | ")" | "of" => {}
            _ if word.starts_with(char::is_uppercase) && !parse.tag(i).starts_with('V') => {
                words += 1;
            }
            _ => return None,
        }
    }
    None
}

/// The role word that ends at `end`.
fn office_ending_at(
    parse: &Parse,
    lower: &[String],
    lexicon: &Lexicon,
    floor: usize,
    end: usize,
) -> Option<usize> {
    (floor..end).rev().take(3).find(|&i| {
        parse.sentence_of(i) == parse.sentence_of(end)
            && role_at(parse, lower, lexicon, i, end)
                .is_some_and(|(r, e)| e == end && matches!(r.kind, RoleKind::Office))
    })
}
