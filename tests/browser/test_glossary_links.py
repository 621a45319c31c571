"""A term of chapter 1 leads to its entry on the start page, by mouse and by keyboard."""

import pytest
from lab_page import lab_page
from playwright.sync_api import expect

from ketamine_course.evidence.glossary import terms

pytestmark = pytest.mark.browser

CHAPTER, START_PAGE = "01_introduction.ipynb", "00_start_here.ipynb"
TERM = terms()["regression-to-the-mean"]


@pytest.fixture
def pages(browser, server):
    """The start page, open as when the course opens, and chapter 1 in front of it, at twice the size."""
    options = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with lab_page(browser, server, **options) as lab:
        lab.open_notebook(START_PAGE)
        show(lab, CHAPTER)
        yield lab
        assert not lab.errors


def show(lab, notebook):
    """Open a notebook beside those that are open, or bring it to the front."""
    lab.command("docmanager:open", path=f"notebooks/{notebook}")
    expect_in_front(lab, notebook)


def expect_in_front(lab, notebook):
    lab.page.wait_for_function(
        "name => jupyterapp.shell.currentWidget?.title.label === name && "
        "jupyterapp.shell.currentWidget.node.querySelector('.jp-RenderedMarkdown h1')",
        arg=notebook,
    )


def link(lab):
    """The link to the term in the chapter."""
    return lab.page.locator(f'.jp-RenderedMarkdown a[href$="#{TERM.anchor}"]')


def expect_entry(lab):
    """The start page is in front, and the entry's first lines are on the screen."""
    expect_in_front(lab, START_PAGE)
    entry = lab.page.locator("p", has=lab.page.locator(f'[data-jupyter-id="{TERM.anchor}"]'))
    expect(entry).to_contain_text(f"{TERM.name}: {TERM.plain}")
    expect(entry).to_be_in_viewport(ratio=0.3)


def test_a_click_on_a_term_opens_its_entry(pages):
    expect(link(pages)).to_have_attribute("title", TERM.plain)
    link(pages).click()
    expect_entry(pages)


def test_enter_on_a_term_opens_its_entry(pages):
    link(pages).focus()
    pages.page.keyboard.press("Enter")
    expect_entry(pages)


def test_a_start_page_that_was_closed_opens_and_a_second_click_finds_the_entry(lab):
    lab.open_notebook(CHAPTER)
    link(lab).click()
    expect_in_front(lab, START_PAGE)
    show(lab, CHAPTER)
    link(lab).click()
    expect_entry(lab)


def test_a_letter_leads_to_its_terms(pages):
    show(pages, START_PAGE)
    letter = TERM.name[0].upper()
    pages.page.locator(".jp-RenderedMarkdown").get_by_role("link", name=letter, exact=True).click()
    expect(pages.page.get_by_role("heading", name=letter, exact=True)).to_be_in_viewport()
