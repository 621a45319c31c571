"""The data package is valid, says what each column means, and refuses bad files."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest

from ketamine_course.evidence import course_folder, describe, load_table, table_names
from ketamine_course.evidence.integrity import check_folder

DATA = course_folder() / "data"
REFERRING = [name for name in table_names() if describe(name)["schema"].get("foreignKeys")]


def test_frictionless_finds_the_package_valid():
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    report = subprocess.run(command, cwd=DATA, capture_output=True, text=True, timeout=120, check=False)
    assert report.returncode == 0, report.stdout[-3000:]


def _change(folder: Path, table: str, column: str, cell: str) -> None:
    """Put a cell into the first row of a table."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


WRONG_CELLS = [
    ("bioavailability", "citation_key", "nobody1900"),
    ("bioavailability", "value", "101"),
    ("bioavailability", "unit", "percent"),
    ("bioavailability", "form", "ketamine"),
    ("bioavailability", "doubtful", "perhaps"),
    ("bioavailability", "id", "ph137"),
    ("bioavailability", "n", "three"),
    ("bioavailability", "same_data_as", "nobody1900"),
    ("absorption_timing", "unit", "h"),
    ("observed_concentrations", "conversion", "by hand"),
    ("trials", "direction", "good"),
    ("trials", "citation_key", "nobody1900"),
    ("prevalence", "unit", "percent"),
    ("history", "disagrees_with", "ph999"),
    ("claims", "verdict", "true"),
    ("claims", "section", "3.9"),
    ("claims", "node", "3.3.L9"),
    ("claim_citations", "claim_id", "C121"),
    ("claim_citations", "citation_key", "nobody1900"),
    ("article_outline", "parent", "11"),
    ("references", "year", "in press"),
    ("references", "incomplete", "publisher"),
]


def test_frictionless_and_the_courses_own_check_refuse_the_same_cells(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("quizzes"))
    for table, column, cell in WRONG_CELLS:
        _change(folder, table, column, cell)
    report = frictionless.validate(str(folder / "datapackage.json"))
    theirs = {(task.name, str(error.message)) for task in report.tasks for error in task.errors}
    own = {(problem.table, problem.column) for problem in check_folder(folder)}
    for table, column, cell in WRONG_CELLS:
        assert (table, column) in own, f"{table}.{column} = {cell!r}"
        told = [message for name, message in theirs if name == table]
        assert any(column in message or cell in message for message in told), f"{table}.{column}: {told}"
    assert {table for table, _ in own} == {table for table, *_ in WRONG_CELLS}


@pytest.mark.parametrize("name", table_names())
def test_every_table_and_column_is_described(name):
    table = describe(name)
    for key in ("title", "description", "sources", "licenses"):
        assert table[key], f"{name} has no {key}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", table["reviewed_on"])
    for field in table["schema"]["fields"]:
        assert len(field["description"]) > 5, f"{name}.{field['name']} is not described"
        if field["type"] == "number":
            assert field.get("unit"), f"{name}.{field['name']} has no unit"


@pytest.mark.parametrize("name", table_names())
def test_files_are_utf8_with_unix_lines_and_no_ragged_rows(name):
    raw = (DATA / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8").splitlines(keepends=True)))
    assert {len(cells) for cells in rows} == {len(rows[0])}


@pytest.mark.parametrize("name", [name for name in table_names() if "id" in load_table(name)])
def test_rows_are_sorted_by_identifier_and_identifiers_are_unique(name):
    identifiers = list(load_table(name)["id"])
    assert identifiers == sorted(identifiers)
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize("name", REFERRING)
def test_every_foreign_key_finds_its_row(name):
    for key in describe(name)["schema"]["foreignKeys"]:
        fields, target = key["fields"], key["reference"]
        column = fields if isinstance(fields, str) else fields[0]
        wanted = target["fields"] if isinstance(target["fields"], str) else target["fields"][0]
        known = set(load_table(target["resource"] or name)[wanted])
        missing = set(load_table(name)[column]) - known - {""}
        assert not missing, f"{name}.{column}: {sorted(missing)}"


def test_every_citation_key_of_every_table_is_checked_as_a_foreign_key():
    for name in table_names():
        schema = describe(name)["schema"]
        if any(field["name"] == "citation_key" for field in schema["fields"]):
            assert any(
                key["fields"] in ("citation_key", ["citation_key"]) for key in schema["foreignKeys"]
            ), name
