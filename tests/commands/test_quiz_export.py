"""Exported banks come back whole, and mark as the course does, read by readers that know only the formats."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import moodle_reader
import pytest
import qti_reader
from hypothesis import given, settings
from hypothesis import strategies as st

from ketamine_course.commands import cli
from ketamine_course.commands.quiz_formats import exported as quiz_export
from ketamine_course.commands.quiz_formats.moodle import export_moodle
from ketamine_course.commands.quiz_formats.qti import export_qti
from ketamine_course.learning import banks
from ketamine_course.learning.marking import mark
from ketamine_course.learning.texts import bare

FOLDER = Path(__file__).parents[1] / "learning" / "example_banks"
EXAMPLE = banks.read_bank(FOLDER / "03_example.toml")
BANKS = {"example": EXAMPLE, **{path.stem: banks.read_bank(path) for path in banks.bank_paths()}}
QUESTIONS = [(name, question) for name, bank in BANKS.items() for question in bank.questions]
QTI_FILES = {name: export_qti(bank) for name, bank in BANKS.items()}
QTI_ITEMS = {name: qti_reader.read_package(exported.content) for name, exported in QTI_FILES.items()}
MOODLE_FILES = {name: export_moodle(bank) for name, bank in BANKS.items()}
MOODLE_QUESTIONS = {
    name: {one.id: one for one in moodle_reader.read_quiz(exported.content)[1]}
    for name, exported in MOODLE_FILES.items()
}
HOSTILE = "<script>alert(1)</script> & ]]> <!-- -- --> \"'</p> \u202e \x07 \x00 $x$ {{y}} ]]&gt;"


@st.composite
def responses(draw: st.DrawFn, question: banks.Question) -> object:
    """Return a response of the form that a question asks for, right in about a third of all cases."""
    if question.kind == "single":
        return draw(st.integers(0, len(question.options) - 1))
    if question.kind == "multiple":
        right = [place for place, option in enumerate(question.options) if option.correct]
        places = st.lists(st.integers(0, len(question.options) - 1), unique=True, min_size=1)
        return draw(st.one_of(st.just(right), places))
    if question.kind == "order":
        places = list(range(len(question.items)))
        return draw(st.one_of(st.just(places), st.permutations(places)))
    if question.kind == "match":
        right = [question.rights.index(pair.right) for pair in question.pairs]
        places = st.integers(0, len(question.rights) - 1)
        return draw(st.one_of(st.just(right), st.tuples(*[places] * len(right)).map(list)))
    answer = question.answer
    # Not at the very edge of the tolerance, where readers may differ by the last digit.
    near = st.sampled_from([-3, -1.001, -0.999, -0.5, 0, 0.5, 0.999, 1.001, 3])
    return answer.value + draw(near) * (answer.tolerance or 0.1 * abs(answer.value) + 0.1)


def as_qti(question: banks.Question, response: object) -> object:
    """Put a response as a QTI player would."""
    if question.kind == "single":
        return f"O{response + 1}"
    if question.kind == "multiple":
        return [f"O{place + 1}" for place in response]
    if question.kind == "order":
        return [f"I{place + 1}" for place in response]
    if question.kind == "match":
        return [(f"L{left}", f"R{place + 1}") for left, place in enumerate(response, start=1)]
    return response


def as_moodle(question: banks.Question, response: object) -> object:
    """Put a response as Moodle would."""
    if question.kind == "single":
        return [response]
    if question.kind == "order":
        count = len(question.items)
        return [f"{response.index(place) + 1} of {count}" for place in range(count)]
    if question.kind == "match":
        return [bare(question.rights[place]) for place in response]
    return response


@pytest.mark.parametrize(("name", "question"), QUESTIONS, ids=[f"{name}-{one.id}" for name, one in QUESTIONS])
@settings(max_examples=25)
@given(data=st.data())
def test_an_exported_question_marks_as_the_course_does(name, question, data):
    response = data.draw(responses(question))
    marked = mark(question, response)
    result = QTI_ITEMS[name][question.id].process(as_qti(question, response))
    assert result.score == float(marked.correct)
    assert result.solution == (bare(question.explanation),)
    if not marked.correct or question.options:
        assert sorted(result.feedback) == sorted(_told_by_qti(question, marked))
    grade = MOODLE_QUESTIONS[name][question.id].grade(as_moodle(question, response))
    assert (grade > 0.9999) == marked.correct


def _told_by_qti(question: banks.Question, marked) -> list[str]:
    """The feedback of the course, without the option's own words, which QTI shows beside it."""
    texts = [bare(text) for text, _ in marked.feedback]
    if question.kind != "multiple":
        return texts
    prefixes = {bare(f"“{option.text}”: "): bare(option.feedback) for option in question.options}
    return [next(told for words, told in prefixes.items() if text == words + told) for text in texts]


@pytest.mark.parametrize("name", BANKS)
def test_nothing_is_told_before_something_is_answered(name):
    for item in QTI_ITEMS[name].values():
        assert item.process(None) == qti_reader.Result(0.0, (), ())


@pytest.mark.parametrize(("name", "question"), QUESTIONS, ids=[f"{name}-{one.id}" for name, one in QUESTIONS])
def test_every_text_of_a_question_is_in_both_formats(name, question):
    item, imported = QTI_ITEMS[name][question.id], MOODLE_QUESTIONS[name][question.id]
    in_qti = "\n".join(["".join(item.root.itertext())])
    plain = [right for _, right in imported.pairs()] if imported.kind == "matching" else []
    in_moodle = "\n".join([*(moodle_reader.words(html) for html in imported.html()), *plain])
    for text in filter(None, question.texts()):
        assert bare(text) in in_qti
        assert bare(text) in in_moodle


@pytest.mark.parametrize("name", BANKS)
def test_objective_level_and_place_go_along(name):
    bank, keywords = BANKS[name], qti_reader.keywords(QTI_FILES[name].content)
    assert (
        list(QTI_ITEMS[name]) == list(MOODLE_QUESTIONS[name]) == [question.id for question in bank.questions]
    )
    about = ET.fromstring(MOODLE_FILES[name].content).findtext("question/info/text")
    for question in bank.questions:
        objective = f"{question.objective}: {bare(bank.objectives[question.objective])}"
        assert objective in moodle_reader.words(about)
        assert keywords[question.id][:2] == [objective, f"level: {question.level}"]
        tags = MOODLE_QUESTIONS[name][question.id].tags
        assert tags == [question.objective, *keywords[question.id][1:]]
        assert ("extra" in tags) == ("(Extra)" in objective)
        assert ("needs a chart" in tags) == (question.needs == "chart")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("q03.01", "after: How much of a dose arrives"),
        ("q03.18", "end of chapter"),
        ("q03.29", "after: Extra: how far apart are models?"),
    ],
)
def test_the_place_is_told_by_the_notebooks_heading(name, place):
    assert MOODLE_QUESTIONS["03_methods_of_administration"][name].tags[2] == place


def test_a_tag_that_moodle_would_cut_is_cut_between_words(monkeypatch):
    heading = "Extra: a dummy against nothing, and a mark against a mean"
    monkeypatch.setattr(quiz_export, "quiz_heading", lambda *_, **__: heading)
    for one in moodle_reader.read_quiz(export_moodle(EXAMPLE).content)[1]:
        assert "after: Extra: a dummy against nothing, and a mark…" in one.tags
        assert max(map(len, one.tags)) <= 50


@pytest.mark.parametrize("export", [export_moodle, export_qti])
def test_questions_about_a_chart_are_exported_and_named(export):
    bank = BANKS["03_methods_of_administration"]
    (told,) = (note for note in export(bank).notes if "chart" in note)
    assert told.startswith("q03.09, q03.18: about a chart of the chapter")
    assert not any("chart" in note for note in export(EXAMPLE).notes)


def test_units_may_be_left_out_or_spelled_in_the_usual_ways():
    assert MOODLE_QUESTIONS["example"]["q03.03"].units() == ["%", "percent", "per cent", "pct", "of 100"]
    plain = banks.Answer(200.0, "", 4.0, "Too little of it.", "Too much of it.")
    question = replace(EXAMPLE.question("q03.06"), answer=plain)
    exported = export_moodle(replace(EXAMPLE, questions=(question,)))
    (imported,) = moodle_reader.read_quiz(exported.content)[1]
    assert imported.units() == []
    assert imported.element.findtext("showunits") == "3"


def hostile_bank() -> banks.Bank:
    """The example with something nasty in every text."""
    questions = []
    for one in EXAMPLE.questions:
        parts = {
            "options": tuple(replace(o, text=f"{o.text} {HOSTILE}", feedback=HOSTILE) for o in one.options),
            "items": tuple(replace(i, text=f"{i.text} {HOSTILE}", feedback=HOSTILE) for i in one.items),
            "pairs": tuple(
                replace(p, left=f"{p.left} {HOSTILE}", right=f"{p.right} {HOSTILE}", feedback=HOSTILE)
                for p in one.pairs
            ),
        }
        if one.answer:
            parts["answer"] = replace(
                one.answer, feedback_low=HOSTILE, feedback_high=HOSTILE, units=(HOSTILE,)
            )
        questions.append(replace(one, stem=HOSTILE, hint=HOSTILE, explanation=HOSTILE, **parts))
    objectives = {name: HOSTILE for name in EXAMPLE.objectives}
    return replace(EXAMPLE, title=f"a/b {HOSTILE}", objectives=objectives, questions=tuple(questions))


def test_hostile_text_stays_text_in_both_formats():
    bank = hostile_bank()
    seen = HOSTILE.replace("\x07", "\ufffd").replace("\x00", "\ufffd")
    qti, moodle = export_qti(bank), export_moodle(bank)
    for item in qti_reader.read_package(qti.content).values():
        assert seen in "".join(item.root.itertext())
        assert not [one for one in item.root.iter() if "script" in one.tag.lower()]
    category, imported = moodle_reader.read_quiz(moodle.content)
    assert category.startswith("$course$/top/Chapter 3: a//b <script>")
    for one in imported:
        assert seen in moodle_reader.words(one.text)
        for html in one.html():
            assert moodle_reader.tags(html) <= {"p", "em", "a"}
    for exported in (qti, moodle):
        assert sum("control signs" in note for note in exported.notes) == len(bank.questions)


def test_emphasis_becomes_emphasis():
    question = replace(EXAMPLE.questions[0], stem="Take *all of it*, 3 * 4 * 5 and *two*.")
    bank = replace(EXAMPLE, questions=(question,))
    (imported,) = moodle_reader.read_quiz(export_moodle(bank).content)[1]
    assert imported.text == "<p>Take <em>all of it</em>, 3 * 4 * 5 and <em>two</em>.</p>"
    prompt = qti_reader.read_package(export_qti(bank).content)["q03.01"].root.find(
        f".//{qti_reader.QTI}prompt"
    )
    assert "".join(prompt.itertext()) == "Take all of it, 3 * 4 * 5 and two."
    assert [one.text for one in prompt] == ["all of it", "two"]


@pytest.mark.parametrize("export", [export_moodle, export_qti])
def test_the_same_bank_gives_the_same_bytes(export):
    assert export(EXAMPLE).content == export(banks.read_bank(FOLDER / "03_example.toml")).content


@pytest.mark.parametrize(("name", "file"), [("moodle-xml", "03_example.xml"), ("qti", "03_example.zip")])
def test_the_command_writes_the_file_and_tells_what_it_could_not_hold(
    name, file, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(banks, "bank_paths", lambda folder=None: [FOLDER / "03_example.toml"])
    assert cli.main(["quiz", "export", "--format", name, "--chapter", "3"]) == 0
    told = capsys.readouterr()
    assert told.out == f"6 questions written to {file}\n"
    content = (tmp_path / file).read_bytes()
    if name == "qti":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = package.read("imsmanifest.xml")
    for note in told.err.splitlines():
        assert note in content.decode()
    assert "q03.04: exported as matching" in told.err or name == "qti"
    # A comment may hold no two hyphens; the file is read here by a parser that is told to keep comments.
    assert ET.fromstring(content, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))) is not None


def test_the_command_writes_where_it_is_told_and_names_a_chapter_without_a_bank(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(banks, "bank_paths", lambda folder=None: [FOLDER / "03_example.toml"])
    target = tmp_path / "for-moodle.xml"
    assert (
        cli.main(["quiz", "export", "--format", "moodle-xml", "--chapter", "3", "--output", str(target)]) == 0
    )
    assert len(moodle_reader.read_quiz(target.read_bytes())[1]) == 6
    capsys.readouterr()
    assert cli.main(["quiz", "export", "--format", "qti", "--chapter", "7"]) == 1
    assert capsys.readouterr().err == "quiz: chapter 7 has no bank of questions; chapters with one: 3\n"
    with pytest.raises(SystemExit) as end:
        cli.main(["quiz", "export", "--format", "gift", "--chapter", "3"])
    assert end.value.code == 2


def test_the_check_tells_what_is_wrong_with_a_bank(tmp_path, monkeypatch, capsys):
    text = (FOLDER / "03_example.toml").read_text(encoding="utf-8")
    (tmp_path / "03_example.toml").write_text(text.replace("found 24 %", "found 25 %"), encoding="utf-8")
    (tmp_path / "04_other.toml").write_text(text.replace('kind = "single"', 'kind = "x"'), encoding="utf-8")
    monkeypatch.setattr(banks, "bank_paths", lambda folder=None: sorted(tmp_path.glob("*.toml")))
    assert cli.main(["quiz", "check"]) == 1
    told, advice = capsys.readouterr()
    assert "03_example.toml, question q03.01, '25 %' (per cent) agrees with no source" in told
    assert 'or "example:40" if it is made up' in advice
    assert "04_other.toml, question q03.01, field kind: may not be" in told
    (tmp_path / "03_example.toml").write_text(text, encoding="utf-8")
    assert cli.main(["quiz", "check", "--chapter", "3"]) == 0
    assert capsys.readouterr() == ("03_example.toml: 6 questions, all is well\n", "")
