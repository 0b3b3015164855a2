"""Who carries the goods of the demo town? Eight couriers, five by bicycle and three on foot."""

COLUMNS = (
    "login", "name", "password", "vehicle", "capacity_kg", "capacity_parcels", "shift_from", "shift_to",
    "zones",
)  # fmt: skip
PASSWORD = "demo-demo"
COURIERS: tuple[tuple[str, ...], ...] = (
    ("aino", "Aino Koskela", "bicycle", "45", "30", "08:30", "17:00", "*"),
    ("mikko", "Mikko Rantanen", "bicycle", "45", "30", "12:00", "20:30", "*"),
    ("irina", "Ирина Смирнова", "bicycle", "45", "30", "09:00", "17:30", "*"),
    ("nikos", "Νίκος Αλεξίου", "bicycle", "45", "30", "12:00", "20:30", "Kruununhaka Hakaniemi Kluuvi Asema"),
    ("oliver", "Oliver Bennett", "bicycle", "45", "30", "08:30", "20:30", "Kamppi Punavuori Kaartinkaupunki"),
    ("saara", "Saara Lahti", "foot", "16", "15", "09:00", "17:00", "Kluuvi Asema Kaartinkaupunki"),
    ("pavel", "Павел Громов", "foot", "16", "15", "12:00", "20:30", "Kamppi Asema Punavuori"),
    ("eleni", "Ελένη Βασιλείου", "foot", "16", "15", "12:00", "20:30", "Kluuvi Kruununhaka Asema"),
)


def courier_rows() -> list[dict[str, str]]:
    """The rows of couriers.csv; every password is PASSWORD."""
    rows = []
    for login, name, *rest in COURIERS:
        rows.append(dict(zip(COLUMNS, (login, name, PASSWORD, *rest), strict=True)))
    return rows
