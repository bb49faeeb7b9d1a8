//! Interrupts: the first one asks the work to end, the second one ends the program.

use anyhow::Context;
use saidso::pipeline::Stop;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

/// The signal that asked the run to end.
static RECEIVED: AtomicI32 = AtomicI32::new(SIGINT);

/// Makes interrupts stop a run from now on.
pub(super) fn stop_on_interrupt(stop: Stop) -> anyhow::Result<()> {
    // Under nohup, or in the background of a script, some signals are already ignored on purpose.
    let wanted = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|&signal| !is_ignored(signal));
    let mut signals = Signals::new(wanted).context("cannot catch interrupts")?;
    let wait = move || {
        for signal in signals.forever() {
            // A second signal means that the user does not want to wait for articles in progress.
            if stop.is_stopped() {
                // Not `exit`, which tears down the C++ library while threads are still using it.
                signal_hook::low_level::exit(status(signal).into());
            }
            RECEIVED.store(signal, Ordering::Relaxed);
            stop.stop();
        }
    };
    thread::Builder::new().name("saidso-signals".to_owned()).spawn(wait).context("cannot catch interrupts")?;
    Ok(())
}

/// The exit status that a shell reports for a program ended by this signal.
fn status(signal: i32) -> u8 {
    128 + signal as u8
}

/// The exit status of a run that was interrupted.
pub(super) fn interrupted_status() -> u8 {
    status(RECEIVED.load(Ordering::Relaxed))
}

fn is_ignored(signal: i32) -> bool {
    // SAFETY: all zeros are a valid `sigaction`; the call changes nothing, as it is given no new action, and writes the
    // current one to `present`, which outlives the call.
    #[expect(unsafe_code, reason = "no crate asks for the present action without setting another")]
    unsafe {
        let mut present: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut present) == 0 && present.sa_sigaction == libc::SIG_IGN
    }
}
