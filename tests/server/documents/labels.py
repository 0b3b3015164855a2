"""Which labels do the tests print? A parcel on Athina's route through Helsinki."""

from datetime import UTC, datetime, timedelta

from server.documents.parcel_label import ParcelLabel, Way
from server.domain.orders import Payment
from warehouse.codes import parcel_code

MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)  # nine o'clock in Helsinki

LABEL = ParcelLabel(
    code=parcel_code("0193a1b2-0000-7000-8000-000000000001"),
    n=1,
    of=3,
    order_number="261121-001",
    shop="Чайный дом",
    zone="Kamppi",
    address="Vuorikatu 15 A 7, 00100 Helsinki",
    way=Way("Αθηνά Παπαδοπούλου", MORNING, 7),
    window_from_at=MORNING,
    window_to_at=MORNING + timedelta(hours=2),
    payment=Payment.CASH,
    due_minor=123450,
    currency="EUR",
    weight_g=3240,
    tz="Europe/Helsinki",
    printed_at=MORNING - timedelta(hours=1),
)
