"""The result, for people and for programs, and who is behind whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

OWN = "catseye"
DROP_TIE = 0.05
"""Points of mIoU within which two drops are a tie."""
AGREEMENT_TIE = 0.001


@dataclass(frozen=True)
class Row:
    """A quantiser's figures. drop: points of mIoU that it lost; agreement: with the float network's masks, 0 to 1."""

    tool: str
    method: str
    miou: float
    drop: float
    agreement: float


def best(rows: Sequence[Row]) -> dict[str, Row]:
    """Of each tool the row with the smallest drop; among those that tie with it, the one that agrees most."""
    found: dict[str, Row] = {}
    for tool in dict.fromkeys(row.tool for row in rows):
        own = [row for row in rows if row.tool == tool]
        least = min(row.drop for row in own)
        found[tool] = max((row for row in own if row.drop <= least + DROP_TIE), key=lambda row: row.agreement)
    return found


def behind(rows: Sequence[Row]) -> list[str]:
    """One line for each figure in which catseye is behind the best of a peer by more than a tie.

    Nobody has to lose less than nothing: a quantiser is to keep what the float network does, and what it gains is luck.
    """
    leaders = best(rows)
    own = leaders.pop(OWN)
    lines = []
    for row in leaders.values():
        name = f"{row.tool} ({row.method})"
        if own.drop > max(row.drop, 0) + DROP_TIE:
            lines.append(f"catseye loses {own.drop:.3f} points, {name} {row.drop:.3f}")
        if own.agreement < row.agreement - AGREEMENT_TIE:
            lines.append(f"catseye agrees on {own.agreement:.2%}, {name} on {row.agreement:.2%}")
    return lines


def gains(rows: Sequence[Row]) -> list[str]:
    """One line for each quantiser that scores higher than the float network: counted as no loss, and told."""
    return [
        f"{row.tool} ({row.method}) gains {-row.drop:.3f} points that the float network does not have; counted as no loss"
        for row in best(rows).values()
        if row.drop < -DROP_TIE
    ]


def text(rows: Sequence[Row], heading: str, notes: Sequence[str]) -> str:
    """A Markdown table; the best of each tool is bold."""
    leaders = best(rows).values()
    lines = [heading, "", "| quantiser | method | mIoU | drop, points | agreement |", "|---|---|---|---|---|"]
    for row in rows:
        mark = "**" if row in leaders else ""
        lines.append(f"| {mark}{row.tool}{mark} | {row.method} | {row.miou:.4f} | {row.drop:.3f} | {row.agreement:.2%} |")
    return "\n".join([*lines, "", *notes])


def as_json(rows: Sequence[Row], facts: dict[str, object]) -> str:
    """One object on one line."""
    leaders = best(rows).values()
    return json.dumps({**facts, "quantisers": [{**asdict(row), "best": row in leaders} for row in rows], "behind": behind(rows), "gains": gains(rows)})
