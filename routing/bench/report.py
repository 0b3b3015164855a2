"""What is written down of a run, and what does a table of many say?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from routing.bench import vrplib
from routing.bench.arena import reached, run
from routing.errors import BadValue

# Wall seconds of the standard table, for so many stops at most.
SECONDS = ((120, 15), (250, 20), (600, 30), (10**9, 60))
NEAR = 1.03


@dataclass(frozen=True, slots=True)
class Record:
    """One run. `cost`, `gap_pct` None: no answer, or nothing to compare with; `wrong` says why not feasible.

    `near_s`: seconds until the first answer within 3 % of the best known.
    """

    instance: str
    engine: str
    seconds: float
    seed: int
    cost: int | None
    bks: int | None
    gap_pct: float | None
    feasible: bool
    wall_s: float
    stops: int
    peak_mib: int
    near_s: float | None
    wrong: str | None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def instances(paths: Iterable[Path]) -> list[Path]:
    """The .vrp files named, and those in the folders named. `BadValue` where there is none."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("*.vrp")) if path.is_dir() else [path]
    if not found:
        raise BadValue("path", [str(path) for path in paths], "no .vrp file there")
    return found


def seconds_for(stops: int) -> int:
    return next(seconds for most, seconds in SECONDS if stops <= most)


def measure(
    paths: Sequence[Path], engines: Sequence[str], seeds: Iterable[int], seconds: float | None
) -> Iterator[Record]:
    """Every engine on every instance and seed, in turns, so that all meet the same machine.

    `seconds` None: by size, as in the standard table. `BadInstance` for a file that is none.
    """
    read = [(path, vrplib.read(path)) for path in paths]
    known = [vrplib.best_known(instance, path.with_suffix(".sol")) for path, instance in read]
    for seed in seeds:
        for (_, instance), bks in zip(read, known, strict=True):
            for engine in engines:
                limit = seconds or seconds_for(instance.stops)
                yield _record(instance, bks, engine, limit, seed)


def _record(instance: vrplib.Instance, bks: int | None, engine: str, seconds: float, seed: int) -> Record:
    problem, matrices = vrplib.problem_of(instance)
    ran = run(engine, problem, matrices, seconds, seed)
    cost: int | None = None
    wrong: tuple[str, ...] = (ran.error or "no answer",)
    if ran.orders is not None:
        judged = vrplib.judge(instance, [[int(id) for id in ids] for ids in ran.orders])
        cost, wrong = judged.cost, judged.wrong
    gap = None if cost is None or not bks or wrong else round(100 * (cost / bks - 1), 3)
    near = None if not bks else reached(ran.told, bks * NEAR)
    return Record(
        instance.name,
        engine,
        seconds,
        seed,
        cost,
        bks,
        gap,
        not wrong,
        round(ran.wall_s, 2),
        instance.stops,
        ran.peak_bytes >> 20,
        None if near is None else round(near, 1),
        wrong[0] if wrong else None,
    )


HEAD = (
    "instance",
    "stops",
    "seconds",
    "engine",
    "gap %",
    "from",
    "to",
    "feasible",
    "wall s",
    "MiB",
    "3 % after s",
)


def table(records: Sequence[Record]) -> str:
    """Markdown: a row an instance and engine, medians over the seeds; the worst wall time and memory."""
    rows: list[tuple[str, ...]] = [HEAD]
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record.instance, record.engine), []).append(record)
    for (instance, engine), runs in groups.items():
        gaps = sorted(run.gap_pct for run in runs if run.gap_pct is not None)
        near = [run.near_s for run in runs if run.near_s is not None]
        rows.append(
            (
                instance,
                str(runs[0].stops),
                f"{runs[0].seconds:g}",
                engine,
                *([f"{x:.2f}" for x in (median(gaps), gaps[0], gaps[-1])] if gaps else ["–", "–", "–"]),
                f"{sum(run.feasible for run in runs)}/{len(runs)}",
                f"{max(run.wall_s for run in runs):.1f}",
                str(max(run.peak_mib for run in runs)),
                f"{median(near):.1f}" if len(near) * 2 > len(runs) else "–",
            )
        )
    return markdown(rows)


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a table; the first is its head."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"
