"""Chapter 1 as a learner meets it: opened in JupyterLab, run, its explorers moved by keyboard."""

import re

import pytest
from lab_page import lab_page
from playwright.sync_api import expect

from ketamine_course.widgets import explorers

pytestmark = pytest.mark.browser

NOTEBOOK = "01_introduction.ipynb"


@pytest.fixture(scope="module")
def chapter(browser, server):
    """Chapter 1, run from top to bottom at twice the size; its tests share it."""
    options = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with lab_page(browser, server, **options) as lab:
        lab.open_notebook(NOTEBOOK)
        lab.run_all()
        yield lab
        assert not lab.errors


def press(chapter, figure, expected, control, name, value):
    """Move a slider by one key, and see figure and words follow."""
    before = figure.locator("img").get_attribute("src")
    figure.get_by_role("slider", name=re.compile(f"^{re.escape(control)}")).focus()
    chapter.page.keyboard.press("ArrowRight")
    expected.set(**{name: value})
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    expect(figure.locator("img")).to_have_attribute("alt", expected.alt)
    assert figure.locator("img").get_attribute("src") != before


def test_own_percentages_become_people(chapter):
    figure, expected = chapter.live(0), explorers.natural_frequencies()
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    own = "Your own two percentages"
    figure.get_by_role("combobox", name="Figures").select_option(label=own)
    expected.set(figures="own")
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    press(chapter, figure, expected, "First group", "first_percent", 42)
    figure.get_by_role("radio", name="1,000 people").check()
    expected.set(people=1000)
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)


def test_two_people_and_a_group_follow_their_sliders(chapter):
    figure, expected = chapter.live(1), explorers.two_point_change()
    press(chapter, figure, expected, "Person 1: pain at the end", "end", 7)
    press(chapter, figure, expected, "Group: average fall", "mean_fall", 2.5)
    figure.get_by_role("button", name="Reset").press("Enter")
    expect(figure.locator(".course-reading")).to_have_text(explorers.two_point_change().reading)


def test_axe_finds_nothing_and_the_page_does_not_run_sideways(chapter):
    assert chapter.axe().ours == []
    wide = chapter.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
