"""Every command explains itself, with an example that could be typed."""

from collections.abc import Iterator

import click
import pytest

from app import create_app


def commands_of(group: click.Group, *before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, *before, name)
        else:
            yield " ".join((*before, name)), command


COMMANDS = dict(commands_of(create_app().cli))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_with_an_example(name: str) -> None:
    told = f"{COMMANDS[name].help or ''}\n{COMMANDS[name].epilog or ''}"
    assert COMMANDS[name].help, "it says what it does"
    assert f"flask {name}" in told, "it shows how it is typed"


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_says_what_it_is_for(name: str) -> None:
    options = [parameter for parameter in COMMANDS[name].params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []
