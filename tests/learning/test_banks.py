"""The course's banks are fair to learners: sourced, complete, and not to be guessed from their form."""

import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from blind_strategies import STRATEGIES, outcome
from scipy.stats import binom

from ketamine_course.evidence import course_folder, outline
from ketamine_course.learning import banks
from ketamine_course.learning.bank_numbers import number_faults
from ketamine_course.learning.course_contents import course_contents

EXAMPLE = banks.read_bank(Path(__file__).parent / "example_banks" / "03_example.toml")
EXAMPLE_BANKS = [pytest.param(EXAMPLE, id="example")]
COURSE_BANKS = [pytest.param(path, id=path.stem) for path in banks.bank_paths()]
# The start page and the list of references teach no chapter of the article.
WITHOUT_A_BANK = ("00", "10")
TAUGHT = [
    path
    for path in sorted((course_folder() / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if path.name[:2] not in WITHOUT_A_BANK
]
CATCH_ALL = re.compile(
    r"\b(?:all|none|both|neither|any)\s+of\s+(?:the\s+)?(?:above|these|below|options)\b", re.I
)
FEWEST_QUESTIONS, FEWEST_AT_THE_END, FEWEST_IN_A_SECTION = 20, 8, 2
SHOUTED = re.compile(r"\b(?:NOT|EXCEPT|NEVER|LEAST|NONE)\b")


@pytest.fixture(params=[*EXAMPLE_BANKS, *COURSE_BANKS])
def bank(request) -> banks.Bank:
    """Each bank of the course, and the example, which keeps these tests at work while there are few."""
    return request.param if isinstance(request.param, banks.Bank) else banks.read_bank(request.param)


@pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)
def test_every_chapter_with_a_notebook_has_a_bank_for_its_sections_and_its_end(path):
    chapter = int(path.name[:2])
    bank = banks.load_bank(chapter)
    assert banks.bank_path(chapter).stem == path.stem
    assert len(bank.questions) >= FEWEST_QUESTIONS
    assert len(bank.select(placement="end")) >= FEWEST_AT_THE_END
    nodes = outline()
    own = nodes[(nodes["chapter"] == chapter) & (nodes["kind"] == "section")]["node_id"]
    for section in own:
        assert len(bank.select(section, "section")) >= FEWEST_IN_A_SECTION, section


def test_there_are_chapters_to_ask_about():
    assert TAUGHT
    assert COURSE_BANKS


def test_every_objective_is_tested(bank):
    asked = {question.objective for question in bank.questions}
    assert asked == set(bank.objectives)


def test_every_number_comes_from_its_source_and_every_question_cites(bank):
    found = number_faults(bank)
    assert not found, "\n" + "\n".join(found)


def test_no_option_speaks_of_the_others_and_no_stem_shouts_a_negative(bank):
    for question in bank.questions:
        for option in question.options:
            assert not CATCH_ALL.search(option.text), f"{question.id}: {option.text}"
        assert not SHOUTED.search(question.stem), f"{question.id}: {question.stem}"


def test_feedback_says_more_than_right_or_wrong(bank):
    for question in bank.questions:
        for part in (*question.options, *question.pairs):
            words = re.findall(r"[^\W\d_]+", part.feedback)
            assert len(words) >= 4, f"{question.id}: “{part.feedback}” does not say why"


def test_hints_and_stems_do_not_give_the_answer_away(bank):
    for question in bank.questions:
        for option in question.options:
            if option.correct and len(option.text) > 12:
                assert option.text.lower() not in f"{question.stem} {question.hint}".lower(), question.id


def test_texts_are_plain(bank):
    for question in bank.questions:
        for text in question.texts():
            assert not re.search(r"</?[a-zA-Z!]|&[a-z]+;|```|\]\(|https?://", text), f"{question.id}: {text}"


@pytest.mark.parametrize("name", STRATEGIES)
def test_no_blind_strategy_beats_chance(bank, name):
    found = outcome(STRATEGIES[name], bank.questions)
    assert not found.beats_chance, f"{name}: {found}"


def biased(count: int, longest_is_right: bool = True) -> list[banks.Question]:
    """Questions with four options each, the right one first and either the longest or one like the others."""
    options = tuple(
        banks.Option("x" * (20 if place or not longest_is_right else 30) + str(place), place == 0, "Because.")
        for place in range(4)
    )
    question = next(one for one in EXAMPLE.questions if one.kind == "single")
    return [replace(question, id=f"q03.{number}", options=options) for number in range(count)]


@pytest.mark.parametrize("count", [3, 5, 8, 30])
def test_a_bank_whose_longest_option_is_always_right_is_caught(count):
    found = outcome(STRATEGIES["always the longest"], biased(count))
    assert (found.picked, found.hits) == (count, count)
    assert found.expected == pytest.approx(count / 4)
    assert found.beats_chance


@pytest.mark.parametrize("count", [3, 5, 8, 30])
def test_a_bank_whose_first_option_is_always_right_is_caught(count):
    assert outcome(STRATEGIES["always the first"], biased(count)).beats_chance
    assert not outcome(STRATEGIES["always the second"], biased(count)).beats_chance


def test_a_strategy_without_a_pick_proves_nothing():
    found = outcome(STRATEGIES["always the longest"], biased(10, longest_is_right=False))
    assert (found.picked, found.hits, found.p) == (0, 0, 1.0)
    assert not found.beats_chance
    assert outcome(STRATEGIES["always the longest"], []).p == 1.0


def test_the_chance_of_many_hits_is_the_binomial_one():
    questions = biased(12)
    for hits in (1, 4, 7):
        mixed = [*questions[:hits], *(replace(one, options=one.options[::-1]) for one in questions[hits:])]
        assert outcome(STRATEGIES["always the first"], mixed).p == pytest.approx(binom.sf(hits - 1, 12, 0.25))


def test_hedging_words_are_counted():
    question = EXAMPLE.questions[0]
    assert [option.text for option in question.options][2].endswith("may change it all")
    assert STRATEGIES["always the most hedged"](question) is None  # “about” stands in another option
    hedged = replace(question, options=(*question.options[:2], banks.Option("It may, perhaps", False, "No.")))
    assert STRATEGIES["always the most hedged"](hedged) == 2
    assert STRATEGIES["always the least hedged"](hedged) == 0


# What is changed in the example's first question (or another), and words of the fault.
WRONG_NUMBERS = [
    (
        "q03.01",
        {"explanation": "Swallowed, the same study found 25 %."},
        r"'25 %' .* agrees with no source: 25 differs",
    ),
    ("q03.01", {"hint": "Think of the 48 patients."}, r"'48 patients' \(people\) agrees with no source"),
    (
        "q03.01",
        {"source": ("bioavailability:ph149.value", "bioavailability:ph149.n")},
        "no number uses .*ph149.n",
    ),
    (
        "q03.01",
        {"source": ("bioavailability:ph149.value", "example:77")},
        "no number uses the source 'example:77'",
    ),
    ("q03.03", {"explanation": "It was 24 mg."}, "'24 mg' .* agrees with no source"),
    ("q03.05", {"source": ("example:3",), "hint": "There are 3 patients."}, "it cites nothing"),
]


@pytest.mark.parametrize(("name", "change", "told"), WRONG_NUMBERS, ids=[told for *_, told in WRONG_NUMBERS])
def test_a_number_without_its_source_is_told(name, change, told):
    question = replace(EXAMPLE.question(name), **change)
    found = number_faults(replace(EXAMPLE, questions=(question,)))
    assert any(re.search(rf"^question {name}, .*{told}", line) for line in found), found


# A verdict told, the claims among the question's sources, and the fault ("" if all is well).
VERDICTS_TOLD = [
    ("The verdict is *not supported*, with moderate certainty.", ["C043"], ""),
    ("The verdict on creams is not supported.", ["C031", "C043"], ""),
    (
        "The verdict is *supported*, with high certainty.",
        ["C043"],
        "tells “supported, high”, but claims:C043",
    ),
    ("So the claim is partly supported.", ["C043"], "but claims:C043 has not_supported, moderate"),
    ("The verdict is not supported, with low certainty.", ["C043"], "tells “not supported, low”"),
    ("The verdict is *cannot be checked*.", [], "without its claim: add claims:ID.verdict"),
    ("Then the verdict would be: supported.", [], ""),
]


@pytest.mark.parametrize(("text", "named", "told"), VERDICTS_TOLD)
def test_a_verdict_told_is_that_of_its_claim(text, named, told):
    one = EXAMPLE.question("q03.01")
    source = (*one.source, *(f"claims:{claim}.verdict" for claim in named))
    changed = replace(one, explanation=f"{one.explanation} {text}", source=source)
    found = number_faults(replace(EXAMPLE, questions=(changed,)))
    assert len(found) == bool(told), found
    assert not told or told in found[0]


def objectives_listed(path: Path) -> list[str]:
    """The numbered lines of the cell “What you will be able to do”, without links and emphasis."""
    cells = nbformat.read(path, as_version=4).cells
    listed = next(one.source for one in cells if one.source.startswith("## What you will be able to do"))
    return [bare_words(text) for text in re.findall(r"(?m)^\d+\. (.+)$", listed)]


def bare_words(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("*", "")


@pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)
def test_objectives_are_those_that_the_notebook_lists(path):
    held = banks.load_bank(int(path.name[:2])).objectives.values()
    assert objectives_listed(path) == [bare_words(text) for text in held]


def test_numbers_of_options_pairs_and_answers_are_traced_too():
    single, match, numeric = (EXAMPLE.question(name) for name in ("q03.01", "q03.05", "q03.03"))
    option = replace(single.options[2], feedback="It held 31 %.", source=("bioavailability:ph149.n",))
    pair = replace(match.pairs[0], feedback="It took 31 minutes.")
    answer = replace(numeric.answer, feedback_low="It was above 31 %.")
    changed = (
        replace(single, options=(*single.options[:2], option)),
        replace(match, pairs=(pair, *match.pairs[1:])),
        replace(numeric, answer=answer),
    )
    found = number_faults(replace(EXAMPLE, questions=changed))
    assert [line.partition(" (")[0].partition(" agrees")[0] for line in found] == [
        "question q03.01, option 3: '31 %'",
        "question q03.01, option 3: no number uses the source 'bioavailability:ph149.n'",
        "question q03.05, pair 1: '31 minutes'",
        "question q03.03, answer: '31 %'",
    ]


def test_each_question_about_a_chart_says_that_it_needs_it():
    about_a_chart = re.compile(r"\b(?:in the figure|the chart)\b", re.I)
    questions = [question for path in banks.bank_paths() for question in banks.read_bank(path).questions]
    told = {one.id for one in questions if about_a_chart.search(f"{one.stem} {one.hint}")}
    assert {one.id for one in questions if one.needs == "chart"} == told
    assert {"q03.09", "q03.18"} <= told


def test_each_question_of_the_start_page_is_answered_under_a_heading_that_is_there():
    contents = {one.chapter: one for one in course_contents()}
    for question in banks.load_bank(0).questions:
        where = question.answered_in
        headings = [section.heading for section in contents[where.chapter].sections]
        assert where.heading in headings, f"{question.id}: chapter {where.chapter} has no “{where.heading}”"
