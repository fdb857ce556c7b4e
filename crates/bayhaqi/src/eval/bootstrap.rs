//! Intervals by the bootstrap over rows (Efron 1979).

/// Samples that are drawn.
const SAMPLES: usize = 500;

/// The 95 % interval of a figure; `figure` gets how often each row is in the sample.
pub(super) fn interval(rows: usize, figure: impl Fn(&[usize]) -> f64) -> (f64, f64) {
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    let mut values: Vec<f64> = Vec::with_capacity(SAMPLES);
    let mut times = vec![0usize; rows];
    for _ in 0..SAMPLES {
        times.fill(0);
        for _ in 0..rows {
            // xorshift64 (Marsaglia 2003): the same intervals on every machine.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            times[(random % rows as u64) as usize] += 1;
        }
        values.push(figure(&times));
    }
    values.sort_by(f64::total_cmp);
    let at = |q: f64| values[((SAMPLES - 1) as f64 * q).round() as usize];
    (at(0.025), at(0.975))
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn covers_the_share() {
        let hits = |times: &[usize]| times.iter().step_by(2).sum::<usize>() as f64 / 100.0;
        let (low, high) = interval(100, hits);
        assert!((0.35..0.46).contains(&low) && (0.54..0.65).contains(&high), "{low} {high}");
        assert_eq!(interval(0, |_| 0.5), (0.5, 0.5));
    }
}
