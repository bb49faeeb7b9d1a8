//! `saidso completions` and `saidso man`.

use super::{Status, console};
use anyhow::{Context, bail};
use clap::Command;
use std::path::PathBuf;

/// Print a script that completes commands in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso completions bash > ~/.local/share/bash-completion/completions/saidso
  saidso completions zsh > ~/.zfunc/_saidso        if `fpath` has ~/.zfunc
  saidso completions fish > ~/.config/fish/completions/saidso.fish
  saidso completions powershell >> $PROFILE")]
pub(super) struct CompletionArguments {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints the script.
pub(super) fn completions(arguments: &CompletionArguments, mut command: Command) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "saidso", &mut script);
    print(&script)
}

/// Print the manual page, or write those of all commands
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso man | man -l -
  saidso man extract | man -l -
  saidso man --dir ~/.local/share/man/man1          then `man saidso-extract`")]
pub(super) struct ManArguments {
    /// The command to describe, such as `import brat`
    #[arg(value_name = "COMMAND")]
    names: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "names")]
    dir: Option<PathBuf>,
}

/// Prints the page, or writes the pages.
pub(super) fn man(arguments: &ManArguments, mut command: Command) -> anyhow::Result<Status> {
    command.build();
    if let Some(folder) = &arguments.dir {
        let cannot_write = || format!("cannot write into {}", folder.display());
        std::fs::create_dir_all(folder).with_context(cannot_write)?;
        clap_mangen::generate_to(command, folder).with_context(cannot_write)?;
        return Ok(Status::AllWell);
    }
    for name in &arguments.names {
        let Some(sub) = command.find_subcommand(name) else {
            bail!("there is no command `{}`", arguments.names.join(" "));
        };
        command = sub.clone();
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page)
}

fn print(text: &[u8]) -> anyhow::Result<Status> {
    console::print(&String::from_utf8_lossy(text))?;
    Ok(Status::AllWell)
}
