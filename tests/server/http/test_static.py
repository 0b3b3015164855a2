"""Does the app reach a phone: hashed files for ever, the page fresh, nothing that lies elsewhere?"""

import gzip
from pathlib import Path

import pytest

from tests.place import Place

SCRIPT = "export const answer = 42;\n" * 100


@pytest.fixture
def built(place: Place, tmp_path: Path) -> Place:
    """A build of the app, and a secret beside it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Waybill</title>")
    (dist / "sw.js").write_text(SCRIPT)
    (dist / "manifest.webmanifest").write_text("{}")
    (dist / "assets" / "index-abc123.js").write_text(SCRIPT)
    (tmp_path / "secret.txt").write_text("secret")
    place.app.config["DIST"] = dist
    return place


@pytest.mark.parametrize("path", ["/", "/courier", "/stops/1", "/index.html"])
def test_every_address_of_the_app_is_its_page(built: Place, path: str) -> None:
    answer = built.stranger().get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"Waybill" in answer.data


def test_hashed_files_are_kept_for_ever_and_sent_small(built: Place) -> None:
    plain = built.stranger().get("/assets/index-abc123.js")
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.mimetype == "text/javascript"
    small = built.stranger().get("/assets/index-abc123.js", headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data == SCRIPT.encode()


def test_the_service_worker_is_asked_for_every_time(built: Place) -> None:
    headers = {"Accept-Encoding": "gzip"}
    answer = built.stranger().get("/sw.js", headers=headers)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    same = built.stranger().get("/sw.js", headers={**headers, "If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/assets/../../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
     "/assets//etc/passwd", "/assets/none.js", "/favicon.ico", "/api/none", "/assets/",
     "/assets/" + "a" * 5000, "/" + "a" * 5000 + ".js"],
)  # fmt: skip
def test_what_is_not_of_the_build_is_not_found(built: Place, path: str) -> None:
    answer = built.stranger().get(path)
    assert answer.status_code in (404, 308)
    assert b"secret" not in answer.data
    assert b"root:" not in answer.data


def test_a_build_that_is_missing_is_not_found(place: Place, tmp_path: Path) -> None:
    place.app.config["DIST"] = tmp_path / "none"
    assert place.stranger().get("/").status_code == 404


def test_the_authority_is_handed_out_and_its_key_is_not(place: Place) -> None:
    folder = place.folder / "https"
    folder.mkdir()
    (folder / "ca.crt").write_text("certificate")
    (folder / "ca.key").write_text("key")
    answer = place.stranger().get("/ca.crt")
    assert (answer.mimetype, answer.data) == ("application/x-x509-ca-cert", b"certificate")
    assert place.stranger().get("/ca.key").status_code == 404


def test_the_base_map_is_read_in_ranges(place: Place) -> None:
    http = place.client("anna").http
    assert http.get("/map/town.pmtiles").json["code"] == "no-map"  # type: ignore[index]
    path = place.app.config["WAYBILL"].basemap
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 40)
    part = http.get("/map/town.pmtiles", headers={"Range": "bytes=256-511"})
    assert (part.status_code, part.data) == (206, bytes(range(256)))
    assert part.headers["Content-Range"] == "bytes 256-511/10240"
    beyond = http.get("/map/town.pmtiles", headers={"Range": "bytes=99999-"})
    assert (beyond.status_code, beyond.json["code"]) == (416, "range-not-satisfiable")  # type: ignore[index]
    tag = part.headers["ETag"]
    same = http.get("/map/town.pmtiles", headers={"If-None-Match": tag})
    assert (same.status_code, same.data) == (304, b"")
