"""Does the picture of a plan hold all of it, and is it a picture at all?"""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from routing.drawing import Names, colour, svg
from routing.insertion import fill
from routing.model import Break, Place, Problem
from routing.plan import Plan
from routing.solve import plan_of
from tests.routing.factories import HUB, crow, day, east, hours, problem, shift, stop

_SVG = "{http://www.w3.org/2000/svg}"


def drawn(built: Problem, plan: Plan, **more) -> Element:
    return fromstring(svg(built, plan, **more))


def plan_for(built: Problem) -> Plan:
    matrices = crow(built)
    return plan_of(built, matrices, fill(built, matrices, built.heads()))


def test_every_stop_is_there_once_in_the_colour_of_its_route_with_its_number() -> None:
    built = day(40, 3, 2)
    plan = plan_for(built)
    picture = drawn(built, plan)
    dots = [group for group in picture.iter(f"{_SVG}g") if group.find(f"{_SVG}circle") is not None]
    assert len(dots) == plan.assigned > 10
    used = [route for route in plan.routes if route.visits]
    for i, route in enumerate(used):
        mine = [g for g in dots if g.find(f"{_SVG}circle").get("fill") == colour(i)]
        numbers = [int(group.find(f"{_SVG}text").text) for group in mine]
        assert numbers == list(range(1, len(route.visits) + 1))
        assert [group.find(f"{_SVG}title").text for group in mine] == list(route.stop_ids)
    crosses = [g for g in picture.iter(f"{_SVG}g") if g.find(f"{_SVG}path") is not None]
    assert len(crosses) == len(plan.unassigned)
    assert len(list(picture.iter(f"{_SVG}polyline"))) == len(used)


def test_everything_lies_inside_the_picture() -> None:
    built = day(60, 4, 3)
    picture = drawn(built, plan_for(built))
    wide, high = float(picture.get("width")), float(picture.get("height"))
    for dot in picture.iter(f"{_SVG}circle"):
        assert 0 < float(dot.get("cx")) < wide - 290 and 0 < float(dot.get("cy")) < high
    for text in picture.iter(f"{_SVG}text"):
        assert 0 < float(text.get("y")) < high


def test_north_is_up_and_east_is_right() -> None:
    built = problem([stop("north", Place(HUB.lat + 0.01, HUB.lon)), stop("east", east(900))])
    picture = drawn(built, plan_of(built, crow(built), (("north", "east"),)))
    north, right = picture.iter(f"{_SVG}circle")
    assert float(north.get("cy")) < float(right.get("cy")) and float(north.get("cx")) < float(right.get("cx"))


def test_lines_of_the_roads_are_drawn_where_there_are_some() -> None:
    built = problem([stop("a")])
    plan = plan_of(built, crow(built), (("a",),))
    way = [HUB, east(300), Place(HUB.lat + 0.002, HUB.lon), east(1000), HUB]
    (line,) = drawn(built, plan, lines={"anna": way}).iter(f"{_SVG}polyline")
    (straight,) = drawn(built, plan).iter(f"{_SVG}polyline")
    assert (len(line.get("points").split()), len(straight.get("points").split())) == (5, 3)


def test_a_second_trip_leads_by_the_hub() -> None:
    built = problem(
        [stop("a", weight_g=800), stop("b", east(-900), weight_g=800)],
        shift(capacity_g=1000, max_trips=2, breaks=(Break(hours(12, 13), 600),)),
    )
    (line,) = drawn(built, plan_of(built, crow(built), (("a", "b"),))).iter(f"{_SVG}polyline")
    points = line.get("points").split()
    assert len(points) == 5 and points[0] == points[2] == points[4]


def test_names_are_shown_and_cannot_break_out() -> None:
    built = problem([stop("a")])
    names = Names({"anna": "Anna <b> & Co"}, {"a": '"x" <y>'}, title="15 January")
    text = svg(built, plan_of(built, crow(built), (("a",),)), names=names)
    words = "".join(fromstring(text).itertext())
    assert "Anna <b> & Co" in words and '"x" <y>' in words and "15 January" in words


def test_a_plan_of_nothing_is_a_picture_too() -> None:
    for built in (Problem(HUB, (), ()), problem([]), Problem(HUB, (stop("a"),), ())):
        matrices = crow(built)
        picture = drawn(built, plan_of(built, matrices, tuple(() for _ in built.shifts)))
        assert float(picture.get("height")) >= 300 and not list(picture.iter(f"{_SVG}circle"))


def test_forty_colours_are_forty() -> None:
    assert len({colour(i) for i in range(40)}) == 40
