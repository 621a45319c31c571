"""The claims whose verdict stays open: those that cannot be checked, and those on which readings differed."""

from __future__ import annotations

from html import escape

import pandas as pd
from IPython.display import display

from ketamine_course.charts.show import OWN_KEYS
from ketamine_course.evidence import claims, course_folder

STYLE = (
    "<style>.course-open{max-width:46em;line-height:1.5}.course-open summary{min-height:24px;cursor:pointer}"
    ".course-open a:any-link{text-decoration:underline}"
    ".course-open :focus-visible{outline:3px solid var(--jp-brand-color1,#0072b2);outline-offset:2px}</style>"
)


def show_open_claims() -> None:
    """Display both lists, folded, each claim with a link to its chapter where that is there.

    Verdicts of the unsettled ones are not told: the reader says a number first, in the chapter.
    """
    groups = open_claims()
    folds = "".join(_fold(words, found) for words, found in groups.items())
    lines = [
        f"{words}: "
        + "; ".join(f"{one.id} {one.claim} (chapter {one.chapter})" for one in found.itertuples())
        for words, found in groups.items()
    ]
    display(
        {"text/html": f'{STYLE}<div class="course-open">{folds}</div>', "text/plain": "\n".join(lines)},
        raw=True,
    )


def open_claims() -> dict[str, pd.DataFrame]:
    """Return the claims that cannot be checked and the unsettled ones, each under what it is called."""
    ledger = claims()
    unchecked, unsettled = ledger[ledger["verdict"] == "not_checkable"], ledger[~ledger["decided"]]
    return {
        f"The {len(unchecked)} claims that cannot be checked": unchecked,
        f"The {len(unsettled)} claims whose verdict is unsettled": unsettled,
    }


def _fold(words: str, found: pd.DataFrame) -> str:
    items = "".join(f"<li>{escape(one.claim)} ({_where(one.chapter)})</li>" for one in found.itertuples())
    return f"<details><summary {OWN_KEYS}>{escape(words)}</summary><ul>{items}</ul></details>"


def _where(chapter: int) -> str:
    for path in (course_folder() / "notebooks").glob(f"{chapter:02}_*.ipynb"):
        return f'<a href="{path.name}" {OWN_KEYS}>chapter {chapter}</a>'
    return f"chapter {chapter}, not yet part of this edition"
