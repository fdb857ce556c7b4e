//! The same happening, told by many reports, is one incident.
//!
//! An event joins the incident of the same quad class between the same countries whose days are near
//! and that is not told to have happened elsewhere, if enough of the words around it are the same; else it
//! begins an incident of its own. A name in common and the same type make up for words: see
//! [`Account::fits`]. The weights were chosen on half of `evals/incidents` and measured on the other.

use crate::days;
use crate::functions::distance_km;
use crate::likeness::{content_words, copies, names, overlap};
use crate::report::Report;
use crate::words::quad_class;
use bayhaqi_coder::record::{Actor, Entity, Event, Span, Stance, Status};
use jiff::civil::Date;
use rusqlite::{Connection, Result, Row, params};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// How many incidents of the same type, actors and days are looked at: the latest. It bounds the work
/// for one event.
const CANDIDATES: usize = 48;
/// How many mentions of an incident are looked at for copies of a text and for the same publisher: the
/// latest. Of an incident that has more, copies and publishers may be counted twice.
const NEIGHBOURS: usize = 64;
/// Days between two accounts of one happening: news is told for so long.
const NEWS_DAYS: i32 = 3;
/// Words and names of an account that are kept.
const MOST: usize = 24;
/// What speaks for one happening, beside the share of words in common: a name in common, the same type;
/// and against it: other names, each day between what both date, each day between others.
const SAME_NAME: f64 = 0.3;
const NO_NAME: f64 = -0.3;
const SAME_TYPE: f64 = 0.2;
const OTHER_DAY: f64 = 0.6;
const LATER_NEWS: f64 = 0.05;
/// From here on it is one happening.
const ENOUGH: f64 = 0.45;
/// Places farther apart are not the same.
const FAR_KM: f64 = 60.0;

/// One event as an account of a happening.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    event: String,
    quad: i64,
    source: String,
    target: String,
    days: [Date; 2],
    /// The report says the day.
    dated: bool,
    place: Option<String>,
    country: Option<String>,
    at: Option<[f64; 2]>,
    /// Names that are told along with it.
    names: Vec<u16>,
    words: Vec<u16>,
}

/// What an incident is known by.
struct Candidate {
    key: i64,
    event: String,
    place: Option<String>,
    country: Option<String>,
    at: Option<[f64; 2]>,
    names: Vec<u16>,
    words: Vec<u16>,
    dated: bool,
    days: [Date; 2],
}

/// Of what is told in these types both sides take part alike: A meets B, B meets A.
const MUTUAL: &[&str] = &["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];

/// Codes of actors beyond one country, by how they begin (CAMEO codebook, chapter 3).
const BEYOND: &[&str] = &["IGO", "IMG", "INT", "MNC", "NGM", "NGO"];

/// Who somebody is in a dyad: the country, or else the code, for actors beyond one country.
pub(crate) fn party(actor: &Actor) -> Option<&str> {
    actor.country.as_deref().or(actor.code.as_deref())
}

/// Who somebody is when reports are compared: a country, or an organisation beyond one. What one report
/// calls rebels is gunmen in another: they are nobody in particular.
fn somebody(actor: &Actor) -> Option<&str> {
    let beyond = |code: &&str| BEYOND.iter().any(|b| code.starts_with(b));
    actor.country.as_deref().or(actor.code.as_deref().filter(beyond))
}

/// The two sides of an event. Where only one is known, or both are of one country, it stands as the
/// second one: "Peruvians protest" and "protests against the government of Peru" are the same.
fn sides(event: &Event) -> [String; 2] {
    let side = |actors: &[Actor]| actors.iter().find_map(somebody).unwrap_or("").to_owned();
    let [mut source, mut target] = [side(&event.sources), side(&event.targets)];
    let mutual = MUTUAL.contains(&event.event.as_str());
    if target.is_empty() || (mutual && source > target) {
        std::mem::swap(&mut source, &mut target);
    }
    if source == target {
        source.clear();
    }
    [source, target]
}

/// Whether the event is told as something that happened, by the report or somebody in it.
pub(crate) fn happened(event: &Event) -> bool {
    matches!(event.status, Status::Actual | Status::Ongoing)
}

/// Whether somebody in the report says that it did not happen.
pub(crate) fn denied(event: &Event) -> bool {
    event.claims.iter().any(|c| c.stance == Stance::Denies)
}

impl Account {
    /// The account that an event gives; none where no day is known, or where it is told as something
    /// that did not happen (unless somebody denies it: that is an account too).
    pub(crate) fn of(event: &Event, report: &Telling<'_>) -> Option<Account> {
        if !happened(event) && !denied(event) {
            return None;
        }
        let (days, dated) = days(event)?;
        let [source, target] = sides(event);
        let place = event.place.as_ref();
        let exact = place.filter(|p| p.granularity != "country");
        Some(Account {
            event: event.event.clone(),
            quad: quad_class(&event.quad),
            source,
            target,
            days,
            dated,
            place: exact.map(|p| p.name.clone()),
            country: place.and_then(|p| p.country.clone()),
            at: exact.and_then(|p| Some([p.lat?, p.lon?])),
            names: report.names.clone(),
            words: report.words(event),
        })
    }

    /// How well this fits the incident, if it is an account of it.
    fn fits(&self, incident: &Candidate) -> Option<f64> {
        let gap = gap(self.days, incident.days);
        if gap > NEWS_DAYS || self.elsewhere(incident) {
            return None;
        }
        let mut fit = overlap(&self.words, &incident.words);
        if !self.names.is_empty() && !incident.names.is_empty() {
            let shared = overlap(&self.names, &incident.names) > 0.0;
            fit += if shared { SAME_NAME } else { NO_NAME };
        }
        if self.event == incident.event {
            fit += SAME_TYPE;
        }
        // Two reports that both say on which day it was do not mean different days.
        let both = self.dated && incident.dated;
        fit -= f64::from(gap) * if both { OTHER_DAY } else { LATER_NEWS };
        (fit >= ENOUGH).then_some(fit)
    }

    /// Whether both say where it was, and it was not in the same place.
    fn elsewhere(&self, incident: &Candidate) -> bool {
        let differ =
            |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        if differ(&self.country, &incident.country) {
            return true;
        }
        let near = self.at.zip(incident.at).is_some_and(|(a, b)| distance_km(a, b) <= FAR_KM);
        differ(&self.place, &incident.place) && !near
    }
}

/// First and last day of an event, and whether the report says them.
fn days(event: &Event) -> Option<([Date; 2], bool)> {
    let day = |text: &Option<String>| text.as_deref()?.get(..10)?.parse::<Date>().ok();
    if let Some(when) = &event.when
        && let (Some(from), Some(to)) = (day(&when.from), day(&when.to))
        && from <= to
        && days::between(from, to) <= 7
    {
        return Some(([from, to], true));
    }
    day(&event.document.published).map(|d| ([d, d], false))
}

/// A day of publication as incidents keep it.
fn published(day: Option<&str>) -> Option<i64> {
    day?.get(..10)?.parse().ok().map(number)
}

/// A day as incidents keep it.
fn number(day: Date) -> i64 {
    i64::from(days::number(day))
}

/// Days between two stretches of time; 0 where they overlap.
fn gap(a: [Date; 2], b: [Date; 2]) -> i32 {
    days::between(a[1], b[0]).max(days::between(b[1], a[0])).max(0)
}

/// A report whose events are put into incidents.
pub(crate) struct Telling<'a> {
    report: &'a Report,
    /// The bytes where the text's sentences begin and end.
    sentences: Vec<Range<usize>>,
    /// Who and what is named, countries excepted.
    names: Vec<u16>,
    /// The incidents that it has told of already.
    told: FxHashSet<i64>,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        let named = |e: &&Entity| e.kind != "country" && e.name.starts_with(char::is_uppercase);
        let entities = report.coded.entities.iter().filter(named).map(|e| e.name.as_str());
        let names = names(entities.take(MOST));
        Telling { report, sentences: byte_ranges(report), names, told: FxHashSet::default() }
    }

    /// The words around an event that tell what happened, those of its own sentence and of the two
    /// beside it: not those that tell who, when, where, of which type, and who says so, which are
    /// compared by themselves or not at all.
    fn words(&self, event: &Event) -> Vec<u16> {
        let index = event.sentence.index;
        let around = index.saturating_sub(1)..(index + 2).min(self.sentences.len());
        let Some(sentences) = self.sentences.get(around.clone()).filter(|s| !s.is_empty()) else {
            return content_words(&event.sentence.text);
        };
        let bytes = sentences[0].start..sentences[sentences.len() - 1].end;
        let start = self.report.sentences[around.start][0];
        let spans = event.sources.iter().chain(&event.targets).map(|a| a.span);
        let spans = spans.chain(event.when.iter().map(|w| w.span)).chain([event.trigger.span]);
        let spans = spans.chain(event.claims.iter().flat_map(|c| [c.speaker.span, c.cue.span]));
        let mut spans: Vec<Span> = spans.chain(event.place.iter().map(|p| p.span)).collect();
        spans.sort_unstable();
        let mut spans = spans.into_iter().peekable();
        let mut text = String::with_capacity(bytes.len());
        for (at, c) in (start..).zip(self.report.text.get(bytes).unwrap_or("").chars()) {
            while spans.peek().is_some_and(|s| s[1] <= at) {
                spans.next();
            }
            let inside = spans.peek().is_some_and(|s| s[0] <= at);
            text.push(if inside { ' ' } else { c });
        }
        let mut words = content_words(&text);
        words.truncate(MOST);
        words
    }
}

/// Where the sentences stand in bytes.
fn byte_ranges(report: &Report) -> Vec<Range<usize>> {
    let mut bytes = report.text.char_indices().map(|(b, _)| b).enumerate().peekable();
    let mut byte = |char: usize| {
        while bytes.peek().is_some_and(|(c, _)| *c < char) {
            bytes.next();
        }
        bytes.peek().map_or(report.text.len(), |(_, b)| *b)
    };
    report.sentences.iter().map(|s| byte(s[0])..byte(s[1])).collect()
}

/// Puts the event with this key into its incident.
pub(crate) fn add(
    db: &Connection,
    key: i64,
    event: &Event,
    report: &mut Telling<'_>,
) -> Result<()> {
    let Some(account) = Account::of(event, report) else { return Ok(()) };
    let best = candidates(db, &account)?
        .into_iter()
        .filter_map(|c| Some((account.fits(&c)?, c)))
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.key.cmp(&x.key)));
    let incident = match best {
        Some((_, candidate)) => {
            complete(db, &account, &candidate)?;
            candidate.key
        }
        None => begin(db, &account)?,
    };
    let first = report.told.insert(incident);
    mention(db, incident, &Mention { key, event, likeness: report.report.likeness, first })
}

/// An event that is an account of an incident.
struct Mention<'a> {
    key: i64,
    event: &'a Event,
    likeness: i64,
    /// The first one in its report.
    first: bool,
}

/// Incidents that it may be an account of.
fn candidates(db: &Connection, account: &Account) -> Result<Vec<Candidate>> {
    let mut out = Vec::new();
    let (since, until) = (number(account.days[0]) - 8, number(account.days[1]) + 8);
    let (source, target) = (account.source.as_str(), account.target.as_str());
    let mut look = |which: &str, a: &str, b: &str| -> Result<()> {
        let mut find = db.prepare_cached(&format!(
            "SELECT key, place, country, lat, lon, words, first_day, last_day, event, names, dated \
             FROM incident_rows \
             WHERE quad = ?1 AND {which} AND last_day BETWEEN ?4 AND ?5 \
             ORDER BY last_day DESC, key DESC LIMIT ?6"
        ))?;
        let limit = CANDIDATES as i64;
        let rows = find.query_map(params![account.quad, a, b, since, until, limit], candidate)?;
        for row in rows {
            out.extend(row?);
        }
        Ok(())
    };
    const BOTH: &str = "source = ?2 AND target = ?3";
    // An account may leave out who it was, or to whom.
    if source.is_empty() && !target.is_empty() {
        look("?2 = '' AND target = ?3", "", target)?;
        return Ok(out);
    }
    look(BOTH, source, target)?;
    if !source.is_empty() {
        look(BOTH, "", source)?;
        look(BOTH, "", target)?;
    }
    Ok(out)
}

fn candidate(row: &Row<'_>) -> Result<Option<Candidate>> {
    let day = |i| -> Result<Option<Date>> { Ok(days::day(row.get(i)?)) };
    let (Some(first), Some(last)) = (day(6)?, day(7)?) else { return Ok(None) };
    let at = row.get::<_, Option<f64>>(3)?.zip(row.get::<_, Option<f64>>(4)?);
    let hashes = |i| -> Result<Vec<u16>> {
        let bytes = row.get_ref(i)?.as_blob()?;
        Ok(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect())
    };
    Ok(Some(Candidate {
        key: row.get(0)?,
        event: row.get(8)?,
        place: row.get(1)?,
        country: row.get(2)?,
        at: at.map(|(lat, lon)| [lat, lon]),
        names: hashes(9)?,
        dated: row.get(10)?,
        words: hashes(5)?,
        days: [first, last],
    }))
}

/// A new incident.
fn begin(db: &Connection, account: &Account) -> Result<i64> {
    let mut insert = db.prepare_cached(
        "INSERT INTO incident_rows (event, source, target, first_day, last_day, place, country, lat, lon, \
         words, quad, names, dated, reports, publishers, accounts, asserted, denied) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, 0, 0, 0, 0)",
    )?;
    insert.insert(params![
        account.event,
        account.source,
        account.target,
        number(account.days[0]),
        number(account.days[1]),
        account.place,
        account.country,
        account.at.map(|p| p[0]),
        account.at.map(|p| p[1]),
        bytes(&account.words),
        account.quad,
        bytes(&account.names),
        account.dated,
    ])
}

/// Hashes as the columns hold them.
fn bytes(hashes: &[u16]) -> Vec<u8> {
    hashes.iter().flat_map(|h| h.to_le_bytes()).collect()
}

/// Adds what the account knows and the incident does not: the place and the day.
fn complete(db: &Connection, account: &Account, incident: &Candidate) -> Result<()> {
    let place = account.place.is_some() && incident.place.is_none();
    let day = account.dated && !incident.dated;
    if !day && !place {
        return Ok(());
    }
    let days = if day { account.days } else { incident.days };
    let mut update = db.prepare_cached(
        "UPDATE incident_rows SET first_day = ?2, last_day = ?3, dated = max(dated, ?4), \
         place = coalesce(place, ?5), country = coalesce(country, ?6), lat = coalesce(lat, ?7), \
         lon = coalesce(lon, ?8) WHERE key = ?1",
    )?;
    update.execute(params![
        incident.key,
        number(days[0]),
        number(days[1]),
        day,
        account.place,
        account.country,
        account.at.map(|p| p[0]),
        account.at.map(|p| p[1]),
    ])?;
    Ok(())
}

/// Adds a mention to an incident, and counts it.
fn mention(db: &Connection, incident: i64, mention: &Mention<'_>) -> Result<()> {
    let Mention { key, event, likeness, first } = *mention;
    let publisher = event.document.publisher.as_deref();
    let (mut new_publisher, mut new_account) = (false, false);
    if first {
        (new_publisher, new_account) = (publisher.is_some(), true);
        let mut latest = db.prepare_cached(
            "SELECT d.likeness, d.publisher FROM event_rows e JOIN documents d ON d.key = e.document \
             WHERE e.incident = ?1 ORDER BY e.key DESC LIMIT ?2",
        )?;
        let mut rows = latest.query(params![incident, NEIGHBOURS as i64])?;
        while let Some(row) = rows.next()? {
            new_account &= !copies(row.get(0)?, likeness);
            new_publisher &= row.get_ref(1)?.as_str().ok() != publisher;
        }
    }
    db.prepare_cached("UPDATE event_rows SET incident = ?2 WHERE key = ?1")?
        .execute([key, incident])?;
    let denied = denied(event);
    db.prepare_cached(
        "UPDATE incident_rows SET reports = reports + ?2, publishers = publishers + ?3, \
         accounts = accounts + ?4, asserted = asserted + ?5, denied = denied + ?6, \
         first_seen = coalesce(min(first_seen, ?7), first_seen, ?7), \
         last_seen = coalesce(max(last_seen, ?7), last_seen, ?7) WHERE key = ?1",
    )?
    .execute(params![
        incident,
        first,
        new_publisher,
        new_account,
        !denied,
        denied,
        published(event.document.published.as_deref())
    ])?;
    Ok(())
}

/// The incidents that a document tells of.
pub(crate) fn of_document(db: &Connection, document: i64) -> Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT DISTINCT incident FROM event_rows WHERE document = ?1 AND incident IS NOT NULL",
    )?
    .query_map([document], |row| row.get(0))?
    .collect()
}

/// Counts anew after mentions have gone; an incident that nobody tells of any more goes too.
pub(crate) fn recount(db: &Connection, incident: i64) -> Result<()> {
    let mut all = db.prepare_cached(
        "SELECT e.document, d.publisher, d.likeness, d.published, \
           EXISTS (SELECT 1 FROM claim_rows c WHERE c.event = e.key AND c.stance = 'denies') \
         FROM event_rows e JOIN documents d ON d.key = e.document \
         WHERE e.incident = ?1 ORDER BY e.key",
    )?;
    let rows = all
        .query_map([incident], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?
        .collect::<Result<Vec<(i64, Option<String>, i64, Option<String>, bool)>>>()?;
    if rows.is_empty() {
        db.prepare_cached("DELETE FROM incident_rows WHERE key = ?1")?.execute([incident])?;
        return Ok(());
    }
    let (mut reports, mut publishers) = (FxHashSet::default(), FxHashSet::default());
    let (mut accounts, mut latest) = (0, Vec::new());
    for (document, publisher, likeness, _, _) in &rows {
        if reports.insert(*document) {
            publishers.extend(publisher.as_deref());
            let near = latest.iter().rev().take(NEIGHBOURS);
            accounts += i64::from(!near.into_iter().any(|&l| copies(l, *likeness)));
        }
        latest.push(*likeness);
    }
    let denied = rows.iter().filter(|r| r.4).count();
    let days = || rows.iter().filter_map(|r| published(r.3.as_deref()));
    db.prepare_cached(
        "UPDATE incident_rows SET reports = ?2, publishers = ?3, accounts = ?4, asserted = ?5, \
         denied = ?6, first_seen = ?7, last_seen = ?8 WHERE key = ?1",
    )?
    .execute(params![
        incident,
        reports.len() as i64,
        publishers.len() as i64,
        accounts,
        (rows.len() - denied) as i64,
        denied as i64,
        days().min(),
        days().max()
    ])?;
    Ok(())
}
