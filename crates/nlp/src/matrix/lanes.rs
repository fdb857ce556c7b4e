//! The innermost kernel of a product: some rows times one panel of weights, for each instruction
//! set. The sums stay in registers; the compiler does not manage that from plain loops.

use super::PANEL;

/// One instruction set.
pub(crate) trait Lanes {
    /// `a * b + c`, in one instruction where there is one.
    fn fma(a: f32, b: f32, c: f32) -> f32;

    /// `R` rows of `a`, of which each begins `stride` numbers after the one before, times a panel;
    /// row `r` of the result goes to `out[r * columns..]`.
    ///
    /// # Panics
    /// If `a` or `out` is too short.
    fn tile<const R: usize>(
        a: &[f32],
        stride: usize,
        panel: &[f32],
        out: &mut [f32],
        columns: usize,
    );
}

/// What every processor can do.
pub(crate) struct Portable;

impl Lanes for Portable {
    #[inline(always)]
    fn fma(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }

    #[inline(always)]
    fn tile<const R: usize>(
        a: &[f32],
        stride: usize,
        panel: &[f32],
        out: &mut [f32],
        columns: usize,
    ) {
        // Eight columns at a time: so many sums fit into the registers of any processor.
        let panel = panel.as_chunks::<PANEL>().0;
        for r in 0..R {
            let row = &a[r * stride..r * stride + panel.len()];
            for first in (0..PANEL).step_by(8) {
                let mut sums = [0f32; 8];
                for (&x, weights) in row.iter().zip(panel) {
                    for c in 0..8 {
                        sums[c] += x * weights[first + c];
                    }
                }
                out[r * columns + first..][..8].copy_from_slice(&sums);
            }
        }
    }
}

/// Checks what the kernels below rely on.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn check<const R: usize>(a: &[f32], stride: usize, inputs: usize, out: &[f32], columns: usize) {
    assert!(a.len() >= (R - 1) * stride + inputs && out.len() >= (R - 1) * columns + PANEL);
}

#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Lanes, PANEL, check};
    use std::arch::x86_64::*;

    /// 256-bit vectors. Only for processors with AVX2 and FMA.
    pub(crate) struct Avx2;

    /// 512-bit vectors. Only for processors with AVX-512 F and VL.
    pub(crate) struct Avx512;

    impl Lanes for Avx2 {
        #[inline(always)]
        fn fma(a: f32, b: f32, c: f32) -> f32 {
            a.mul_add(b, c)
        }

        #[inline(always)]
        fn tile<const R: usize>(
            a: &[f32],
            stride: usize,
            panel: &[f32],
            out: &mut [f32],
            columns: usize,
        ) {
            check::<R>(a, stride, panel.len() / PANEL, out, columns);
            // SAFETY: the type is used only where the features are there, and the lengths have
            // been checked.
            unsafe { avx2::<R>(a, stride, panel, out, columns) }
        }
    }

    impl Lanes for Avx512 {
        #[inline(always)]
        fn fma(a: f32, b: f32, c: f32) -> f32 {
            a.mul_add(b, c)
        }

        #[inline(always)]
        fn tile<const R: usize>(
            a: &[f32],
            stride: usize,
            panel: &[f32],
            out: &mut [f32],
            columns: usize,
        ) {
            check::<R>(a, stride, panel.len() / PANEL, out, columns);
            // SAFETY: as above.
            unsafe { avx512::<R>(a, stride, panel, out, columns) }
        }
    }

    /// # Safety
    /// `a` must hold the rows and `out` the result, see [`check`].
    #[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
    #[inline]
    unsafe fn avx512<const R: usize>(
        a: &[f32],
        stride: usize,
        panel: &[f32],
        out: &mut [f32],
        columns: usize,
    ) {
        let mut sums = [[_mm512_setzero_ps(); 2]; R];
        for (i, weights) in panel.as_chunks::<PANEL>().0.iter().enumerate() {
            // SAFETY: a panel row has 32 numbers; `a` holds R rows of the panel's length.
            unsafe {
                let low = _mm512_loadu_ps(weights.as_ptr());
                let high = _mm512_loadu_ps(weights.as_ptr().add(16));
                for (r, sum) in sums.iter_mut().enumerate() {
                    let x = _mm512_set1_ps(*a.get_unchecked(r * stride + i));
                    sum[0] = _mm512_fmadd_ps(x, low, sum[0]);
                    sum[1] = _mm512_fmadd_ps(x, high, sum[1]);
                }
            }
        }
        for (r, sum) in sums.iter().enumerate() {
            let out = &mut out[r * columns..][..PANEL];
            // SAFETY: `out` has 32 numbers.
            unsafe {
                _mm512_storeu_ps(out.as_mut_ptr(), sum[0]);
                _mm512_storeu_ps(out.as_mut_ptr().add(16), sum[1]);
            }
        }
    }

    /// # Safety
    /// `a` must hold the rows and `out` the result, see [`check`].
    #[target_feature(enable = "avx2,fma")]
    #[inline]
    unsafe fn avx2<const R: usize>(
        a: &[f32],
        stride: usize,
        panel: &[f32],
        out: &mut [f32],
        columns: usize,
    ) {
        // Eight rows and eight columns are eight sums, which fit into the sixteen registers and
        // are enough to hide the latency of the multiply-add.
        for first in (0..PANEL).step_by(8) {
            let mut sums = [_mm256_setzero_ps(); R];
            for (i, weights) in panel.as_chunks::<PANEL>().0.iter().enumerate() {
                // SAFETY: a panel row has 32 numbers; `a` holds R rows of the panel's length.
                unsafe {
                    let weights = _mm256_loadu_ps(weights.as_ptr().add(first));
                    for (r, sum) in sums.iter_mut().enumerate() {
                        let x = _mm256_set1_ps(*a.get_unchecked(r * stride + i));
                        *sum = _mm256_fmadd_ps(x, weights, *sum);
                    }
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                let out = &mut out[r * columns + first..][..8];
                // SAFETY: `out` has 8 numbers.
                unsafe { _mm256_storeu_ps(out.as_mut_ptr(), *sum) };
            }
        }
    }
}
