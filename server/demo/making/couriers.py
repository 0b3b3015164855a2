"""Who carries the goods of the demo town? Eight couriers, five by bicycle and three on foot."""

COLUMNS = (
    "login", "name", "password", "vehicle", "capacity_kg", "capacity_parcels", "shift_from", "shift_to",
    "zones", "breaks", "cash_limit", "preferred",
)  # fmt: skip
PASSWORD = "demo-demo"
_BICYCLE, _FOOT = ("bicycle", "45", "30"), ("foot", "16", "15")
_NOON, _AFTERNOON = "11:30-13:30/30", "15:30-17:30/30"
_WEST, _NORTH = "Kamppi Punavuori", "Kruununhaka Hakaniemi"
_SOUTH = "Kamppi Punavuori Kaartinkaupunki"
COURIERS: tuple[tuple[str, ...], ...] = (
    ("aino", "Aino Koskela", *_BICYCLE, "08:30", "17:00", "*", _NOON, "500", _WEST),
    ("mikko", "Mikko Rantanen", *_BICYCLE, "12:00", "20:30", "*", _AFTERNOON, "500", ""),
    ("irina", "Ирина Смирнова", *_BICYCLE, "09:00", "17:30", "*", _NOON, "500", _NORTH),
    ("nikos", "Νίκος Αλεξίου", *_BICYCLE, "12:00", "20:30", f"{_NORTH} Kluuvi Asema", _AFTERNOON, "500", ""),
    ("oliver", "Oliver Bennett", *_BICYCLE, "08:30", "20:30", _SOUTH, "12:30-14:30/45", "500", ""),
    ("saara", "Saara Lahti", *_FOOT, "09:00", "17:00", "Kluuvi Asema Kaartinkaupunki", _NOON, "300", ""),
    ("pavel", "Павел Громов", *_FOOT, "12:00", "20:30", "Kamppi Asema Punavuori", _AFTERNOON, "300", ""),
    ("eleni", "Ελένη Βασιλείου", *_FOOT, "12:00", "20:30", "Kluuvi Kruununhaka Asema", _AFTERNOON, "300", ""),
)


def courier_rows() -> list[dict[str, str]]:
    """The rows of couriers.csv; every password is PASSWORD."""
    rows = []
    for login, name, *rest in COURIERS:
        rows.append(dict(zip(COLUMNS, (login, name, PASSWORD, *rest), strict=True)))
    return rows
