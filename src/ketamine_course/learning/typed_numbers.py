"""Read a number that a learner typed, with its unit: decimal points and commas, groups of thousands."""

import math
import re
import unicodedata

# Units as the course writes them, and other ways to write the same unit.
SPELLINGS = {
    "%": ("percent", "per cent", "pct"),
    "percentage points": ("percentage point", "points", "point", "pp", "%"),
    "s": ("sec", "secs", "second", "seconds"),
    "min": ("mins", "minute", "minutes"),
    "h": ("hr", "hrs", "hour", "hours"),
    "days": ("d", "day"),
    "weeks": ("wk", "wks", "week"),
    "months": ("month",),
    "years": ("y", "yr", "yrs", "year"),
    "mg": ("milligram", "milligrams", "milligramme", "milligrammes"),
    "mg/kg": ("milligrams per kilogram", "milligram per kilogram"),
    "ng/mL": ("nanograms per millilitre", "nanograms per milliliter", "ug/L", "mcg/L"),
    "L/h": ("litres per hour", "liters per hour"),
    "L/kg": ("litres per kilogram", "liters per kilogram"),
    "mmHg": ("mm Hg",),
    "points": ("point", "pt", "pts"),
    "people": ("person", "persons", "patients", "patient"),
    "times": ("x", "×", "fold", "-fold"),
}
_NUMBER = re.compile(
    r"(?P<money>[$£€]?)\s*(?P<sign>[+-]?)\s*"
    r"(?P<digits>(?:[0-9]+(?:[ '.,][0-9]+)*|[.,][0-9]+))(?P<power>[eE][+-]?[0-9]{1,3})?\s*(?P<unit>.*)"
)
_HOW = "write one number, such as 12.5 or 12,5, with its unit if you like"


def read_number(text: str) -> tuple[float, str]:
    """Return the number that a text begins with and what follows it, its unit ("" if none).

    A decimal comma is as good as a point, and thousands may be grouped by a space, an apostrophe, or by
    commas or points where only one reading is possible: "12,5", "12.5 %", " 1 200 ", "1.200,5", "1,200,000".

    Raises:
        ValueError: there is no number, its groups are odd, or it could be read in two ways ("1,200").
    """
    plain = "".join(_plain(sign) for sign in text).strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise ValueError(f"“{text.strip()}” is no number: {_HOW}")
    value = float(f"{_decimal(match['digits'])}{match['power'] or ''}")
    if not math.isfinite(value):
        raise ValueError(f"“{text.strip()}” is too large: {_HOW}")
    unit = match["unit"].strip().removesuffix(".").strip()
    return (-value if match["sign"] == "-" else value), (match["money"] + unit)


def is_unit(given: str, unit: str, more: tuple[str, ...] = ()) -> bool:
    """Return whether a unit as typed is ``unit``, in one of its usual spellings or one of ``more``."""
    return _key(given) in {_key(spelling) for spelling in (unit, *SPELLINGS.get(unit, ()), *more)}


def _plain(sign: str) -> str:
    """A character as ASCII where it only looks different: digits of other scripts, minus signs, spaces."""
    if sign in "−‐‑–":
        return "-"
    if sign in "’ʼ٬":
        return "'"
    if sign == "٫":
        return "."
    if sign.isspace():
        return " "
    return str(unicodedata.decimal(sign, sign))


def _key(unit: str) -> str:
    """A unit without what makes no difference: capitals, spaces, the sign for micro, the word per."""
    plain = re.sub(r"\s+per\s+", "/", unit.strip().casefold())
    return re.sub(r"[\s.]+", "", plain.replace("µ", "u").replace("μ", "u"))


def _decimal(digits: str) -> str:
    """Return digits with groups and decimals as Python writes them."""
    marks = [sign for sign in digits if not sign.isdigit()]
    if not marks:
        return digits
    if any(mark in " '" for mark in marks):
        return _grouped_by_space(digits, marks)
    left, mark, right = digits.rpartition(marks[-1])
    if len(marks) == 1:
        if len(right) == 3 and 1 <= len(left) <= 3 and not left.startswith("0"):
            fraction = (right.rstrip("0") or "0") if right.endswith("0") else f"{right}0"
            raise ValueError(f"“{digits}” can be read in two ways: write {left}{right}, or {left}.{fraction}")
        return f"{left or '0'}.{right}"
    if len(set(marks)) == 1:
        return _joined(digits, mark)
    if mark in left:
        raise ValueError(f"“{digits}” mixes points and commas: {_HOW}")
    return f"{_joined(left, marks[0])}.{right}"


def _grouped_by_space(digits: str, marks: list[str]) -> str:
    groups = next(mark for mark in marks if mark in " '")
    last = marks[-1]
    if set(marks[:-1]) - {groups} or last not in (groups, ".", ","):
        raise ValueError(f"“{digits}” mixes marks between digits: {_HOW}")
    if last == groups:
        return _joined(digits, groups)
    left, _, right = digits.rpartition(last)
    return f"{_joined(left, groups)}.{right}"


def _joined(digits: str, mark: str) -> str:
    """Return groups of three digits joined to one number."""
    first, *rest = digits.split(mark)
    if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in rest):
        raise ValueError(f"“{digits}” is not grouped in thousands: {_HOW}")
    return first + "".join(rest)
