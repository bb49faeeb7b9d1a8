//! Faster matrix products for training.

use serde::{Deserialize, Serialize};

/// The precision with which the encoder's matrices are multiplied in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatrixPrecision {
    /// In single precision.
    Single,
    /// Rounded to bfloat16 first and summed in single precision (mixed-precision training, Micikevicius et al. 2018):
    /// several times faster where the processor multiplies bfloat16 (AVX-512 BF16), slower elsewhere. The weights
    /// themselves, their gradients and the heads stay in single precision.
    Bfloat16,
}

#[expect(unsafe_code, reason = "tch wraps these for CUDA only")]
unsafe extern "C" {
    /// `void at::autocast::set_autocast_enabled(c10::DeviceType, bool)`
    #[link_name = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb"]
    fn set_autocast_enabled(device: i8, enabled: bool);
    /// `void at::autocast::clear_cache()`
    #[link_name = "_ZN2at8autocast11clear_cacheEv"]
    fn clear_cache();
}

/// Runs a forward pass at this precision.
pub(super) fn at_precision<T>(precision: MatrixPrecision, forward: impl FnOnce() -> T) -> T {
    let _rounding = (precision == MatrixPrecision::Bfloat16).then(Rounding::start);
    forward()
}

/// Keeps rounding on in this thread while it exists, and turns it off even if the pass panics.
struct Rounding;

impl Rounding {
    fn start() -> Self {
        Self::switch(true);
        Self
    }

    fn switch(on: bool) {
        const CPU: i8 = 0;
        // SAFETY: libtorch 2.4 exports both functions with exactly these signatures (ATen/autocast_mode.h); an enum
        // class is passed as its underlying type, `int8_t`. One sets a flag of the calling thread. The other drops
        // the cached rounded weights; otherwise the next pass would use those of this one.
        #[expect(unsafe_code, reason = "calls into libtorch that tch does not wrap for the CPU")]
        unsafe {
            set_autocast_enabled(CPU, on);
            clear_cache();
        }
    }
}

impl Drop for Rounding {
    fn drop(&mut self) {
        Self::switch(false);
    }
}
