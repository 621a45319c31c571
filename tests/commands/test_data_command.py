"""`data` lists the tables, says in plain words what is wrong, and finds where a number comes from."""

import csv
import shutil
from pathlib import Path

import pytest

from ketamine_course.commands import cli
from ketamine_course.commands.number_places import places_that_show
from ketamine_course.evidence import course_folder, load_table, resolve, row, table_names
from ketamine_course.evidence.number_search import find_number

DATA = course_folder() / "data"


def test_the_list_names_every_table_with_its_rows(capsys):
    assert cli.main(["data"]) == 0
    lines = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines()}
    for name in table_names():
        assert int(lines[name][1]) == len(load_table(name))
        assert lines[name][3] == "2026-11-22"
    assert int(lines["bioavailability"][2]) == load_table("bioavailability")["citation_key"].nunique()


def test_the_real_tables_pass(capsys):
    assert cli.main(["data", "check"]) == 0
    assert "Every table is as its description says" in capsys.readouterr().out


def test_a_wrong_cell_is_told_with_its_place_and_fails(tmp_path, capsys):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    path = folder / "bioavailability.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[3][rows[0].index("unit")] = "percent"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    assert cli.main(["data", "check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert f"bioavailability, row {rows[3][0]}, column unit: 'percent' is no known unit here" in told
    assert "1 problem." in told


def test_a_folder_without_tables_is_told(tmp_path, capsys):
    assert cli.main(["data", "check", str(tmp_path)]) == 1
    assert "holds no datapackage.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "reference"),
    [
        ("8%", "bioavailability:ph154.value"),
        ("8 %", "bioavailability:ph154.value"),
        ("8 per cent", "bioavailability:ph154.value"),
        ("31%", "trials:pt001.events_k/n_k"),
        ("14 %", "metabolism:ph191.value"),
        ("-14 %", "metabolism:ph191.value"),
        ("2,211 ng/mL", "observed_concentrations:ph123.value"),
        ("46 minutes", "observed_concentrations:ph113.time_min"),
        ("92", "claims:C032.evidence"),
    ],
)
def test_a_number_is_found_in_its_row(asked, reference):
    found = {place.reference: place for place in find_number(asked)}
    assert reference in found
    assert found[reference].citation_keys == tuple(resolve(reference).citation_key.split(";"))


def test_another_unit_or_precision_is_another_number():
    assert "bioavailability:ph154.value" not in {place.reference for place in find_number("8 mg")}
    assert "bioavailability:ph154.value" not in {place.reference for place in find_number("8.1 %")}
    assert "metabolism:ph191.value" in {place.reference for place in find_number("14")}
    assert "bioavailability:ph154.value" not in {place.reference for place in find_number("-8 %")}


def test_exact_figures_come_before_rounded_ones():
    exact = [place.is_exact for place in find_number("31 %")]
    assert exact == sorted(exact, reverse=True)
    assert len(set(exact)) == 2


def test_every_reference_found_resolves():
    for asked in ("31%", "0.5", "12"):
        for place in find_number(asked):
            resolve(place.reference)


def test_trace_names_rows_sources_and_pages(capsys):
    assert cli.main(["data", "trace", "8", "%"]) == 0
    told = capsys.readouterr().out
    assert "bioavailability:ph154.value | 8 %" in told
    assert "Fanta et al. 2015" in told
    assert "notebooks/03_methods_of_administration.ipynb, text" in told
    assert "notebooks/03_methods_of_administration.ipynb, rows under a chart" in told


def test_trace_of_a_number_in_no_row_fails(capsys):
    assert cli.main(["data", "trace", "98.7654321%"]) == 1
    assert "no row of any table holds this number" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["abc", "", "%"])
def test_trace_of_no_number_is_called_wrongly(word, capsys):
    assert cli.main(["data", "trace", word]) == 2
    assert "is no number" in capsys.readouterr().err


def test_a_question_that_shows_a_row_is_found(tmp_path: Path):
    folder = tmp_path / "data" / "quizzes"
    folder.mkdir(parents=True)
    bank = '[[questions]]\nid = "q1"\nstem = "Was it {}?"\nsource = ["bioavailability:ph154.value"]\n'
    (folder / "03_a.toml").write_text(bank.format("8 %"), encoding="utf-8")
    (folder / "04_b.toml").write_text(bank.format("18 %"), encoding="utf-8")
    assert places_that_show(tmp_path, "8 %", find_number("8 %")) == ["data/quizzes/03_a.toml, question q1"]


def test_a_row_is_shown_with_all_that_names_it(capsys):
    assert cli.main(["data", "trace", "ph153"]) == 0
    told = capsys.readouterr().out.splitlines()
    record = row("bioavailability", "ph153")
    assert told[0] == "bioavailability:ph153"
    assert f"  value: {record['value']:g}" in told
    assert f"  citation_key: {record['citation_key']}" in told
    named = told[told.index("It is named in:") :]
    for place in (
        "notebooks/03_methods_of_administration.ipynb, rows under a chart, “How much of a dose arrives”",
        "notebooks/03_methods_of_administration.ipynb, text, “Under the tongue",
        "data/quizzes/03_methods_of_administration.toml, question q03.",
        "data/bioavailability.csv, line ",
        "src/ketamine_course/charts/route_peaks.py, line ",
        "tests/commands/test_data_command.py, lines ",
    ):
        assert any(line.strip().startswith(place) for line in named), place


@pytest.mark.parametrize("asked", ["claims:C032.verdict", "claims:C032.verdict|round=1"])
def test_one_cell_of_a_row_is_shown_and_the_cells_that_tell_it(asked, capsys):
    assert cli.main(["data", "trace", asked]) == 0
    told = capsys.readouterr().out
    assert told.startswith("claims:C032\n  verdict: partly_supported\nIt is named in:\n")
    assert "notebooks/03_methods_of_administration.ipynb, metadata of the cell 9fd6aab6" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nothing:ph128", "there is no table 'nothing'"),
        ("claims:C999", "table claims has no row 'C999'"),
        ("claims:C032.colour", "table claims has no column 'colour'; it has id, "),
        ("hello", "'hello' is no number"),
    ],
)
def test_a_row_that_is_not_there_is_told(asked, told, capsys):
    assert cli.main(["data", "trace", asked]) == 2
    assert told in capsys.readouterr().err


def test_a_number_that_is_also_a_place_in_the_outline_is_traced_as_a_number(capsys):
    cli.main(["data", "trace", "3.1"])
    assert "article_outline" not in capsys.readouterr().out
