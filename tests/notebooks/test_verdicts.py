"""What a chapter says of the claims is what the ledger says, and its evidence date is the tables'."""

import json
import re
from collections import Counter
from datetime import date

import nbformat
import pytest

from ketamine_course.evidence import claims, course_folder

CHAPTERS = sorted((course_folder() / "notebooks").glob("0[1-9]_*.ipynb"))
VERDICT = re.compile(
    r"\*\*(Supported|Partly supported|Contested|Not supported|Cannot be checked)\*\* \(certainty: ([a-z ]+)\)"
)
NUMBER_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBER_WORDS += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"]
NUMBER_WORDS += ["nineteen", "twenty", *(f"twenty-{word}" for word in NUMBER_WORDS[1:10])]


def prose(path):
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def ledger(path):
    return claims(int(path.stem[:2]))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_claim_gets_its_verdict_and_certainty_in_the_text(path):
    told = Counter((verdict.lower(), certainty) for verdict, certainty in VERDICT.findall(prose(path)))
    words = {"not_checkable": "cannot be checked"}
    held = Counter(
        (words.get(verdict, verdict).replace("_", " "), certainty.replace("_", " "))
        for verdict, certainty in ledger(path)[["verdict", "certainty"]].itertuples(index=False)
    )
    assert told == held


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_key_points_count_the_verdicts_as_the_ledger_does(path):
    verdicts = ledger(path)["verdict"].value_counts()
    total, supported, partly, not_supported = (
        NUMBER_WORDS[number]
        for number in (
            verdicts.sum(),
            *(verdicts.get(v, 0) for v in ("supported", "partly_supported", "not_supported")),
        )
    )
    assert re.search(
        rf"{total} claims .*{supported} are supported, {partly} partly, and {not_supported} not", prose(path)
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_date_of_the_evidence_is_that_of_the_tables(path):
    package = json.loads((course_folder() / "data/datapackage.json").read_text(encoding="utf-8"))
    reviewed = date.fromisoformat(min(resource["reviewed_on"] for resource in package["resources"]))
    assert f"Evidence last reviewed on {reviewed.day} {reviewed:%B %Y}" in prose(path)
