//! The help of the program as a whole: its commands in groups.

use clap::Command;
use std::fmt::Write as _;

/// Commands by purpose. A test checks that the list is complete.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Label", &["extract", "serve", "merge", "check"]),
    ("Look", &["show", "report"]),
    ("Analyse", &["quotes", "claims", "sources", "shares", "stories", "compare"]),
    ("Convert", &["convert", "import", "schema"]),
    ("Learn", &["unsure", "evaluate", "train", "pretrain"]),
];

/// The remaining commands.
const OTHERS: (&str, &[&str]) = ("saidso itself", &["model", "config", "completions", "man", "help"]);

/// The program with its commands in groups, and without each option's variable: the end of the help describes those.
pub(super) fn grouped(command: Command) -> Command {
    let mut groups = String::new();
    for (heading, names) in GROUPS.into_iter().chain([OTHERS]) {
        let _ = writeln!(groups, "{heading}:");
        for &name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about).map(ToString::to_string);
            let about = about.unwrap_or_else(|| "Print this help, or the help of a command".to_owned());
            let _ = writeln!(groups, "  {name:<13}{about}");
        }
        groups.push('\n');
    }
    let template =
        format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}Options:\n{{options}}{{after-help}}");
    without_variables(command).help_template(template)
}

fn without_variables(command: Command) -> Command {
    command.mut_args(|arg| arg.hide_env(true)).mut_subcommands(without_variables)
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, OTHERS};
    use clap::CommandFactory;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_is_in_one_group() {
        let grouped: Vec<&str> = GROUPS.into_iter().chain([OTHERS]).flat_map(|(_, names)| names).copied().collect();
        let mut command = crate::Cli::command();
        command.build();
        let all: BTreeSet<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        assert_eq!(grouped.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>(), all);
        assert_eq!(grouped.len(), all.len());
    }
}
