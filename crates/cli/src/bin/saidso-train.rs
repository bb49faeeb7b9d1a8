//! `saidso` with libtorch: it can train, and encode by rust-bert as a reference.

fn main() -> std::process::ExitCode {
    saidso_cli::main()
}
