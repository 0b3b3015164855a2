"""Where do the pictures of goods come from? A folder of the shop's, so that a phone asks nobody else."""

from flask import Blueprint, Response, current_app, send_from_directory

from server.http.problems import problem

pages = Blueprint("pictures", __name__)
_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
# A drawing can carry a script: opened by itself it must not be able to do anything.
_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pages.get("/pictures/<path:name>")
def picture(name: str) -> Response:
    """A file of the data folder's `pictures`; an item names it as `/pictures/…`."""
    folder = current_app.config["WAYBILL"].pictures
    kind = _TYPES.get(name[name.rfind(".") :].lower())
    if kind is None or len(name) > 200 or not (folder / name).is_file():
        return problem("not-found", 404)
    answer = send_from_directory(folder, name, mimetype=kind, conditional=True, max_age=3600)
    answer.headers["Content-Security-Policy"] = _CSP
    return answer
