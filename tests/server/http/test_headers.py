"""What stands around every answer: do browsers get told to be careful?"""

import gzip
import json

import pytest

from server.config import load
from server.http.headers import HEADERS, policy
from tests.place import Place

PATHS = [
    "/",
    "/healthz",
    "/api/me",
    "/api/openapi.json",
    "/assets/none.js",
    "/nothing.txt",
    "/map/town.pmtiles",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(place: Place, path: str) -> None:
    answer = place.stranger().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Content-Security-Policy"] == policy()


def test_the_policy_allows_no_foreign_and_no_inline_code() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy().split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe-inline" not in policy()
    assert "'unsafe-eval'" not in policy()
    assert "http" not in policy()
    assert rules["worker-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"


def test_tiles_of_another_host_may_be_fetched_and_nothing_else() -> None:
    tiles = load({"WAYBILL_TILES": "https://tiles.example:8443/town/{z}/{x}/{y}.mvt?key=1"}).tiles_origin
    plain, open_ = (dict(rule.split(" ", 1) for rule in policy(host).split("; ")) for host in (None, tiles))
    beyond = {name for name in plain if plain[name] != open_[name]}
    assert beyond == {"connect-src", "img-src"}
    assert open_["connect-src"] == "'self' https://tiles.example:8443"


@pytest.mark.parametrize(
    "url",
    [
        "tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example; script-src *//a.pmtiles",
        "https://tiles.example/style.json",
        "javascript:alert(1)",
    ],
)
def test_a_source_of_tiles_that_is_none_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="WAYBILL_TILES"):
        load({"WAYBILL_TILES": url})


def test_data_is_never_kept_by_caches(place: Place) -> None:
    assert place.client("anna").http.get("/api/pull").headers["Cache-Control"] == "no-store"
    assert place.stranger().get("/api/pull").headers["Cache-Control"] == "no-store"


def test_large_answers_are_compressed_for_those_who_can_read_it(place: Place) -> None:
    plain = place.stranger().get("/api/openapi.json")
    small = place.stranger().get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(plain.data) / 4
    assert json.loads(gzip.decompress(small.data)) == plain.json
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_writes_from_other_sites_are_refused(place: Place, site: str) -> None:
    answer = place.client("anna").http.post("/api/logout", json={}, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json["code"]) == (403, "cross-site")  # type: ignore[index]
    place.client("anna").get("/api/me")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_writes_of_our_own_pages_are_taken(place: Place, site: str) -> None:
    answer = place.client("anna").http.post("/api/logout", json={}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 204


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_bodies_a_form_could_send_are_refused(place: Place, kind: str) -> None:
    answer = place.client("anna").http.post("/api/commands", data="{}", content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (415, "wrong-content-type")  # type: ignore[index]
