//! The command line of `saidso`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
