"""A bank is read as it stands, and whatever is wrong with one is said with file, question and field."""

import copy
import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ketamine_course.evidence import course_folder
from ketamine_course.learning import banks
from ketamine_course.learning.schema_faults import KEYWORDS, faults

EXAMPLE = Path(__file__).parent / "example_banks" / "03_example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
SCHEMA = json.loads((course_folder() / "data" / "quizzes" / "quiz.schema.json").read_text(encoding="utf-8"))
FIRST_OPTIONS = TEXT[TEXT.index("[[questions.options]]") : TEXT.index('[[questions]]\nid = "q03.02"')]


def write(folder: Path, *changes: tuple[str, str], name: str = "03_example.toml") -> Path:
    """Store the example with pieces of its text replaced, each once."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# What is changed in the example, and words that the loader must say of it. The schema refuses these too.
BROKEN = [
    ('title = "Ways in: a bank for tests"\n', "", "the file|field title: is missing"),
    ('title = "Ways in: a bank for tests"', "title = 3", "field title: may not be 3; allowed: a text"),
    ("chapter = 3", 'chapter = "three"', 'field chapter: may not be "three"; allowed: .*whole number'),
    ("chapter = 3", "chapter = 31", "field chapter: may not be 31"),
    ('"o3.1" =', '"obj1" =', r'field objectives, field obj1: may not be "obj1"; allowed: ids such as "o3.1"'),
    ('id = "q03.01"\n', "", "question number 1, which has no id, field id: is missing"),
    ('id = "q03.01"', 'id = "q3.1"', r'question q3.1, field id: may not be "q3.1"; allowed: an id such as'),
    (
        'kind = "single"',
        'kind = "singel"',
        'q03.01, field kind: may not be "singel"; allowed: single, multiple',
    ),
    ('kind = "single"\n', "", "q03.01, field kind: is missing; allowed: single"),
    ('placement = "section"', 'placement = "middle"', "q03.01, field placement: .* section .* or end"),
    ('level = "recall"', 'level = "hard"', "q03.01, field level: .* recall, apply or appraise"),
    ('node = "3.1"', 'node = "three"', "q03.01, field node: .* outline"),
    (
        'hint = "Nothing stands between the vein and the blood."',
        'hint = " "',
        "q03.01, field hint: may not be",
    ),
    ('hint = "Nothing', 'hnit = "Nothing', "q03.01, field hnit: is not known here; allowed: the fields id,"),
    (
        'source = ["bioavailability:ph149.value"]',
        "source = []",
        "q03.01, field source: has 0; allowed: a list",
    ),
    ('source = ["bioavailability:ph149.value"]', 'source = "chong2006"', "q03.01, field source: may not be"),
    (
        'source = ["bioavailability:ph149.value"]',
        'source = ["a b"]',
        "q03.01, field source, number 1: may not",
    ),
    (FIRST_OPTIONS, "", "q03.01, field options: is missing; allowed: .*exactly one option"),
    (
        'correct = true\nfeedback = "Yes',
        'correct = "yes"\nfeedback = "Yes',
        "q03.01, option 1, field correct: .*true",
    ),
    ("correct = true", "correct = false", "q03.01, field options: has 0 of these; allowed: .* exactly one"),
    (
        'correct = false\nfeedback = "Sw',
        'correct = true\nfeedback = "Sw',
        "q03.01, field options: has 2 of these",
    ),
    ('feedback = "The liver', 'fedback = "The liver', "q03.01, option 3, field feedback: is missing"),
    (
        'correct = false\nfeedback = "All',
        'correct = true\nfeedback = "All',
        "q03.02, field options: .*correct = false",
    ),
    ("[questions.answer]\nsource", "[questions.other]\nsource", "q03.03, field answer: is missing"),
    (
        'source = "bioavailability:ph149.value"\nunit',
        "unit",
        "q03.03, field answer: .*either source or value",
    ),
    (
        "value = 200",
        'value = 200\nsource = "bioavailability:ph149.value"',
        "q03.06, field answer: .*source or value",
    ),
    (
        "tolerance = 1",
        "tolerance = -1",
        "q03.03, field answer, field tolerance: may not be -1; allowed: .* 0 or",
    ),
    ("tolerance = 1", "tolerance = true", "q03.03, field answer, field tolerance: may not be true"),
    ("tolerance = 1", "tolerance = 2026-01-01", "q03.03, field answer, field tolerance: may not be"),
    ("tolerance = 1\n", "", "q03.03, field answer: .*either tolerance or tolerance_percent"),
    (
        "tolerance_percent = 2",
        "tolerance_percent = 0",
        "q03.06, field answer, field tolerance_percent: may not be 0",
    ),
    ('unit = "%"\n', "", "q03.03, field answer, field unit: is missing"),
    ('units = ["of 100"]', "units = [1]", "q03.03, field answer, field units, number 1: may not be 1"),
    ('[[questions.items]]\ntext = "Swallowed"', "", "q03.04, field items: has 2; allowed: a list of 3 to 8"),
    (
        'kind = "single"',
        'kind = "single"\nanswered_in = { chapter = 0, heading = "Pain" }',
        "q03.01, field answered_in, field chapter: may not be 0",
    ),
    (
        'kind = "single"',
        'kind = "single"\nneeds = "scissors"',
        'q03.01, field needs: may not be .*scissors.*; allowed: "chart"',
    ),
    ('right = "nothing"\n', "", "q03.05, pair 1, field right: is missing"),
    (
        '[[questions.pairs]]\nleft = "A vein"',
        '[[questions.items]]\ntext = "A vein"',
        "field items: does not belong",
    ),
]
# What only the loader can see, since it knows the tables and the rest of the file.
BROKEN_BEYOND_SCHEMA = [
    (
        'kind = "single"',
        'kind = "single"\nanswered_in = { chapter = 1, heading = "Pain" }',
        "q03.01, field answered_in: does not belong here; allowed: in the bank of the start page",
    ),
    ("chapter = 3", "chapter = 4", "field chapter: 4 does not fit the file's name"),
    ('"o3.1" =', '"o4.1" =', "field objectives, o4.1: is of another chapter; allowed: .*o3."),
    ('id = "q03.02"', 'id = "q03.01"', "question q03.01, field id: stands 2 times; allowed: once"),
    ('id = "q03.02"', 'id = "q04.02"', "question q04.02, field id: is of another chapter"),
    (
        'objective = "o3.1"',
        'objective = "o3.9"',
        "q03.01, field objective: “o3.9” is not declared; allowed: o3.1, o3.2",
    ),
    ('node = "3.1"', 'node = "4.1"', "q03.01, field node: “4.1” is not in the outline; allowed: 3, 3.1"),
    (
        '["bioavailability:ph149.value"]',
        '["bioavailability:none.value"]',
        "q03.01, field source: .*no row 'none'",
    ),
    ('["bioavailability:ph149.value"]', '["nobody1900"]', "q03.01, field source: .*no row 'nobody1900'"),
    ('source = ["zanos2018"]', 'source = ["nobody1900"]', "q03.01, option 3, field source: .*nobody1900"),
    (
        'text = "A drip into a vein"',
        'text = "A spray into the nose"',
        "q03.02, field options: “A spray .* twice",
    ),
    ('right = "nothing"', 'right = "a thin lining"', "q03.05, field pairs: all have one right side"),
    (
        'source = "bioavailability:ph149.value"\nunit',
        'source = "claims:C032.evidence"\nunit',
        "q03.03, answer, .*words",
    ),
    (
        'source = "bioavailability:ph149.value"\nunit',
        'source = "a:b.c"\nunit',
        "q03.03, answer, field source: .*no table",
    ),
    ('unit = "%"', 'unit = "mg"', "q03.03, answer, field unit: is “mg”, but .* is in %; allowed: %"),
    ("value = 200", "value = nan", "q03.06, answer, field value: may not be nan; allowed: a finite number"),
    ("value = 200", "value = 0", "q03.06, answer, field tolerance_percent: means nothing"),
]


def test_the_schema_is_a_schema_and_its_loader_knows_all_its_words():
    Draft202012Validator.check_schema(SCHEMA)

    def words(schema: object) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        named = {"properties", "$defs"}
        inner = [part for key, part in schema.items() if key in named for part in part.values()]
        inner += [part for key, part in schema.items() if key not in named]
        inner += [part for parts in schema.values() if isinstance(parts, list) for part in parts]
        return set(schema) | {word for part in inner for word in words(part)}

    assert words(SCHEMA) <= KEYWORDS


def test_the_example_fits_the_schema_and_is_read_as_it_stands():
    assert Draft202012Validator(SCHEMA).is_valid(tomllib.loads(TEXT))
    bank = banks.read_bank(EXAMPLE)
    assert (bank.chapter, len(bank.questions)) == (3, 6)
    assert [question.section for question in bank.questions] == ["3.1", "3.3", "3.3", "3", "3.2", "3.3"]
    assert bank.question("q03.03").answer.value == 24.0
    assert bank.question("q03.06").answer.tolerance == pytest.approx(4.0)
    assert bank.question("q03.05").rights == ("nothing", "a thin lining")
    assert [question.id for question in bank.select("3.3", "section")] == ["q03.02"]
    assert [question.id for question in bank.select(placement="end")] == [
        "q03.03",
        "q03.04",
        "q03.05",
        "q03.06",
    ]


@pytest.mark.parametrize(("old", "new", "told"), BROKEN, ids=[told for *_, told in BROKEN])
def test_schema_and_loader_refuse_the_same_broken_banks(old, new, told, tmp_path):
    path = write(tmp_path, (old, new))
    assert not Draft202012Validator(SCHEMA).is_valid(tomllib.loads(path.read_text(encoding="utf-8")))
    with pytest.raises(banks.BankError) as error:
        banks.read_bank(path)
    lines = str(error.value).splitlines()
    assert all(line.startswith("03_example.toml, ") and "; allowed: " in line for line in lines)
    assert any(re.search(told, line) for line in lines), lines


@pytest.mark.parametrize(
    ("old", "new", "told"), BROKEN_BEYOND_SCHEMA, ids=[told for *_, told in BROKEN_BEYOND_SCHEMA]
)
def test_the_loader_refuses_what_a_schema_cannot_see(old, new, told, tmp_path):
    path = write(tmp_path, (old, new))
    assert Draft202012Validator(SCHEMA).is_valid(tomllib.loads(path.read_text(encoding="utf-8")))
    with pytest.raises(banks.BankError, match=told) as error:
        banks.read_bank(path)
    assert all(line.startswith("03_example.toml, ") for line in str(error.value).splitlines())


def test_every_fault_of_a_bank_is_told_at_once(tmp_path):
    path = write(tmp_path, ('kind = "single"', 'kind = "x"'), ('level = "recall"', 'level = "x"'))
    with pytest.raises(banks.BankError) as error:
        banks.read_bank(path)
    assert len(error.value.faults) == 2


def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path):
    with pytest.raises(banks.BankError, match=r"03_example.toml cannot be read as TOML: .*line \d+"):
        banks.read_bank(write(tmp_path, ('title = "', "title = ")))
    path = tmp_path / "03_other.toml"
    path.write_bytes(b'title = "\xff"')
    with pytest.raises(banks.BankError, match=r"03_other.toml cannot be read as TOML"):
        banks.read_bank(path)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} & < > ' `",
        "\u202eevil\u0007",
    ],
)
def test_hostile_text_stays_text(hostile, tmp_path):
    escaped = json.dumps(hostile)[1:-1]
    bank = banks.read_bank(write(tmp_path, ("Nothing stands between", escaped)))
    assert bank.question("q03.01").hint.startswith(hostile)


def test_a_chapter_without_a_bank_is_told_with_those_that_have_one(tmp_path):
    with pytest.raises(ValueError, match="chapter 3 has no bank of questions; chapters with one: none"):
        banks.load_bank(3, tmp_path)
    write(tmp_path)
    assert banks.load_bank(3, tmp_path).chapter == 3
    with pytest.raises(ValueError, match="chapter 4 has no bank of questions; chapters with one: 3"):
        banks.load_bank(4, tmp_path)
    write(tmp_path, name="03_second.toml")
    with pytest.raises(ValueError, match=r"two banks: 03_example.toml, 03_second.toml"):
        banks.load_bank(3, tmp_path)


def test_questions_are_looked_up_by_name_and_place():
    bank = banks.read_bank(EXAMPLE)
    with pytest.raises(ValueError, match=r"no question 'q03.99'; it has q03.01"):
        bank.question("q03.99")
    with pytest.raises(ValueError, match=r"no question with section '3.1' and placement 'end'.*section 3.2"):
        bank.select("3.1", "end")


def test_a_bank_cannot_be_changed_once_read():
    bank = banks.read_bank(EXAMPLE)
    with pytest.raises(TypeError):
        bank.objectives["o3.1"] = "other"
    with pytest.raises(AttributeError):
        bank.questions[0].stem = "other"


ODD = st.one_of(
    st.sampled_from(
        [False, True, 0, 1, -1, 3.0, 0.5, "", " ", "o3.1", "q03.01", "3.1", "single", "match", "%", "end"]
    ),
    st.sampled_from([[], {}, ["chong2006"], [{}], {"text": "a"}, [1, 2, 3], {"correct": True}]).map(
        copy.deepcopy
    ),
    st.text(max_size=5),
)


@st.composite
def mutated(draw: st.DrawFn) -> dict:
    """Return the example with one to three values replaced, taken away or added."""
    raw = copy.deepcopy(tomllib.loads(TEXT))
    for _ in range(draw(st.integers(1, 3))):
        here = raw
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(here[key], dict | list) and draw(st.booleans()):
                here = here[key]
                continue
            action = draw(st.sampled_from(["replace", "remove", "add"]))
            if action == "remove":
                del here[key]
            elif action == "add" and isinstance(here, dict):
                here[draw(st.sampled_from(["source", "answer", "items", "pairs", "options", "new"]))] = draw(
                    ODD
                )
            else:
                here[key] = draw(ODD)
            break
    return raw


@given(mutated())
def test_the_loader_judges_as_the_schema_package_does(raw):
    assert (next(faults(raw, SCHEMA, SCHEMA), None) is None) == Draft202012Validator(SCHEMA).is_valid(raw)
