"""What is wrong with a whole row? Reads its cells one by one and keeps every problem, not only the first."""

from collections.abc import Callable, Mapping

from server.domain.errors import Problem
from server.imports.refusal import Refusal


class Cells:
    """The cells of a row, or the values of a JSON object (`path` then names it: "orders[3].").

    `problems` and `notices` fill up while cells are taken; a value is to be trusted only without problems.
    """

    def __init__(
        self, values: Mapping[str, str], row: int | None, path: str = "", order_number: str | None = None
    ) -> None:
        self.values = values
        self.row = row
        self.path = path
        self.order_number = order_number
        self.problems: list[Refusal] = []
        self.notices: list[Refusal] = []

    def take[V](self, column: str, parse: Callable[[str], V], otherwise: V) -> V:
        """The parsed cell (a missing column reads as empty), or `otherwise` once its problem is noted."""
        try:
            return parse(self.values.get(column, ""))
        except Problem as problem:
            self.refuse(column, problem.code, **problem.params)
            return otherwise

    def refuse(self, column: str, code: str, **params: object) -> None:
        self.problems.append(self._at(column, code, params))

    def notice(self, column: str, code: str, **params: object) -> None:
        self.notices.append(self._at(column, code, params))

    def _at(self, column: str, code: str, params: dict[str, object]) -> Refusal:
        return Refusal(self.row, self.path + column, code, params, self.order_number)
