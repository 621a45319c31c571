"""What a chapter says of the claims is what the ledger says, and its evidence date is the tables'."""

import json
import re
from datetime import date

import nbformat
import pytest

from ketamine_course.charts.ledger import VERDICTS
from ketamine_course.evidence import claims, course_folder

CHAPTERS = sorted((course_folder() / "notebooks").glob("0[1-9]_*.ipynb"))
VERDICT = re.compile(
    r"\*\*(Supported|Partly supported|Contested|Not supported|Cannot be checked)\*\* \(certainty: ([a-z ]+)\)"
)
VERDICT_WORDS = {name: words.lower() for name, (words, *_) in VERDICTS.items()}
NUMBER_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBER_WORDS += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"]
NUMBER_WORDS += ["nineteen", "twenty", *(f"twenty-{word}" for word in NUMBER_WORDS[1:10])]


def prose(path):
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def ledger(path):
    return claims(int(path.stem[:2]))


def told(path):
    """Yield (claim, verdict, certainty) as the text tells them, in its order."""
    for cell in nbformat.read(path, as_version=4).cells:
        found = VERDICT.findall(cell.source) if cell.cell_type == "markdown" else []
        named = cell.metadata.get("course", {}).get("verdicts", [])
        assert len(found) == len(named), (
            f"{path.name}, cell {cell.id}: it tells {len(found)} verdicts, "
            f"and its metadata name {len(named)} claims under “verdicts”: {', '.join(named)}"
        )
        for claim, (verdict, certainty) in zip(named, found, strict=True):
            yield claim, verdict.lower(), certainty


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_claim_gets_its_own_verdict_and_certainty_in_the_text_once(path):
    held = {
        row.id: (VERDICT_WORDS[row.verdict], row.certainty.replace("_", " "))
        for row in ledger(path).itertuples()
    }
    found = list(told(path))
    wrong = [
        f"{claim}: the text says {verdict}, {certainty}; the ledger {', '.join(held.get(claim, ['nothing']))}"
        for claim, verdict, certainty in found
        if held.get(claim) != (verdict, certainty)
    ]
    assert not wrong, "\n" + "\n".join(wrong)
    assert sorted(claim for claim, *_ in found) == sorted(held)


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
    if not_supported == "zero":
        not_supported = "none is called"
    assert re.search(
        rf"{total} claims .*{supported} are supported, {partly} partly, and {not_supported} not", prose(path)
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_date_of_the_evidence_is_that_of_the_tables(path):
    package = json.loads((course_folder() / "data/datapackage.json").read_text(encoding="utf-8"))
    reviewed = date.fromisoformat(min(resource["reviewed_on"] for resource in package["resources"]))
    assert f"Evidence last reviewed on {reviewed.day} {reviewed:%B %Y}" in prose(path)
