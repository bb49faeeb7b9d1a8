//! `saidso config`.

use super::{Settings, find, is_option};
use crate::{Status, console};
use anyhow::bail;
use clap::{Arg, ArgAction, Command};
use std::env;
use std::fmt::Write;

/// Prints the settings in force, and where each comes from, for all commands or for one.
///
/// # Errors
/// There is no such command.
pub(crate) fn run(settings: &Settings, only: Option<&str>) -> anyhow::Result<Status> {
    console::print(&print(settings, only)?)?;
    Ok(Status::AllWell)
}

pub(super) fn print(settings: &Settings, only: Option<&str>) -> anyhow::Result<String> {
    let mut out = match &settings.file {
        Some(path) => format!("# from {}\n", path.display()),
        None => "# there is no saidso.toml\n".to_owned(),
    };
    if let Some(name) = only {
        let Some(command) = find(&settings.command, name) else { bail!("there is no command `{name}`") };
        section(settings, command, &[name.to_owned()], &mut out);
        return Ok(out);
    }
    section(settings, &settings.command, &[], &mut out);
    Ok(out)
}

fn section(settings: &Settings, command: &Command, names: &[String], out: &mut String) {
    let of_root =
        |arg: &Arg| !names.is_empty() && settings.command.get_arguments().any(|own| own.get_id() == arg.get_id());
    let options: Vec<&Arg> = command.get_arguments().filter(|arg| is_option(arg) && !of_root(arg)).collect();
    if !options.is_empty() {
        if !names.is_empty() {
            let _ = write!(out, "\n[{}]\n", names.join("."));
        }
        for option in options {
            line(settings, option, names, out);
        }
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        section(settings, sub, &[names, &[sub.get_name().to_owned()]].concat(), out);
    }
}

fn line(settings: &Settings, option: &Arg, names: &[String], out: &mut String) {
    let Some(name) = option.get_long() else { return };
    let variable = option.get_env().map(|variable| variable.to_string_lossy().into_owned());
    let value = variable.as_ref().and_then(env::var_os);
    let (values, place) = match (value, settings.lines.get(&(names.to_vec(), name.to_owned()))) {
        (Some(value), _) => (vec![value.to_string_lossy().into_owned()], variable.unwrap_or_default()),
        (None, line) => {
            let defaults = option.get_default_values().iter().map(|value| value.to_string_lossy().into_owned());
            let place = match (line, &settings.file) {
                (Some(line), Some(path)) => format!("{}:{line}", path.display()),
                _ => "default".to_owned(),
            };
            (defaults.collect(), place)
        }
    };
    let is_switch = matches!(option.get_action(), ArgAction::SetTrue);
    let shown = match &values[..] {
        [] => {
            let _ = writeln!(out, "# {name} is not set");
            return;
        }
        [value] => toml_value(value, is_switch),
        several => {
            format!("[{}]", several.iter().map(|value| toml_value(value, false)).collect::<Vec<_>>().join(", "))
        }
    };
    let set = format!("{name} = {shown}");
    let _ = writeln!(out, "{set:<32}  # {place}");
}

fn toml_value(value: &str, is_switch: bool) -> String {
    let is_number = !value.is_empty()
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && (value == "0" || !value.starts_with('0'));
    if is_switch || is_number { value.to_owned() } else { toml::Value::from(value).to_string() }
}
