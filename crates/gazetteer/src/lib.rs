//! Names of places, and the places that bear them.
//!
//! A gazetteer is one file that is used as it lies: an automaton of names, lists of the places that
//! bear each, and packed records. Nothing is loaded, so that a program starts at once.
//!
//! ```
//! # fn main() -> Result<(), bayhaqi_gazetteer::GazetteerError> {
//! let world = bayhaqi_gazetteer::Gazetteer::built_in()?;
//! let baghdad = world.find("Baghdad").find(|p| p.kind.name() == "city").unwrap();
//! assert_eq!((baghdad.country, baghdad.geonames), (Some("IRQ"), Some(98182)));
//! assert!(world.find("Bombay").any(|p| p.name == "Mumbai"));
//! # Ok(())
//! # }
//! ```

mod build;
mod dump;
mod file;
mod iso;
mod key;
mod kind;

pub use build::Builder;
pub use dump::{Row, read_row};
pub use file::{Gazetteer, GazetteerError, Place, PlaceIndex};
pub use iso::{alpha2, alpha3};
pub use key::key;
pub use kind::Kind;
