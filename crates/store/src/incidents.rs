//! The same happening, told by many reports, is one incident.
//!
//! An event joins the incident of the same type between the same countries whose days overlap and that
//! is not told to have happened elsewhere, if enough words are shared; else it begins an incident of its
//! own. How many words are enough depends on what else fits: see [`Account::fits`]. The bounds were
//! chosen on half of `evals/incidents` and measured on the other half.

use crate::functions::distance_km;
use crate::likeness::{content_words, copies, overlap};
use bayhaqi_coder::record::{Actor, Event, Stance, Status};
use jiff::civil::Date;
use rusqlite::{Connection, Result, Row, params};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;

/// How many incidents of the same type, actors and days are looked at: the latest. It bounds the work
/// for one event.
const CANDIDATES: usize = 48;
/// How many mentions of an incident are looked at for copies of a text and for the same publisher: the
/// latest. Of an incident that has more, copies and publishers may be counted twice.
const NEIGHBOURS: usize = 64;
/// Days between two accounts of one happening, where both say on which day it was.
const SAME_DAY: i32 = 1;
/// Days between them where one is known only by its publication.
const NEWS_DAYS: i32 = 3;
/// Places farther apart are not the same.
const FAR_KM: f64 = 60.0;

/// One event as an account of a happening.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    event: String,
    source: String,
    target: String,
    days: [Date; 2],
    /// The report says the day.
    dated: bool,
    place: Option<String>,
    country: Option<String>,
    at: Option<[f64; 2]>,
    words: Vec<u16>,
}

/// What an incident is known by.
struct Candidate {
    key: i64,
    place: Option<String>,
    country: Option<String>,
    at: Option<[f64; 2]>,
    words: Vec<u16>,
    days: [Date; 2],
}

/// Of what is told in these types both sides take part alike: A meets B, B meets A.
const MUTUAL: &[&str] = &["AGREE", "CONSULT", "COOPERATE"];

/// Who somebody is when reports are compared: the country, or else the code, for actors beyond one
/// country; nobody in particular else.
pub(crate) fn party(actor: &Actor) -> Option<&str> {
    actor.country.as_deref().or(actor.code.as_deref())
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
    pub(crate) fn of(event: &Event) -> Option<Account> {
        if !happened(event) && !denied(event) {
            return None;
        }
        let (days, dated) = days(event)?;
        let side = |actors: &[Actor]| actors.iter().find_map(party).unwrap_or("").to_owned();
        let mut sides = [side(&event.sources), side(&event.targets)];
        if MUTUAL.contains(&event.event.as_str()) {
            sides.sort_by_key(|s| Reverse(s.clone()));
        }
        let [source, target] = sides;
        let place = event.place.as_ref();
        let exact = place.filter(|p| p.granularity != "country");
        Some(Account {
            event: event.event.clone(),
            source,
            target,
            days,
            dated,
            place: exact.map(|p| p.name.clone()),
            country: place.and_then(|p| p.country.clone()),
            at: exact.and_then(|p| Some([p.lat?, p.lon?])),
            words: content_words(&event.sentence.text),
        })
    }

    /// Whether this is an account of the incident, and how well it fits.
    fn fits(&self, incident: &Candidate) -> Option<f64> {
        let gap = gap(self.days, incident.days);
        let shared = overlap(&self.words, &incident.words);
        let nearly_same = shared >= 0.8 && self.words.len().min(incident.words.len()) >= 5;
        let here = self.same_place(incident);
        if here == Some(false) && !nearly_same {
            return None;
        }
        let allowed = if self.dated { SAME_DAY } else { NEWS_DAYS };
        if gap > allowed && !(nearly_same && gap <= 7) {
            return None;
        }
        let enough = if here == Some(true) { 0.15 } else { 0.3 };
        (shared >= enough).then(|| shared - 0.05 * f64::from(gap))
    }

    /// Whether both happened in the same place, if both say where.
    fn same_place(&self, incident: &Candidate) -> Option<bool> {
        if let (Some(a), Some(b)) = (&self.country, &incident.country)
            && a != b
        {
            return Some(false);
        }
        match (&self.place, &incident.place) {
            (Some(a), Some(b)) if a == b => Some(true),
            (Some(_), Some(_)) => {
                let near = self.at.zip(incident.at).map(|(a, b)| distance_km(a, b) <= FAR_KM);
                Some(near.unwrap_or(false))
            }
            _ => None,
        }
    }
}

/// First and last day of an event, and whether the report says them.
fn days(event: &Event) -> Option<([Date; 2], bool)> {
    let day = |text: &Option<String>| text.as_deref()?.get(..10)?.parse::<Date>().ok();
    if let Some(when) = &event.when
        && let (Some(from), Some(to)) = (day(&when.from), day(&when.to))
        && from <= to
        && days_between(from, to) <= 7
    {
        return Some(([from, to], true));
    }
    day(&event.document.published).map(|d| ([d, d], false))
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Days between two stretches of time; 0 where they overlap.
fn gap(a: [Date; 2], b: [Date; 2]) -> i32 {
    days_between(a[1], b[0]).max(days_between(b[1], a[0])).max(0)
}

/// Puts the event with this key into its incident. `told` are the incidents that its report has told
/// already.
pub(crate) fn add(
    db: &Connection,
    key: i64,
    event: &Event,
    likeness: i64,
    told: &mut FxHashSet<i64>,
) -> Result<()> {
    let Some(account) = Account::of(event) else { return Ok(()) };
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
    let first = told.insert(incident);
    mention(db, incident, &Mention { key, event, likeness, first })
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
    let since = account.days[0].saturating_sub(jiff::Span::new().days(8)).to_string();
    let until = account.days[1].saturating_add(jiff::Span::new().days(8)).to_string();
    let (source, target) = (account.source.as_str(), account.target.as_str());
    let mut look = |which: &str, a: &str, b: &str| -> Result<()> {
        let mut find = db.prepare_cached(&format!(
            "SELECT key, place, country, lat, lon, words, first_day, last_day FROM incidents \
             WHERE event = ?1 AND {which} AND last_day BETWEEN ?4 AND ?5 \
             ORDER BY last_day DESC, key DESC LIMIT ?6"
        ))?;
        let limit = CANDIDATES as i64;
        let rows = find.query_map(params![account.event, a, b, since, until, limit], candidate)?;
        for row in rows {
            out.extend(row?);
        }
        Ok(())
    };
    const BOTH: &str = "source = ?2 AND target = ?3";
    // An account may leave out who it was, or to whom.
    if source.is_empty() && !target.is_empty() {
        return look("?2 = '' AND target = ?3", "", target).map(|()| out);
    }
    look(BOTH, source, target)?;
    if !source.is_empty() && !target.is_empty() {
        look(BOTH, source, "")?;
        look(BOTH, "", target)?;
    }
    Ok(out)
}

fn candidate(row: &Row<'_>) -> Result<Option<Candidate>> {
    let day = |i| -> Result<Option<Date>> { Ok(row.get_ref(i)?.as_str()?.parse().ok()) };
    let (Some(first), Some(last)) = (day(6)?, day(7)?) else { return Ok(None) };
    let at = row.get::<_, Option<f64>>(3)?.zip(row.get::<_, Option<f64>>(4)?);
    let bytes = row.get_ref(5)?.as_blob()?;
    let words = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    Ok(Some(Candidate {
        key: row.get(0)?,
        place: row.get(1)?,
        country: row.get(2)?,
        at: at.map(|(lat, lon)| [lat, lon]),
        words: words.collect(),
        days: [first, last],
    }))
}

/// A new incident.
fn begin(db: &Connection, account: &Account) -> Result<i64> {
    let words: Vec<u8> = account.words.iter().flat_map(|w| w.to_le_bytes()).collect();
    let mut insert = db.prepare_cached(
        "INSERT INTO incidents (event, source, target, first_day, last_day, place, country, lat, lon, \
         words, reports, publishers, accounts, asserted, denied) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, 0, 0, 0)",
    )?;
    insert.insert(params![
        account.event,
        account.source,
        account.target,
        account.days[0].to_string(),
        account.days[1].to_string(),
        account.place,
        account.country,
        account.at.map(|p| p[0]),
        account.at.map(|p| p[1]),
        words,
    ])
}

/// Adds what the account knows and the incident does not.
fn complete(db: &Connection, account: &Account, incident: &Candidate) -> Result<()> {
    let days = account.dated && account.days[0] < incident.days[0];
    if !days && (account.place.is_none() || incident.place.is_some()) {
        return Ok(());
    }
    let mut update = db.prepare_cached(
        "UPDATE incidents SET first_day = min(first_day, ?2), place = coalesce(place, ?3), \
         country = coalesce(country, ?4), lat = coalesce(lat, ?5), lon = coalesce(lon, ?6) \
         WHERE key = ?1",
    )?;
    update.execute(params![
        incident.key,
        account.days[0].to_string(),
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
            "SELECT m.likeness, d.publisher FROM mentions m JOIN event_rows e ON e.key = m.event \
             JOIN documents d ON d.key = e.document WHERE m.incident = ?1 \
             ORDER BY m.event DESC LIMIT ?2",
        )?;
        let mut rows = latest.query(params![incident, NEIGHBOURS as i64])?;
        while let Some(row) = rows.next()? {
            new_account &= !copies(row.get(0)?, likeness);
            new_publisher &= row.get_ref(1)?.as_str().ok() != publisher;
        }
    }
    db.prepare_cached("INSERT INTO mentions (event, incident, likeness) VALUES (?1, ?2, ?3)")?
        .execute(params![key, incident, likeness])?;
    let denied = denied(event);
    db.prepare_cached(
        "UPDATE incidents SET reports = reports + ?2, publishers = publishers + ?3, \
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
        event.document.published
    ])?;
    Ok(())
}

/// The incidents that a document tells of.
pub(crate) fn of_document(db: &Connection, document: i64) -> Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT DISTINCT m.incident FROM event_rows e JOIN mentions m ON m.event = e.key \
         WHERE e.document = ?1",
    )?
    .query_map([document], |row| row.get(0))?
    .collect()
}

/// Counts anew after mentions have gone; an incident that nobody tells of any more goes too.
pub(crate) fn recount(db: &Connection, incident: i64) -> Result<()> {
    let mut all = db.prepare_cached(
        "SELECT e.document, d.publisher, m.likeness, d.published, \
           EXISTS (SELECT 1 FROM claims c WHERE c.event = e.key AND c.stance = 'denies') \
         FROM mentions m JOIN event_rows e ON e.key = m.event JOIN documents d ON d.key = e.document \
         WHERE m.incident = ?1 ORDER BY m.event",
    )?;
    let rows = all
        .query_map([incident], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
        })?
        .collect::<Result<Vec<(i64, Option<String>, i64, Option<String>, bool)>>>()?;
    if rows.is_empty() {
        db.prepare_cached("DELETE FROM incidents WHERE key = ?1")?.execute([incident])?;
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
    let days = || rows.iter().filter_map(|r| r.3.as_deref());
    db.prepare_cached(
        "UPDATE incidents SET reports = ?2, publishers = ?3, accounts = ?4, asserted = ?5, \
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
