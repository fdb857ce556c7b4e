//! The built-in gazetteer, and files that come from anywhere.

use bayhaqi_gazetteer::{Builder, Gazetteer, GazetteerError, Kind, Place, Row, key, read_row};
use proptest::prelude::*;

fn first<'g>(world: &'g Gazetteer, name: &str) -> Option<Place<'g>> {
    world.find(name).next()
}

#[test]
fn the_built_in_one_is_whole_small_and_opens_at_once() {
    let start = std::time::Instant::now();
    let world = Gazetteer::built_in().unwrap();
    assert!(start.elapsed().as_millis() < 20, "{:?}", start.elapsed());
    world.verify().unwrap();
    assert!(world.len() > 250_000, "{} places", world.len());
    let size =
        std::fs::metadata(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/gazetteer.bin"));
    assert!(size.unwrap().len() < 15_000_000);
}

#[test]
fn names_of_news_are_known() {
    let world = Gazetteer::built_in().unwrap();
    for (name, usual, country) in [
        ("Bombay", "Mumbai", "IND"),
        ("Rangoon", "Yangon", "MMR"),
        ("Kiev", "Kyiv", "UKR"),
        ("Saigon", "Ho Chi Minh City", "VNM"),
        ("Peking", "Beijing", "CHN"),
        ("MOSCOW", "Moscow", "RUS"),
        ("Sao Paulo", "São Paulo", "BRA"),
        ("Ky.", "Kentucky", "USA"),
        ("Turkish", "Turkey", "TUR"),
    ] {
        let place = first(&world, name).unwrap();
        assert_eq!((place.name, place.country), (usual, Some(country)), "{name}");
    }
    assert!(world.find("Gaza Strip").any(|p| p.name == "Gaza Strip" && p.kind == Kind::Region));
    let donbas = first(&world, "Donbass").unwrap();
    assert_eq!((donbas.name, donbas.kind), ("Donbas", Kind::Region));
    let paris: Vec<Place<'_>> = world.find("Paris").collect();
    assert!(paris.len() > 10 && paris.is_sorted_by_key(|p| std::cmp::Reverse(p.population)));
    assert_eq!(world.find("no such place").count(), 0);
}

#[test]
fn the_longest_name_wins() {
    let world = Gazetteer::built_in().unwrap();
    let longest = |words: &[&str]| {
        let keys: Vec<String> = words.iter().map(|w| key(w)).collect();
        world.longest(keys.iter().map(String::as_str)).map(|(n, mut p)| (n, p.next().unwrap().name))
    };
    assert_eq!(longest(&["New", "York", "City", "was"]).unwrap().0, 3);
    assert_eq!(longest(&["Port", "-", "au", "-", "Prince"]), Some((5, "Port-au-Prince")));
    assert_eq!(longest(&["zzz"]), None);
    assert_eq!(longest(&[]), None);
}

fn row<'r>(id: u32, name: &'r str, population: u32) -> Row<'r> {
    Row {
        id,
        name,
        others: "Otherwise,XYZ",
        lat: -12.34567,
        lon: 170.5,
        kind: Kind::City,
        country: "US",
        admin1: "TX",
        population,
    }
}

#[test]
fn a_dump_of_towns_gets_the_rest_of_the_world() {
    let world = Gazetteer::built_in().unwrap();
    let mut builder = Builder::default();
    builder.add(&row(1, "Exampletown", 9_000));
    builder.complete_from(&world);
    let own = Gazetteer::from_bytes(builder.finish().unwrap()).unwrap();
    let town = own.find("otherwise").next().unwrap();
    assert_eq!((town.name, town.lat, town.lon), ("Exampletown", -12.34567, 170.5));
    assert_eq!(own.find("XYZ").count(), 0, "a code of an airport is no name");
    let division = own.place(town.admin1.unwrap()).unwrap();
    assert_eq!((division.kind, division.country), (Kind::Admin1, Some("USA")));
    assert_eq!(own.find("Norwegians").next().unwrap().name, "Norway");
    assert_eq!(own.find("Kyiv").filter(|p| p.kind == Kind::City).count(), 0);
}

#[test]
fn damaged_files_are_refused() {
    let mut builder = Builder::default();
    builder.add(&row(1, "Exampletown", 9_000));
    let good = builder.finish().unwrap();
    assert!(Gazetteer::from_bytes(good.clone()).is_ok());
    for end in 0..good.len() {
        assert!(Gazetteer::from_bytes(good[..end].to_vec()).is_err(), "{end} bytes");
    }
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        assert!(Gazetteer::from_bytes(bad).is_err(), "byte {at}");
    }
    assert_eq!(Builder::default().finish().unwrap_err(), GazetteerError::Empty);
}

proptest! {
    #[test]
    fn any_line_is_read_or_refused(line in "\\PC*(\t\\PC*){0,20}") {
        if let Ok(Some(row)) = read_row(&line) {
            let mut builder = Builder::default();
            builder.add(&row);
            prop_assert!(Gazetteer::from_bytes(builder.finish().unwrap()).is_ok());
        }
    }

    #[test]
    fn what_is_added_is_found(names in prop::collection::vec("\\PC{1,80}", 1..30)) {
        let mut builder = Builder::default();
        for (id, name) in names.iter().enumerate() {
            builder.add(&row(id as u32 + 1, name, id as u32));
        }
        let gazetteer = Gazetteer::from_bytes(builder.finish().unwrap()).unwrap();
        for (id, name) in names.iter().enumerate().filter(|(_, n)| !key(n).is_empty()) {
            prop_assert!(gazetteer.find(name).any(|p| p.geonames == Some(id as u32 + 1)), "{name:?}");
        }
    }

    #[test]
    fn keys_do_not_change_again(name in "\\PC*") {
        let once = key(&name);
        prop_assert_eq!(key(&once), once);
    }
}
