"""A bad file is refused with table, row and column; no real row is."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ketamine_course.evidence import course_folder, describe, load_table, tables
from ketamine_course.evidence.integrity import check_folder

DATA = course_folder() / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables, to be spoilt."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("quizzes"))
    return copy


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, lines: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def _put(folder: Path, table: str, row: str, **cells: str) -> None:
    """Put cells into one row of a table."""
    path = folder / f"{table}.csv"
    header, *rows = _lines(path)
    (line,) = [line for line in rows if line[0] == row]
    for column, cell in cells.items():
        line[header.index(column)] = cell
    _write(path, [header, *rows])


def _first(table: str, wanted: Callable) -> str:
    """The first row of a table that fits."""
    frame = load_table(table)
    return frame.loc[wanted(frame), frame.columns[0]].iloc[0]


def _told(folder: Path, table: str) -> list:
    problems = check_folder(folder)
    assert {problem.table for problem in problems} <= {table}
    return problems


def test_no_real_row_is_refused():
    assert [str(problem) for problem in check_folder()] == []


@pytest.mark.parametrize("table", ["bioavailability", "trials", "prevalence", "references", "claims"])
def test_a_missing_column_is_refused(folder, table):
    path = folder / f"{table}.csv"
    lines = _lines(path)
    column = lines[0][-2]
    _write(path, [[*line[:-2], line[-1]] for line in lines])
    problems = [problem for problem in check_folder(folder) if problem.table == table]
    assert [(problem.column, problem.message) for problem in problems] == [
        (column, "this column is missing from the file")
    ]


@pytest.mark.parametrize("name", ["low", "spread", "remark"])
def test_a_column_that_is_not_described_is_refused(folder, name):
    path = folder / "adverse_events.csv"
    lines = _lines(path)
    _write(path, [[*line, name if place == 0 else "1"] for place, line in enumerate(lines)])
    (problem,) = _told(folder, "adverse_events")
    assert problem.column == name
    assert "not described" in problem.message
    assert ("column of its kind" in problem.message) == (name != "remark")


CELLS = [
    ("bioavailability", "ph149", {"unit": "percent"}, "unit", "no known unit here; allowed: '%'"),
    ("prevalence", "pf164", {"unit": "percent"}, "unit", "no known unit here"),
    ("pooled_estimates", "pf053", {"unit": "NRS"}, "unit", "no known unit here"),
    ("trials", "pt001", {"citation_key": "nobody1900"}, "citation_key", "'nobody1900' is not in the table"),
    ("vital_signs", None, {"citation_key": "nobody1900"}, "citation_key", "add it there first"),
    ("history", "ph252", {"disagrees_with": "ph999"}, "disagrees_with", "is not in the table history"),
    ("prevalence", "pf164", {"value": "124.3"}, "value", "124.3 is no share: a share lies between 0 and 100"),
    ("prevalence", "pf164", {"value": "-1"}, "value", "is no share"),
    ("prevalence", "pf164", {"unit": "million people"}, "unit", "a share is given in %"),
    ("bioavailability", "ph149", {"value": "101", "iqr_high": "110"}, "value", "101 is more than 100"),
    (
        "trials",
        "pt001",
        {"events_k": "94"},
        "events_k",
        "94 people with the event, but only 93 people in all",
    ),
    (
        "trials",
        "pt001",
        {"events_c": "93"},
        "events_c",
        "93 people with the event, but only 92 people in all",
    ),
    ("bioavailability", "ph155", {"value": "46"}, "value", "46 is not 0.45 fraction, multiplied by 100 ("),
    ("bioavailability", "ph155", {"conversion": ""}, "source_value", "but conversion is empty"),
    ("bioavailability", "ph155", {"conversion": "times 100"}, "value", "cannot be read; write"),
    ("bioavailability", "ph155", {"source_unit": ""}, "source_unit", "the unit as printed is empty"),
    ("bioavailability", "ph155", {"source_value": ""}, "source_value", "belong together"),
    ("observed_concentrations", "ph113", {"time_min": "46"}, "time_min", "46 is not 0.76 as printed, mult"),
    ("trials", "pt001", {"ci_low": "0.5"}, "ci_low", "is above the upper end"),
    ("trials", "pt001", {"effect": "0.5"}, "ci_low", "does not hold its estimate, 0.5"),
    ("trials", "pt001", {"n_randomised": "100"}, "n_randomised", "185 people in two arms, but only 100"),
    ("pooled_estimates", "pf053", {"value": "-3"}, "ci_low", "does not hold its estimate, -3"),
    (
        "pooled_estimates",
        "pf053",
        {"ci_level": ""},
        "ci_level",
        "an interval without its level|without its level",
    ),
    ("pooled_estimates", "pf053", {"ci_high": ""}, "ci_high", "an interval needs both ends"),
    ("pooled_estimates", "pf053", {"unstated_spread": "0.4"}, "unstated_spread", "a spread without a kind"),
    ("observed_concentrations", "ph100", {"spread_note": ""}, "unstated_spread", "a spread without a kind"),
    ("bioavailability", "ph149", {"iqr_low": "25"}, "iqr_low", "does not hold its estimate, 24"),
    ("bioavailability", "ph149", {"n": "three"}, "n", "'three' is no whole number"),
    ("bioavailability", "ph149", {"value": "2,4"}, "value", "is no number"),
    ("bioavailability", "ph149", {"doubtful": "perhaps"}, "doubtful", "neither true nor false"),
    ("bioavailability", "ph149", {"measure": ""}, "measure", "must not be empty"),
    (
        "pooled_estimates",
        "pf053",
        {"value": "", "ci_low": "", "ci_high": "", "ci_level": ""},
        "value",
        "neither",
    ),
    ("pooled_estimates", "pf053", {"value_text": "much"}, "value", "a number and words"),
    ("claims", "C031", {"verdict": "true"}, "verdict", "'true' is no known word here"),
    ("claims", "C031", {"section": "3.9"}, "section", "'3.9' is not in the table article_outline"),
    ("article_outline", "3.1", {"parent": "11"}, "parent", "'11' is not in the table article_outline"),
    ("references", "kamp2020", {"year": "in press"}, "year", "is not written as it should be"),
]


@pytest.mark.parametrize(("table", "row", "cells", "column", "message"), CELLS)
def test_a_wrong_cell_is_refused_with_table_row_and_column(folder, table, row, cells, column, message):
    row = row or _first(table, lambda frame: frame["citation_key"] != "")
    _put(folder, table, row, **cells)
    problems = [problem for problem in _told(folder, table) if problem.column == column]
    assert len(problems) == 1
    assert problems[0].row in (row, f"line {_line_of(table, row)}")
    assert any(part in problems[0].message for part in message.split("|"))
    assert str(problems[0]).startswith(f"{table}, ")


def _line_of(table: str, row: str) -> int:
    return 2 + list(load_table(table).iloc[:, 0]).index(row)


def test_a_count_that_is_not_its_percentage_is_refused(folder):
    row = _first("adverse_events", lambda frame: frame["events"].notna() & (frame["statistic"] == "share"))
    value = load_table("adverse_events").set_index("id").loc[row, "value"]
    _put(folder, "adverse_events", row, value=f"{(value + 30) % 100:g}")
    (problem,) = _told(folder, "adverse_events")
    assert (problem.row, problem.column) == (row, "value")
    assert " of " in problem.message


def test_a_duplicated_row_is_refused(folder):
    path = folder / "trials.csv"
    lines = _lines(path)
    _write(path, [*lines, lines[5]])
    (problem,) = _told(folder, "trials")
    assert (problem.row, problem.column) == (lines[5][0], "id")
    assert "stands twice" in problem.message


def test_a_duplicated_pair_is_refused(folder):
    path = folder / "claim_citations.csv"
    lines = _lines(path)
    _write(path, [*lines, lines[1]])
    (problem,) = _told(folder, "claim_citations")
    assert "together stand twice" in problem.message


def test_a_ragged_line_a_missing_file_and_a_wrong_encoding_are_refused(folder):
    (folder / "costs.csv").write_text("id,measure\na,b,c\n", encoding="utf-8")
    (folder / "history.csv").unlink()
    (folder / "clinics.csv").write_bytes(b"id\n\xff\xfe\n")
    (folder / "misuse.csv").write_text("", encoding="utf-8")
    told = {problem.table: problem for problem in check_folder(folder) if problem.row or not problem.column}
    assert told["costs"].row == "line 2"
    assert told["costs"].message == "3 cells, but the header has 2"
    assert "is not there" in told["history"].message
    assert "not UTF-8" in told["clinics"].message
    assert "is empty" in told["misuse"].message


def test_a_rise_is_no_share_and_a_standard_deviation_is_no_limit(folder):
    row = _first("metabolism", lambda frame: (frame["unit"] == "%") & frame["range_low"].isna())
    assert describe("metabolism")["share_kinds"]
    _put(folder, "metabolism", row, kind="interaction", value="231", sd="400")
    assert check_folder(folder) == []
    _put(folder, "metabolism", row, kind="protein_binding")
    assert [problem.column for problem in check_folder(folder)] == ["value"]


def test_loading_a_broken_table_names_the_place(folder, monkeypatch):
    monkeypatch.setattr(tables, "course_folder", lambda: folder.parent)
    _put(folder, "bioavailability", "ph149", value="many")
    with pytest.raises(
        ValueError, match=r"table bioavailability: line \d+, column 'value': 'many' is no number"
    ):
        load_table("bioavailability")
    path = folder / "costs.csv"
    lines = _lines(path)
    _write(path, [line[:-1] for line in lines])
    with pytest.raises(ValueError, match=r"table costs: column 'notes' stands only in datapackage.json"):
        load_table("costs")
