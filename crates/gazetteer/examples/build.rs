//! Builds a gazetteer from a dump in GeoNames' format: `build DUMP GAZETTEER`.
use bayhaqi_gazetteer::{Builder, read_row};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, dump, to] = arguments.as_slice() else { return Err("build DUMP GAZETTEER".into()) };
    let mut builder = Builder::default();
    for (number, line) in std::fs::read_to_string(dump)?.lines().enumerate() {
        let row = read_row(line).map_err(|e| format!("{dump}:{}: {e}", number + 1))?;
        row.iter().for_each(|row| builder.add(row));
    }
    Ok(std::fs::write(to, builder.finish()?)?)
}
