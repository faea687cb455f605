"""Nothing written down may rot: every command, setting, exit code and field is in both manuals, and no other."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from rednet_crawler import errors, settings
from rednet_crawler.cli.main import rednet
from rednet_crawler.items import Article

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
MANUALS = ("docs/manual.md", "docs/manual.zh-CN.md")
GUIDES = tuple(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))


def rows(name: str, header: str) -> list[str]:
    """Return the first cells of the table whose header row holds a text."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {header} "))
    cells = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        cells.append(line.split("|")[1].strip())
    return cells


@pytest.mark.parametrize(
    ("name", "header"), [("docs/manual.md", "field"), ("docs/manual.zh-CN.md", "字段")]
)
def test_the_field_tables_name_the_fields_in_their_order(name: str, header: str) -> None:
    named = [field for cell in rows(name, header) for field in re.findall(r"`(\w+)`", cell)]
    assert named == [field.name for field in fields(Article)]


@pytest.mark.parametrize(
    ("name", "header"), [("docs/manual.md", "command"), ("docs/manual.zh-CN.md", "命令")]
)
def test_the_command_tables_name_the_commands(name: str, header: str) -> None:
    assert {cell.strip("`") for cell in rows(name, header)} == {
        f"rednet {command}" for command in rednet.commands
    }


@pytest.mark.parametrize(
    ("name", "header"), [("docs/manual.md", "exit code"), ("docs/manual.zh-CN.md", "退出码")]
)
def test_the_exit_codes_are_those_of_the_code(name: str, header: str) -> None:
    assert [int(cell) for cell in rows(name, header)] == sorted(
        value for constant, value in vars(errors).items() if constant.startswith("EXIT_")
    )


@pytest.mark.parametrize(
    ("name", "header"), [("docs/manual.md", "setting"), ("docs/manual.zh-CN.md", "设置")]
)
def test_the_settings_are_those_of_the_code(name: str, header: str) -> None:
    assert {cell.strip("`") for cell in rows(name, header)} == {
        setting for setting in vars(settings) if setting.startswith("REDNET_")
    }


def every_command(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from every_command(command)


@pytest.mark.parametrize("name", [*READMES, *MANUALS])
def test_the_commands_to_copy_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in re.findall(r"^rednet (\w+)", text, re.MULTILINE):
        assert command in rednet.commands
    ours = re.sub(r"^(?:sudo (?!env)|scrapyd|curl|python -m pip).*$", "", text, flags=re.MULTILINE)
    for option in set(re.findall(r"(?<=[\s`(])(--[a-z-]+)", ours)):
        assert (
            any(
                option in parameter.opts
                for command in every_command(rednet)
                for parameter in command.params
            )
            or option == "--help"
        )


def test_the_changelog_has_an_unreleased_section() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "SECURITY.md", *GUIDES])
def test_links_lead_to_files(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8")):
        assert ((ROOT / name).parent / target).exists(), target


def test_both_guides_to_operations_have_the_same_commands() -> None:
    english, chinese = (
        re.findall(
            r"^```.*?^```", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        for name in ("docs/operations.md", "docs/operations.zh-CN.md")
    )
    assert english == chinese
    words = [
        line for block in english for line in block.splitlines() if re.search(r"\brednet \w", line)
    ]
    for name in {match for line in words for match in re.findall(r"(?:^|bin/)rednet (\w+)", line)}:
        assert name in rednet.commands


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_a_page(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    assert max(map(len, lines)) <= 100
    assert sum(".png)" in line or ".svg)" in line for line in lines) >= 2
    first = "\n".join(lines[:8])
    assert "rednet survey" in first
    assert "live site" in first or "真实站点" in first


def test_both_readmes_say_the_same() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    for pattern in (r"^```.*?^```", r"^## ", r"^- ", r"docs/pictures/\w+\.\w+"):
        found = [re.findall(pattern, text, re.MULTILINE | re.DOTALL) for text in (english, chinese)]
        assert found[0] == found[1]


def test_every_guide_is_linked() -> None:
    linked = "".join((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    for name in GUIDES:
        assert f"({name}" in linked, name
