"""What a live figure promises, without a browser."""

# ruff: noqa: PD011  (the values are those of controls, not of a DataFrame)

import re
import threading

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from toy_explorer import Decline, controls, decline, toy

from ketamine_course.charts.style import course_style
from ketamine_course.widgets import Slider

VIEW_MIME = "application/vnd.jupyter.widget-view+json"


def request(live, seq=1, page="page", **changes):
    """Send one request as the page does; return the answer."""
    wire = live.panel.to_wire({**live.panel.defaults, **changes})
    live.receive(live.view, {"page": page, "seq": seq, "ratio": 1, "values": wire}, [])
    return live.view.answer


def count_calls():
    """The toy's function, counting its calls."""
    calls = []

    def compute(**values):
        calls.append(values)
        return decline(**values)

    return compute, calls


def test_it_starts_with_its_defaults():
    live = toy()
    assert live.values == {"dose_mg": 35, "share": 1.0, "pace": "slow", "band": False}
    assert live.reading == "From 35 mg, the level after one hour is 22.05."
    assert live.alt.startswith("Line chart of a made-up level after 35 mg")
    assert live.frame.startswith(b"\x89PNG")
    assert list(live.rows) == ["time_min", "level_percent"]


def test_setting_several_controls_computes_and_sends_once():
    compute, calls = count_calls()
    live = toy(compute=compute)
    answers = []
    live.view.observe(lambda change: answers.append(change["new"]), "answer")
    live.set(dose_mg=50, share=0.5)
    assert len(calls) == 2
    assert len(answers) == 1
    assert live.values["dose_mg"] == 50
    assert answers[0]["reading"] == live.reading == "From 50 mg, the level after one hour is 15.75."
    live.reset()
    assert live.values == live.panel.defaults


def test_values_cannot_be_changed_behind_its_back():
    live = toy()
    live.values["dose_mg"] = 99
    assert live.values["dose_mg"] == 35


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dose_mg": 37}, "dose_mg must be 5 to 100 in steps of 5, got 37"),
        ({"pace": "sideways"}, "pace must be one of"),
        ({"speed": 1}, "unknown control speed"),
        ({"dose_mg": 100, "share": 0.5}, "dose_mg must be below 100 unless all of it arrives"),
    ],
)
def test_a_bad_setting_raises_and_changes_nothing(change, message):
    live = toy()
    frame, answer = live.frame, live.view.answer
    with pytest.raises(ValueError, match=message):
        live.set(**change)
    assert live.values == live.panel.defaults
    assert live.frame == frame
    assert live.view.answer is answer


def test_each_request_gets_one_answer_that_holds_everything():
    live = toy()
    answer = request(live, seq=7, dose_mg=40)
    assert (answer["page"], answer["seq"], answer["error"]) == ("page", 7, "")
    assert answer["png"] == live.frame
    assert answer["alt"] == live.alt
    assert answer["reading"] == live.reading == "From 40 mg, the level after one hour is 25.20."
    assert answer["values"] == {"dose_mg": 40, "share": 1.0, "pace": 1, "band": False}
    assert answer["headings"] == ["time (min)", "level (%)"]
    assert answer["lines"][0] == ["0", "40"]


def test_answers_follow_requests_in_order_and_are_all_told_apart():
    live = toy()
    answers = []
    live.view.observe(lambda change: answers.append(change["new"]), "answer")
    for seq, dose_mg in enumerate((40, 40, 95, 100, 40), start=1):
        request(live, seq=seq, dose_mg=dose_mg)
    assert [answer["seq"] for answer in answers] == [1, 2, 3, 4, 5]
    assert len({answer["count"] for answer in answers}) == 5
    assert live.values["dose_mg"] == 40


def test_a_setting_that_fails_is_answered_with_the_reason_and_the_old_picture_stays():
    live = toy()
    frame = request(live, seq=1, dose_mg=95)["png"]
    answer = request(live, seq=2, dose_mg=100, share=0.5)
    assert answer["error"] == "dose_mg must be below 100 unless all of it arrives"
    assert answer["seq"] == 2
    assert "png" not in answer
    assert live.frame == frame
    assert live.values["dose_mg"] == 95
    assert request(live, seq=3, dose_mg=40)["error"] == ""


def test_a_fault_in_the_code_is_named_too():
    def compute(dose_mg, **others):
        if dose_mg == 40:
            raise KeyError("clearance")
        return decline(dose_mg, **others)

    assert request(toy(compute=compute), dose_mg=40)["error"] == "KeyError: 'clearance'"


@pytest.mark.parametrize("content", [{}, {"values": None}, {"values": {"dose_mg": 1e9}}, {"ratio": "x"}])
def test_nonsense_from_a_page_is_answered_with_an_error(content):
    live = toy()
    live.receive(live.view, {"page": "p", "seq": 3, **content}, [])
    assert live.view.answer["seq"] == 3
    assert live.view.answer["error"]
    assert live.values == live.panel.defaults


def test_controls_that_do_not_matter_are_named():
    assert request(toy(), pace="fast")["idle"] == ["band"]
    assert request(toy(), pace="slow")["idle"] == []


def test_it_waits_while_another_thread_draws():
    live = toy()
    drawn = threading.Event()

    def draw():
        live.set(dose_mg=40)
        drawn.set()

    with course_style():
        thread = threading.Thread(target=draw)
        thread.start()
        assert not drawn.wait(0.3)
    thread.join(10)
    assert live.values["dose_mg"] == 40


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "title must be a sentence"),
        ({"caption": ""}, "caption must be a sentence"),
        ({"note": ""}, "names its sources"),
        ({"citations": ["nobody1900"]}, "nobody1900"),
        ({"controls": [*controls(), Slider("dose_mg", "Again", 0, 1)]}, "different names"),
        ({"compute": lambda **_: Decline(None, False, "", "alt", pd.DataFrame())}, "with reading in words"),
        ({"compute": lambda **_: Decline(None, False, "read", None, pd.DataFrame())}, "with alt in words"),
        ({"compute": lambda **_: Decline(None, False, "read", "alt", [])}, "with rows, a DataFrame"),
    ],
)
def test_a_bad_definition_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        toy(**change)


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, in order."""
    outputs = []
    name = "ketamine_course.widgets.live_figure.display"
    monkeypatch.setattr(name, lambda data, raw: outputs.append(data) if raw else None)
    return outputs


def test_it_shows_a_twin_and_then_the_live_view_with_fixed_words(shown):
    live = toy()
    live.show()
    twin, view = shown
    assert set(twin) == {"text/html", "text/plain"}
    assert set(view) == {VIEW_MIME, "text/plain"}
    assert view[VIEW_MIME]["model_id"] == live.view.model_id
    for words in (twin["text/plain"], view["text/plain"]):
        assert not re.search(r"0x[0-9a-f]{4,}|[0-9a-f]{32}", words)
    assert live.view.model_id not in twin["text/html"]
    for part in (
        live.alt,
        live.reading,
        live.title,
        live.caption,
        live.what_to_notice,
        "Dose: 35 mg",
        "Run All Cells",
    ):
        assert part in twin["text/html"]


def test_showing_twice_gives_the_same_twin(shown):
    toy().show()
    toy().show()
    assert shown[0] == shown[2]


def test_words_from_data_cannot_become_markup(shown):
    toy(title="<script>alert(1)</script>", caption="a <b> c", what_to_notice="<img src=x>").show()
    assert "<script" not in shown[0]["text/html"]
    assert shown[0]["text/html"].count("<img") == 1


def test_as_the_last_line_of_a_cell_it_shows_itself_and_stores_no_widget_state():
    notebook = nbformat.v4.new_notebook()
    source = "import sys; sys.path.insert(0, {!r})\nfrom toy_explorer import toy\ntoy()"
    notebook.cells = [nbformat.v4.new_code_cell(source.format(str(toy_folder())))]
    NotebookClient(notebook, kernel_name="python3", store_widget_state=False).execute()
    first, second = notebook.cells[0].outputs
    assert set(first["data"]) == {"text/html", "text/plain"}
    assert set(second["data"]) == {VIEW_MIME, "text/plain"}
    assert "widgets" not in notebook.metadata


def toy_folder():
    """Where the toy's module lies."""
    import toy_explorer

    return toy_explorer.__file__.rsplit("/", 1)[0].rsplit("\\", 1)[0]
