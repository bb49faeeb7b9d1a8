//! `saidso serve` as a process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

/// A server that ends with the test.
pub(crate) struct Server {
    pub(crate) child: Child,
    /// The address and port it listens on.
    pub(crate) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a server on a free port.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        const PROGRAM: &str = env!("CARGO_BIN_EXE_saidso");
        let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let mut command = Command::new(if cfg!(target_os = "linux") { "env" } else { PROGRAM });
        // A shell that runs tests in the background makes its children ignore interrupts.
        if cfg!(target_os = "linux") {
            command.args(["--default-signal=INT,TERM,HUP", PROGRAM]);
        }
        let mut child = command
            .args(["serve", "--port", "0"])
            .args(arguments)
            .env("SAIDSO_CONFIG", "")
            .env("SAIDSO_MODEL", checkout.join("models/saidso-en"))
            .current_dir(checkout)
            .stderr(Stdio::piped())
            .spawn()
            .expect("saidso starts");
        let mut line = String::new();
        let mut stderr = BufReader::new(child.stderr.take().expect("standard error"));
        stderr.read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect(&line).to_owned();
        thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::stderr()));
        Self { child, address }
    }
}
