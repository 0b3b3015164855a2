"""Which commands does `waybill` have, and what does it say when one cannot be done?"""

import sys
from typing import Any

import click

from routing.errors import RoutingError
from server.cli import bench, day, demo, files, labels, routing, serving, setup
from server.domain.errors import Problem
from server.texts import t


class Waybill(click.Group):
    """Every failure that a person can mend is one sentence and exit status 1."""

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


GROUPS = (setup, files, labels, routing, serving, bench)
for command in (*(one for group in GROUPS for one in group.COMMANDS), demo.demo, day.day):
    main.add_command(command)
