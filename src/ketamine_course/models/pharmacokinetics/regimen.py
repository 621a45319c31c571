"""What is given, how, and when."""

from __future__ import annotations

from dataclasses import dataclass

from ketamine_course.evidence.arguments import one_of

from ..checks import finite_number

ROUTES = ("intravenous", "intramuscular", "intranasal", "sublingual", "oral", "rectal")


@dataclass(frozen=True)
class Dose:
    """One dose. ``duration_min`` is 0 for a bolus and for everything that is not infused.

    ``bioavailability`` (a fraction from 0 to 1) and ``time_to_peak_min`` replace the route's own when given;
    ``lag_min`` is the time before absorption begins.
    """

    dose_mg: float
    start_min: float
    route: str
    duration_min: float = 0.0
    bioavailability: float | None = None
    time_to_peak_min: float | None = None
    lag_min: float = 0.0


@dataclass(frozen=True)
class Regimen:
    """One or more doses; regimens add up with ``+``."""

    doses: tuple[Dose, ...]

    def __post_init__(self):
        doses = tuple(self.doses) if isinstance(self.doses, list | tuple) else ()
        if not doses or not all(isinstance(dose, Dose) for dose in doses):
            raise ValueError("a regimen must hold at least one dose, made by bolus(), infusion() or dose()")
        object.__setattr__(self, "doses", doses)

    def __add__(self, other: Regimen) -> Regimen:
        if not isinstance(other, Regimen):
            return NotImplemented
        return Regimen(self.doses + other.doses)

    @classmethod
    def bolus(cls, dose_mg: float, start_min: float = 0.0) -> Regimen:
        """A dose pushed into a vein at once. ``dose_mg`` in mg, ``start_min`` in min, both at least 0."""
        return cls(
            (Dose(finite_number("dose_mg", dose_mg), finite_number("start_min", start_min), "intravenous"),)
        )

    @classmethod
    def infusion(cls, dose_mg: float, start_min: float = 0.0, *, duration_min: float) -> Regimen:
        """``dose_mg`` (mg in all) run into a vein at a constant rate over ``duration_min`` (min, above 0)."""
        dose = Dose(
            finite_number("dose_mg", dose_mg),
            finite_number("start_min", start_min),
            "intravenous",
            duration_min=finite_number("duration_min", duration_min, exclusive=True),
        )
        return cls((dose,))

    @classmethod
    def dose(
        cls,
        dose_mg: float,
        start_min: float = 0.0,
        *,
        route: str,
        bioavailability: float | None = None,
        time_to_peak_min: float | None = None,
        lag_min: float = 0.0,
    ) -> Regimen:
        """A single dose by any of ``ROUTES`` (``intravenous`` is a bolus).

        Without ``bioavailability`` (0 to 1) and ``time_to_peak_min`` (above 0), the route's own hold: those
        of the model when it has an input for this route, else those of the studies in ``absorption_choices``.
        """
        one_of("route", route, ROUTES)
        if route == "intravenous" and not (
            bioavailability is None and time_to_peak_min is None and lag_min == 0
        ):
            raise ValueError(
                "an intravenous dose reaches the blood whole and at once: give neither bioavailability nor "
                "time to peak nor lag"
            )
        if bioavailability is not None:
            bioavailability = finite_number("bioavailability", bioavailability, maximum=1.0)
        if time_to_peak_min is not None:
            time_to_peak_min = finite_number("time_to_peak_min", time_to_peak_min, exclusive=True)
        return cls(
            (
                Dose(
                    finite_number("dose_mg", dose_mg),
                    finite_number("start_min", start_min),
                    route,
                    bioavailability=bioavailability,
                    time_to_peak_min=time_to_peak_min,
                    lag_min=finite_number("lag_min", lag_min),
                ),
            )
        )
