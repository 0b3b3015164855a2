"""How does an OpenStreetMap extract become roads for one vehicle?

By the programs in the wheel of osrm-bindings: osrm-extract with the profile, then osrm-contract, once for
empty roads and once for each period with segment speeds. (OSRM's other way, partition and customize, is ready
in seconds instead of a minute, but its matrices take ten times as long, and those are asked for all day.) The
data set appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from routing.errors import BadValue, RoadsError
from routing.model import PROFILES
from routing.roads.traffic import Traffic, measured, read_traffic

BASE_NAME = "roads.osrm"
MANIFEST = "manifest.json"
TRAFFIC = "traffic.json"
PERIODS = "periods"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a data set was made of: `source_sha256` of the extract, `engine` with its version.

    `periods`: those of the traffic file that have roads of their own, each with the digest of its speeds.
    """

    profile: str
    source_name: str
    source_sha256: str
    engine: str
    format: int = _FORMAT
    periods: dict[str, str] = field(default_factory=dict)


def build(
    pbf: Path, out_dir: Path, profile: str, *, traffic_file: Path | None = None, threads: int = 2
) -> Manifest:
    """Builds `out_dir` (one directory a profile) from an .osm.pbf file and returns its manifest.

    Takes seconds for a town centre, a minute for a large city, and about as long again for each period with
    segment speeds in `traffic_file` (roads/traffic.py; their files are named relative to it). An older data
    set there, with its traffic, is replaced at the end and stays untouched if anything fails. Raises
    `RoadsError` (`no-such-file`, `bad-traffic`, `roads-build-failed`).
    """
    if profile not in PROFILES:
        raise BadValue("profile", profile, f"must be one of {', '.join(PROFILES)}")
    if not pbf.is_file():
        raise RoadsError("no-such-file", f"there is no file {pbf}", file=str(pbf))
    traffic = read_traffic(traffic_file) if traffic_file else None
    speeds = _speeds(traffic, traffic_file)
    digests = {name: _sha256(file) for name, file in speeds.items()}
    engine = f"osrm-bindings {version('osrm-bindings')}"
    manifest = Manifest(profile, pbf.name, _sha256(pbf), engine, periods=digests)
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out_dir.name}-", dir=out_dir.parent) as temp:
        whole = Path(temp) / "whole"
        whole.mkdir()
        script, base, cores = _osrm() / f"share/profiles/{profile}.lua", str(whole / BASE_NAME), str(threads)
        try:
            _run("extract", "-p", str(script), "-t", cores, "-o", base, str(pbf.resolve()))
        except RoadsError as why:
            raise RoadsError(why.code, f"no roads can be made of {pbf.name}: {why}", **why.params) from why
        for name, file in speeds.items():
            # Contracting changes some of the extracted files: each period has its own copy.
            copied = whole / PERIODS / name
            shutil.copytree(whole, copied, ignore=shutil.ignore_patterns(PERIODS))
            _run(
                *("contract", "-t", cores, str(copied / BASE_NAME)),
                *("--segment-speed-file", str(file.resolve())),
            )
        _run("contract", "-t", cores, base)
        if traffic:
            (whole / TRAFFIC).write_text(traffic.to_json())
        (whole / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n")
        if out_dir.exists():
            # Two renames: a reader that has the old files open keeps them, and a crash leaves one of the two.
            os.rename(out_dir, Path(temp) / "old")
        os.rename(whole, out_dir)
    return manifest


def keep_traffic(traffic: Traffic, out_dir: Path) -> None:
    """Gives a data set, or a vehicle without one, other factors by hour; speeds stay as they were built."""
    out_dir.mkdir(parents=True, exist_ok=True)
    temporary = out_dir / f".{TRAFFIC}.part"
    temporary.write_text(traffic.to_json())
    os.replace(temporary, out_dir / TRAFFIC)


def _speeds(traffic: Traffic | None, traffic_file: Path | None) -> dict[str, Path]:
    """The files of segment speeds by period, each of which must be there."""
    beside = traffic_file.parent if traffic_file else Path()
    found = {period.name: beside / str(period.speeds) for period in measured(traffic)}
    for file in found.values():
        if not file.is_file():
            raise RoadsError("no-such-file", f"there is no file {file}", file=str(file))
    return found


def read_manifest(out_dir: Path) -> Manifest:
    """The manifest of a data set, or `RoadsError` (`no-roads`, `roads-outdated`)."""
    try:
        stored = json.loads((out_dir / MANIFEST).read_text())
        manifest = Manifest(**stored)
    except (OSError, ValueError, TypeError) as error:
        raise RoadsError("no-roads", f"there are no built roads in {out_dir}", dir=str(out_dir)) from error
    if manifest.format != _FORMAT:
        words = f"the roads in {out_dir} were built by another version: build them again"
        raise RoadsError("roads-outdated", words, dir=str(out_dir))
    return manifest


def _osrm() -> Path:
    return Path(str(files("osrm")))


def _run(command: str, *arguments: str) -> None:
    program = _osrm() / "bin" / f"osrm-{command}"
    found = str(program) if program.is_file() else shutil.which(program.name)
    if not found:
        raise RoadsError("roads-build-failed", f"the program {program.name} is missing", step=command)
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "error" in line.lower()]
        words = lines[-1] if lines else f"exit status {done.returncode}"
        raise RoadsError("roads-build-failed", f"osrm-{command}: {words}", step=command, words=words)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
