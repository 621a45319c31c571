"""Chapter 3 as a learner meets it: opened in JupyterLab, run, an explorer moved by keyboard, heard by axe."""

import re

import pytest
from lab_page import lab_page, run_page
from playwright.sync_api import expect

from ketamine_course.widgets import explorers

pytestmark = pytest.mark.browser

NOTEBOOK = "03_methods_of_administration.ipynb"
EXPLORERS = [explorers.route_and_dose, explorers.virtual_population, explorers.model_against_model]


@pytest.fixture(scope="module")
def chapter(browser, server):
    """Chapter 3, run from top to bottom; its tests share it."""
    with run_page(browser, server, NOTEBOOK) as lab:
        yield lab


@pytest.mark.parametrize(
    ("number", "make"), enumerate(EXPLORERS), ids=lambda value: getattr(value, "__name__", "")
)
def test_an_explorers_dose_moved_twice_by_keyboard_changes_figure_and_words(chapter, number, make):
    figure, expected = chapter.live(number), make()
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    slider = figure.get_by_role("slider", name=re.compile("^Dose"))
    slider.focus()
    pictures = [figure.locator("img").get_attribute("src")]
    for dose in (expected.values["dose_mg"] + 5, expected.values["dose_mg"] + 10):
        chapter.page.keyboard.press("ArrowRight")
        expected.set(dose_mg=dose)
        expect(figure.locator(".course-reading")).to_have_text(expected.reading)
        expect(figure.locator("img")).to_have_attribute("alt", expected.alt)
        pictures.append(figure.locator("img").get_attribute("src"))
    assert len(set(pictures)) == 3
    figure.get_by_role("button", name="Reset").press("Enter")
    expect(figure.locator(".course-reading")).to_have_text(make().reading)


def test_the_sentences_that_are_news_are_spoken_once_the_controls_rest(chapter):
    figure = chapter.live(0)
    spoken = figure.locator(".course-spoken")
    figure.get_by_role("combobox", name="Way in").select_option(label="Under the tongue")
    expect(spoken).to_contain_text("under the tongue: a peak of")
    expect(spoken).to_contain_text("As a drip over 40 min, the same dose peaks at")
    figure.get_by_role("combobox", name="Way in").select_option(label="Through the nose")
    expect(spoken).to_contain_text("a peak of")
    expect(spoken).not_to_contain_text("tongue")
    expect(spoken).not_to_contain_text("As a drip")
    figure.get_by_role("button", name="Reset").press("Enter")


def test_the_accessibility_tree_holds_every_heading_of_the_page(chapter):
    titles = [
        words for words in chapter.page.locator(".jp-RenderedMarkdown :is(h1, h2, h3)").all_inner_texts()
    ]
    tree = chapter.page.locator(".jp-Notebook").aria_snapshot()
    assert len(titles) > 15
    for words in titles:
        assert words.strip("¶ \n") in tree


def test_another_way_in_brings_up_the_measured_point(chapter):
    figure = chapter.live(0)
    figure.get_by_role("combobox", name="Way in").select_option(label="Under the tongue")
    slider = figure.get_by_role("slider", name=re.compile("^Dose"))
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    expect(figure.locator(".course-reading")).to_contain_text("Chong")
    figure.get_by_role("button", name="Reset").press("Enter")


def test_axe_finds_nothing_in_what_the_course_puts_on_the_page(chapter):
    seen = {"charts": 0}
    for place in ("top", "middle", "end"):
        chapter.page.evaluate(
            """place => {
              const box = document.querySelector(".jp-WindowedPanel-outer");
              box.scrollTop = {top: 0, middle: box.scrollHeight / 2, end: box.scrollHeight}[place];
            }""",
            place,
        )
        chapter.page.wait_for_timeout(300)
        assert chapter.axe().ours == []
        seen["charts"] += chapter.page.locator("figure img[alt]").count()
    assert seen["charts"] >= 6


def test_before_it_is_run_the_page_shows_charts_and_still_explorers(browser, server):
    with lab_page(browser, server) as lab:
        lab.open_notebook(NOTEBOOK)
        pictures = [
            output["data"]["text/html"]
            for output in lab.outputs()
            if "<img" in str(output.get("data", {}).get("text/html", ""))
        ]
        assert len(pictures) == 9
        assert lab.page.locator(".course-live").count() == 0
        assert lab.axe().ours == []


def test_at_200_per_cent_zoom_axe_finds_nothing_and_the_page_does_not_run_sideways(browser, server):
    options = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with lab_page(browser, server, **options) as lab:
        lab.open_notebook(NOTEBOOK)
        lab.run_all()
        assert lab.axe().ours == []
        wide = lab.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
        assert not wide
