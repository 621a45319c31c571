"""Shares in words."""

from __future__ import annotations

# From this many per cent on, decimals would claim more than is known.
_WHOLE_FROM = 9.95
_LEAST = 0.1


def percent(share) -> str:
    """A share (0 to 1) in words: "14 %", "4.3 %", "less than 0.1 %"; "0 %" only where there is none."""
    value = 100 * float(share)
    if 0 < value < _LEAST / 2:
        return f"less than {_LEAST:g} %"
    return f"{value:.0f} %" if value >= _WHOLE_FROM or value == 0 else f"{value:.1f} %"
