"""Which shop is a file? The house's own format: CSV and JSON with the same columns and the same rules."""

from server.shops.files.csv_orders import read_orders
from server.shops.files.json_orders import read_orders_json

__all__ = ["read_orders", "read_orders_json"]
