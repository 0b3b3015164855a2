"""Is anything off after the day? Checks over what was exported and what is really so; each names it."""

from server.day.audit import commands, hooks, money, orders, stock
from server.day.audit.finding import Finding
from server.day.facts import Facts

CHECKS = (*orders.CHECKS, *money.CHECKS, *stock.CHECKS, *commands.CHECKS, *hooks.CHECKS)


def findings(facts: Facts) -> list[Finding]:
    """Everything that is off; empty after a clean day."""
    return [finding for check in CHECKS for finding in check(facts)]


__all__ = ["CHECKS", "Finding", "findings"]
