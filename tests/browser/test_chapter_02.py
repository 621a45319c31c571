"""Chapter 2 as a learner meets it: run, its explorers moved by keyboard, a claim and a question tried."""

import re

import pytest
from lab_page import lab_page, run_page
from playwright.sync_api import expect

from ketamine_course.widgets import explorers

pytestmark = pytest.mark.browser

NOTEBOOK = "02_understanding_ketamine.ipynb"
# Each explorer in the order of the page, with a slider of its own: its name and the control behind it.
EXPLORERS = [
    (explorers.wind_up, "NMDA receptors blocked", "blocked_percent", 10),
    (explorers.nmda_block, "Level in blood", "level_ng_per_ml", 10),
    (explorers.trapping, "Free ketamine", "free_umol_per_l", 0.1),
]
WIND_UP = 0


@pytest.fixture(scope="module")
def chapter(browser, server):
    """Chapter 2, run from top to bottom; its tests share it."""
    with run_page(browser, server, NOTEBOOK) as lab:
        yield lab


@pytest.mark.parametrize("number", range(len(EXPLORERS)), ids=[make.__name__ for make, *_ in EXPLORERS])
def test_a_slider_moved_by_keyboard_changes_figure_and_words(chapter, number):
    make, name, control, step = EXPLORERS[number]
    figure, expected = chapter.live(number), make()
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    figure.get_by_role("slider", name=re.compile(f"^{name}")).focus()
    chapter.page.keyboard.press("ArrowRight")
    expected.set(**{control: expected.values[control] + step})
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    expect(figure.locator("img")).to_have_attribute("alt", expected.alt)
    figure.get_by_role("button", name="Reset").press("Enter")
    expect(figure.locator(".course-reading")).to_have_text(make().reading)


def test_what_the_text_says_to_try_on_wind_up_can_be_done_by_keyboard(chapter):
    figure, expected = chapter.live(WIND_UP), explorers.wind_up()
    slider = figure.get_by_role("slider", name="Stimuli a second")
    slider.press("Home")
    expected.set(stimuli_per_s=0.1)
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    figure.get_by_role("button", name="Reset").press("Enter")
    expected.reset()
    figure.get_by_role("radio", name="Only afterwards").press("Space")
    expected.set(when="after")
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    figure.get_by_role("checkbox", name=re.compile("erases, not only hides")).press("Space")
    expected.set(erases=True)
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    figure.get_by_role("button", name="Reset").press("Enter")


def test_a_claim_is_locked_in_and_its_verdict_told(chapter):
    claims = chapter.page.locator(".course-learning").first
    claims.get_by_role("textbox").fill("30")
    claims.get_by_role("button", name="Lock it in").press("Enter")
    expect(claims).to_contain_text(re.compile("supported", re.I))


def test_a_section_ends_in_a_question_that_can_be_answered(chapter):
    words = "The person is cut off from what is done to them"
    quiz = chapter.page.locator(".course-learning", has_text="Ketamine is called a")
    quiz.get_by_role("radio", name=words).press("Space")
    quiz.get_by_role("button", name="Check").press("Enter")
    expect(quiz).to_contain_text("Right.")


def test_axe_finds_nothing_in_what_the_course_puts_on_the_page(chapter):
    assert chapter.axe().ours == []


def test_at_200_per_cent_zoom_in_the_dark_axe_finds_nothing_and_nothing_runs_sideways(browser, server):
    options = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with lab_page(browser, server, **options) as lab:
        lab.open_notebook(NOTEBOOK)
        lab.theme("JupyterLab Dark")
        assert lab.axe().ours == []
        wide = lab.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
        assert not wide
