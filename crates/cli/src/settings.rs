//! Where options get their values when the command line does not set them: the environment, then `saidso.toml`.
//!
//! Both become clap's own variables and defaults, so that commands need not know about them.

mod file;
mod in_force;

#[cfg(test)]
use in_force::print;
pub(super) use in_force::run;

use super::console::{self, one_line};
use anyhow::Context;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command};
use etcetera::base_strategy::{BaseStrategy, Xdg};
use file::{Setting, Table};
use saidso::bounded;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The name of a configuration file.
const FILE: &str = "saidso.toml";

/// Maximum size of a configuration file in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Names of the commands that lead to an option, and the option's name.
type Place = (Vec<String>, String);

/// The command line with its settings.
pub(super) struct Settings {
    /// The program, with option defaults from the environment and the file.
    pub(super) command: Command,
    /// The file that was read.
    file: Option<PathBuf>,
    /// Whether the file was found in the current folder without being named.
    is_found: bool,
    /// Where in the file an option is set.
    lines: HashMap<Place, usize>,
}

impl Settings {
    /// Reads the configuration file that the arguments or the environment name, or else the first one in a default
    /// place.
    ///
    /// # Errors
    /// The file cannot be read, or sets an unknown option, or a value that the option does not take.
    pub(super) fn load(command: Command, arguments: impl Iterator<Item = OsString>) -> anyhow::Result<Self> {
        let command = with_variables(command, &["SAIDSO".to_owned()]);
        let Some((path, is_found)) = path(&command, arguments) else {
            return Ok(Self { command, file: None, is_found: false, lines: HashMap::new() });
        };
        let text = File::open(&path).and_then(|file| bounded::read(file, MAX_BYTES));
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        let table = String::from_utf8(text).context("not UTF-8").and_then(|text| file::parse(&text));
        let table = table.with_context(|| format!("cannot use {}", path.display()))?;
        let mut lines = HashMap::new();
        let harmless = if is_found { check_harmless(&command, &table) } else { Ok(()) };
        let command = harmless
            .and_then(|()| set(command, &table, &[], &mut Vec::new(), &mut lines))
            .map_err(|wrong| anyhow::anyhow!("{}:{}: {}", path.display(), wrong.line, one_line(&wrong.reason)))?;
        Ok(Self { command, file: Some(path), is_found, lines })
    }

    /// Announces a file that is in force without having been named.
    pub(super) fn announce(&self) {
        if self.is_found {
            console::line(format_args!("saidso: {FILE} in this folder is in force; `saidso config` shows it"));
        }
    }
}

/// Gives every option without a variable one of its own: `SAIDSO_EXTRACT_THREADS`.
fn with_variables(command: Command, names: &[String]) -> Command {
    let command = command.mut_args(|arg| match arg.get_long() {
        Some(long) if is_option(&arg) && arg.get_env().is_none() => {
            let variable = format!("{}_{long}", names.join("_")).to_uppercase().replace('-', "_");
            arg.env(variable).hide_env(true)
        }
        _ => arg,
    });
    command.mut_subcommands(|sub| {
        let names = [names, &[sub.get_name().to_owned()]].concat();
        with_variables(sub, &names)
    })
}

/// Whether this can be set: it has a long name, and takes a value or is a switch.
fn is_option(arg: &Arg) -> bool {
    let action = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append | ArgAction::SetTrue);
    action && arg.get_long().is_some() && arg.get_id() != "settings"
}

/// The configuration file: the one that is named, else the one in the current folder, else the user's; and whether it
/// is the one in the current folder.
fn path(command: &Command, arguments: impl Iterator<Item = OsString>) -> Option<(PathBuf, bool)> {
    // Other errors in the arguments are reported later.
    let matches = command.clone().ignore_errors(true).try_get_matches_from(arguments).ok()?;
    if let Some(named) = matches.get_one::<OsString>("settings") {
        return Some((PathBuf::from(named), false)).filter(|(path, _)| !path.as_os_str().is_empty());
    }
    let users = Xdg::new().ok().map(|folders| (folders.config_dir().join("saidso").join(FILE), false));
    [Some((Path::new(FILE).to_owned(), true)), users].into_iter().flatten().find(|(path, _)| path.is_file())
}

/// Options that decide where output is written and whose requests are answered. A file that came with a downloaded
/// folder must not set them.
const OUTWARD: &[&str] = &["allowed-host", "dir", "host", "html", "json", "md", "output", "run"];

/// Checks that a table leaves all of these options at their defaults.
fn check_harmless(command: &Command, table: &Table) -> Result<(), Wrong> {
    let harmful = |setting: &&Setting| OUTWARD.contains(&&*setting.name) && !is_default(command, setting);
    if let Some(Setting { line, name, .. }) = table.settings.iter().find(harmful) {
        let reason = format!(
            "{name}: a {FILE} that was merely found in the current folder cannot set this; name the file with --config {FILE}, \
             or give the option itself"
        );
        return Err(Wrong { line: *line, reason });
    }
    let mut below = table.tables.iter().filter_map(|(name, table)| Some((find(command, name)?, table)));
    below.try_for_each(|(command, table)| check_harmless(command, table))
}

/// Whether all options of this name, in the command and its subcommands, have these values by default.
fn is_default(command: &Command, setting: &Setting) -> bool {
    let own = option(command, &setting.name).is_none_or(|option| {
        option
            .get_default_values()
            .iter()
            .map(|value| value.to_str())
            .eq(setting.values.iter().map(|value| Some(&**value)))
    });
    own && command.get_subcommands().all(|sub| is_default(sub, setting))
}

/// What is wrong with a file.
struct Wrong {
    line: usize,
    reason: String,
}

/// Makes the settings of a table the defaults of a command's options, and of options of the same name in its
/// subcommands. `inherited` are the settings of the enclosing tables.
fn set(
    command: Command,
    table: &Table,
    inherited: &[&Setting],
    names: &mut Vec<String>,
    lines: &mut HashMap<Place, usize>,
) -> Result<Command, Wrong> {
    for setting in &table.settings {
        if !has_option(&command, &setting.name) {
            return Err(Wrong { line: setting.line, reason: unknown(&command, &setting.name, names) });
        }
    }
    if let Some((name, table)) = table.tables.iter().find(|(name, _)| find(&command, name).is_none()) {
        let reason = format!("there is no command `{}`", [&names[..], std::slice::from_ref(name)].concat().join(" "));
        return Err(Wrong { line: table.line, reason });
    }
    let settings: Vec<&Setting> = inherited.iter().copied().chain(&table.settings).collect();
    let mut command = command;
    // The innermost setting wins.
    for setting in &settings {
        let Some(arg) = option(&command, &setting.name).cloned() else { continue };
        check(&arg, setting)?;
        // Not `mut_arg`, which moves the option to the end.
        command = command.mut_args(|own| {
            if own.get_id() == arg.get_id() { own.default_values(setting.values.clone()).required(false) } else { own }
        });
        lines.insert((names.clone(), setting.name.clone()), setting.line);
    }
    let subcommands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in subcommands {
        let empty = Table::default();
        let table = table.tables.iter().find(|(own, _)| *own == name).map_or(&empty, |(_, table)| table);
        names.push(name.clone());
        let mut wrong = None;
        command = command.mut_subcommand(&name, |sub| {
            set(sub.clone(), table, &settings, names, lines).unwrap_or_else(|found| {
                wrong = Some(found);
                sub
            })
        });
        names.pop();
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
    }
    Ok(command)
}

fn find<'c>(command: &'c Command, name: &str) -> Option<&'c Command> {
    command.get_subcommands().find(|sub| sub.get_name() == name && name != "help")
}

fn option<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    command.get_arguments().find(|arg| is_option(arg) && arg.get_long() == Some(name))
}

/// Whether the command or one of its subcommands has this option.
fn has_option(command: &Command, name: &str) -> bool {
    option(command, name).is_some() || command.get_subcommands().any(|sub| has_option(sub, name))
}

/// The message for a name that is not an option.
fn unknown(command: &Command, name: &str, names: &[String]) -> String {
    let of = if names.is_empty() { String::new() } else { format!(" of `{}`", names.join(" ")) };
    let mut reason = format!("there is no option `{name}`{of}");
    let mut options: Vec<String> = Vec::new();
    gather(command, &mut options);
    // clap finds the most similar name.
    let probe = Command::new("probe").args(options.into_iter().map(|name| Arg::new(name.clone()).long(name)));
    if let Err(error) = probe.no_binary_name(true).try_get_matches_from([format!("--{name}")])
        && let Some(ContextValue::String(like)) = error.get(ContextKind::SuggestedArg)
    {
        let _ = write!(reason, "; did you mean `{}`?", like.trim_start_matches('-'));
    }
    reason
}

fn gather(command: &Command, options: &mut Vec<String>) {
    for name in command.get_arguments().filter(|arg| is_option(arg)).filter_map(Arg::get_long) {
        if !options.iter().any(|known| known == name) {
            options.push(name.to_owned());
        }
    }
    command.get_subcommands().for_each(|sub| gather(sub, options));
}

/// Checks that the option takes these values, by parsing them.
fn check(arg: &Arg, setting: &Setting) -> Result<(), Wrong> {
    let wrong = |reason: String| Err(Wrong { line: setting.line, reason: format!("{}: {reason}", setting.name) });
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        let is_bool = matches!(&setting.values[..], [value] if value == "true" || value == "false");
        return if is_bool { Ok(()) } else { wrong("must be true or false".to_owned()) };
    }
    let probe =
        Command::new("probe").no_binary_name(true).arg(arg.clone().required(false).global(false).env(None::<&str>));
    let arguments = setting.values.iter().map(|value| format!("--{}={value}", setting.name));
    match probe.try_get_matches_from(arguments) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = error.to_string();
            let first = message.lines().next().unwrap_or_default();
            wrong(first.trim_start_matches("error: ").to_owned())
        }
    }
}

#[cfg(test)]
mod tests;
