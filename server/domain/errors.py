"""What can go wrong by the rules? One error type: a stable code and its parameters, no words."""


class Problem(Exception):
    """A rule says no. `code` is stable, kebab-case; `params` fill the words in server/texts."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({given})" if given else self.code


class Unknown(Problem):
    """A fact speaks of something this server has never heard of: it is quarantined, not refused."""


class IllegalStep(Problem):
    """The status machine has no such step."""

    def __init__(self, machine: str, status: str, action: str) -> None:
        super().__init__("illegal-step", machine=machine, status=status, action=action)
