"""Which commands does `waybill` have, and what does it say when one cannot be done?"""

import sys
from importlib import import_module
from typing import Any

import click

from routing.errors import RoutingError
from server.domain.errors import Problem
from server.texts import t

# In which module of this folder each command is. It is imported when asked for: all take seconds to load.
WHERE = {
    "bench": "bench",
    "contract": "setup",
    "day": "day",
    "demo": "demo",
    "districts": "zones",
    "doctor": "setup",
    "hub": "setup",
    "import": "files",
    "labels": "labels",
    "map": "files",
    "migrate": "setup",
    "plan": "routing",
    "restored": "setup",
    "roads": "files",
    "serve": "serving",
    "shop": "setup",
    "user": "setup",
    "work": "serving",
}


class Waybill(click.Group):
    """Every failure that a person can mend is one sentence and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WHERE:
            return None
        found = import_module(f"server.cli.{WHERE[cmd_name]}").COMMANDS
        return next(command for command in found if command.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as why:
            raise click.ClickException(words(why)) from why
        except RoutingError as why:
            raise click.ClickException(str(why)) from why
        except OSError as why:
            raise click.ClickException(str(why)) from why


def words(problem: Problem) -> str:
    """The sentence of a problem; its code and figures where nobody wrote one."""
    for key in (f"cli.{problem.code}", problem.code):
        found = t("en", key, **problem.params)
        if found != key:
            return found
    return str(problem)


@click.group(cls=Waybill, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Waybill: from the shop's order to the counted cash. Settings: WAYBILL_… (see server/config.py)."""
    # A pipe that takes less than we know must not end in an error over a name.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
