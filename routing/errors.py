"""What can go wrong in routing, as a stable code, its parameters and words?"""

from __future__ import annotations

from typing import Any


class RoutingError(ValueError):
    """A refusal: `code` is stable and kebab-case, `params` fill a translated sentence, str() is English."""

    def __init__(self, code: str, words: str, /, **params: Any) -> None:
        super().__init__(words)
        self.code = code
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from the solver's process: rebuilt without calling a subclass's own constructor."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[RoutingError], args: tuple[Any, ...], state: dict[str, Any]) -> RoutingError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class BadValue(RoutingError):
    """A value of the problem cannot be true: `field` and `value` are among the params."""

    def __init__(self, field: str, value: object, words: str) -> None:
        super().__init__("bad-value", f"{field}: {words} (got {value!r})", field=field, value=value)


class DuplicateId(RoutingError):
    """Two stops, shifts or zones share one id."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__("duplicate-id", f"two {kind}s have the id {id!r}", kind=kind, id=id)


class UnknownId(RoutingError):
    """An id that the problem does not hold."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__("unknown-id", f"there is no {kind} with the id {id!r}", kind=kind, id=id)


class NoFigures(RoutingError):
    """No travel figures for a profile or a place that needs them."""

    def __init__(self, words: str, /, **params: Any) -> None:
        super().__init__("no-figures", words, **params)


class RoadsError(RoutingError):
    """The road engine or its data set cannot be built, opened or asked."""
