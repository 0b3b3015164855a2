"""Where does the base map come from? One file of our own, read in ranges, or what the settings name."""

from flask import Blueprint, Response, current_app, jsonify, send_file
from pydantic import BaseModel

from server.config import Config
from server.http.openapi import blueprint
from server.http.problems import problem

api = blueprint("map", __name__)
pages = Blueprint("basemap", __name__)
OWN = "/map/town.pmtiles"
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


class MapSource(BaseModel):
    """`kind`: `pmtiles` (one file of vectors), `vector` or `raster` ({z}/{x}/{y}); none: no base map."""

    kind: str | None
    url: str | None


def source_of(config: Config) -> MapSource:
    """What the settings name, else the town's own file, if it was built."""
    if url := config.tiles:
        path = url.partition("?")[0].lower()
        if path.endswith(".pmtiles"):
            return MapSource(kind="pmtiles", url=url)
        return MapSource(kind="raster" if path.endswith(_PICTURES) else "vector", url=url)
    return MapSource(kind="pmtiles", url=OWN) if config.basemap.is_file() else MapSource(kind=None, url=None)


@api.get("/map", responses={"200": MapSource})
def source() -> Response:
    """Where the screens find their base map."""
    return jsonify(source_of(current_app.config["WAYBILL"]).model_dump())


@pages.get(OWN)
def town() -> Response:
    path = current_app.config["WAYBILL"].basemap
    if not path.is_file():
        return problem("no-map")
    answer = send_file(path, mimetype="application/vnd.pmtiles", conditional=True, max_age=0)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
