"""What can be wrong with a scan? One error: a stable code, what was expected, what came instead."""


class WrongScan(Exception):
    """A scan that changes nothing. `expected` and `got` are codes a person can look up, or empty."""

    def __init__(self, code: str, expected: str = "", got: str = "") -> None:
        super().__init__(code, expected, got)
        self.code, self.expected, self.got = code, expected, got
