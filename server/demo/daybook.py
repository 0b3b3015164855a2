"""How do the demo's web process and the process that started it speak of the running day? By two small files.

Whoever presses the button makes `day.asked`; the process that plays the day writes how it goes into
`day.json` and takes `day.asked` away when it is over.
"""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class DayState(StrEnum):
    """What became of the wish to see a day."""

    IDLE = "idle"  # nobody has asked yet
    STARTING = "starting"
    RUNNING = "running"
    CLEAN = "clean"  # over, and its audit found nothing
    OFF = "off"  # over, and something is off
    FAILED = "failed"  # it could not be played


@dataclass(frozen=True, slots=True)
class DayNote:
    """How the day goes; `line` is what its audit said, in English as the command line says it."""

    state: DayState = DayState.IDLE
    line: str = ""


def ask(data: Path) -> bool:
    """Wish for a day; False when one is wished for or played already."""
    try:
        (data / "day.asked").touch(exist_ok=False)
    except FileExistsError:
        return False
    write(data, DayNote(DayState.STARTING))
    return True


def asked(data: Path) -> bool:
    return (data / "day.asked").exists()


def finish(data: Path, note: DayNote) -> None:
    """From now on another day may be wished for."""
    write(data, note)
    (data / "day.asked").unlink(missing_ok=True)


def write(data: Path, note: DayNote) -> None:
    """As a whole: a reader sees the note before or this one."""
    with tempfile.NamedTemporaryFile("w", dir=data, delete=False, encoding="utf-8") as file:
        json.dump(asdict(note), file)
    os.replace(file.name, data / "day.json")


def read(data: Path) -> DayNote:
    try:
        told = json.loads((data / "day.json").read_text(encoding="utf-8"))
        return DayNote(DayState(told["state"]), told["line"])
    except FileNotFoundError:
        return DayNote()
