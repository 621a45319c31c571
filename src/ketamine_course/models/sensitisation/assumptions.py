"""Every number of the wind-up simulation. None was measured: each is assumed, and shown as assumed."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..checks import finite_number

# Coefficients that are shares, from 0 to 1.
_SHARES = ("nmda_share_of_facilitation", "nmda_share_of_sensitisation")


@dataclass(frozen=True)
class AssumedCoefficients:
    """Assumed coefficients of a simulated nerve cell in the dorsal horn of the spinal cord.

    Facilitation is how much larger a response is than the first (0: the same; 1: twice as large).

    facilitation_per_stimulus: what one stimulus adds while facilitation is still small (assumed);
    ceiling: the facilitation at which a stimulus adds nothing any more (assumed; at least the one above);
    decay_time_s: time in which facilitation falls to 1/e between stimuli, in s (assumed);
    nmda_share_of_facilitation: share of what a stimulus adds that needs open NMDA receptors, 0 to 1
    (assumed);
    sensitisation_left: extra response left behind after the last stimulus, for each unit of facilitation at
    that stimulus (assumed);
    sensitisation_decay_h: time in which what is left falls to 1/e, in hours (assumed);
    nmda_share_of_sensitisation: share of what is left that shows only while NMDA receptors can open, 0 to 1
    (assumed);
    erasing_per_h: how fast a full block would erase what is left, in 1/h (assumed; 0: a block hides it and
    erases nothing).
    """

    facilitation_per_stimulus: float = 0.6
    ceiling: float = 6.0
    decay_time_s: float = 4.0
    nmda_share_of_facilitation: float = 0.7
    sensitisation_left: float = 0.5
    sensitisation_decay_h: float = 8.0
    nmda_share_of_sensitisation: float = 0.5
    erasing_per_h: float = 0.0

    def __post_init__(self) -> None:
        for name in ("decay_time_s", "sensitisation_decay_h", "ceiling"):
            finite_number(name, getattr(self, name), exclusive=True)
        for name in _SHARES:
            finite_number(name, getattr(self, name), maximum=1.0)
        finite_number("facilitation_per_stimulus", self.facilitation_per_stimulus, maximum=self.ceiling)
        finite_number("sensitisation_left", self.sensitisation_left)
        finite_number("erasing_per_h", self.erasing_per_h)

    @property
    def named(self) -> dict[str, float]:
        """All coefficients by name, for a table that shows them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def caption(coefficients: AssumedCoefficients) -> str:
    """What must be said beside a simulated wind-up: that all of it is assumed, and with which numbers."""
    c = coefficients
    erases = (
        f"A full block erases it at {c.erasing_per_h:g} an hour."
        if c.erasing_per_h
        else "A block hides it and erases nothing."
    )
    needs, shows = 100 * c.nmda_share_of_facilitation, 100 * c.nmda_share_of_sensitisation
    return (
        "Simulated. Every coefficient is assumed; none was measured. A stimulus adds "
        f"{c.facilitation_per_stimulus:g} of the first response, less as the sum nears {c.ceiling:g}; "
        f"{needs:.0f} % of that needs NMDA receptors. It fades to about a third in {c.decay_time_s:g} s. "
        f"After the last stimulus {c.sensitisation_left:g} of it stays; this fades to about a third in "
        f"{c.sensitisation_decay_h:g} h, and {shows:.0f} % of it shows only while NMDA receptors can open. "
        f"{erases}"
    )
