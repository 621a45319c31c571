"""The start page as a newcomer meets it: a path, a first figure and claim, six questions, all by keyboard."""

import json
import re

import pytest
from lab_page import lab_page
from playwright.sync_api import expect

from ketamine_course.learning.banks import load_bank
from ketamine_course.learning.course_contents import course_contents
from ketamine_course.learning.record import RECORD_VARIABLE
from ketamine_course.widgets import explorers

pytestmark = pytest.mark.browser

NOTEBOOK = "00_start_here.ipynb"
PATHS, CLAIM, QUIZ, BOARD = range(4)
VERDICT_WORDS = re.compile(r"\b(right|wrong|correct|score of|points?)\b", re.I)


class Newcomer:
    """Someone with a keyboard on the start page, and the record of what they do."""

    def __init__(self, lab, record) -> None:
        self.lab, self.record = lab, record
        self.press = lab.page.keyboard.press

    def open_and_run(self):
        """Open the page and run it, its record in a file of the test's own."""
        self.lab.open_notebook(NOTEBOOK)
        self.run()

    def run(self):
        """Run every cell of the page as it is."""
        code = f"import os; os.environ[{RECORD_VARIABLE!r}] = {str(self.record)!r}"
        self.lab.page.evaluate(
            "code => jupyterapp.shell.currentWidget.sessionContext.session.kernel"
            ".requestExecute({code}).done.then(() => null)",
            code,
        )
        self.lab.run_all()

    def widget(self, number):
        """One of the page's widgets, in sight."""
        found = self.lab.page.locator(".course-learning").nth(number)
        found.wait_for()
        found.scroll_into_view_if_needed()
        return found

    def events(self, kind):
        """What the record's file holds of a kind."""
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [event for event in map(json.loads, lines) if event["kind"] == kind]

    def focused(self):
        """The words of what has the focus."""
        return self.lab.page.evaluate("() => document.activeElement.textContent")

    def tab_to(self, words):
        """Go on with Tab alone until something with these words has the focus."""
        for _ in range(25):
            if words in self.focused():
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {words!r}; it stands at {self.focused()!r}")


@pytest.fixture(scope="module")
def newcomer(browser, server, tmp_path_factory):
    """The start page, run; the tests share it and go from top to bottom."""
    with lab_page(browser, server) as lab:
        found = Newcomer(lab, tmp_path_factory.mktemp("record") / "my-progress.jsonl")
        found.open_and_run()
        yield found
        assert not lab.errors


def minutes(path):
    """The minutes of each page by a path, as the board shows them."""
    return [str(one.minutes_by_path[path]) for one in course_contents()]


def test_a_path_is_chosen_and_changed_by_keyboard_alone(newcomer):
    chooser = newcomer.widget(PATHS)
    verdict, radios = chooser.locator(".course-verdict"), chooser.get_by_role("radio")
    assert verdict.get_attribute("role") == "status"
    button = chooser.locator("button[type=submit]")
    button.press("Enter")
    expect(verdict).to_have_text("Choose one of the three first.")
    radios.first.focus()
    newcomer.press("Space")
    expect(chooser.locator("details")).to_have_count(len(course_contents()))
    expect(chooser.locator(".course-ask")).to_contain_text("Press the button to make it yours")
    assert newcomer.events("path") == []
    newcomer.tab_to("Take this path")
    newcomer.press("Enter")
    expect(verdict).to_contain_text("Your path is the plain-language path")
    expect(button).to_have_text("This is your path")
    expect(button).to_be_focused()
    radios.first.focus()
    newcomer.press("ArrowDown")
    expect(radios.nth(1)).to_be_checked()
    expect(radios.nth(1)).to_be_focused()
    expect(verdict).to_contain_text("Your path is the plain-language path")
    newcomer.press("Enter")
    expect(verdict).to_contain_text("Your path is the clinical path")
    assert [event["path"] for event in newcomer.events("path")] == ["plain", "clinical"]


def test_a_page_of_the_path_unfolds_to_what_is_read_and_left_out(newcomer):
    chooser = newcomer.widget(PATHS)
    part = course_contents()[1]
    fold = chooser.locator("details").nth(1)
    expect(fold.locator("summary")).to_contain_text(f"{part.minutes_by_path['clinical']} minutes")
    fold.locator("summary").press("Enter")
    for section in part.sections:
        expect(fold).to_contain_text(f"{section.heading}, {section.minutes} min")
    expect(fold.get_by_text("Leave out:")).to_be_visible()
    expect(fold.get_by_role("link")).to_have_attribute("href", f"{part.name}.ipynb")


def test_the_first_figure_moves_and_the_first_claim_is_locked_in(newcomer):
    figure, expected = newcomer.lab.live(0), explorers.natural_frequencies()
    expected.set(figures="own")
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    figure.get_by_role("slider", name=re.compile("^First group")).focus()
    newcomer.press("ArrowRight")
    expected.set(first_percent=42)
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    claim = newcomer.widget(CLAIM)
    claim.get_by_role("textbox").focus()
    newcomer.lab.page.keyboard.type("70")
    newcomer.press("Enter")
    expect(claim.locator(".course-verdict")).to_contain_text("You said 70 %. Verdict:")


def test_the_six_questions_are_answered_and_changed_without_a_verdict(newcomer):
    quiz = newcomer.widget(QUIZ)
    told = quiz.locator(".course-verdict, .course-after, .course-hint, .course-score")
    count = len(load_bank(0).questions)
    for number in range(1, count + 1):
        assert f"Question {number} of {count}" in quiz.locator("legend:visible").inner_text()
        quiz.locator("input[type=radio]:visible").nth(number % 2).press("Space")
        newcomer.tab_to("Keep this answer")
        newcomer.press("Enter")
        expect(quiz.locator(".course-verdict")).to_contain_text("Your answer is kept. You can change it")
        assert newcomer.focused() == "Keep this answer"
        if number == 1:  # a change of mind, before the end
            newcomer.press("Shift+Tab")
            newcomer.press("ArrowDown")
            expect(quiz.locator(".course-verdict")).to_be_empty()
            newcomer.press("Enter")
            expect(quiz.locator(".course-verdict")).to_contain_text("Your answer is kept. You can change it")
        assert not VERDICT_WORDS.search(" ".join(told.all_inner_texts()))
        newcomer.tab_to("Next")
        newcomer.press("Enter")
    assert newcomer.focused() == "The end of these questions"
    expect(quiz.locator(".course-score")).to_contain_text(f"{count} of {count} answers are kept.")
    newcomer.tab_to("Finish")
    newcomer.press("Enter")
    expect(quiz.locator(".course-score li")).to_have_count(count)
    assert newcomer.focused() == "The end of these questions"
    shown = " ".join(told.all_inner_texts()).replace("There is no score", "")
    assert not VERDICT_WORDS.search(shown)
    quiz.get_by_role("button", name="Previous").press("Enter")
    expect(quiz.locator("input[type=radio]:visible").first).to_be_disabled()
    answers = newcomer.events("answer")
    assert [event["attempt"] for event in answers] == [1, 2, 1, 1, 1, 1, 1]
    assert {event["mode"] for event in answers} == {"start"}


def assert_all_is_still_there(newcomer, path, name):
    """The path chosen last, its minutes on the board, and the six answers, still without a verdict."""
    chooser = newcomer.widget(PATHS)
    expect(chooser.locator(".course-verdict")).to_contain_text(f"Your path is the {name}")
    expect(chooser.locator(f"input[value={path}]")).to_be_checked()
    expect(newcomer.widget(QUIZ).locator(".course-score")).to_contain_text("6 of 6 answers are kept.")
    board = newcomer.widget(BOARD)
    board.get_by_role("button", name="Update this board").focus()
    expect(board).to_contain_text(f"Minutes are those of your path, the {name}.")
    assert board.locator("tbody tr td:nth-of-type(1)").all_inner_texts() == minutes(path)
    expect(board.get_by_role("row", name="Start here")).to_contain_text("6 of 6 kept, no score")
    expect(board.get_by_role("row", name="Chapter 1:")).to_contain_text("1 of 7")


def test_without_python_the_chooser_says_what_to_do_and_run_again_it_is_as_it_was(newcomer):
    before = newcomer.record.read_bytes()
    page = newcomer.lab.page
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    chooser = newcomer.widget(PATHS)
    chooser.get_by_role("radio").nth(2).press("Space")
    chooser.locator("button[type=submit]").press("Enter")
    expect(chooser.locator(".course-notice")).to_contain_text("Run All Cells", timeout=15_000)
    newcomer.run()
    assert_all_is_still_there(newcomer, "clinical", "clinical path")
    assert newcomer.record.read_bytes() == before


def test_axe_finds_nothing_in_light_and_dark(newcomer):
    for summary in newcomer.lab.page.locator(".course-learning summary, .course-open summary").all():
        if summary.is_visible():
            summary.evaluate("summary => { summary.parentElement.open = true; }")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        newcomer.lab.theme(theme)
        assert newcomer.lab.axe().ours == []


def test_after_a_reload_the_twin_holds_every_path_and_run_again_all_is_there(newcomer):
    lab, page = newcomer.lab, newcomer.lab.page
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    lab.command("docmanager:save")
    lab.open_notebook(NOTEBOOK)
    twins = page.locator(".course-learning-twin")
    for name in ("Plain-language path", "Clinical path", "Research path"):
        expect(twins.nth(PATHS)).to_contain_text(name)
    expect(twins.nth(QUIZ)).to_contain_text("Question 6.")
    assert not VERDICT_WORDS.search(twins.nth(QUIZ).inner_text().replace("Is that right?", ""))
    newcomer.run()
    assert_all_is_still_there(newcomer, "clinical", "clinical path")


def test_a_page_of_the_path_opens_within_jupyterlab(newcomer):
    chooser = newcomer.widget(PATHS)
    chooser.locator("summary").nth(1).press("Enter")
    chooser.get_by_role("link", name="Open Chapter 1").press("Enter")
    newcomer.lab.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget?.context?.path === 'notebooks/01_introduction.ipynb'"
    )
    assert newcomer.lab.page.locator(".course-learning").count() > 0  # the page was not loaded anew


@pytest.mark.parametrize("colours", ["none", "active"])
def test_at_400_per_cent_zoom_nothing_runs_sideways(browser, server, tmp_path, colours):
    options = {"viewport": {"width": 320, "height": 800}, "device_scale_factor": 4, "forced_colors": colours}
    with lab_page(browser, server, **options) as lab:
        newcomer = Newcomer(lab, tmp_path / "record.jsonl")
        lab.open_notebook(NOTEBOOK)
        lab.command("application:toggle-left-area")
        newcomer.run()
        chooser = newcomer.widget(PATHS)
        chooser.get_by_role("radio").first.press("Space")
        chooser.locator("summary").nth(1).press("Enter")
        page = lab.page.locator(".jp-WindowedPanel-outer:visible").first
        assert page.evaluate("box => box.scrollWidth <= box.clientWidth")
        widths = chooser.locator(":visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(box => box.right - box.left)"
        )
        assert max(widths) <= 320
        sizes = chooser.locator(":is(button, summary, label)").evaluate_all(
            "all => all.filter(one => one.offsetParent).map(one => [one.offsetWidth, one.offsetHeight])"
        )
        assert min(min(size) for size in sizes) >= 24
