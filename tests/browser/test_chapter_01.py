"""Chapter 1 as a learner meets it: opened in JupyterLab, run, its explorers moved by keyboard."""

import re

import pytest
from lab_page import run_page
from playwright.sync_api import expect

from ketamine_course.widgets import explorers

pytestmark = pytest.mark.browser

NOTEBOOK = "01_introduction.ipynb"
TITLES = [make().title for make in (explorers.natural_frequencies, explorers.two_point_change)]
HOW = "In a narrow window it scrolls sideways; the words below say what it shows."


@pytest.fixture(scope="module")
def chapter(browser, server):
    """Chapter 1, run from top to bottom at twice the size; its tests share it."""
    options = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with run_page(browser, server, NOTEBOOK, **options) as lab:
        yield lab


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


def test_what_is_news_is_spoken_wherever_it_stands_in_the_reading(chapter):
    figure, keys = chapter.live(0), chapter.page.keyboard
    spoken = figure.locator(".course-spoken")
    figure.get_by_role("button", name="Reset").press("Enter")
    expect(figure.locator(".course-reading")).to_have_text(explorers.natural_frequencies().reading)
    figure.get_by_role("combobox", name="Figures").select_option(label="Your own two percentages")
    expect(spoken).to_contain_text("First group: 40 of 100")
    figure.get_by_role("slider", name="Second group").focus()
    keys.press("ArrowRight")
    expect(spoken).to_have_text(
        re.compile(r"^Second group: 22 of 100 .+ First group: 18 more of 100 than second group \(.+")
    )
    figure = chapter.live(1)
    spoken = figure.locator(".course-spoken")
    figure.get_by_role("slider", name="Group: average fall").focus()
    keys.press("ArrowRight")
    expect(spoken).to_have_text(re.compile("^Simulated group of 100: 60 fall by 2 points or more"))
    figure.get_by_role("slider", name="Person 2").focus()
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    expect(spoken).to_have_text(re.compile("^Person 2, from 6 to 4: [^.]+[.]$"))
    for number in (0, 1):
        chapter.live(number).get_by_role("button", name="Reset").press("Enter")


def test_each_picture_is_called_by_its_title_and_stops_the_tab_key_only_where_it_scrolls(chapter):
    pictures = chapter.page.locator(".course-live .course-picture")
    names = pictures.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert names == [f"Picture: {title} {HOW}" for title in TITLES]
    stops = "() => [...document.querySelectorAll('.course-live .course-picture')].map(one => one.tabIndex)"
    assert chapter.page.evaluate(stops) == [-1, -1]
    hint = "one => getComputedStyle(one, '::before').content"
    assert pictures.first.evaluate(hint) == "none"
    size = chapter.page.viewport_size
    chapter.page.set_viewport_size({"width": 320, "height": 256})
    try:
        chapter.page.wait_for_function(f"() => ({stops})().every(index => index === 0)")
        assert "Wider than this window" in pictures.first.evaluate(hint)
        stored = chapter.page.locator("figure.course-figure:not(.course-twin) .course-picture")
        assert "Wider than this window" in stored.first.evaluate(hint)
    finally:
        chapter.page.set_viewport_size(size)
    chapter.page.wait_for_function(f"() => ({stops})().every(index => index === -1)")


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
