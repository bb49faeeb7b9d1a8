//! The command line of `saidso`.

mod cli;

/// Tensors of ever other sizes, freed in other threads than they were made in, leave the heap of the GNU C library with
/// holes, so that a long run grows. This allocator stands in for libtorch's calls of `malloc` as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
