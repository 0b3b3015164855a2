"""How good are our plans? `waybill bench routing` on public instances, beside other solvers."""

import json
from pathlib import Path

import click

from routing.bench.arena import ENGINES
from routing.bench.report import Record, instances, measure, table

PATH = click.Path(exists=True, path_type=Path)


@click.group()
def bench() -> None:
    """Measurements. They want the machine to themselves."""


@bench.command("routing")
@click.argument("paths", metavar="PATH…", type=PATH, nargs=-1, required=True)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True, max=86_000),
    help="wall time of each run; without it 15, 20, 30 or 60 by the number of stops",
)
@click.option("--engine", "engines", multiple=True, type=click.Choice(ENGINES), help="may be repeated")
@click.option("--seeds", type=click.IntRange(1, 1000), default=1, show_default=True, metavar="N")
@click.option("--json", "as_json", is_flag=True, help="one object a run, as it ends")
def routing(
    paths: tuple[Path, ...], seconds: float | None, engines: tuple[str, ...], seeds: int, as_json: bool
) -> None:
    """Plan VRPLIB instances (.vrp files or folders) and compare with the .sol beside each."""
    records: list[Record] = []
    for record in measure(instances(paths), engines or ("waybill",), range(1, seeds + 1), seconds):
        records.append(record)
        if as_json:
            click.echo(json.dumps(record.as_dict()))
    if not as_json:
        click.echo(table(records), nl=False)


COMMANDS = (bench,)
