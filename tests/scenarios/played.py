"""What can a random day in a building do and see? Commands given and answered, rows looked at."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from server.commands.bus import Result, run
from server.db import db
from server.domain.access import COMMANDS, Kind
from tests.scenarios.books import Books
from tests.scenarios.building import SKUS, Building, Steady


class Played(RuleBasedStateMachine):
    """`brought`: SKU -> pieces that came into the bins from outside; `told`: every fact and who told it."""

    building: Building

    def __init__(self) -> None:
        super().__init__()
        self.steady = Steady("machine", timedelta(minutes=1))  # the building was filled before
        self.world = self.building.begin()
        self.told: list[tuple[str, dict[str, Any], str]] = []
        self.brought = Counter(dict.fromkeys(SKUS, 0))
        for place, there in self._books().places.items():
            if not place.startswith("supply:"):
                self.brought.update(there)

    def teardown(self) -> None:
        self.steady.end()

    def _do(self, name: str, args: dict[str, Any], actor: str | None = None) -> Result:
        """Facts are taken whatever they say; intents may be refused; nothing ever breaks."""
        who = self.world.users[actor] if actor else "system"
        result = run(name, args, id=self.steady.id(), hub_id=self.world.hub_id, actor=who, source="app")
        code = (result.problem or {}).get("code")
        assert code != "internal-error", (name, args)
        if COMMANDS[name].kind is Kind.FACT:
            assert result.ok, (name, result)
            self.told.append((name, args, actor or ""))
        return result

    def _books(self) -> Books:
        db.session.rollback()
        return Books(db.session(), self.world.hub_id)

    def _all(self, query: Any) -> Sequence[Any]:
        db.session.rollback()
        return db.session.scalars(query).all()

    def _some(self, chance: Random, row: Any, *where: Any) -> Any:
        found = self._all(select(row).where(row.hub_id == self.world.hub_id, *where).order_by(row.id))
        return chance.choice(found) if found else None

    def _login(self, user_id: str) -> str:
        found = [login for login, id in self.world.users.items() if id == user_id]
        assert found, "claimed, and by nobody"
        return found[0]
