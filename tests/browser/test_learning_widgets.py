"""Quizzes, claim checks and the progress board in a real browser, used by keyboard alone."""

import json
import re
from pathlib import Path

import pytest
from lab_page import lab_page
from notebooks_for_tests import write_notebook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BANK = Path(__file__).parents[1] / "learning" / "example_banks" / "03_example.toml"
HOSTILE = "<img src=x onerror=window.hacked=1> </script><script>window.hacked=1</script> *so*"
SET_UP = """\
import os
os.environ["KETAMINE_COURSE_RECORD"] = {record!r}
os.environ["KETAMINE_COURSE_SHUFFLE"] = "off"
from pathlib import Path
from ketamine_course.learning.banks import read_bank
from ketamine_course.widgets import ClaimCheck, ProgressBoard, Quiz
from IPython.display import Markdown
bank = read_bank(Path({bank!r}))
Markdown("## Widgets")"""
CELLS = [
    'Quiz(3, section="3.1", bank=bank)',
    'Quiz(3, section="3.3", bank=bank)',
    "Quiz(3, bank=bank)",
    'ClaimCheck(["C031", "C043"])',
    "ProgressBoard()",
    'Quiz(3, bank=bank, mode="assessment")',
    'ClaimCheck("C031")',
]
SINGLE, MULTIPLE, END, CLAIMS, BOARD, ASSESSMENT, SAME_CLAIM = range(len(CELLS))
RIGHT, NOT_RIGHT = re.compile(r"^Right\."), re.compile(r"^Not right")


class Learner:
    """Someone with a keyboard and a page of widgets."""

    def __init__(self, lab, record: Path) -> None:
        self.lab, self.record = lab, record
        self.press = lab.page.keyboard.press

    def widget(self, number):
        """One of the widgets, once it stands in the page."""
        found = self.lab.page.locator(".course-learning").nth(number)
        found.wait_for()
        return found

    def events(self, kind):
        """What the record's file holds of a kind."""
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [event for event in map(json.loads, lines) if event["kind"] == kind]

    def focused(self):
        """The words or the name of what has the focus."""
        return self.lab.page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        )

    def tab_to(self, name, back=False):
        """Go on with Tab alone until something of this name has the focus."""
        for _ in range(25):
            if name in self.focused():
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not reach {name!r}; it stands at {self.focused()!r}")

    def question(self, widget, number):
        """Go to a question of a quiz by its buttons; the focus is on its words then."""
        while not widget.get_by_text(f"Question {number} of").is_visible():
            widget.get_by_role("button", name="Next").press("Enter")
        assert f"Question {number} of" in self.focused()


@pytest.fixture(scope="module")
def learner(browser, server, tmp_path_factory):
    """A page with every widget, run; the tests share it and go from top to bottom."""
    record = tmp_path_factory.mktemp("record") / "my-progress.jsonl"
    set_up = SET_UP.format(record=str(record), bank=str(BANK))
    write_notebook(server.folder / "notebooks/learning.ipynb", set_up, *CELLS)
    with lab_page(browser, server) as lab:
        lab.open_notebook("learning.ipynb")
        lab.run_all()
        yield Learner(lab, record)
        assert not lab.errors


def test_a_single_choice_is_answered_wrongly_then_rightly_by_keyboard(learner):
    quiz = learner.widget(SINGLE)
    verdict = quiz.locator(".course-verdict")
    assert verdict.get_attribute("role") == "status"
    quiz.get_by_role("radio").first.focus()
    learner.press("ArrowDown")
    learner.tab_to("Check")
    learner.press("Enter")
    expect(verdict).to_have_text(NOT_RIGHT)
    assert learner.focused() == "Check"
    learner.press("Shift+Tab")
    learner.press("ArrowDown")
    expect(verdict).to_be_empty()
    learner.press("Enter")
    expect(verdict).to_contain_text("a hint is offered")
    expect(quiz.get_by_role("radio").nth(2)).to_be_focused()
    learner.tab_to("Hint")
    learner.press("Enter")
    expect(quiz.locator(".course-hint")).to_have_text("Hint. Nothing stands between the vein and the blood.")
    learner.tab_to("Check", back=True)
    learner.press("Shift+Tab")
    learner.press("ArrowUp")
    learner.press("ArrowUp")
    learner.press("Enter")
    expect(verdict).to_have_text(RIGHT)
    expect(quiz.locator(".course-after").get_by_role("link").first).to_have_attribute(
        "href", re.compile("^https://doi.org/")
    )
    expect(quiz.locator(".course-after")).to_contain_text("Why: Into a vein, all of it arrives.")
    answers = learner.events("answer")
    assert [(event["response"], event["correct"], event["hint_used"]) for event in answers] == [
        (1, False, False),
        (2, False, False),
        (0, True, True),
    ]


def test_a_key_after_a_click_on_a_widgets_words_is_no_command_and_escape_leads_to_its_cell(learner):
    quiz, page = learner.widget(SINGLE), learner.lab.page
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for keys in ("x", "dd", "b"):
        quiz.locator(".course-title").click()
        page.keyboard.type(keys)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert quiz.evaluate("root => root === document.activeElement")
    learner.press("Escape")
    assert page.evaluate("() => document.activeElement.classList.contains('jp-Cell')")


def test_looking_again_leaves_the_focus_on_a_link_and_a_fold_out_open(learner):
    quiz, page = learner.widget(SINGLE), learner.lab.page
    quiz.get_by_text("Every answer, and why").click()
    link = quiz.locator(".course-after a").first
    link.focus()
    address = link.get_attribute("href")
    page.evaluate("() => document.activeElement.blur()")
    link.focus()
    page.wait_for_timeout(1000)
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == address
    assert quiz.locator("details").evaluate("one => one.open")


def test_several_choices_are_ticked_by_keyboard(learner):
    quiz = learner.widget(MULTIPLE)
    quiz.get_by_role("checkbox").first.focus()
    learner.press("Space")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_contain_text("something is missing")
    learner.tab_to("Check")
    quiz.get_by_role("checkbox").nth(2).press("Space")
    learner.tab_to("Check")
    learner.press("Space")
    expect(quiz.locator(".course-verdict")).to_have_text(RIGHT)


def test_a_number_is_typed_with_a_decimal_comma(learner):
    quiz = learner.widget(END)
    field = quiz.get_by_role("textbox", name="Your answer (%)")
    field.focus()
    learner.lab.page.keyboard.type("about half")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_contain_text("is no number")
    for typed, verdict in (("40", NOT_RIGHT), ("23,5 %", RIGHT)):
        field.press("Control+a")
        learner.lab.page.keyboard.type(typed)
        expect(quiz.locator(".course-verdict")).to_be_empty()
        learner.press("Enter")
        expect(quiz.locator(".course-verdict")).to_have_text(verdict)
        expect(field).to_be_focused()


def test_items_are_moved_by_keyboard_and_their_new_place_is_spoken(learner):
    quiz = learner.widget(END)
    learner.question(quiz, 2)
    learner.tab_to("Check")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_have_text("Put the items into order first.")
    quiz.get_by_role("button", name="Move down: Into a vein").focus()
    learner.press("Enter")
    assert learner.focused() == "Move down: Into a vein"
    expect(quiz.locator(".course-spoken")).to_have_text("“Into a vein” is now number 2 of 3.")
    learner.tab_to("Check")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_contain_text("Not right: 1 of 3 stands in the right place.")
    learner.tab_to("Move up: Into a vein", back=True)
    learner.press("Space")
    learner.press("Space")
    assert learner.focused() == "Move up: Into a vein"
    expect(quiz.locator(".course-spoken")).to_have_text("“Into a vein” is already the first.")
    learner.tab_to("Check")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_have_text(RIGHT)


def test_pairs_are_matched_by_keyboard(learner):
    quiz = learner.widget(END)
    learner.question(quiz, 3)
    lists = quiz.get_by_role("combobox")
    learner.tab_to("Check")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_have_text("Choose one for each line first.")
    for at in range(3):
        lists.nth(at).focus()
        learner.press("ArrowDown")
    learner.tab_to("Check")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_have_text(NOT_RIGHT)
    for name in ("The nose", "The tongue"):
        quiz.get_by_role("combobox", name=name).press("ArrowDown")
    learner.tab_to("Check")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_have_text(RIGHT)


def test_an_answer_is_shown_on_request_and_the_score_stands_at_the_end(learner):
    quiz = learner.widget(END)
    learner.question(quiz, 4)
    learner.tab_to("Show the answer")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_contain_text("You can still answer it yourself")
    expect(quiz.locator(".course-after")).to_contain_text("The answer: 200 mg")
    learner.tab_to("Next: how it went")
    learner.press("Enter")
    assert learner.focused() == "How it went"
    expect(quiz.locator(".course-score")).to_contain_text(
        "Of 4 answered, 0 right at the first try, 3 by now."
    )
    expect(quiz.locator(".course-score li")).to_have_count(2)


def test_a_prediction_is_moved_or_typed_locked_in_and_changed(learner):
    deck = learner.widget(CLAIMS)
    verdict, slider = deck.locator(".course-verdict"), deck.get_by_role("slider")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") == "nothing said yet"
    learner.tab_to("Lock it in")
    learner.press("Enter")
    expect(verdict).to_contain_text("To say 50, type it.")
    assert learner.events("prediction") == []
    slider.focus()
    learner.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "55 per cent"
    expect(deck.get_by_role("textbox")).to_have_value("55")
    expect(deck.locator(".course-ask")).to_have_text("Lock it in, then see the verdict.")
    learner.tab_to("Lock it in")
    learner.press("Enter")
    expect(verdict).to_contain_text(
        "You said 55 %. Verdict: supported (certainty: high). What decides it stands below."
    )
    assert learner.focused() == "Locked in: 55 %"
    expect(deck.locator(".course-after")).to_contain_text("What decides.")
    learner.tab_to("Next")
    learner.press("Enter")
    assert learner.focused().startswith("Claim 2 of 2.")
    deck.get_by_role("textbox").focus()
    learner.lab.page.keyboard.type("150")
    learner.press("Enter")
    expect(verdict).to_have_text("“150” is not a number from 0 to 100. Type one, such as 55.")
    expect(deck.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    learner.press("Control+a")
    learner.lab.page.keyboard.type("7,5 %")
    expect(deck.get_by_text("Your number: 7.5 %")).to_be_visible()
    learner.press("Control+a")
    learner.lab.page.keyboard.type("12")
    learner.press("Enter")
    expect(verdict).to_contain_text("You said 12 %. Verdict: not supported")
    assert learner.focused() == "Locked in: 12 %"
    expect(deck.get_by_text("2 of 2 numbers said. Read on.")).to_be_visible()
    learner.tab_to("Change my mind")
    learner.press("Enter")
    expect(deck.get_by_role("slider")).to_be_focused()
    expect(verdict).to_contain_text("You said 12 %. Verdict: not supported")
    learner.tab_to("Keep my number")
    learner.press("Enter")
    assert learner.focused() == "Change my mind"
    assert learner.events("prediction")[-1]["probability"] == 12
    learner.press("Enter")
    learner.press("Home")
    learner.tab_to("Lock it in")
    learner.press("Enter")
    expect(deck.locator(".course-after li")).to_have_count(2)
    assert [event["probability"] for event in learner.events("prediction")] == [55, 12, 0]
    assert len(learner.events("reveal")) == 2


def test_a_claim_locked_in_one_deck_stands_locked_in_another_without_running_it_again(learner):
    deck = learner.widget(SAME_CLAIM)
    deck.scroll_into_view_if_needed()
    expect(deck.locator(".course-verdict")).to_contain_text("You said 55 %. Verdict: supported")
    expect(deck.get_by_role("slider")).to_be_disabled()
    deck.get_by_text("How your numbers are scored").click()
    expect(deck.locator("details")).to_contain_text("Your number. Your first number, 55 %, is kept")
    assert len([event for event in learner.events("prediction") if event["claim"] == "C031"]) == 1


def test_an_assessment_tells_nothing_before_its_end(learner):
    quiz = learner.widget(ASSESSMENT)
    quiz.get_by_role("textbox").focus()
    learner.lab.page.keyboard.type("40")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_contain_text("Your answer is kept")
    expect(quiz.get_by_role("textbox")).to_be_disabled()
    assert learner.focused() == "Keep this answer"
    for _ in range(4):
        learner.tab_to("Next")
        learner.press("Enter")
    learner.tab_to("Finish")
    learner.press("Enter")
    expect(quiz.locator(".course-verdict")).to_contain_text("3 questions have no answer yet")
    learner.press("Enter")
    expect(quiz.locator(".course-score")).to_contain_text("0 of 4 right.")
    assert learner.focused() == "How it went"


def test_the_board_shows_what_was_done_and_hands_over_the_record(learner, tmp_path):
    board = learner.widget(BOARD)
    board.get_by_role("button", name="Update this board").press("Enter")
    expect(board.locator(".course-verdict")).to_have_text("This board is up to date.")
    expect(board.get_by_role("row", name="Chapter 3:")).to_contain_text("2 of 13")
    with learner.lab.page.expect_download() as download:
        board.get_by_role("button", name="Download my record").press("Enter")
    expect(board.locator(".course-verdict")).to_contain_text("is among your browser's downloads")
    download.value.save_as(tmp_path / download.value.suggested_filename)
    assert download.value.suggested_filename == "my-progress.jsonl"
    downloaded = (tmp_path / "my-progress.jsonl").read_text()
    assert sorted(downloaded.splitlines()) == sorted(learner.record.read_text().splitlines())
    more = '{"id":"elsewhere","version":1,"time":"2026-01-01T00:00:00.000Z","kind":"prediction",'
    (tmp_path / "more.jsonl").write_text(f'{downloaded}{more}"claim":"C032","probability":5}}\n')
    board.get_by_label("Load a record").set_input_files(tmp_path / "more.jsonl")
    expect(board.locator(".course-verdict")).to_contain_text("1 event was added;")
    expect(board.get_by_role("row", name="Chapter 3:")).to_contain_text("3 of 13")


def test_axe_finds_nothing_in_our_outputs(learner):
    for summary in learner.lab.page.locator(".course-learning summary").all():
        if summary.is_visible():
            summary.evaluate("summary => { summary.parentElement.open = true; }")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        learner.lab.theme(theme)
        report = learner.lab.axe()
        assert report.ours == []
        assert report.jupyterlab  # that axe finds JupyterLab's own shows that it has looked


def test_what_can_be_pressed_is_large_enough_to_be_hit(learner):
    small = learner.lab.page.locator(".course-learning :is(button, select, summary, label.course-tick)")
    sizes = small.evaluate_all(
        "all => all.filter(e => e.offsetParent).map(e => [e.offsetWidth, e.offsetHeight])"
    )
    assert len(sizes) > 15
    assert min(min(size) for size in sizes) >= 24


def assert_all_is_shown_again(learner):
    """Every answer and prediction of the tests above is on the page, with its verdict."""
    single, end = learner.widget(SINGLE), learner.widget(END)
    expect(single.locator(".course-score")).to_contain_text(
        "Of 1 answered, 0 right at the first try, 1 by now."
    )
    single.get_by_role("button", name="Previous").click()
    expect(single.get_by_role("radio").first).to_be_checked()
    expect(single.locator(".course-verdict")).to_have_text(RIGHT)
    for _ in range(4):
        end.get_by_role("button", name="Previous").click()
    expect(end.get_by_role("textbox")).to_have_value("23.5")
    deck = learner.widget(CLAIMS)
    expect(deck.locator(".course-verdict")).to_contain_text("You said 55 %. Verdict: supported")
    expect(learner.widget(ASSESSMENT).locator(".course-score")).to_contain_text("0 of 4 right.")


def test_while_python_is_busy_two_answers_are_both_kept_and_the_last_verdict_is_shown(learner):
    quiz = learner.widget(SINGLE)
    if quiz.locator(".course-score").is_visible():
        quiz.get_by_role("button", name="Previous").press("Enter")
    count, lab = len(learner.events("answer")), learner.lab
    hold = "import time\nfrom ketamine_course.learning.record_store import _STORES"
    hold += "\nwith next(iter(_STORES.values())).lock: time.sleep(4)"
    lab.page.evaluate(
        "code => { jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}); }",
        hold,
    )
    lab.page.wait_for_timeout(300)
    for place in (1, 1, 0, 0):
        quiz.get_by_role("radio").nth(place).focus()
        learner.press("Space")
        learner.press("Enter")
    expect(quiz.locator(".course-notice")).to_contain_text("Waiting for Python")
    expect(quiz.locator(".course-verdict")).to_have_text(RIGHT)
    expect(quiz.locator(".course-notice")).to_be_empty()
    assert [event["response"] for event in learner.events("answer")[count:]] == [1, 0]


def test_after_a_restart_it_says_what_to_do_and_shows_all_again_when_run(learner):
    lab, before = learner.lab, learner.record.read_bytes()
    lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    deck = learner.widget(CLAIMS)
    deck.get_by_role("button", name="Change my mind").press("Enter")
    deck.get_by_role("slider").press("End")
    deck.get_by_role("button", name="Lock it in").press("Enter")
    expect(deck.locator(".course-notice")).to_contain_text("Run All Cells", timeout=15_000)
    lab.run_all()
    assert_all_is_shown_again(learner)
    assert learner.record.read_bytes() == before


def test_saved_reloaded_and_run_again_it_shows_all_again(learner):
    lab, before = learner.lab, learner.record.read_bytes()
    lab.command("docmanager:save")
    lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    lab.open_notebook("learning.ipynb")
    twin = lab.page.locator(".course-learning-twin").nth(END)
    expect(twin).to_contain_text("Show the answer to question 1")
    expect(twin).to_be_visible()
    lab.page.wait_for_timeout(3000)  # JupyterLab looks for the model for two seconds
    expect(lab.page.get_by_text("model not found").locator("visible=true")).to_have_count(0)
    lab.run_all()
    assert_all_is_shown_again(learner)
    assert learner.record.read_bytes() == before
    expect(lab.page.locator(".course-learning-twin").first).to_be_hidden()


def test_a_chapters_link_opens_its_notebook_within_jupyterlab(learner):
    board = learner.widget(BOARD)
    board.get_by_role("link", name="Start here").first.press("Enter")
    learner.lab.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget?.context?.path === 'notebooks/00_start_here.ipynb'"
    )
    assert learner.lab.page.locator(".course-learning").count() > 0


def test_starting_afresh_asks_first_and_keeps_the_old_record(learner):
    lab = learner.lab
    lab.command("docmanager:open", path="notebooks/learning.ipynb")
    board = learner.widget(BOARD)
    board.get_by_role("button", name="Start afresh…").press("Enter")
    assert learner.focused() == "No, keep it"
    learner.press("Enter")
    assert learner.focused() == "Start afresh…"
    learner.press("Enter")
    learner.tab_to("Yes, start afresh", back=True)
    learner.press("Enter")
    expect(board.locator(".course-verdict")).to_contain_text("in the same folder")
    expect(board.get_by_role("row", name="Chapter 3:")).to_contain_text("0 of 13")
    assert learner.events("prediction") == learner.events("answer") == []
    assert len(list(learner.record.parent.glob("my-progress-*.jsonl"))) == 1


def test_a_board_that_changes_under_the_focus_keeps_it_on_its_link(learner):
    board, page = learner.widget(BOARD), learner.lab.page
    board.get_by_role("button", name="Update this board").focus()
    page.evaluate("() => document.activeElement.blur()")
    elsewhere = '{"id":"beside","version":1,"time":"2026-01-01T00:00:00.000Z","kind":"prediction",'
    with learner.record.open("a") as record:
        record.write(f'{elsewhere}"claim":"C032","probability":5}}\n')
    link = board.get_by_role("row", name="Chapter 3:").get_by_role("link")
    words = link.inner_text()
    link.focus()
    expect(board.get_by_role("row", name="Chapter 3:")).to_contain_text("1 of 13")
    assert learner.focused() == words


def test_at_400_per_cent_zoom_nothing_runs_sideways_and_hostile_words_stay_words(browser, server, tmp_path):
    hostile = tmp_path / "03_hostile.toml"
    text = BANK.read_text(encoding="utf-8").replace('= "Put the ways', f'= "{HOSTILE} Put the ways')
    hostile.write_text(text.replace('text = "Into a muscle', f'text = "{HOSTILE} muscle'), encoding="utf-8")
    set_up = SET_UP.format(record=str(tmp_path / "record.jsonl"), bank=str(hostile))
    write_notebook(server.folder / "notebooks/narrow_quiz.ipynb", set_up, *CELLS)
    with lab_page(browser, server, viewport={"width": 320, "height": 800}, device_scale_factor=4) as lab:
        lab.open_notebook("narrow_quiz.ipynb")
        lab.command("application:toggle-left-area")
        lab.run_all()
        learner = Learner(lab, tmp_path / "record.jsonl")
        quiz = learner.widget(END)
        learner.question(quiz, 2)
        quiz.get_by_role("button", name="Show the answer").press("Enter")
        expect(quiz.locator(".course-after")).to_contain_text("The answer:")
        assert "<img src=x onerror=window.hacked=1> </script>" in quiz.locator("legend:visible").inner_text()
        assert quiz.locator("img, script").count() == 0
        assert lab.page.evaluate("() => window.hacked") is None
        page = lab.page.locator(".jp-WindowedPanel-outer:visible").first
        assert page.evaluate("box => box.scrollWidth <= box.clientWidth")
        for number in range(len(CELLS)):
            widget = learner.widget(number)
            assert widget.evaluate("box => box.scrollWidth <= box.clientWidth"), CELLS[number]
            widths = widget.locator(":visible").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect()).map(box => box.right - box.left)"
            )
            assert max(widths) <= 320
