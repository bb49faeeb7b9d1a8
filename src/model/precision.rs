/// How exactly the encoder calculates. The heads always calculate in single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 8-bit integers where the processor has instructions for their products, single precision elsewhere.
    #[default]
    Auto,
    /// Single precision.
    Single,
    /// Products of 8-bit integers in linear layers, also on processors that are slow at it; all else in single precision.
    Int8,
}

/// What linear layers multiply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Single,
    Integer,
}

impl Precision {
    /// What `Auto` means on this machine.
    #[must_use]
    pub fn resolved(self) -> Self {
        match self {
            Self::Auto if multiplies_integers() => Self::Int8,
            Self::Auto => Self::Single,
            other => other,
        }
    }

    pub(super) fn arithmetic(self) -> Arithmetic {
        if self.resolved() == Self::Int8 { Arithmetic::Integer } else { Arithmetic::Single }
    }
}

/// Whether this processor has instructions for products of 8-bit integers that libtorch uses.
#[cfg(target_arch = "x86_64")]
pub fn multiplies_integers() -> bool {
    std::arch::is_x86_feature_detected!("avx512vnni")
}

/// Whether this processor has instructions for products of 8-bit integers that libtorch uses.
#[cfg(not(target_arch = "x86_64"))]
pub fn multiplies_integers() -> bool {
    false
}
