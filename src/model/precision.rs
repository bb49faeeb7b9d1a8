use super::linear::Arithmetic;
use rten_gemm::GemmExecutor;

/// How exactly the encoder calculates. The heads always calculate in single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// What is faster on the processor at hand.
    #[default]
    Auto,
    /// Single precision.
    Single,
    /// Products of 8-bit integers in linear layers, exact on every processor; all else in single precision.
    Int8,
}

impl Precision {
    /// What `Auto` means on this machine: 8-bit integers where the processor multiplies them faster (AVX-512 VNNI, newer
    /// processors with AVX2, ARM with dotprod or i8mm).
    #[must_use]
    pub fn resolved(self) -> Self {
        match self {
            Self::Auto if multiplies_integers() => Self::Int8,
            Self::Auto => Self::Single,
            other => other,
        }
    }

    /// The routine that multiplies matrices at this precision on this machine, such as `x86_64-f32-fma`.
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

/// Whether the processor multiplies 8-bit integers faster than numbers in single precision.
fn multiplies_integers() -> bool {
    let kernel = GemmExecutor::<u8, i8, i32>::new();
    match kernel.kernel_name() {
        // Without VNNI, the kernel for AVX-512 adds in 16 bits, and says so.
        "x86_64-u8i8i32-avx512" => !kernel.may_saturate(),
        "x86_64-u8i8i32-avx2" => multiplies_bytes_twice_a_cycle(),
        name => ["aarch64-u8i8i32-dotprod", "aarch64-u8i8i32-i8mm"].contains(&name),
    }
}

/// Of processors with AVX2, older ones begin one product of bytes (`vpmaddubsw`) in a cycle, as many numbers as in single precision;
/// newer ones begin two. VAES came with that on AMD (Zen 3: 1.5 times as fast with integers, measured; Zen 2: no faster), and is
/// in every client processor of Intel's that has it without AVX-512.
#[cfg(target_arch = "x86_64")]
fn multiplies_bytes_twice_a_cycle() -> bool {
    std::arch::is_x86_feature_detected!("vaes")
}

#[cfg(not(target_arch = "x86_64"))]
fn multiplies_bytes_twice_a_cycle() -> bool {
    false
}
