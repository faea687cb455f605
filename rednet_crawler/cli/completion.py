"""`rednet completion`: what a shell needs to complete commands, options and their values."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from rednet_crawler.cli.terminal import say

_MADE_BY: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}
_WHERE = {
    "bash": 'eval "$(rednet completion bash)"   in ~/.bashrc',
    "zsh": 'eval "$(rednet completion zsh)"   in ~/.zshrc',
    "fish": "rednet completion fish > ~/.config/fish/completions/rednet.fish",
}


@click.command(
    epilog="\b\n" + "\n".join(_WHERE.values()),
)
@click.argument("shell", type=click.Choice([*_MADE_BY]))
@click.pass_context
def completion(context: click.Context, *, shell: str) -> None:
    """Print the lines that make a shell complete `rednet`: commands, options and their values."""
    made = _MADE_BY[shell](context.find_root().command, {}, "rednet", "_REDNET_COMPLETE")
    for line in made.source().splitlines():
        say(line)
