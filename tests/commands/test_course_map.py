"""The map of the course is computed from the cells' metadata."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ketamine_course.commands import course_map, normal_form
from ketamine_course.commands.cli import main
from ketamine_course.commands.course_map import NOTEBOOKS
from ketamine_course.learning.course_contents import Section, map_notebook


def section(source: str, **course: object):
    return new_markdown_cell(source, metadata={"course": course})


@pytest.fixture
def notebook():
    return new_notebook(
        cells=[
            new_markdown_cell("# Routes"),
            section("## Veins", minutes=6, core=True, paths=["plain", "clinical"], nodes=["3.1"]),
            new_code_cell("x", metadata={"course": {"explorer": "route_simulator", "claims": ["C031"]}}),
            section("## Models", minutes=4, core=False, paths=["research"], nodes=["3.1", "3.2"]),
            new_code_cell(
                "# Explorer: two models\ny",
                metadata={"course": {"minutes": 3, "core": True, "paths": ["plain"], "claims": ["C031"]}},
            ),
        ]
    )


def test_minutes_add_up_by_kind_and_path(notebook):
    found = map_notebook("03_methods_of_administration", notebook)
    assert (found.title, found.minutes, found.core_minutes, found.extra_minutes) == ("Routes", 13, 9, 4)
    assert found.minutes_by_path == {"plain": 9, "clinical": 6, "research": 4}


def test_coverage_is_gathered_once_in_order(notebook):
    found = map_notebook("03_methods_of_administration", notebook)
    assert found.nodes == ("3.1", "3.2")
    assert found.claims == ("C031",)
    assert found.explorers == ("route_simulator",)
    assert found.sections == (
        Section("Veins", 6, True, ("plain", "clinical")),
        Section("Models", 4, False, ("research",)),
        Section("Models", 3, True, ("plain",), part="Explorer: two models"),
    )


def test_a_notebook_without_metadata_has_an_empty_map():
    found = map_notebook("00_start_here", new_notebook(cells=[new_markdown_cell("# Start")]))
    assert (found.minutes, found.nodes, found.claims, found.explorers) == (0, (), (), ())


@pytest.fixture
def small_course(tmp_path: Path, notebook, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(course_map, "course_folder", lambda: tmp_path)
    (folder / "03_methods_of_administration.ipynb").write_text(normal_form.write(notebook), encoding="utf-8")
    return folder


def test_json_holds_the_same_as_the_functions(small_course, capsys):
    assert main(["course-map", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["minutes"] == 13
    assert told["minutes_by_path"] == {"plain": 9, "clinical": 6, "research": 4}
    assert told["sections"][0] == {
        "heading": "Veins",
        "minutes": 6,
        "core": True,
        "paths": ["plain", "clinical"],
        "instructor_note": "",
        "part": "",
    }


def test_words_name_each_section(small_course, capsys):
    assert main(["course-map"]) == 0
    told = capsys.readouterr().out
    assert "13 min (core 9, extra 4)" in told
    assert "  6 min core   Veins  [plain, clinical]" in told
    assert "  3 min core   Models: Explorer: two models  [plain]" in told


def test_an_empty_course_is_an_error(small_course, capsys):
    next(small_course.iterdir()).unlink()
    assert main(["course-map"]) == 1
    assert "no notebook in" in capsys.readouterr().err


def test_the_reading_order_has_a_start_page_and_ten_chapters():
    assert [name[:2] for name in NOTEBOOKS] == [f"{number:02d}" for number in range(11)]


def test_notes_for_instructors_are_printed_section_by_section(capsys):
    assert main(["course-map", "--notes"]) == 0
    printed = capsys.readouterr().out
    assert "03_methods_of_administration" in printed
    assert "Into a vein (intravenous, IV) (" in printed
    assert "count on the board" in printed
    assert printed.count("Into a vein (intravenous, IV) (") == 1
    assert "Into a vein (intravenous, IV): Explorer: way in, dose (" in printed


def test_the_notes_of_the_exercises_follow_those_of_their_chapter(small_course, capsys):
    assert main(["course-map", "--notes"]) == 0
    without = capsys.readouterr().out
    folder = small_course.parent / "exercises" / "solutions"
    folder.mkdir(parents=True)
    task = section(
        "## The task", minutes=5, core=True, paths=["research"], instructor_note="Minutes or hours?"
    )
    exercise = new_notebook(cells=[new_markdown_cell("# Exercise 3"), task])
    (folder / "03_methods_of_administration.ipynb").write_text(normal_form.write(exercise), encoding="utf-8")
    assert main(["course-map", "--notes"]) == 0
    more = capsys.readouterr().out.removeprefix(without.rstrip("\n"))
    assert more == (
        "\n\nexercises/03_methods_of_administration: Exercise 3\n\n"
        "  The task (5 min, core)\n    Minutes or hours?\n"
    )


@pytest.mark.parametrize("form", [[], ["--notes"], ["--json"]])
def test_one_chapter_alone_can_be_asked_for(form, small_course, notebook, capsys):
    (small_course / "01_introduction.ipynb").write_text(normal_form.write(notebook), encoding="utf-8")
    assert main(["course-map", *form, "--chapter", "3"]) == 0
    told = capsys.readouterr().out
    assert "03_methods_of_administration" in told
    assert "01_introduction" not in told
    assert main(["course-map", *form, "--chapter", "7"]) == 1
    assert "chapter 7 has no notebook; chapters with one: 1, 3" in capsys.readouterr().err
