//! Whether standard output was closed when the program was started, as by `saidso … >&-`.
//!
//! Before `main`, Rust's runtime opens `/dev/null` in place of a closed standard stream, so that no file takes its
//! descriptor. Output written there would vanish without an error, so this module checks before the runtime starts.

/// Whether there is no standard output to write to.
pub(super) fn stdout_was_closed() -> bool {
    before_main::was_closed()
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod before_main {
    use std::sync::atomic::{AtomicBool, Ordering};

    static CLOSED: AtomicBool = AtomicBool::new(false);

    pub(super) fn was_closed() -> bool {
        CLOSED.load(Ordering::Relaxed)
    }

    // SAFETY: the loader calls the functions in this section once, before `main`, while there is only one thread.
    // `look` is a C function without arguments, as the loader expects, and uses nothing that Rust's runtime sets up.
    #[used]
    #[expect(unsafe_code, reason = "nothing else runs before Rust's runtime")]
    #[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
    #[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        // SAFETY: F_GETFD takes no further argument and changes nothing; it fails if the descriptor is not open.
        #[expect(unsafe_code, reason = "crates take descriptors that are known to be open")]
        let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
        CLOSED.store(flags == -1, Ordering::Relaxed);
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod before_main {
    pub(super) fn was_closed() -> bool {
        false
    }
}
