"""The controls of a live figure: what may be chosen, what is chosen at first, and what a browser may send.

Each control turns a value into what the browser sees (`to_wire`) and back (`from_wire`), so that the page
never holds a value that Python would not accept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import Any

Condition = Callable[[dict[str, Any]], bool]


def _check_names(name: str, label: str) -> None:
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(f"a control's name must be a Python identifier, got {name!r}")
    if not isinstance(label, str) or not label.strip():
        raise ValueError(f"control {name!r} needs a label in words")


def _decimal(name: str, what: str, number: object) -> Decimal:
    if isinstance(number, bool) or not isinstance(number, Real) or not math.isfinite(number):
        raise ValueError(f"{what} of {name!r} must be a finite number, got {number!r}")
    return Decimal(str(number))


@dataclass(frozen=True)
class Slider:
    """A number between ``low`` and ``high`` in steps of ``step``, shown with its ``unit``.

    ``value`` is the start (``low`` when not given). ``only_when`` takes all values and says whether the
    slider matters for them; when not, it is greyed out. Raises ValueError when range, step and value do not
    fit together.
    """

    name: str
    label: str
    low: float
    high: float
    step: float = 1
    value: float | None = None
    unit: str = ""
    only_when: Condition | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _check_names(self.name, self.label)
        low = _decimal(self.name, "low", self.low)
        high = _decimal(self.name, "high", self.high)
        step = _decimal(self.name, "step", self.step)
        if high <= low:
            raise ValueError(f"high of {self.name!r} must be above low, got {self.low:g} to {self.high:g}")
        if step <= 0 or (high - low) % step:
            raise ValueError(
                f"step of {self.name!r} must divide {self.low:g} to {self.high:g}, got {self.step:g}"
            )
        start = self.low if self.value is None else self.value
        object.__setattr__(self, "value", self.check(start))

    @property
    def decimals(self) -> int:
        """Decimal places that print every step exactly."""
        exponents = (Decimal(str(number)).normalize().as_tuple().exponent for number in (self.low, self.step))
        return max(0, *(-exponent for exponent in exponents))

    def check(self, value: object) -> float:
        """The value on its exact step, an int where all steps are whole. Raises ValueError off the scale."""
        number = _decimal(self.name, "value", value)
        low, step = Decimal(str(self.low)), Decimal(str(self.step))
        steps = ((number - low) / step).to_integral_value()
        exact = low + steps * step
        if abs(number - exact) > step / 10**6 or not low <= exact <= Decimal(str(self.high)):
            raise ValueError(
                f"{self.name} must be {self.low:g} to {self.high:g} in steps of {self.step:g}, got {value!r}"
            )
        return int(exact) if self.decimals == 0 else float(exact)

    def text(self, value: float) -> str:
        """The value as it is shown: "0.25 mg/kg"."""
        return f"{value:.{self.decimals}f} {self.unit}".strip()

    def spec(self) -> dict[str, Any]:
        """What the browser needs to draw the slider; numbers as text, so that 0.25 stays 0.25."""
        numbers = {name: f"{getattr(self, name):.{self.decimals}f}" for name in ("low", "high")}
        step = f"{Decimal(str(self.step)):f}"
        return {"kind": "slider", **numbers, "step": step, "decimals": self.decimals, "unit": self.unit}

    def to_wire(self, value: float) -> float:
        """The value as the browser holds it."""
        return value

    def from_wire(self, wire: object) -> float:
        """The value that the browser sent, checked."""
        return self.check(wire)


@dataclass(frozen=True)
class Choice:
    """One of several ``(words, value)`` options: a drop-down list or, with ``radio=True``, radio buttons."""

    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    value: Any = None
    radio: bool = False
    only_when: Condition | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _check_names(self.name, self.label)
        options = tuple((words, value) for words, value in self.options)
        object.__setattr__(self, "options", options)
        words = [option[0] for option in options]
        if len(options) < 2 or len(set(words)) < len(words) or not all(str(word).strip() for word in words):
            raise ValueError(f"{self.name!r} needs at least two options with different words, got {words}")
        values = [option[1] for option in options]
        if any(value in values[:index] for index, value in enumerate(values)):
            raise ValueError(f"the options of {self.name!r} must differ in value, got {values}")
        object.__setattr__(self, "value", values[0] if self.value is None else self.check(self.value))

    def check(self, value: object) -> Any:
        """The value, if it is one of the options. Raises ValueError otherwise."""
        values = [option[1] for option in self.options]
        if value not in values:
            raise ValueError(f"{self.name} must be one of {values}, got {value!r}")
        return value

    def text(self, value: Any) -> str:
        """The words of the option."""
        return str(next(words for words, option in self.options if option == value))

    def spec(self) -> dict[str, Any]:
        """What the browser needs to draw the list: the words only."""
        return {
            "kind": "radio" if self.radio else "select",
            "options": [str(words) for words, _ in self.options],
        }

    def to_wire(self, value: Any) -> int:
        """The option's place in the list."""
        return next(index for index, option in enumerate(self.options) if option[1] == value)

    def from_wire(self, wire: object) -> Any:
        """The value of the option whose place the browser sent, checked."""
        if isinstance(wire, bool) or not isinstance(wire, int) or not 0 <= wire < len(self.options):
            raise ValueError(f"{self.name} must be an option from 0 to {len(self.options) - 1}, got {wire!r}")
        return self.options[wire][1]


@dataclass(frozen=True)
class Toggle:
    """A yes or no, as a tick box."""

    name: str
    label: str
    value: bool = False
    only_when: Condition | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _check_names(self.name, self.label)
        self.check(self.value)

    def check(self, value: object) -> bool:
        """The value, if it is True or False. Raises ValueError otherwise."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.name} must be True or False, got {value!r}")
        return value

    def text(self, value: bool) -> str:
        """ "on" or "off"."""
        return "on" if value else "off"

    def spec(self) -> dict[str, Any]:
        """What the browser needs to draw the tick box."""
        return {"kind": "toggle"}

    def to_wire(self, value: bool) -> bool:
        """The value as the browser holds it."""
        return value

    def from_wire(self, wire: object) -> bool:
        """The value that the browser sent, checked."""
        return self.check(wire)


Control = Slider | Choice | Toggle


class ControlPanel:
    """All controls of one figure, in order. Raises ValueError when two share a name or there are none."""

    def __init__(self, controls: Sequence[Control]) -> None:
        self.controls = {control.name: control for control in controls}
        if not controls or len(self.controls) < len(controls):
            names = [control.name for control in controls]
            raise ValueError(f"a live figure needs controls with different names, got {names}")

    @property
    def defaults(self) -> dict[str, Any]:
        """The value each control starts with."""
        return {name: control.value for name, control in self.controls.items()}

    def merge(self, values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
        """The values with the changes made. Raises ValueError for an unknown name or a bad value."""
        unknown = sorted(set(changes) - set(self.controls))
        if unknown:
            raise ValueError(f"unknown control {', '.join(unknown)}: there are {', '.join(self.controls)}")
        return {**values, **{name: self.controls[name].check(value) for name, value in changes.items()}}

    def spec(self) -> list[dict[str, Any]]:
        """What the browser needs to draw all controls."""
        start = self.to_wire(self.defaults)
        return [
            {"name": name, "label": control.label, "start": start[name], **control.spec()}
            for name, control in self.controls.items()
        ]

    def to_wire(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values as the browser holds them."""
        return {name: control.to_wire(values[name]) for name, control in self.controls.items()}

    def from_wire(self, wire: object) -> dict[str, Any]:
        """The values that a browser sent. Raises ValueError when one is missing, unknown or not allowed."""
        if not isinstance(wire, dict) or set(wire) != set(self.controls):
            raise ValueError(f"expected a value for each of {', '.join(self.controls)}")
        return {name: control.from_wire(wire[name]) for name, control in self.controls.items()}

    def idle(self, values: dict[str, Any]) -> list[str]:
        """Names of the controls that do not matter for these values."""
        return [
            name for name, c in self.controls.items() if c.only_when is not None and not c.only_when(values)
        ]

    def words(self, values: dict[str, Any]) -> str:
        """The settings in words: "Dose: 35 mg; Route: IV bolus"; controls that do not matter are left out."""
        idle = self.idle(values)
        return "; ".join(f"{c.label}: {c.text(values[n])}" for n, c in self.controls.items() if n not in idle)
