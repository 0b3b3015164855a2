"""What can go wrong when a base map is made?"""


class BasemapError(Exception):
    """A base map could not be made.

    code: map-source-missing | map-source-unreadable | map-source-empty | map-tool-missing | map-tool-failed.
    params: the values for the sentence (`path`, `reason`), all strings.
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(f"{code}: {params}")
        self.code = code
        self.params = params
