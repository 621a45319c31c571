"""Banks as Moodle XML, the format of Moodle's question bank (``question/format/xml`` in Moodle).

single and multiple become "multichoice", numeric "numerical", match "matching". Order becomes "matching" with
a position for each item, since the "ordering" type is an extra in many Moodles. Texts are HTML, escaped.
"""

from collections.abc import Callable
from textwrap import shorten
from xml.etree import ElementTree as ET

from ketamine_course.commands.quiz_formats.exported import (
    Exported,
    comment,
    labels,
    lost_signs,
    named,
    to_bytes,
    without_chart,
    writable,
)
from ketamine_course.learning.banks import Bank, Question
from ketamine_course.learning.marking import Feedback, citations_html, explanation
from ketamine_course.learning.texts import bare, text_html
from ketamine_course.learning.typed_numbers import SPELLINGS

PENALTY = "0.3333333"
# Moodle's TAG_MAX_LENGTH: it cuts what is longer, in the middle of a word.
LONGEST_TAG = 50


def export_moodle(bank: Bank) -> Exported:
    """Return a bank as Moodle XML."""
    notes = (*_notes(bank), *without_chart(bank), *lost_signs(bank))
    quiz = ET.Element("quiz")
    quiz.append(comment(notes))
    category = ET.SubElement(quiz, "question", type="category")
    # A slash divides categories; two stand for one.
    name = bare(bank.title).replace("/", "//")
    _text(ET.SubElement(category, "category"), f"$course$/top/Chapter {bank.chapter}: {name}")
    objectives = (_paragraph(f"{objective}: {words}") for objective, words in bank.objectives.items())
    _html(category, "info", "".join(objectives))
    for question in bank.questions:
        quiz.append(_question(question, bank))
    return Exported(to_bytes(quiz), "xml", notes)


def _notes(bank: Bank) -> list[str]:
    """What Moodle's format cannot hold of this bank, or holds in another way."""
    told = {
        "multiple": "Moodle gives part of the mark for some of the right options, and a wrong one takes "
        "all of it. In the course only the whole set is right.",
        "numeric": "Moodle has one feedback for all wrong numbers; the two, for too low and for too high, "
        "stand in it together. In the course an answer in another unit is no miss; here Moodle decides.",
        "order": "exported as matching, each item with its position, since not every Moodle has a type for "
        "putting things into order. Feedback on items stands in the general feedback.",
        "match": "Moodle has no feedback for each pair; it stands in the general feedback.",
    }
    notes = ["All questions: Moodle shows the hint after the first miss, the course after the second."]
    for kind, words in told.items():
        if found := [question for question in bank.questions if question.kind == kind]:
            notes.append(f"{named(found)}: {words}")
    return notes


def _question(question: Question, bank: Bank) -> ET.Element:
    kinds: dict[str, tuple[str, Callable[[ET.Element, Question], None]]] = {
        "single": ("multichoice", _options),
        "multiple": ("multichoice", _options),
        "numeric": ("numerical", _numeric),
        "order": ("matching", _order),
        "match": ("matching", _match),
    }
    name, fill = kinds[question.kind]
    element = ET.Element("question", type=name)
    _text(ET.SubElement(element, "name"), f"{question.id} {bare(question.stem)[:80]}")
    _html(element, "questiontext", _paragraph(question.stem))
    _html(element, "generalfeedback", _general_feedback(question))
    _plain(element, "defaultgrade", "1")
    _plain(element, "penalty", PENALTY)
    _plain(element, "hidden", "0")
    _plain(element, "idnumber", question.id)
    fill(element, question)
    _html(element, "hint", _paragraph(question.hint))
    tags = ET.SubElement(element, "tags")
    for tag in (question.objective, *labels(question, bank)):
        _text(ET.SubElement(tags, "tag"), shorten(tag, LONGEST_TAG, placeholder="…"))
    return element


def _options(element: ET.Element, question: Question) -> None:
    right = sum(option.correct for option in question.options)
    _plain(element, "single", "true" if question.kind == "single" else "false")
    _plain(element, "shuffleanswers", "true")
    _plain(element, "answernumbering", "none")
    _combined_feedback(element)
    for option in question.options:
        wrong = "0" if question.kind == "single" else "-100"
        fraction = f"{100 / right:.5f}".rstrip("0").rstrip(".") if option.correct else wrong
        answer = _html(element, "answer", text_html(option.text), fraction=fraction)
        feedback = Feedback(option.feedback, citations_html(option.source) if option.source else "")
        _html(answer, "feedback", _with_citation(feedback))


def _numeric(element: ET.Element, question: Question) -> None:
    answer = question.answer
    right = _value(element, f"{answer.value:.12g}", "100")
    _plain(right, "tolerance", f"{answer.tolerance:.12g}")
    _html(right, "feedback", "")
    told = f"If your answer was lower: {answer.feedback_low}\nIf it was higher: {answer.feedback_high}"
    _html(_value(element, "*", "0"), "feedback", "".join(_paragraph(line) for line in told.split("\n")))
    # No unit asked for, or a unit that may be left out.
    _plain(element, "unitgradingtype", "0")
    _plain(element, "unitpenalty", "0")
    _plain(element, "showunits", "0" if answer.unit else "3")
    _plain(element, "unitsleft", "0")
    if answer.unit:
        units = ET.SubElement(element, "units")
        for spelling in dict.fromkeys((answer.unit, *SPELLINGS.get(answer.unit, ()), *answer.units)):
            unit = ET.SubElement(units, "unit")
            _plain(unit, "multiplier", "1")
            _plain(unit, "unit_name", spelling)


def _order(element: ET.Element, question: Question) -> None:
    count = len(question.items)
    rows = [(item.text, f"{place} of {count}") for place, item in enumerate(question.items, start=1)]
    _matching(element, rows)


def _match(element: ET.Element, question: Question) -> None:
    _matching(element, [(pair.left, bare(pair.right)) for pair in question.pairs])


def _matching(element: ET.Element, rows: list[tuple[str, str]]) -> None:
    _plain(element, "shuffleanswers", "true")
    _combined_feedback(element)
    for left, right in rows:
        _text(ET.SubElement(_html(element, "subquestion", text_html(left)), "answer"), right)


def _combined_feedback(element: ET.Element) -> None:
    """What Moodle says besides the option's own feedback."""
    _html(element, "correctfeedback", "Right.")
    _html(element, "partiallycorrectfeedback", "Partly right.")
    _html(element, "incorrectfeedback", "Not right.")
    ET.SubElement(element, "shownumcorrect")


def _general_feedback(question: Question) -> str:
    """Explanation, feedback that has no place of its own, and sources."""
    told = [_with_citation(explanation(question))]
    for item in question.items:
        if item.feedback:
            told.append(
                _with_citation(Feedback(f"“{item.text}”: {item.feedback}", citations_html(item.source)))
            )
    for pair in question.pairs:
        told.append(_with_citation(Feedback(f"“{pair.left}”: {pair.feedback}", citations_html(pair.source))))
    return "".join(told)


def _with_citation(feedback: Feedback) -> str:
    """A feedback as paragraphs; its citations are links already."""
    cited = f"<p>Source: {feedback.citation_html}</p>" if feedback.citation_html else ""
    return _paragraph(feedback.text) + cited


def _paragraph(text: str) -> str:
    return f"<p>{text_html(text)}</p>"


def _html(parent: ET.Element, tag: str, html: str, **attributes: str) -> ET.Element:
    """Add an element whose text is HTML, and return it."""
    element = ET.SubElement(parent, tag, {**attributes, "format": "html"})
    _text(element, html)
    return element


def _value(parent: ET.Element, value: str, fraction: str) -> ET.Element:
    element = ET.SubElement(parent, "answer", {"fraction": fraction, "format": "moodle_auto_format"})
    _text(element, value)
    return element


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = writable(text)


def _plain(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = writable(text)
