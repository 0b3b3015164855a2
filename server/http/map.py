"""Where does the base map come from? One file, read in ranges."""

from flask import Blueprint, Response, current_app, send_file

from server.http.problems import problem

pages = Blueprint("map", __name__)


@pages.get("/map/town.pmtiles")
def basemap() -> Response:
    path = current_app.config["WAYBILL"].basemap
    if not path.is_file():
        return problem("no-map")
    answer = send_file(path, mimetype="application/vnd.pmtiles", conditional=True, max_age=0)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
