"""Chart of four mechanisms and where each has been shown: in cells, animals, people, people in pain."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Wedge

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import GREY, INK, PALETTE, course_style, new_figure
from ketamine_course.evidence import row

MECHANISMS = {
    "nmda": "Blocks NMDA\nreceptors",
    "glutamate": "Alters glutamate\nsignals",
    "plasticity": "Lets nerve cells\ngrow contacts",
    "inflammation": "Lowers\ninflammation",
}
LEVELS = {
    "cells": "Cells\nin a dish",
    "animals": "Animals",
    "people": "Other\npeople",
    "pain": "People in\nlasting pain",
}
MARKS = {
    "shown": "shown",
    "by definition": "follows by definition, not measured",
    "mixed": "in part, mixed, or without a comparison",
    "not found": "looked for, not found",
    "no source": "not among our sources",
}
LETTERS, RADIUS, HEIGHT_IN = 19, 0.15, 5.95
# Where each mark stands in the key below the table: across and down (in).
KEY_PLACES = {
    "shown": (0.3, 0.25),
    "by definition": (0.3, 0.62),
    "not found": (0.3, 0.99),
    "mixed": (4.0, 0.25),
    "no source": (4.0, 0.62),
}


@dataclass(frozen=True)
class Proof:
    """What was seen of a mechanism at a level: a mark of ``MARKS``, a few words, and the rows behind both."""

    mark: str
    words: str
    rows: tuple[str, ...]
    citations: tuple[str, ...]


# The marks are the course's reading of these rows; tests hold each to what its rows say.
PROOFS = {
    ("nmda", "cells"): Proof(
        "shown",
        "the channel is blocked",
        ("mechanisms:ph228", "receptor_affinities:ph221"),
        ("halliwell1989", "ebert1997"),
    ),
    ("nmda", "animals"): Proof("shown", "in nerve cells of mammals", ("history:ph261",), ("anis1983",)),
    ("glutamate", "cells"): Proof(
        "by definition", "follows from the block", ("claims:C013",), ("piazza2024",)
    ),
    ("glutamate", "animals"): Proof(
        "by definition", "follows from the block", ("claims:C013",), ("piazza2024",)
    ),
    ("glutamate", "people"): Proof(
        "shown", "a marker rose; some were depressed", ("claims:C013",), ("abdallah2018",)
    ),
    ("plasticity", "animals"): Proof(
        "mixed",
        "seen in rodents, not in monkeys",
        ("mechanisms:MHF227", "claims:C014"),
        ("li2010", "liao2024", "sv2a2022"),
    ),
    ("plasticity", "people"): Proof(
        "not found", "no measurable rise a day later", ("claims:C014",), ("sv2a2022",)
    ),
    ("inflammation", "people"): Proof(
        "mixed",
        "a marker rose less after operations; mixed in depression",
        ("mechanisms:MHF226", "claims:C016", "claims:C017"),
        ("dale2012", "sukhram2022", "zhou2021"),
    ),
}
NO_SOURCE = Proof("no source", "–", (), ())


@course_style()
def levels_of_proof() -> Chart:
    """Where each of the article's four mechanisms has been shown, a circle a cell of a small table."""
    figure = new_figure(8.4, HEIGHT_IN)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 8.4), ylim=(HEIGHT_IN, 0))
    axes.axis("off")
    left, across, top, down = 1.5, 1.72, 0.68, 1.0
    for column, heading in enumerate(LEVELS.values()):
        middle = left + (column + 0.5) * across
        axes.text(middle, 0.34, heading, weight="bold", ha="center", va="center")
    for place, (mechanism, name) in enumerate(MECHANISMS.items()):
        y = top + place * down
        axes.plot((0.1, 8.3), (y, y), color=GREY, linewidth=0.8, linestyle="-")
        axes.text(0.12, y + down / 2, name, weight="bold", va="center")
        for column, level in enumerate(LEVELS):
            proof = PROOFS.get((mechanism, level), NO_SOURCE)
            _draw(axes, left + (column + 0.5) * across, y, proof)
    _key(axes, top + len(MECHANISMS) * down)
    return _with_words(figure)


def _draw(axes: Axes, x: float, y: float, proof: Proof) -> None:
    if proof.mark == "no source":
        axes.text(x, y + 0.5, proof.words, ha="center", va="center", color=GREY)
        return
    _mark(axes, x, y + 0.24, proof.mark)
    lines = "\n".join(textwrap.wrap(proof.words, LETTERS))
    axes.text(x, y + 0.46, lines, ha="center", va="top", linespacing=1.1)


def _mark(axes: Axes, x: float, y: float, mark: str) -> None:
    """A full circle, one with a dot, a half one, an empty one; its mark stays with it for tests."""
    colour = PALETTE["blue"]
    axes.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.6, gid=mark))
    if mark == "shown":
        axes.add_patch(Circle((x, y), RADIUS, facecolor=colour, edgecolor=INK, linewidth=1.6))
    elif mark == "by definition":
        axes.add_patch(Circle((x, y), RADIUS / 3, facecolor=INK, edgecolor=INK))
    elif mark == "mixed":
        axes.add_patch(Wedge((x, y), RADIUS, 90, 270, facecolor=colour, edgecolor=INK, linewidth=1.2))


def _key(axes: Axes, y: float) -> None:
    axes.plot((0.1, 8.3), (y, y), color=GREY, linewidth=0.8, linestyle="-")
    for mark, (x, down) in KEY_PLACES.items():
        if mark == "no source":
            axes.text(x, y + down, "–", ha="center", va="center", color=GREY)
        else:
            _mark(axes, x, y + down, mark)
        axes.text(x + 0.28, y + down, MARKS[mark], va="center")


def _with_words(figure) -> Chart:
    lines = [
        {
            "mechanism": MECHANISMS[mechanism].replace("\n", " "),
            "seen in": LEVELS[level].replace("\n", " "),
            "mark": MARKS[proof.mark],
            "in words": proof.words,
            "behind it": " ".join(_told(name) for name in proof.rows),
            "rows": ", ".join(proof.rows),
            "works": ", ".join(proof.citations),
        }
        for mechanism in MECHANISMS
        for level in LEVELS
        for proof in [PROOFS.get((mechanism, level), NO_SOURCE)]
    ]
    return Chart(
        figure,
        finding=(
            "None of the four mechanisms is shown in people in lasting pain; what is shown comes from cells, "
            "animals, and other people."
        ),
        caption=(
            "The marks are this course's reading of its rows, which the table below names. A dash means that "
            "none of our sources measured it, not that nobody did. Of people with depression and pain, among "
            "“other people”, it was not told how lasting their pain was. And even a full circle on the far "
            "right would show that something happens in these people, not that it is what eases their pain."
        ),
        alt=(
            "Table of circles, four mechanisms by four levels of proof. Block of NMDA receptors: shown in "
            "cells and animals. Glutamate signals: by definition in cells and animals, shown in people. "
            "Growth of contacts: mixed in animals, looked for and not found in people. Inflammation: mixed "
            "in people. No circle stands in the column of people in lasting pain."
        ),
        rows=pd.DataFrame(lines),
        citations=tuple(dict.fromkeys(key for proof in PROOFS.values() for key in proof.citations)),
    )


def _told(reference: str) -> str:
    """What a row says: the evidence of a claim, or what was measured and found."""
    table, _, name = reference.partition(":")
    found = row(table, name)
    if table == "claims":
        return found["evidence"]
    words = found["value_text"] or f"{found['value']:g} {found['unit']}"
    return f"{found['measure']}: {words}."
