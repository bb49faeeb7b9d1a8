//! The device that a run's tensors are on.

use tch::Device;

/// The first GPU if `SAIDSO_DEVICE` is `cuda` and libtorch finds one, or else the CPU.
pub(super) fn device() -> Device {
    match std::env::var("SAIDSO_DEVICE").as_deref() {
        Ok("cuda") => Device::cuda_if_available(),
        _ => Device::Cpu,
    }
}
