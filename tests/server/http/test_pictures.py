"""Are pictures of goods served from their folder, and nothing else from anywhere?"""

import pytest

from tests.place import Place

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def shelf(place: Place) -> Place:
    folder = place.folder / "pictures"
    (folder / "tea").mkdir(parents=True)
    (folder / "tea" / "green.svg").write_text(DRAWING)
    (folder / "notes.txt").write_text("not a picture")
    (place.folder / "secret.svg").write_text("not in the folder")
    return place


def test_a_picture_is_shown_and_can_do_nothing(shelf: Place) -> None:
    answer = shelf.client("picker").http.get("/pictures/tea/green.svg")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, DRAWING, "image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    again = shelf.client("picker").http.get(
        "/pictures/tea/green.svg", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    ["none.svg", "notes.txt", "../secret.svg", "..%2fsecret.svg", "tea/../../secret.svg", "tea",
     "x" * 500 + ".svg"],
)  # fmt: skip
def test_nothing_else_is(shelf: Place, name: str) -> None:
    assert shelf.client("picker").http.get(f"/pictures/{name}").status_code == 404
