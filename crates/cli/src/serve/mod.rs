//! `saidso serve`.

mod answers;
mod comparer;
mod comparison;
mod connections;
mod guest;
mod jobs;
mod metrics;
mod openapi;
mod origin;
mod prompt;
mod queue;
mod requests;
mod router;
mod server;
mod waiting;

use super::inputs::seconds;
use super::models::PrecisionChoice;
use super::people::{self, PeopleArguments};
use super::{Status, console, models, signals};
use anyhow::{Context, bail};
use clap::value_parser;
use comparer::Comparer;
use origin::Hosts;
use queue::Queue;
use saidso::pipeline::{RunOptions, Stop};
use server::Server;
use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serve a page for trying saidso, and an HTTP API
///
/// On the page you can paste or drop articles, with title and link, see them labelled, and compare those you choose.
/// POST /v1/extract takes an article as JSON (id, title, text; other fields pass through as metadata) or as plain text,
/// and answers with the record that `extract` writes. For many articles, `extract` is faster.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso serve                       then open http://127.0.0.1:8020/
  saidso serve --port 9000 --threads 2 --queue 16
  saidso serve --people people.csv   with details of known people
  curl --data-binary @story.txt -H 'Content-Type: text/plain' \\
      http://127.0.0.1:8020/v1/extract
  jq -n --rawfile text story.txt '{id: \"a1\", $text}' | \\
      curl --json @- http://127.0.0.1:8020/v1/extract

Routes:
  GET  /              the page
  POST /v1/extract    label an article; HTML if `Accept` asks for it
  POST /v1/compare    compare 2 to 12 articles: {\"articles\": […]}
  GET  /healthz       200 unless the server is stopping
  GET  /ready         200 if there is room for another article, else 503
  GET  /metrics       requests, durations, failures, queue, for Prometheus
  GET  /openapi.json  a description for programs (OpenAPI 3.1)

Errors:
  400  no article                  415  neither JSON nor text
  401  no token, or a wrong one    422  nothing to label in English
  403  another host or site        429  too many articles are waiting
  408  too slow                    501  no sentence encoder, for comparisons
  413  too large                   503  the server is stopping

There is no encryption: the server listens on this machine only, unless --host says otherwise. With --token, /v1/… and \
/metrics require `Authorization: Bearer TOKEN`; the page asks for the token and keeps it until it is closed. Requests for hosts other than localhost, \
127.0.0.1, [::1], --host and --allowed-host, and POST requests from pages of other sites, get a 403.
An interrupt (Ctrl-C) or SIGTERM ends the server within two seconds; until then it answers what it can.

Exit status: 0 stopped, 2 usage or set-up error.")]
pub(super) struct Arguments {
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Other host names that the server answers to, as in `http://NAME/`
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    allowed_host: Vec<String>,
    /// Token that requests for labels and metrics must send; set it in `SAIDSO_TOKEN` to hide it from other users
    #[arg(long, env = "SAIDSO_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 8020)]
    port: u16,
    /// Model folder, or name of a model [default: saidso-en]
    #[arg(long, value_name = "DIR", env = "SAIDSO_MODEL", hide_env_values = true)]
    model: Option<OsString>,
    /// Precision of the encoder
    #[arg(long, value_enum, default_value = "auto")]
    precision: PrecisionChoice,
    #[command(flatten)]
    people: PeopleArguments,
    /// Folder of the sentence encoder for comparisons [default: all-MiniLM-L6-v2 in saidso's cache, where `scripts/base_encoder` puts it]
    #[arg(long, value_name = "DIR", env = "SAIDSO_ENCODER", hide_env_values = true)]
    encoder: Option<PathBuf>,
    /// Number of articles to label at once [default: one per processor]
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Number of articles that may wait, half of them longer than 16 kB; further ones are refused
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = value_parser!(u32).range(1..=100_000))]
    queue: u32,
    /// Largest request, in bytes
    #[arg(long, value_name = "N", default_value_t = 1 << 20, value_parser = value_parser!(u64).range(1..=(64 << 20)))]
    max_bytes: u64,
    /// Label articles in other languages too; without this they are refused
    #[arg(long)]
    any_language: bool,
    /// Give up on an article that takes longer to label
    #[arg(long, value_name = "SECONDS", default_value = "120", value_parser = seconds)]
    max_seconds: Duration,
    /// Show only errors
    #[arg(short, long)]
    quiet: bool,
}

/// Serves until a signal comes.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if arguments
        .token
        .as_ref()
        .is_some_and(|token| token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()))
    {
        bail!("--token must be ASCII letters, digits and punctuation, without spaces");
    }
    let known = arguments.people.people()?;
    let pipeline = models::load(&models::find(arguments.model.as_deref())?, arguments.precision)?;
    let pipeline = people::knowing(pipeline, known);
    let threads = arguments.threads.map_or_else(|| RunOptions::default().threads.get(), usize::from);
    let queue = Queue::start(pipeline, threads, arguments.queue as usize, arguments.max_seconds)
        .context("cannot start a thread")?;
    let (sender, stopping) = watch::channel(false);
    let stop = Stop::default();
    signals::stop_on_interrupt(stop.clone())?;
    let wait = move || {
        stop.wait();
        // The receivers may be gone already.
        let _ = sender.send(true);
    };
    thread::Builder::new().name("saidso-stop".to_owned()).spawn(wait).context("cannot start a thread")?;
    let comparer = Comparer::new(arguments.encoder.clone());
    let hosts = Hosts::new(arguments.host, &arguments.allowed_host);
    let server = Arc::new(Server::new(
        queue,
        comparer,
        hosts,
        arguments.token.clone(),
        arguments.max_bytes as usize,
        arguments.any_language,
        stopping.clone(),
    ));
    // Reading requests is little work; the processors are needed for labelling.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the server")?;
    let address = SocketAddr::new(arguments.host, arguments.port);
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen at {address}"))?;
        let address = listener.local_addr().context("cannot listen")?;
        if !arguments.quiet {
            console::line(format_args!("saidso: serving at http://{address}/; Ctrl-C stops"));
        }
        connections::serve(listener, router::routes(Arc::clone(&server)), stopping).await;
        anyhow::Ok(())
    })?;
    runtime.shutdown_background();
    if !arguments.quiet {
        console::line("saidso: stopped");
    }
    if server.is_at_work() {
        // Not `exit`, which tears down the C++ library while a thread may still label an article that nobody waits for.
        signal_hook::low_level::exit(0);
    }
    Ok(Status::AllWell)
}
