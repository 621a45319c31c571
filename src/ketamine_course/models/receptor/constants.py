"""Which row of the tables stands for which constant of the NMDA receptor: the one place of choice.

The sources measured different things, and they are kept apart here by ``kind``:

- ``binding``: a Ki, from the competition for a site in pieces of rat brain. No current flowed.
- ``current``: a potency, from currents through receptors made in cultured cells.
- ``rates``: a Kd, made of the speeds at which a drug leaves and enters the open channel. The speed of entry
  is printed as a range that is ten times as wide as its lower end, so there are two.

Not chosen: ph239 (kind of constant not stated; agrees with the Ki of the two mirror forms together), ph249 (a
range in an unnamed review, without its sources) and ph286 (doubtful).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ketamine_course.evidence import row
from ketamine_course.evidence.arguments import one_of

TABLE = "receptor_affinities"
KINDS = {
    "binding": "Ki, from binding to pieces of rat brain",
    "current": "potency, from currents through receptors made in cultured cells",
    "rates": "Kd, from the speeds of entering and leaving the open channel of mouse nerve cells",
}
UNBINDING_ROW, BINDING_ROW = "ph226", "ph227"
MG_VOLTAGE_ROW, MG_CONCENTRATION_ROW, MG_STUDIED_ROW = "ph231", "ph232", "ph233"
PLASMA_BOUND_ROW = "ph182"
UMOL_PER_MOL = 1e6
# Which end, or middle, of the printed range of the speed of entry.
SPEEDS = ("slowest", "middle", "fastest")


@dataclass(frozen=True)
class _Choice:
    words: str
    constant: str
    kind: str
    substance: str
    analyte: str
    rows: tuple[str, ...]
    basis: str = "as printed"
    speed: str = ""


def _from_speeds(end: str, speed: str) -> _Choice:
    """Ketamine's Kd by one end of the printed range of the speed of entering."""
    return _Choice(
        "ketamine",
        f"Kd by the {speed} entry",
        "rates",
        "ketamine",
        "ketamine",
        (UNBINDING_ROW, BINDING_ROW),
        f"speed of leaving divided by the {end} printed speed of entering",
        speed,
    )


# Half of a racemate is each mirror form, by definition.
_CHOICES = {
    "ketamine": _Choice(
        "ketamine",
        "Ki, both mirror forms",
        "binding",
        "ketamine",
        "ketamine",
        ("ph221", "ph222"),
        "worked out from the two mirror forms, half of each, that compete for one site",
    ),
    "ketamine_fast": _from_speeds("highest", "fastest"),
    "ketamine_slow": _from_speeds("lowest", "slowest"),
    "esketamine": _Choice("S-ketamine", "Ki", "binding", "ketamine", "esketamine", ("ph221",)),
    "arketamine": _Choice("R-ketamine", "Ki", "binding", "ketamine", "arketamine", ("ph222",)),
    "s_norketamine": _Choice("S-norketamine", "Ki", "binding", "norketamine", "S-norketamine", ("ph223",)),
    "r_norketamine": _Choice("R-norketamine", "Ki", "binding", "norketamine", "R-norketamine", ("ph224",)),
    "hydroxynorketamine": _Choice(
        "(2R,6R)-hydroxynorketamine",
        "from currents",
        "current",
        "hydroxynorketamine",
        "(2R,6R)-hydroxynorketamine",
        ("ph225",),
        "as printed, without the word IC50; taken as the level that halves the current",
    ),
}
BLOCKERS = tuple(_CHOICES)


@dataclass(frozen=True)
class Blocker:
    """A substance that blocks the NMDA receptor, and the level at which half is blocked.

    half_block_umol_per_l: free concentration (µmol/L) that holds half of the channels when nothing else does;
    constant: what that figure is, in a few words; kind: a key of ``KINDS``; substance: for its molar mass;
    analyte: its name in the tables of levels in blood; rows: of ``receptor_affinities``; basis: how the
    figure came from the rows.
    """

    name: str
    words: str
    constant: str
    kind: str
    substance: str
    analyte: str
    half_block_umol_per_l: float
    rows: tuple[str, ...]
    citation_keys: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class MagnesiumBlock:
    """Constants of the block by Mg2+ after Jahr and Stevens (1990), read second-hand."""

    per_mv: float
    mmol_per_l: float
    studied_low_mmol_per_l: float
    studied_high_mmol_per_l: float


@cache
def load_blocker(name: str) -> Blocker:
    """The blocker called ``name``, its half-block from the rows that stand for it.

    Raises ``ValueError`` for an unknown name, listing the known ones.
    """
    choice = _CHOICES[one_of("blocker", name, BLOCKERS)]
    found = [row(TABLE, id) for id in choice.rows]
    if choice.kind == "rates":
        half_block = unbinding_per_s() / binding_per_umol_per_l_s(choice.speed)
    else:
        # Competitors for one site: each holds it in proportion to its level over its own constant.
        half_block = len(found) / sum(1.0 / float(constant["value"]) for constant in found)
    return Blocker(
        name=name,
        words=choice.words,
        constant=choice.constant,
        kind=choice.kind,
        substance=choice.substance,
        analyte=choice.analyte,
        half_block_umol_per_l=half_block,
        rows=choice.rows,
        citation_keys=tuple(dict.fromkeys(constant["citation_key"] for constant in found)),
        basis=choice.basis,
    )


def unbinding_per_s() -> float:
    """How fast ketamine leaves the open channel (1/s)."""
    return float(row(TABLE, UNBINDING_ROW)["value"])


def binding_per_umol_per_l_s(speed: str = "middle") -> float:
    """How fast ketamine enters the open channel (1/(µmol/L s)): an end of the printed range, or its middle.

    The middle is the geometric one, since the range spans a factor. Raises ``ValueError`` for another word.
    """
    one_of("speed", speed, SPEEDS)
    printed = row(TABLE, BINDING_ROW)
    low, high = float(printed["range_low"]), float(printed["range_high"])
    per_mol = {"slowest": low, "middle": (low * high) ** 0.5, "fastest": high}[speed]
    return per_mol / UMOL_PER_MOL


@cache
def load_magnesium_block() -> MagnesiumBlock:
    """Constants of the block by Mg2+, and the concentrations that were studied."""
    studied = row(TABLE, MG_STUDIED_ROW)
    return MagnesiumBlock(
        per_mv=float(row(TABLE, MG_VOLTAGE_ROW)["value"]),
        mmol_per_l=float(row(TABLE, MG_CONCENTRATION_ROW)["value"]),
        studied_low_mmol_per_l=float(studied["range_low"]),
        studied_high_mmol_per_l=float(studied["range_high"]),
    )


def lowest_free_fraction_in_plasma() -> float:
    """Free share of esketamine in plasma (0 to 1), taking the highest bound share that its label gives."""
    return 1.0 - float(row("metabolism", PLASMA_BOUND_ROW)["range_high"]) / 100.0
