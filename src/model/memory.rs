//! Tensors' memory as slices.

use std::slice;
use tch::kind::Element;
use tch::{Device, Tensor};

/// The values of a contiguous tensor in main memory.
///
/// # Panics
/// The tensor is not one, or holds values of another type.
pub(super) fn values<T: Element>(tensor: &Tensor) -> &[T] {
    check::<T>(tensor);
    // SAFETY: `check` has seen that the tensor's memory holds `numel` values of type `T` one after another from `data_ptr` on; it
    // lives as long as the tensor, which the returned slice borrows. Nothing writes to it meanwhile: `values_mut` asks for a
    // tensor of its own, and this crate's forward pass writes in place only to tensors that it has just made.
    #[expect(unsafe_code, reason = "tch has no view of a tensor's memory")]
    unsafe {
        slice::from_raw_parts(tensor.data_ptr().cast::<T>().cast_const(), tensor.numel())
    }
}

/// The values of a contiguous tensor in main memory, to be written: of one that has just been made, so that no other tensor
/// shares its memory.
///
/// # Panics
/// The tensor is not contiguous or not in main memory, or holds values of another type.
pub(super) fn values_mut<T: Element>(tensor: &mut Tensor) -> &mut [T] {
    check::<T>(tensor);
    // SAFETY: as above; the tensor is borrowed mutably, and by this function's contract nothing else shares its memory.
    #[expect(unsafe_code, reason = "tch has no view of a tensor's memory")]
    unsafe {
        slice::from_raw_parts_mut(tensor.data_ptr().cast::<T>(), tensor.numel())
    }
}

fn check<T: Element>(tensor: &Tensor) {
    assert!(
        tensor.kind() == T::KIND && tensor.device() == Device::Cpu && tensor.is_contiguous() && tensor.numel() > 0,
        "a tensor of another kind: {tensor:?}"
    );
}
