"""Who is told at once? Sockets only poke: "version is now N"; everything else is pulled."""

from server.realtime.sockets import close, register

__all__ = ["close", "register"]
