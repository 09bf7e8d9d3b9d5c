"""The result, for people and for programs, and who is worse than whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev

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


@dataclass(frozen=True)
class Mean(Row):
    """The same quantiser's mean over several calibration sets, and the standard deviations of one set."""

    drop_deviation: float
    agreement_deviation: float


def averaged(sets: Sequence[Sequence[Row]]) -> list[Row]:
    """One row for each quantiser, which has the same place in every set; with one set, the row itself."""
    if len(sets) == 1:
        return list(sets[0])
    return [_mean(rows) for rows in zip(*sets, strict=True)]


def _mean(rows: Sequence[Row]) -> Mean:
    drops, agreements = [row.drop for row in rows], [row.agreement for row in rows]
    return Mean(
        rows[0].tool, rows[0].method, fmean(row.miou for row in rows), fmean(drops), fmean(agreements), stdev(drops), stdev(agreements)
    )


def best(rows: Sequence[Row]) -> dict[str, Row]:
    """The row of each tool with the smallest drop; among ties, the row with the highest agreement."""
    found: dict[str, Row] = {}
    for tool in dict.fromkeys(row.tool for row in rows):
        own = [row for row in rows if row.tool == tool]
        least = min(row.drop for row in own)
        found[tool] = max((row for row in own if row.drop <= least + DROP_TIE), key=lambda row: row.agreement)
    return found


def behind(rows: Sequence[Row]) -> list[str]:
    """One line for each figure in which catseye is worse than the best of a peer by more than a tie.

    No one has to lose less than nothing: a quantiser must keep what the float network does, and a gain is luck.
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
    """One line for each quantiser that scores higher than the float network: it counts as no loss, and is reported."""
    return [
        f"{row.tool} ({row.method}) gains {-row.drop:.3f} points that the float network does not have; counted as no loss"
        for row in best(rows).values()
        if row.drop < -DROP_TIE
    ]


def text(rows: Sequence[Row], heading: str, notes: Sequence[str]) -> str:
    """A Markdown table; the best row of each tool is bold."""
    leaders = best(rows).values()
    lines = [heading, "", "| quantiser | method | mIoU | drop, points | agreement |", "|---|---|---|---|---|"]
    for row in rows:
        mark = "**" if row in leaders else ""
        drop, share = f"{row.drop:.3f}", f"{row.agreement:.2%}"
        if isinstance(row, Mean):
            drop, share = f"{drop} ± {row.drop_deviation:.3f}", f"{share} ± {row.agreement_deviation:.2%}"
        lines.append(f"| {mark}{row.tool}{mark} | {row.method} | {row.miou:.4f} | {drop} | {share} |")
    return "\n".join([*lines, "", *notes])


def as_json(sets: Sequence[Sequence[Row]], facts: dict[str, object]) -> str:
    """One object on one line."""
    rows = averaged(sets)
    leaders = best(rows).values()
    told = {**facts, "quantisers": [{**asdict(row), "best": row in leaders} for row in rows], "behind": behind(rows), "gains": gains(rows)}
    if len(sets) > 1:
        told["sets"] = [[asdict(row) for row in each] for each in sets]
    return json.dumps(told)
