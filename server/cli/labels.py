"""Which labels does a building need before its first day? Those of its bins, and those of its totes."""

from pathlib import Path

import click

from server.cli.app import open_app
from server.documents.shelf_labels import shelf_labels_pdf, tote_labels_pdf
from server.ids import new_id
from server.queries import installation, parcels
from server.texts import t

OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def labels() -> None:
    """Labels to print: A4 sheets of 24, 70 × 37 mm."""


@labels.command("totes")
@click.argument("count", metavar="N", type=click.IntRange(1, 2400))
@click.option("--out", required=True, type=OUT, metavar="FILE.pdf")
def totes(count: int, out: Path) -> None:
    """N new labels for totes; no two of all that are ever made are alike."""
    out.write_bytes(tote_labels_pdf([new_id() for _ in range(count)]))
    click.echo(t("en", "cli.labels_written", n=count, file=out))


@labels.command("bins")
@click.option("--out", required=True, type=OUT, metavar="FILE.pdf")
@click.option("--hub", "hub_name", metavar="NAME", help="needed where there is more than one")
def bins(out: Path, hub_name: str | None) -> None:
    """The hub's bins, in walking order."""
    with open_app():
        found = parcels.bins(installation.hub_named(hub_name).id)
    out.write_bytes(shelf_labels_pdf("Bins", found))
    click.echo(t("en", "cli.labels_written", n=len(found), file=out))


COMMANDS = (labels,)
