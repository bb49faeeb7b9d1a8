//! Standard error, which messages, diagnostics and the progress bar share; and standard output as most commands use it.

use super::closed::stdout_was_closed;
use super::ended::explained;
use anyhow::Context;
use clap::ValueEnum;
use indicatif::ProgressBar;
use saidso::RunError;
use saidso_analysis::view::sanitize_message;
use std::fmt::Display;
use std::io::{self, ErrorKind, Stdout, Write};
use std::sync::OnceLock;
use std::{panic, thread};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people
    Text,
    /// JSON Lines with time, level and message
    Json,
}

/// The target that marks messages among JSON logs.
const MESSAGES: &str = "saidso::messages";

static FORMAT: OnceLock<LogFormat> = OnceLock::new();

/// The progress bar, which is hidden while a message is written.
static BAR: OnceLock<ProgressBar> = OnceLock::new();

/// Hides a bar while messages are written, from now on.
pub(super) fn share_with(bar: &ProgressBar) {
    // One command has one bar.
    let _ = BAR.set(bar.clone());
}

/// Reports a problem with an input in one line, so that no file name can imitate another message.
pub(super) fn failure(failure: impl Display) {
    line(format_args!("saidso: error: {}", failure.to_string().replace('\n', "␊")));
}

/// A message that quotes a file, in one line, and shortened if it quotes much.
pub(super) fn one_line(message: impl Display) -> String {
    const MOST: usize = 500;
    let mut line = message.to_string().replace('\n', "␊");
    if let Some((end, _)) = line.char_indices().nth(MOST) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Writes a line. Ignores errors: if standard error is closed, there is nobody to tell.
pub(super) fn line(message: impl Display) {
    let message = message.to_string();
    if FORMAT.get() != Some(&LogFormat::Json) {
        let _ = write(format!("{}\n", sanitize_message(&message)).as_bytes());
        return;
    }
    if let Some(error) = message.strip_prefix("saidso: error: ") {
        tracing::error!(target: MESSAGES, "{error}");
    } else {
        tracing::info!(target: MESSAGES, "{}", message.strip_prefix("saidso: ").unwrap_or(&message));
    }
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let write = || io::stderr().write_all(bytes);
    match BAR.get() {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// Standard output.
///
/// # Errors
/// It is closed.
pub(super) fn stdout() -> anyhow::Result<Stdout> {
    if stdout_was_closed() { Err(unwritten(io::Error::other("standard output is closed"))) } else { Ok(io::stdout()) }
}

/// Why the output cannot be written.
pub(super) fn unwritten(error: io::Error) -> anyhow::Error {
    explained(RunError::Sink(error))
}

/// Writes to standard output. It is not an error if the reader has closed the pipe.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = stdout()?;
    written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Whether standard output has been written. It is not an error if the reader has closed the pipe.
pub(super) fn written(result: io::Result<()>) -> anyhow::Result<()> {
    stdout()?;
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(error)),
        _ => Ok(()),
    }
}

/// Whether the reader of standard output has closed the pipe.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = match error.downcast_ref::<RunError>() {
        Some(RunError::Sink(error)) => Some(error),
        _ => error.downcast_ref::<io::Error>(),
    };
    error.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// The terminal's width in columns, if there is a terminal.
pub(super) fn width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Shows warnings, or what `SAIDSO_LOG` asks for.
pub(super) fn start_logging(format: LogFormat) -> anyhow::Result<()> {
    // There is one command, which has one format.
    let _ = FORMAT.set(format);
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var("SAIDSO_LOG")
        .from_env()
        .context("cannot use SAIDSO_LOG (try SAIDSO_LOG=debug)")?;
    let filter = filter.add_directive(format!("{MESSAGES}=info").parse().context("cannot start logging")?);
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Writer);
    match format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
    }
    quiet_workers();
    Ok(())
}

/// A panic in a library thread becomes the error of an article, which is enough for users; where it happened goes to
/// the diagnostics.
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
