//! The program `saidso`.

fn main() -> std::process::ExitCode {
    saidso_cli::main()
}
