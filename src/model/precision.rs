use tch::Kind;

/// How exactly the encoder calculates. The heads always calculate in single precision.
///
/// In single precision, what is said of a text does not depend on the texts beside it in a batch. In bfloat16 it does a
/// little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// bfloat16 where the processor multiplies it, which takes two thirds of the time there; single precision elsewhere.
    Auto,
    /// Single precision.
    #[default]
    Single,
    /// bfloat16, also on processors that only imitate it, slowly.
    Bfloat16,
}

impl Precision {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Bfloat16 => Kind::BFloat16,
            Self::Auto if multiplies_bfloat16() => Kind::BFloat16,
            Self::Auto | Self::Single => Kind::Float,
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn multiplies_bfloat16() -> bool {
    std::arch::is_x86_feature_detected!("avx512bf16")
}

#[cfg(not(target_arch = "x86_64"))]
fn multiplies_bfloat16() -> bool {
    false
}
