"""How is a shop set up in the morning? An admin imports files, makes logins, a shop and its webhook."""

from collections.abc import Mapping
from typing import Any

from server.day.hooks import Listener
from server.day.scene import Person
from server.day.town import Cells, Town, order_file
from server.day.wire import Refused
from server.demo import PASSWORD

# In the demo people with these logins are there already: PASSWORD is theirs.
SHOP = "Shop"
NAMES = 50
IMPORT_S = 120.0

type Report = dict[str, Any]


class BadServer(Exception):
    """The server is not one that this day can be played on; the words say why."""


class Admin(Person):
    """The one login that was there before."""

    async def check(self, town: Town) -> None:
        """The hub must be the town's: its point, zone and currency are on everything that follows."""
        hub = next(iter(self.phone.rows("hubs").values()))
        self.scene.hub_id = hub["id"]
        for name in ("tz", "currency"):
            if hub[name] != getattr(town, name):
                raise BadServer(f"the hub's {name} is {hub[name]}, the town's {getattr(town, name)}")
        if abs(hub["lat"] - town.lat) + abs(hub["lon"] - town.lon) > 0.01:
            raise BadServer(f"the hub lies at {hub['lat']}, {hub['lon']}, the town at {town.lat}, {town.lon}")

    async def fill(self, town: Town) -> None:
        """Zones, goods, shelves and couriers, each from its file."""
        for kind in ("zones", "items", "bins", "stock", "couriers"):
            report = await self.bring(kind, town.bytes_of(kind))
            if report["refused"]:
                raise BadServer(f"{kind}: {report['refused'][0]['text']} (row {report['refused'][0]['row']})")

    async def orders(self, orders: Mapping[str, list[Cells]]) -> None:
        """The morning's file, if there is one."""
        if not orders:
            return
        report = await self.bring("orders", order_file(orders), shop=self.scene.shop)
        taken = report["accepted"] + report["unchanged"] + report["updated"]
        self.count("orders imported", taken)
        for refused in report["refused"][:5]:
            self.scene.notes.append(f"an order was refused: {refused['order_number']} {refused['text']}")

    async def bring(self, kind: str, body: bytes, **query: str) -> Report:
        """Import a file; the report, also where all of it was refused."""
        try:
            headers = {"content-type": "application/octet-stream"}
            report: Report = await self.phone.wire.insist(
                "POST",
                f"/api/import/{kind}",
                content=body,
                params=query,
                headers=headers,
                timeout=IMPORT_S,
            )
        except Refused as why:
            if not isinstance(why.body, dict) or "refused" not in why.body:
                raise
            report = why.body
        return report

    async def hire(self, role: str, count: int) -> list[tuple[str, str]]:
        """New people with that role: login and password of each."""
        people = [(f"{role}{n}" if n else role, PASSWORD) for n in range(count)]
        for login, password in people:
            body = {"login": login, "name": login.capitalize(), "roles": [role], "password": password}
            try:
                await self.phone.wire.insist("POST", "/api/users", json=body)
            except Refused as why:
                if why.code != "name-taken":  # from a day before, or from an attempt whose answer was lost
                    raise
        return people

    async def open_shop(self, listener: Listener) -> str:
        """A new shop that hears of its orders; returns its secret, which is told only once."""
        for n in range(NAMES):
            name = f"{SHOP}{n or ''}"
            try:
                made = await self.phone.wire.insist("POST", "/api/shops", json={"name": name})
            except Refused as why:
                if why.code == "name-taken":
                    continue
                raise
            self.scene.shop = made["name"]
            told = await self.phone.ask("set_webhook", shop_id=made["id"], url=listener.url)
            if not told.ok:
                raise BadServer(f"the webhook address was {told.outcome}: {told.code}")
            listener.secret = made["secret"]
            return str(made["secret"])
        raise BadServer(f"{NAMES} shops are there already")
