"""Which couriers are taken from a file, and which rows are refused?"""

from datetime import time

import pytest

from server.imports.couriers import Vehicle, read_couriers

HEADER = "login,name,password,vehicle,capacity_kg,capacity_parcels,shift_from,shift_to,zones\n"
AINO = 'aino,Aino Koskela,demo-demo,bicycle,"45,5",30,08:30,17:00,*\n'


def test_a_courier() -> None:
    (courier,) = read_couriers((HEADER + AINO).encode(), "EUR").values
    assert (courier.login, courier.name, courier.password) == ("aino", "Aino Koskela", "demo-demo")
    assert (courier.vehicle, courier.capacity_g, courier.capacity_parcels) == (Vehicle.BICYCLE, 45_500, 30)
    assert (courier.shift_from, courier.shift_to, courier.zones) == (time(8, 30), time(17), None)


def test_zones_are_separated_by_spaces_and_a_password_may_be_empty() -> None:
    row = AINO.replace("*", "Kamppi Töölö Kamppi").replace("demo-demo", "")
    (courier,) = read_couriers((HEADER + row).encode(), "EUR").values
    assert (courier.zones, courier.password) == (("Kamppi", "Töölö"), "")


def test_a_password_is_never_shown() -> None:
    (courier,) = read_couriers((HEADER + AINO).encode(), "EUR").values
    assert "demo-demo" not in repr(courier)
    refused = read_couriers((HEADER + AINO.replace("demo-demo", "secret7")).encode(), "EUR").refused
    assert [r.code for r in refused] == ["password-length"] and "secret7" not in repr(refused)


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ("aino,", "a b,", "login", "login"),
        ("aino,", ",", "login", "value-missing"),
        ("bicycle", "horse", "vehicle", "choice"),
        ('"45,5"', "0", "capacity_kg", "number-range"),
        ('"45,5"', "-4", "capacity_kg", "number-range"),
        ('"45,5"', "4.5555", "capacity_kg", "number-decimals"),
        ('"45,5"', "", "capacity_kg", "value-missing"),
        (",30,", ",0,", "capacity_parcels", "number-range"),
        ("08:30", "8.30", "shift_from", "time"),
        (",*", ",", "zones", "value-missing"),
    ],
)
def test_a_wrong_row_is_refused(old: str, new: str, column: str, code: str) -> None:
    found = read_couriers((HEADER + AINO.replace(old, new) + AINO.replace("aino", "mikko")).encode(), "EUR")
    assert [(r.row, r.column, r.code) for r in found.refused] == [(2, column, code)]
    assert [courier.login for courier in found.values] == ["mikko"]


def test_a_login_met_before_is_refused_in_any_case() -> None:
    found = read_couriers((HEADER + AINO + AINO.replace("aino", "Aino")).encode(), "EUR")
    assert [(r.row, r.column, r.code) for r in found.refused] == [(3, "login", "value-twice")]
