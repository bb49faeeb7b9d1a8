use super::linear::Arithmetic;
use rten_gemm::GemmExecutor;

/// The precision of the encoder's arithmetic. The heads always calculate in single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// Whichever of the others is faster on this processor.
    #[default]
    Auto,
    /// Single precision.
    Single,
    /// 8-bit integer products in linear layers, exact on every processor; everything else in single precision.
    Int8,
}

impl Precision {
    /// Resolves `Auto` for this machine: 8-bit integers where the processor multiplies them faster (AVX-512 VNNI, newer
    /// processors with AVX2, ARM with dotprod or i8mm).
    #[must_use]
    pub fn resolved(self) -> Self {
        match self {
            Self::Auto if multiplies_integers() => Self::Int8,
            Self::Auto => Self::Single,
            other => other,
        }
    }

    /// Name of the routine that multiplies matrices at this precision on this machine, such as `x86_64-f32-fma`.
    pub fn kernel(self) -> String {
        match self.arithmetic() {
            Arithmetic::Single => GemmExecutor::<f32>::new().kernel_name().to_owned(),
            Arithmetic::Integer => GemmExecutor::<u8, i8, i32>::new().kernel_name().to_owned(),
        }
    }

    pub(crate) fn arithmetic(self) -> Arithmetic {
        if self.resolved() == Self::Int8 { Arithmetic::Integer } else { Arithmetic::Single }
    }
}

/// Whether the processor multiplies 8-bit integers faster than single-precision numbers.
fn multiplies_integers() -> bool {
    let kernel = GemmExecutor::<u8, i8, i32>::new();
    match kernel.kernel_name() {
        // Without VNNI, the AVX-512 kernel adds in 16 bits, and reports that it may saturate.
        "x86_64-u8i8i32-avx512" => !kernel.may_saturate(),
        "x86_64-u8i8i32-avx2" => multiplies_bytes_twice_a_cycle(),
        name => ["aarch64-u8i8i32-dotprod", "aarch64-u8i8i32-i8mm"].contains(&name),
    }
}

/// Whether the processor can start two byte products (`vpmaddubsw`) per cycle. Older processors with AVX2 start one,
/// which handles only as many numbers as in single precision. The presence of VAES is used as the sign: on AMD it
/// arrived with the second one (measured: Zen 3 is 1.5 times as fast with integers, Zen 2 no faster), and every Intel
/// client processor with two but without AVX-512 has it.
#[cfg(target_arch = "x86_64")]
fn multiplies_bytes_twice_a_cycle() -> bool {
    std::arch::is_x86_feature_detected!("vaes")
}

#[cfg(not(target_arch = "x86_64"))]
fn multiplies_bytes_twice_a_cycle() -> bool {
    false
}
