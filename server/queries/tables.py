"""Which tables does a device hold, and of which shape is each?"""

from server.queries import building_rows, plan_rows, rows

# table name -> shape; a role sees the tables that views.VIEWS gives it
TABLES: dict[str, type[rows.Row]] = {
    "hubs": rows.HubRow,
    "users": rows.UserRow,
    "zones": rows.ZoneRow,
    "orders": rows.OrderRow,
    "plans": plan_rows.PlanRow,
    "routes": plan_rows.RouteRow,
    "stops": plan_rows.StopRow,
    "shifts": rows.ShiftRow,
    "replans": plan_rows.ReplanRow,
    "discrepancies": rows.DiscrepancyRow,
    "counts": rows.CountRow,
    "items": building_rows.ItemRow,
    "bins": building_rows.BinRow,
    "stock": building_rows.StockRow,
    "tasks": building_rows.TaskRow,
    "parcels": building_rows.ParcelRow,
    "hooks": rows.HookRow,
}
