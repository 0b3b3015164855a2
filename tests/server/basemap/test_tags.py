"""Does each kind of thing get the layer and kind that the published styles look for?"""

import pytest

from server.basemap import tags


@pytest.mark.parametrize(
    ("given", "kind", "detail", "more"),
    [
        ({"highway": "motorway_link"}, "highway", "motorway", {"is_link": True}),
        ({"highway": "tertiary", "oneway": "yes"}, "major_road", "tertiary", {"oneway": "yes"}),
        ({"highway": "residential", "bridge": "yes"}, "minor_road", "residential", {"is_bridge": True}),
        ({"highway": "service", "tunnel": "building_passage"}, "minor_road", "service", {"is_tunnel": True}),
        ({"highway": "steps", "tunnel": "no"}, "path", "steps", {}),
        ({"railway": "tram"}, "rail", "tram", {}),
        ({"man_made": "pier"}, "path", "pier", {}),
    ],
)
def test_lines_of_traffic_are_roads(
    given: dict[str, str], kind: str, detail: str, more: dict[str, object]
) -> None:
    drawn = tags.line(given)
    assert drawn is not None
    assert drawn.layer == "roads"
    expected = {"kind": kind, "kind_detail": detail, "min_zoom": drawn.min_zoom, **more}
    assert drawn.attributes == expected


@pytest.mark.parametrize(
    ("given", "layer", "kind"),
    [
        ({"building": "yes"}, "buildings", "building"),
        ({"building:part": "yes"}, "buildings", "building_part"),
        ({"natural": "water"}, "water", "water"),
        ({"natural": "water", "water": "lake"}, "water", "lake"),
        ({"landuse": "basin"}, "water", "water"),
        ({"leisure": "park"}, "landuse", "park"),
        ({"natural": "heath"}, "landuse", "scrub"),
        ({"highway": "pedestrian", "area": "yes"}, "landuse", "pedestrian"),
        ({"highway": "pedestrian", "type": "multipolygon"}, "landuse", "pedestrian"),
    ],
)
def test_surfaces_have_their_layer_and_kind(given: dict[str, str], layer: str, kind: str) -> None:
    drawn = tags.area(given)
    assert drawn is not None
    assert (drawn.layer, drawn.attributes["kind"]) == (layer, kind)


@pytest.mark.parametrize(
    "given", [{"building": "no"}, {"highway": "residential"}, {"shop": "books"}, {"highway": "pedestrian"}]
)
def test_what_is_no_surface_is_not_drawn_as_one(given: dict[str, str]) -> None:
    assert tags.area(given) is None


@pytest.mark.parametrize(
    "given", [{"highway": "proposed"}, {"highway": "pedestrian", "area": "yes"}, {"railway": "abandoned"}]
)
def test_what_is_no_line_is_not_drawn_as_one(given: dict[str, str]) -> None:
    assert tags.line(given) is None


def test_a_bigger_place_has_a_higher_rank_and_comes_first() -> None:
    city = tags.point({"place": "city", "name": "Helsinki", "population": "650000"})
    village = tags.point({"place": "village", "name": "Kylä"})
    assert city is not None
    assert village is not None
    assert city.attributes["population_rank"] == 11
    assert int(city.attributes["sort_key"]) < int(village.attributes["sort_key"])
    assert city.min_zoom < village.min_zoom


def test_a_place_without_a_name_is_not_drawn() -> None:
    assert tags.point({"place": "city"}) is None


def test_names_come_in_the_languages_of_the_screens_and_tell_their_script() -> None:
    given = {"name": "Хельсинки", "name:en": "Helsinki", "name:el": "Ελσίνκι", "name:sv": "Helsingfors"}
    assert tags.names(given) == {
        "name": "Хельсинки",
        "name:en": "Helsinki",
        "name:el": "Ελσίνκι",
        "script": "Cyrillic",
    }
    assert tags.names({"name": "Ελσίνκι"})["script"] == "Greek"
    assert tags.names({"name": "35 Åvägen"}) == {"name": "35 Åvägen"}
    assert tags.names({}) == {}


def test_a_house_number_is_an_address_in_the_layer_of_buildings() -> None:
    drawn = tags.address({"addr:housenumber": "12 A", "addr:street": "Simonkatu"})
    assert drawn is not None
    assert drawn.layer == "buildings"
    assert drawn.attributes == {"kind": "address", "addr_housenumber": "12 A", "addr_street": "Simonkatu"}
    assert tags.address({"addr:street": "Simonkatu"}) is None


@pytest.mark.parametrize(
    ("people", "rank"), [(0, 0), (199, 0), (200, 1), (1_000_000, 12), (8_000_000_000, 17)]
)
def test_population_steps_of_the_schema(people: int, rank: int) -> None:
    assert tags.population_rank(people) == rank
