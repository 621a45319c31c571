"""The glossary says each term plainly and exactly, and uses of its terms are found as readers mean them."""

import re

import nbformat
import pyphen
import pytest

from ketamine_course.evidence import course_folder
from ketamine_course.evidence.glossary import chapters_of_terms, terms, uses

TERMS = list(terms().values())
# Drug names are what they are; every other word counts.
DRUGS = {"ketamine", "morphine"}
WORD = re.compile(r"[A-Za-z'-]+")


def syllables(word):
    """The most that British or American rules of hyphenation find."""
    if word.lower() in DRUGS:
        return 1
    return max(len(pyphen.Pyphen(lang=lang).positions(word.lower())) + 1 for lang in ("en_GB", "en_US"))


def reading_grade(sentence):
    """The Flesch-Kincaid grade of one sentence."""
    words = WORD.findall(sentence)
    return 0.39 * len(words) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)
def test_plain_wording_is_one_sentence_for_grade_8(term):
    assert re.fullmatch(r"[A-Z][^.!?]+\.", term.plain)
    assert reading_grade(term.plain) <= 8


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)
def test_plain_wording_needs_no_other_term_but_the_drug(term):
    allowed = {term.slug, "dissociative-anaesthetic", "placebo", "verdict"}
    assert {use.slug for use in uses(term.plain, TERMS)} <= allowed


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)
def test_slug_follows_from_the_term(term):
    assert term.slug == re.sub(r"[^a-z0-9]+", "-", term.name.lower()).strip("-")


def test_no_form_stands_for_two_terms():
    forms = [form.casefold() for term in TERMS for form in term.forms]
    assert len(forms) == len(set(forms))


def test_no_definition_holds_a_figure_but_those_of_mathematics():
    digits = {term.slug: re.findall(r"\d+", f"{term.plain} {term.exact}") for term in TERMS}
    found = {slug: numbers for slug, numbers in digits.items() if numbers}
    # Ratios of 1, the curve with h = 1, a part of a chemical name.
    assert set(found) <= {"odds-ratio", "risk-ratio", "hill-curve", "hydroxynorketamine"}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Randomised trials of NMDA receptors", ["randomised-trial", "nmda-receptor"]),
        ("a dissociative  anaesthetic", ["dissociative-anaesthetic"]),
        ("in ng/mL, though not in 5 ng/mL", ["ng-ml"]),
        ("the 95 % interval", ["confidence-interval"]),
        ("into a vein (IV), in the hill of Iv", ["intravenous"]),
        ("unblinded, labelled and relabel", []),
    ],
)
def test_uses_are_found_in_order_and_without_overlap(text, slugs):
    assert [use.slug for use in uses(text, TERMS)] == slugs


def test_chapters_of_a_term_are_those_that_link_it(tmp_path):
    def store(name, source):
        cell = nbformat.v4.new_markdown_cell(source)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / name)

    store("01_a.ipynb", 'A [placebo](00_start_here.ipynb#glossary-placebo "A dummy.") and an opioid.')
    store("02_b.ipynb", 'A [dummy](00_start_here.ipynb#glossary-placebo "A dummy.").')
    assert chapters_of_terms(tmp_path) == {"placebo": [(1, "01_a.ipynb"), (2, "02_b.ipynb")]}


def test_each_chapter_links_terms_but_is_no_sea_of_links():
    chapters = [chapter for found in chapters_of_terms().values() for chapter in found]
    names = {path.name for path in (course_folder() / "notebooks").glob("*.ipynb") if path.name[:2] > "00"}
    assert {name for _, name in chapters} == names
    assert all(sum(name == own for _, own in chapters) <= 40 for name in names)
