//! Fills a store with made-up events and asks its views, to measure size and speed.
//!
//! `cargo run --release -p bayhaqi-store --example million -- FILE [REPORTS]`, four events a report; with
//! 0 nothing is written, and what is there is measured.

#![allow(clippy::print_stdout)]

#[path = "../tests/common/mod.rs"]
mod common;

use bayhaqi_store::{Columns, Dimension, Filter, Level, Query, Store, Value, Who};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("give a file")?;
    let reports: usize = arguments.next().map_or(Ok(250_000), |n| n.parse())?;
    let mut store = Store::write(Path::new(&file))?;
    let started = Instant::now();
    let numbers: Vec<usize> = (0..reports).collect();
    for batch in numbers.chunks(512) {
        let items: Vec<_> = batch.iter().map(|&n| common::item(n, 4, "1")).collect();
        store.put(&items, false)?;
    }
    println!("{} events written in {:.1?}", reports * 4, started.elapsed());
    if reports > 0 {
        store.compact()?;
    }
    let stats = store.stats()?;
    let told = ["event_rows", "actors", "claims", "dyads", "incidents", "mentions"];
    let texts = ["texts", "sentences"];
    let sum = |names: &dyn Fn(&str) -> bool| -> u64 {
        stats.bytes.iter().filter(|(n, _)| names(n)).map(|(_, b)| b).sum()
    };
    let counted = store.query(&Query::new("SELECT max(1, count(*)) FROM event_rows"))?;
    let Some([Value::Integer(events)]) = counted.rows.first().map(Vec::as_slice) else {
        return Err("the events were not counted".into());
    };
    let events = events.cast_unsigned();
    let text = |n: &str| texts.contains(&n) || n.starts_with("search");
    println!("bytes an event: {} of events", sum(&|n| told.contains(&n)) / events);
    println!("                {} of all but texts", sum(&|n| !text(n)) / events);
    println!("                {} of the file", stats.file / events);
    for (name, bytes) in &stats.bytes {
        println!("  {name} {}", bytes / events);
    }
    for sql in [
        "SELECT count(*) FROM events",
        "SELECT sum(events) FROM dyads_by_month",
        "SELECT * FROM dyads_by_month WHERE source = 'IRN' AND target = 'USA'",
        "SELECT event, count(*), avg(goldstein) FROM events GROUP BY event",
        "SELECT sum(as_source) FROM actor_totals",
        "SELECT count(*), max(accounts) FROM incidents",
        "SELECT speaker, stance, count(*) FROM who_says GROUP BY speaker, stance",
        "SELECT count(*) FROM incident_accounts WHERE incident = 77",
        "SELECT id, day, source, target FROM events ORDER BY day DESC LIMIT 50",
        "SELECT count(*) FROM events WHERE event = 'ASSAULT' AND source = 'IRNGOV'",
        "SELECT count(*) FROM actors WHERE code = 'IRNGOV'",
        "SELECT count(*) FROM events WHERE lat IS NOT NULL AND distance_km(lat, lon, 33.3, 44.4) < 200",
    ] {
        let started = Instant::now();
        let answer = store.query(&Query::new(sql))?;
        let first: &[Value] = answer.rows.first().map_or(&[], Vec::as_slice);
        println!("{:>8.0?} {sql} -> {first:?}", started.elapsed());
    }
    drop(store);
    let store = Store::read(Path::new(&file))?;
    let started = Instant::now();
    let columns = Columns::load(&store)?;
    println!("{:>8.0?} to load the columns", started.elapsed());
    for (name, filter) in [
        ("all", Filter::default()),
        (
            "dyad",
            Filter {
                source: vec![Who::new("IRN")],
                target: vec![Who::new("USA")],
                ..Filter::default()
            },
        ),
    ] {
        let started = Instant::now();
        let selection = columns.select(&filter, &store)?;
        let total = columns.events(&selection, None, 50).total;
        println!("{:>8.1?} page of {total} events ({name})", started.elapsed());
        let started = Instant::now();
        columns.incidents(&selection, None, 50);
        println!("{:>8.1?} page of incidents ({name})", started.elapsed());
        for by in ["week event", "month quad", "dyad", "place", "source target", "speaker"] {
            let started = Instant::now();
            let by: Vec<Dimension> = by.split(' ').filter_map(|n| n.parse().ok()).collect();
            let groups = columns.totals(&selection, &by, Level::Country, 10_000).groups;
            println!("{:>8.1?} {groups} totals by {by:?} ({name})", started.elapsed());
        }
    }
    Ok(())
}
