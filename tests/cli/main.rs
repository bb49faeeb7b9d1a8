//! The command line from outside: what goes in, what comes out, and how it ends.

mod bad_input;
mod batches;
mod compare;
mod convert;
mod corpora;
mod documents;
mod done;
mod evaluate;
mod formats;
mod hostile;
mod import;
mod inputs;
mod output;
mod outputs;
mod people;
mod properties;
mod report;
mod serve;
mod settings;
mod setup;
mod shards;
mod show;
mod sources;
mod stopping;
mod stream;
mod support;
