//! `saidso train` and `saidso pretrain`, which need libtorch.

#[cfg(feature = "rust-bert")]
mod pretrain;
#[cfg(feature = "rust-bert")]
mod train;

/// The error of a build without libtorch when something needs it.
#[cfg(not(feature = "rust-bert"))]
pub(super) const NO_LIBTORCH: &str = "this build has no libtorch: in a checkout, scripts/saidso makes one with it \
     (or: cargo build --release -p saidso-cli --features rust-bert)";

#[cfg(feature = "rust-bert")]
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Pretrain(pretrain::Arguments),
    Train(train::Arguments),
}

#[cfg(not(feature = "rust-bert"))]
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Pretrain the base encoder on news (needs a build with libtorch)
    #[command(disable_help_flag = true)]
    Pretrain(Anything),
    /// Train a model (needs a build with libtorch)
    #[command(disable_help_flag = true)]
    Train(Anything),
}

#[cfg(not(feature = "rust-bert"))]
#[derive(Debug, clap::Args)]
pub(super) struct Anything {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _arguments: Vec<std::ffi::OsString>,
}

/// Trains or pretrains.
#[cfg(feature = "rust-bert")]
pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Pretrain(arguments) => pretrain::run(arguments),
        Command::Train(arguments) => train::run(arguments),
    }
}

/// Fails, and explains which builds can train.
#[cfg(not(feature = "rust-bert"))]
pub(super) fn run(_: &Command) -> anyhow::Result<()> {
    anyhow::bail!(NO_LIBTORCH)
}
