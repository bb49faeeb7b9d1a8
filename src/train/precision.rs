//! Faster matrix products for training.

use serde::{Deserialize, Serialize};

/// How exactly matrices of single precision are multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatrixPrecision {
    /// As they are.
    Single,
    /// Rounded to bfloat16 first, summed in single precision, where the processor multiplies bfloat16 (AVX-512 BF16):
    /// more than twice as fast there. Elsewhere the same as single.
    Bfloat16,
}

#[expect(unsafe_code, reason = "tch does not wrap these two functions")]
unsafe extern "C" {
    /// `at::Context& at::globalContext()`
    #[link_name = "_ZN2at13globalContextEv"]
    fn global_context() -> *mut std::ffi::c_void;
    /// `void at::Context::setFloat32MatmulPrecision(at::Float32MatmulPrecision)`
    #[link_name = "_ZN2at7Context25setFloat32MatmulPrecisionENS_22Float32MatmulPrecisionE"]
    fn set_float32_matmul_precision(context: *mut std::ffi::c_void, precision: i32);
}

/// Sets the precision of all matrix products of this process. tch has no call for it.
pub(super) fn set_precision(precision: MatrixPrecision) {
    // at::Float32MatmulPrecision { HIGHEST, HIGH, MEDIUM }
    let precision = match precision {
        MatrixPrecision::Single => 0,
        MatrixPrecision::Bfloat16 => 2,
    };
    // SAFETY: libtorch 2.4 exports both functions with exactly these signatures (ATen/Context.h); a member function
    // takes its object as first argument and an enum class is passed as its `int`. The context lives as long as
    // the process, and nothing else runs yet that reads the setting.
    #[expect(unsafe_code, reason = "two calls into libtorch that tch does not wrap")]
    unsafe {
        set_float32_matmul_precision(global_context(), precision);
    }
}
