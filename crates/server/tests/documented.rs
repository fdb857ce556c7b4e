//! `docs/api.md` says what there is.

use bayhaqi_server::{Limits, api};

const GUIDE: &str = include_str!("../../../docs/api.md");

#[test]
fn the_guide_names_every_endpoint() {
    for endpoint in api::ENDPOINTS {
        let method = if endpoint.post { "POST" } else { "GET" };
        let name = format!("`{method} {}`", endpoint.path);
        assert!(GUIDE.contains(&name), "{name}");
    }
}

#[test]
fn the_guide_names_every_limit_with_its_default() {
    let (_, table) = GUIDE.split_once("| limit | default | meaning |\n").unwrap_or_default();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let told: Vec<_> = rows.iter().map(|r| (r[0].trim_matches('`'), r[2])).collect();
    assert_eq!(told, Limits::NAMES);
    let default = Limits::default();
    for row in rows.iter().filter(|row| !row[1].starts_with("cores")) {
        let mut limits = default.clone();
        assert!(
            limits.set(row[0].trim_matches('`'), row[1].parse().unwrap_or(u64::MAX)),
            "{row:?}"
        );
        assert_eq!(limits, default, "{row:?}");
    }
}
