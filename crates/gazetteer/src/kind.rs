//! What a place is, told from the feature codes of GeoNames (<https://www.geonames.org/export/codes.html>).

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A state.
    Country,
    /// A division of the first level: state, province, region, governorate.
    Admin1,
    /// A division below: county, district.
    Admin2,
    /// A town or village.
    City,
    /// A part of the world that is no division: a continent, a peninsula, a historical region.
    Region,
    /// A sea, river, lake, strait.
    Water,
    /// A mountain or a range.
    Mountain,
    /// An island.
    Island,
    /// A building, square, base, airport.
    Site,
}

impl Kind {
    const ALL: [Kind; 9] = [
        Kind::Country,
        Kind::Admin1,
        Kind::Admin2,
        Kind::City,
        Kind::Region,
        Kind::Water,
        Kind::Mountain,
        Kind::Island,
        Kind::Site,
    ];

    /// As records tell it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Country => "country",
            Kind::Admin1 => "admin1",
            Kind::Admin2 => "admin2",
            Kind::City => "city",
            Kind::Region => "region",
            Kind::Water => "water",
            Kind::Mountain => "mountain",
            Kind::Island => "island",
            Kind::Site => "site",
        }
    }

    /// The kind with this number in a file.
    pub(crate) fn from_number(number: u8) -> Option<Kind> {
        Kind::ALL.get(usize::from(number)).copied()
    }

    /// From GeoNames' class and code; `None` for what news does not call a place (farms, wells,
    /// roads, divisions of the third level and below).
    pub(crate) fn from_codes(class: &str, code: &str) -> Option<Kind> {
        Some(match (class, code) {
            ("A", "PCLH" | "ADM1H" | "ADM2H" | "ADM3" | "ADM4" | "ADM5" | "ADMD" | "ZN") => {
                return None;
            }
            ("A", code) if code.starts_with("PCL") || code == "TERR" => Kind::Country,
            ("A", "ADM1") => Kind::Admin1,
            ("A", "ADM2") => Kind::Admin2,
            ("P", "PPLH" | "PPLQ" | "PPLW") => return None,
            ("P", _) => Kind::City,
            ("L", "CONT" | "RGN" | "RGNH" | "RGNE" | "AREA" | "COLF") => Kind::Region,
            ("T", "PEN" | "VAL" | "DSRT" | "PLN") => Kind::Region,
            ("T", "ISL" | "ISLS") => Kind::Island,
            ("T", "MT" | "MTS" | "PK" | "VLC" | "PLAT") => Kind::Mountain,
            ("H", "OCN" | "SEA" | "GULF" | "BAY" | "STRT" | "CHN" | "LK" | "LKS" | "STM") => {
                Kind::Water
            }
            ("S", "AIRP" | "CSTL" | "PAL" | "MUS" | "SQR" | "CNL" | "SITE" | "AIRB") => Kind::Site,
            _ => return None,
        })
    }
}
