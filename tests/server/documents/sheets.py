"""Which route sheets do the tests print? A day in Helsinki with Finnish, Russian and Greek customers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from server.documents.route_sheet import RouteSheet, SheetGoods, SheetStop
from server.domain.orders import OrderStatus, Payment
from warehouse.codes import parcel_code, sheet_code

MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)  # nine o'clock in Helsinki

STOP = SheetStop(
    order_number="261121-001",
    window_from_at=MORNING,
    window_to_at=MORNING + timedelta(hours=2),
    arrive_at=MORNING + timedelta(minutes=12),
    customer="Ёлкина Щукина, Анна",
    phone="+358 50 000 3271",
    address="Vuorikatu 15 A 7, 00100 Helsinki",
    note="Позвоните за 10 минут; подъезд со двора",
    status=OrderStatus.PACKED,
    codes=tuple(parcel_code(f"0193a1b2-0000-7000-8000-{n:012}") for n in (1, 2)),
    weight_g=3240,
    payment=Payment.CASH,
    due_minor=123450,
    total_minor=123450,
    goods=(
        SheetGoods("GR-061", "Γάλα πλήρες ελαφρύ, 1 λίτρο", 2),
        SheetGoods("HH-028", "Scissors, 18 cm", 1),
    ),
)

SHEET = RouteSheet(
    hub="Kamppi",
    tz="Europe/Helsinki",
    currency="EUR",
    courier="Αθηνά Παπαδοπούλου",
    on=date(2026, 11, 21),
    code=sheet_code("0193a1b2-0000-7000-8000-000000000001"),
    revision=1,
    depart_at=MORNING,
    return_at=MORNING + timedelta(hours=4),
    travel_m=12_345,
    printed_at=MORNING - timedelta(hours=1),
    stops=(STOP,),
)


def long_sheet(count: int) -> RouteSheet:
    """`count` stops with one to eight items, every third prepaid, every third by card."""
    stops = []
    for n in range(count):
        payment = (Payment.CASH, Payment.CARD, Payment.PREPAID)[n % 3]
        goods = tuple(
            SheetGoods(f"GR-{n:03}-{k}", f"Товар № {k} очень вкусный", k + 1) for k in range(n % 8 + 1)
        )
        due = 0 if payment is Payment.PREPAID else 1000 + n
        at = MORNING + timedelta(minutes=9 * n)
        stops.append(
            replace(
                STOP,
                order_number=f"261121-{n + 1:03}",
                arrive_at=at,
                payment=payment,
                due_minor=due,
                total_minor=1000 + n,
                goods=goods,
                note=STOP.note if n % 4 == 0 else "",
            )
        )
    return replace(SHEET, stops=tuple(stops))
