"""What the path chooser promises, without a browser."""

import pytest
from page_side import look, note, send, while_recording, words

from ketamine_course.learning import Progress
from ketamine_course.learning.course_contents import course_contents
from ketamine_course.learning.reading_paths import READING_PATHS, plan
from ketamine_course.learning.record import RECORD_VARIABLE
from ketamine_course.widgets import PathChooser, ProgressBoard


def chosen() -> list[str]:
    return [event["path"] for event in Progress().events("path")]


def test_a_new_learner_has_no_path_and_sees_what_each_holds():
    chooser = PathChooser()
    assert chooser.view.state["chosen"] is None
    assert chooser.view.state["told"] == []
    assert not Progress().path.exists()
    for shown, path in zip(chooser.view.spec["paths"], READING_PATHS, strict=True):
        assert shown["id"] == path
        parts = plan(course_contents(), path)
        minutes = sum(part.minutes for part in parts)
        hours, rest = divmod(minutes, 60)
        assert shown["time"].startswith(f"{hours} hours")
        assert f"{rest} minute" in shown["time"]
        for page, part in zip(shown["pages"], parts, strict=True):
            assert page["link"]["href"] == f"{part.name}.ipynb"
            assert page["read"] == [f"{heading}, {count} min" for heading, count in part.read]
            assert page["skipped"] == [f"{heading}, {count} min" for heading, count in part.skipped]


def test_a_path_is_taken_changed_and_shown_again():
    chooser = PathChooser()
    state = send(chooser, "choose", path="clinical")
    assert words(state["told"]).startswith("Your path is the clinical path, ")
    send(chooser, "choose", path="clinical")
    assert chosen() == ["clinical"]
    send(chooser, "choose", path="plain")
    assert chosen() == ["clinical", "plain"]
    assert PathChooser().view.state["chosen"] == "plain"


def test_the_record_comes_before_the_reply(monkeypatch):
    chooser = PathChooser()
    seen = while_recording(monkeypatch, chooser)
    send(chooser, "choose", path="research")
    assert seen == [("path", 0)]


def test_what_was_chosen_elsewhere_is_shown_once_it_is_looked_at():
    one, other = PathChooser(), PathChooser()
    send(one, "choose", path="research")
    look(other)
    assert other.view.state["chosen"] == "research"


@pytest.mark.parametrize("content", [{"path": "fast"}, {"path": None}, {"path": ["plain"]}, {}])
def test_a_path_that_is_not_there_is_refused_in_words(content):
    chooser = PathChooser()
    send(chooser, "choose", **content)
    assert "could not be done" in note(chooser)
    assert chosen() == []


def test_a_message_that_means_nothing_gets_one_reply():
    chooser = PathChooser()
    send(chooser, "melt", path="plain")
    assert "knows no action 'melt'" in note(chooser)


def test_a_record_that_cannot_be_written_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv(RECORD_VARIABLE, str(tmp_path / "no_such_folder" / "record.jsonl"))
    state = send(PathChooser(), "choose", path="plain")
    assert state["chosen"] == "plain"
    assert "cannot be saved just now" in state["messages"][0]
    assert state["unsaved"]


def test_the_board_shows_the_minutes_of_the_path_and_names_it():
    board = ProgressBoard()
    assert "Take a path" in board.view.state["path"]
    for path in READING_PATHS:
        send(PathChooser(), "choose", path=path)
        state = send(board, "update")
        assert READING_PATHS[path].name.lower() in state["path"]
        minutes = [str(one.minutes_by_path[path]) for one in course_contents()]
        assert [row["cells"][0] for row in state["rows"]] == minutes


def test_the_twin_holds_all_three_paths_and_is_the_same_for_everyone():
    before = PathChooser().twin_html(), PathChooser().twin_text()
    send(PathChooser(), "choose", path="clinical")
    html, text = PathChooser().twin_html(), PathChooser().twin_text()
    assert (html, text) == before
    for path in READING_PATHS.values():
        assert path.name in html
        assert path.name in text
    for one in course_contents():
        assert html.count(f'href="{one.name}.ipynb"') == 3
    assert "Leave out:" in html
    assert "<script" not in html
