"""Tables load as their description says, quickly, and say clearly what is wrong with a request."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ketamine_course.evidence import course_folder, describe, load_table, row, table_names
from ketamine_course.evidence import tables as tables_module


def test_course_folder_holds_data_and_package_description():
    assert (course_folder() / "data" / "datapackage.json").is_file()


def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pretend that the package lies outside the course folder, as after an ordinary installation."""
    monkeypatch.setattr(tables_module, "__file__", str(tmp_path / "site-packages" / "tables.py"))


def test_course_folder_is_found_from_a_working_directory_inside_it(monkeypatch, tmp_path):
    (tmp_path / "course" / "data").mkdir(parents=True)
    (tmp_path / "course" / "notebooks").mkdir()
    (tmp_path / "course" / "data" / "datapackage.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "course" / "notebooks")
    _elsewhere(monkeypatch, tmp_path)
    assert course_folder() == tmp_path / "course"


def test_course_folder_that_is_nowhere_is_a_clear_error(monkeypatch, tmp_path):
    _elsewhere(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="start Python inside the course folder"):
        course_folder()


def test_course_folder_does_not_depend_on_the_environment(monkeypatch):
    before = course_folder()
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.chdir("/")
    assert course_folder() == before


@pytest.mark.parametrize("name", table_names())
def test_columns_have_the_types_that_the_description_gives(name):
    frame = load_table(name)
    fields = {field["name"]: field for field in describe(name)["schema"]["fields"]}
    assert list(frame.columns) == list(fields)
    for column, field in fields.items():
        if field["type"] == "number":
            assert frame[column].dtype == np.float64, column
        elif field["type"] == "integer":
            assert frame[column].dtype in (np.float64, np.int64), column
        elif field["type"] == "boolean":
            assert frame[column].dtype == bool, column
        else:
            assert pd.api.types.is_string_dtype(frame[column]), column
            assert not frame[column].isna().any(), f"{column}: missing text is the empty string"


def test_missing_numbers_are_nan_and_missing_text_is_empty():
    swallowed = row("bioavailability", "ph147")
    assert np.isnan(swallowed["ci_low"])
    assert swallowed["comparator"] == ""
    assert not swallowed["doubtful"]


def test_words_that_look_missing_stay_words():
    assert row("metabolism", "ph195")["value_text"] == "no difference"
    assert "nan" not in set(load_table("metabolism")["notes"].str.lower())


def test_a_table_is_a_fresh_copy_each_time():
    first = load_table("bioavailability")
    first.loc[:, "value"] = -1.0
    assert (load_table("bioavailability")["value"] != -1.0).all()
    found = row("bioavailability", "ph149")
    found["value"] = -1.0
    assert row("bioavailability", "ph149")["value"] == 24.0


def test_an_unknown_table_is_refused_with_the_list_of_table_names():
    with pytest.raises(ValueError, match=r"no table 'bioavailabilty'.*absorption_timing.*references"):
        load_table("bioavailabilty")


@pytest.mark.parametrize("name", ["", "../data/claims", "claims.csv", "CLAIMS"])
def test_no_table_is_reached_by_a_path_or_another_spelling(name):
    with pytest.raises(ValueError, match="there is no table"):
        load_table(name)


def test_an_unknown_row_is_refused():
    with pytest.raises(ValueError, match="table bioavailability has no row 'ph999'"):
        row("bioavailability", "ph999")


def test_a_table_without_single_identifiers_has_no_row_by_identifier():
    with pytest.raises(ValueError, match="claim_id, citation_key"):
        row("claim_citations", "C001")


@pytest.mark.parametrize(
    ("table", "name", "column", "expected"),
    [
        ("references", "kamp2020", "journal", "Anesthesiology"),
        ("article_outline", "3.3.L1.1", "parent", "3.3.L1"),
        ("pharmacokinetic_model_cards", "herd2007", "n", 54),
        ("claims", "C035", "section", "3.2"),
    ],
)
def test_a_row_is_found_by_whatever_identifies_it(table, name, column, expected):
    assert row(table, name)[column] == expected
