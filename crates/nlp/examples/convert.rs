//! Converts the wheel of a spaCy pipeline to a model file: `convert WHEEL OUT [NAME]`.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(wheel), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: convert WHEEL OUT [NAME]".into());
    };
    let bytes = bayhaqi_nlp::convert::wheel_as(Path::new(&wheel), args.next().as_deref())?;
    std::fs::write(&out, bytes)?;
    Ok(())
}
