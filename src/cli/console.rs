//! Standard error, which messages, diagnostics and the progress bar share.

use anyhow::Context;
use indicatif::ProgressBar;
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::OnceLock;
use std::{panic, thread};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

/// The bar that has to step aside for a message.
static BAR: OnceLock<ProgressBar> = OnceLock::new();

/// Lets a bar step aside for all messages from now on.
pub(super) fn share_with(bar: &ProgressBar) {
    // One command has one bar.
    let _ = BAR.set(bar.clone());
}

/// Writes a line. Where nobody can read it (standard error is closed), there is nobody to tell either.
pub(super) fn line(message: impl Display) {
    let _ = write(format!("{message}\n").as_bytes());
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let write = || io::stderr().write_all(bytes);
    match BAR.get() {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// Columns of the terminal, if there is one.
pub(super) fn width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Shows warnings, or what `SAIDSO_LOG` asks for.
pub(super) fn start_logging() -> anyhow::Result<()> {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var("SAIDSO_LOG")
        .from_env()
        .context("cannot use SAIDSO_LOG (try SAIDSO_LOG=debug)")?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Writer).init();
    quiet_workers();
    Ok(())
}

/// A panic in a thread of the library becomes the error of an article, which says enough; where it happened is a
/// diagnostic.
fn quiet_workers() {
    let otherwise = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().name().is_some_and(|name| name.starts_with("saidso-")) {
            tracing::debug!("{panic}");
        } else {
            otherwise(panic);
        }
    }));
}

/// Where diagnostics are written.
struct Writer;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
