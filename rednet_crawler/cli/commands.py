"""The commands of `rednet` by their names, each imported when it is asked for: most need Scrapy,
which takes half a second.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module

import click

_BESIDE = {"backup": "archive", "report": "runs"}
"""Commands that stand in the module of another one."""


class Commands(MutableMapping[str, click.Command]):
    """Where `click.Group` looks its commands up: the command NAME stands in the module
    `rednet_crawler.cli.NAME`, or `_BESIDE` another one.
    """

    def __init__(self, groups: Mapping[str, Mapping[str, str]]) -> None:
        """Take what each command does, by its name, in groups: the help imports no command."""
        self.groups = groups
        self._does = {name: text for group in groups.values() for name, text in group.items()}
        self._known: dict[str, click.Command | None] = dict.fromkeys(self._does)

    def __getitem__(self, name: str) -> click.Command:
        command = self._known[name]
        if command is None:
            module = import_module(f"rednet_crawler.cli.{_BESIDE.get(name, name)}")
            command = getattr(module, name)
            command.short_help = self._does[name]  # shells show it, too
            self._known[name] = command
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Group(click.Group):
    """A group that shows its help where nothing is asked of it: its commands by what they are for,
    without importing them.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Show the help where there are no words, as `--help` does."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lists of commands, in one column beside their names."""
        if not isinstance(self.commands, Commands):
            super().format_commands(ctx, formatter)
            return
        longest = max(map(len, self.commands))
        for heading, group in self.commands.groups.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(longest), text) for name, text in group.items()])
