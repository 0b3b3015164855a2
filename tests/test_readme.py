"""Does the README still tell the truth about statuses, files and commands?"""

import re
from pathlib import Path

from server.domain.machines import Steps
from server.domain.orders import STEPS, OrderStatus

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def diagram(steps: Steps[OrderStatus]) -> str:
    """The status machine as Mermaid draws it; steps that change nothing are left out."""
    lines = [f"    {old} --> {new}: {action}" for (old, action), new in steps.items() if old != new]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {OrderStatus.NEW}", *lines, "```"])


def test_the_statuses_are_drawn_as_they_are():
    drawn = re.search(r"<!-- order-statuses -->\n(.*?)\n<!-- /order-statuses -->", README, re.S)
    assert drawn is not None
    assert drawn[1] == diagram(STEPS), f"put this between the marks:\n{diagram(STEPS)}"


def test_every_file_it_names_is_there():
    named = re.findall(r"`((?:server|pwa|routing|warehouse|tests|migrations)/[\w./-]+)`", README)
    linked = re.findall(r"\]\(([\w./-]+)\)", README)
    assert named and linked
    for path in [*named, *linked]:
        assert (ROOT / path).exists(), path


def test_every_make_target_it_names_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z][a-z-]+)", README)) - {"finds"}:
        assert re.search(rf"^{target}:", makefile, re.M), target
