"""What quizzes, claim checks and the board promise when things go wrong, and to those who see otherwise."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from lab_page import lab_page
from notebooks_for_tests import write_notebook
from PIL import Image
from playwright.sync_api import expect
from test_learning_widgets import BANK, SET_UP

pytestmark = pytest.mark.browser

CELLS = [
    "Quiz(3, bank=bank)",
    'ClaimCheck(["C031", "C043", "C032"])',
    "ProgressBoard()",
    'Quiz(3, section="3.1", bank=bank)',
]
QUIZ, CLAIMS, BOARD, SECTION = range(len(CELLS))
GONE = re.compile(
    "^Python is no longer running here, so .*: choose Run, then Restart Kernel and Run All Cells, "
)


class Lesson:
    """A page with a quiz, a claim check and the board, run, and its record."""

    def __init__(self, lab, record: Path) -> None:
        self.lab, self.page, self.record = lab, lab.page, record
        self.press, self.type = lab.page.keyboard.press, lab.page.keyboard.type

    def widget(self, number):
        """One of the widgets, once it stands in the page."""
        found = self.page.locator(".course-learning").nth(number)
        found.wait_for()
        return found

    def part(self, number, name):
        """A part of a widget that tells something: verdict, notice, messages, after."""
        return self.widget(number).locator(f".course-{name}")

    def answer_number(self, words):
        """Type an answer to the quiz's first question and send it off with Enter."""
        self.widget(QUIZ).get_by_role("textbox", name="Your answer (%)").focus()
        self.press("Control+a")
        self.type(words)
        self.press("Enter")

    def predict(self, words):
        """Type a number on the claim that is shown and lock it in with Enter."""
        self.widget(CLAIMS).get_by_role("textbox").locator("visible=true").focus()
        self.press("Control+a")
        self.type(words)
        self.press("Enter")

    def choose_in_menu(self, menu, entry):
        """Choose an entry of the menu at the very top."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def tab_to(self, button):
        """Go on with Tab alone until a button has the focus."""
        for _ in range(25):
            if button.evaluate("node => node === document.activeElement"):
                return
            self.press("Tab")
        pytest.fail(f"Tab does not reach {button}")


@pytest.fixture
def open_lesson(browser, server, request, tmp_path):
    """Opens a notebook with the three widgets, run, whose record is at the path given."""
    name = f"{request.node.name}.ipynb"
    with lab_page(browser, server) as lab:

        def open_one(record: Path = tmp_path / "my-progress.jsonl") -> Lesson:
            set_up = SET_UP.format(record=str(record), bank=str(BANK))
            write_notebook(server.folder / "notebooks" / name, set_up, *CELLS)
            lab.open_notebook(name)
            lab.run_all()
            return Lesson(lab, record)

        yield open_one
        assert not lab.errors


def downloaded(lesson, press, tmp_path):
    """The events in the file that the browser is handed when something is pressed."""
    with lesson.page.expect_download() as download:
        press()
    assert download.value.suggested_filename == "my-progress.jsonl"
    download.value.save_as(tmp_path / "handed-over.jsonl")
    lines = (tmp_path / "handed-over.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_cannot_be_written_is_told_and_handed_over_as_a_file_by_keyboard(open_lesson, tmp_path):
    no_folder = tmp_path / "a file, so no folder"
    no_folder.write_text("")
    lesson = open_lesson(no_folder / "my-progress.jsonl")
    lesson.answer_number("40")
    expect(lesson.part(QUIZ, "messages")).to_contain_text("Your answers cannot be saved just now")
    lesson.predict("12")
    expect(lesson.part(CLAIMS, "messages")).to_contain_text("Your answers cannot be saved just now")
    for number in (QUIZ, CLAIMS, BOARD):
        widget = lesson.widget(number)
        widget.get_by_role("button").locator("visible=true").first.focus()
        fetch = widget.get_by_role("button", name="Download my record")
        lesson.tab_to(fetch)
        events = downloaded(lesson, lambda: lesson.press("Enter"), tmp_path)
        told = {event["kind"]: event for event in events}
        assert told["answer"]["response"] == 40
        assert told["prediction"]["probability"] == 12
        expect(widget).to_contain_text("among your browser's downloads")
        expect(widget.locator(".course-messages")).to_contain_text("Your answers cannot be saved just now")
        expect(fetch).to_be_focused()
    no_folder.unlink()
    no_folder.mkdir()
    lesson.predict("12")
    lesson.answer_number("23,5")
    for number in (QUIZ, CLAIMS):
        expect(lesson.part(number, "messages")).to_be_empty()
        expect(lesson.widget(number).get_by_role("button", name="Download my record")).to_be_hidden()
    kinds = [json.loads(line)["kind"] for line in lesson.record.read_text().splitlines()]
    assert kinds.count("answer") == 2
    assert "prediction" in kinds


def test_the_way_back_to_what_was_left_out_moves_focus_and_screen(open_lesson):
    lesson = open_lesson()
    for number, word, count in ((QUIZ, "question", 4), (CLAIMS, "claim", 3)):
        widget = lesson.widget(number)
        for _ in range(4 if number == QUIZ else 2):
            widget.get_by_role("button", name="Next").press("Enter")
        if number == CLAIMS:
            lesson.predict("12")
        go = widget.get_by_role("button", name=f"Go to {word} 2")
        lesson.tab_to(go) if number == QUIZ else go.focus()
        # The way back stands low on the screen, and the card far above it.
        go.evaluate("node => node.scrollIntoView({block: 'start'})")
        lesson.press("Enter")
        card = widget.get_by_role("group", name=f"{word.title()} 2 of {count}.")
        expect(card).to_be_focused()
        expect(card.locator(".course-stem")).to_be_in_viewport(ratio=1)


def picture(lesson, target):
    """The page around a part of it, focus ring included, in shades of grey."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    clip = {"x": box["x"] - 8, "y": box["y"] - 8, "width": box["width"] + 16, "height": box["height"] + 16}
    return np.asarray(Image.open(io.BytesIO(lesson.page.screenshot(clip=clip))).convert("L"), dtype=int)


def changed(before, after):
    """How many pixels became plainly lighter or darker."""
    return int((np.abs(before - after) > 96).sum())


def test_in_forced_colours_nothing_is_told_by_a_background_alone(open_lesson):
    lesson = open_lesson()
    lesson.page.emulate_media(forced_colors="active")
    quiz, claims, board, section = map(lesson.widget, range(len(CELLS)))
    slider = claims.get_by_role("slider").locator("visible=true")
    radios = section.get_by_role("radio")
    for one in (
        radios.first,
        slider,
        quiz.get_by_role("textbox").locator("visible=true"),
        quiz.get_by_role("button", name="Check"),
        claims.locator("summary"),
        board.get_by_role("link").first,
        board.get_by_label("Load a record"),
    ):
        one.scroll_into_view_if_needed()
        lesson.page.evaluate("() => document.activeElement.blur()")
        lesson.press("Shift")  # from now on the focus is shown as to someone with a keyboard
        before = picture(lesson, one)
        one.focus()
        assert changed(before, picture(lesson, one)) > 100, f"no focus ring on {one}"
    radios.first.focus()
    before = picture(lesson, radios.first)
    lesson.press("Space")
    assert changed(before, picture(lesson, radios.first)) > 20
    slider.press("Home")
    before = picture(lesson, slider)
    lesson.press("End")
    assert changed(before, picture(lesson, slider)) > 500
    expect(claims.get_by_text("Your number: 100 %")).to_be_visible()
    lesson.answer_number("40")
    expect(lesson.part(QUIZ, "verdict")).to_contain_text("Not right: too high.")
    words = picture(lesson, lesson.part(QUIZ, "verdict"))
    assert words.max() - words.min() > 150
    lesson.predict("80")
    expect(claims.get_by_role("button", name="Locked in: 80 %")).to_have_css("border-style", "dashed")
    assert lesson.page.evaluate("() => matchMedia('(forced-colors: active)').matches")


def test_when_python_was_shut_down_it_says_so_keeps_what_was_typed_and_goes_on_when_run(open_lesson):
    lesson = open_lesson()
    lesson.answer_number("40")
    expect(lesson.part(QUIZ, "verdict")).to_contain_text("Not right")
    lesson.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lesson.page.wait_for_function("() => !jupyterapp.shell.currentWidget.sessionContext.session?.kernel")
    lesson.answer_number("23,5")
    expect(lesson.part(QUIZ, "notice")).to_contain_text(GONE)
    expect(lesson.widget(QUIZ).get_by_role("textbox").first).to_have_value("23,5")
    lesson.predict("12")
    expect(lesson.part(CLAIMS, "notice")).to_contain_text(GONE)
    expect(lesson.widget(CLAIMS).get_by_role("textbox").first).to_have_value("12")
    lesson.widget(BOARD).get_by_role("button", name="Update this board").press("Enter")
    expect(lesson.part(BOARD, "notice")).to_contain_text(GONE)
    lesson.choose_in_menu("Run", "Restart Kernel and Run All Cells…")
    lesson.lab.wait_until_idle()
    lesson.widget(QUIZ).get_by_role("button", name="Previous").press("Enter")
    expect(lesson.widget(QUIZ).get_by_role("textbox").first).to_have_value("40")
    lesson.answer_number("23,5")
    expect(lesson.part(QUIZ, "verdict")).to_contain_text("Right.")
    lesson.predict("12")
    expect(lesson.part(CLAIMS, "verdict")).to_contain_text("You said 12 %.")
    lesson.widget(BOARD).get_by_role("button", name="Update this board").press("Enter")
    expect(lesson.widget(BOARD).get_by_role("row", name="Chapter 3:")).to_contain_text("1 of 13")


def test_at_large_zoom_the_verdict_comes_into_sight_and_the_focus_stays(open_lesson):
    lesson = open_lesson()
    lesson.page.set_viewport_size({"width": 320, "height": 256})
    lesson.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    for number, answer, words in (
        (QUIZ, lesson.answer_number, "Not right"),
        (CLAIMS, lesson.predict, "You said 40 %"),
    ):
        answer("40")
        verdict = lesson.part(number, "verdict")
        expect(verdict).to_contain_text(words)
        expect(verdict.locator(":scope > *").first).to_be_in_viewport()
        inside = "widget => widget.contains(document.activeElement)"
        assert lesson.widget(number).evaluate(inside)
