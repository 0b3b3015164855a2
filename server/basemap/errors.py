"""What can go wrong when a base map is made?"""

from server.domain.errors import Problem


class BasemapError(Problem):
    """A base map could not be made.

    code, params: map-source-missing (path), map-source-unreadable (path, reason), map-source-empty (path),
    map-tool-missing (tool), map-tool-failed (reason).
    """
