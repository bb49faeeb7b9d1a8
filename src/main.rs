//! The command line of `saidso`.

mod cli;

/// Tensors of ever other sizes, freed in other threads than they were made in, leave the heap of the GNU C library with
/// holes, so that a long run grows. This allocator stands in for libtorch's calls of `malloc` as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    keep_freed_memory();
    cli::main()
}

/// Freed memory stays with the process. The next batch wants as much again, and memory that was given back in between
/// has to be cleared by the kernel first, which took a fifth of the processor time.
fn keep_freed_memory() {
    /// `mi_option_purge_delay` of mimalloc.h: milliseconds until freed memory is given back.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    const NEVER: std::ffi::c_long = -1;
    // SAFETY: the function takes any number as option and value, and sets a variable of the allocator.
    #[expect(unsafe_code, reason = "a call into the allocator that its crate does not wrap")]
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, NEVER);
    }
}
