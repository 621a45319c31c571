"""One question as a QTI 2.1 item: what is asked, what is right, how it is marked, what is said to it."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from xml.etree import ElementTree as ET

from ketamine_course.commands.quiz_formats.exported import writable
from ketamine_course.evidence import cite, link
from ketamine_course.evidence.item_numbers import citation_keys
from ketamine_course.learning.banks import Answer, Question
from ketamine_course.learning.texts import bare, runs

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
RESPONSE, SCORE, FEEDBACK, SOLUTION = "RESPONSE", "SCORE", "FEEDBACK", "SOLUTION"
SHOWN = "shown"
_CARDINALITIES = {
    "single": ("single", "identifier"),
    "multiple": ("multiple", "identifier"),
    "numeric": ("single", "float"),
    "order": ("ordered", "identifier"),
    "match": ("multiple", "directedPair"),
}


def item_element(question: Question) -> ET.Element:
    """Return the item. Option n has the identifier On, item n In, a left side Ln, a right side Rn, from 1."""
    root = ET.Element(
        "assessmentItem",
        {
            "xmlns": QTI,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": _SCHEMA,
            "identifier": question.id,
            "title": writable(bare(question.stem)[:120]),
            "adaptive": "false",
            "timeDependent": "false",
            "xml:lang": "en-GB",
        },
    )
    cardinality, base_type = _CARDINALITIES[question.kind]
    response = _element(
        root, "responseDeclaration", identifier=RESPONSE, cardinality=cardinality, baseType=base_type
    )
    right = ET.SubElement(response, "correctResponse")
    for value in _right_values(question):
        ET.SubElement(right, "value").text = value
    score = _element(root, "outcomeDeclaration", identifier=SCORE, cardinality="single", baseType="float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    for outcome in dict.fromkeys((*(outcome for outcome, *_ in _modals(question)), SOLUTION)):
        several = "multiple" if question.kind == "multiple" and outcome == FEEDBACK else "single"
        _element(root, "outcomeDeclaration", identifier=outcome, cardinality=several, baseType="identifier")
    _body(root, question)
    _processing(root, question)
    for outcome, name, text, sources in _modals(question):
        _modal(root, outcome, name, text, sources)
    own = [
        *question.source,
        *([question.answer.source] if question.answer and question.answer.source else []),
    ]
    _modal(root, SOLUTION, SHOWN, question.explanation, own)
    return root


def _right_values(question: Question) -> list[str]:
    if question.answer:
        return [f"{question.answer.value:.12g}"]
    if question.items:
        return [f"I{place}" for place in range(1, len(question.items) + 1)]
    if question.pairs:
        rights = question.rights
        return [f"L{n} R{rights.index(pair.right) + 1}" for n, pair in enumerate(question.pairs, start=1)]
    return [f"O{n}" for n, option in enumerate(question.options, start=1) if option.correct]


def _body(root: ET.Element, question: Question) -> None:
    body = ET.SubElement(root, "itemBody")
    builders: dict[str, Callable[[ET.Element, Question], None]] = {
        "single": _choices,
        "multiple": _choices,
        "numeric": _text_entry,
        "order": _ordering,
        "match": _matching,
    }
    builders[question.kind](body, question)
    hint = _element(body, "infoControl", title="Hint")
    _rich(ET.SubElement(hint, "p"), question.hint)


def _choices(body: ET.Element, question: Question) -> None:
    most = "1" if question.kind == "single" else "0"
    choice = _element(body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle="true", maxChoices=most)
    _rich(ET.SubElement(choice, "prompt"), question.stem)
    for n, option in enumerate(question.options, start=1):
        _rich(_element(choice, "simpleChoice", identifier=f"O{n}"), option.text)


def _text_entry(body: ET.Element, question: Question) -> None:
    _rich(ET.SubElement(body, "p"), question.stem)
    line = ET.SubElement(body, "p")
    entry = _element(line, "textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="10")
    entry.tail = writable(f" {question.answer.unit}") if question.answer.unit else None


def _ordering(body: ET.Element, question: Question) -> None:
    order = _element(body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    _rich(ET.SubElement(order, "prompt"), question.stem)
    for n, item in enumerate(question.items, start=1):
        _rich(_element(order, "simpleChoice", identifier=f"I{n}"), item.text)


def _matching(body: ET.Element, question: Question) -> None:
    count = str(len(question.pairs))
    attributes = {"responseIdentifier": RESPONSE, "shuffle": "true", "maxAssociations": count}
    match = ET.SubElement(body, "matchInteraction", attributes)
    _rich(ET.SubElement(match, "prompt"), question.stem)
    lefts, rights = ET.SubElement(match, "simpleMatchSet"), ET.SubElement(match, "simpleMatchSet")
    for n, pair in enumerate(question.pairs, start=1):
        _rich(_element(lefts, "simpleAssociableChoice", identifier=f"L{n}", matchMax="1"), pair.left)
    for n, right in enumerate(question.rights, start=1):
        _rich(_element(rights, "simpleAssociableChoice", identifier=f"R{n}", matchMax=count), right)


def _processing(root: ET.Element, question: Question) -> None:
    """Give the score, name the feedback to show, and show the explanation once something was answered.

    Only conditions and comparisons that every player knows: some fail at tolerances and at lists that grow.
    """
    processing = ET.SubElement(root, "responseProcessing")
    condition = ET.SubElement(processing, "responseCondition")
    right = ET.SubElement(condition, "responseIf")
    _is_right(right, question)
    _set(right, SCORE, "float", "1")
    wrong = ET.SubElement(condition, "responseElse")
    _set(wrong, SCORE, "float", "0")
    if question.options:
        _variable(_element(processing, "setOutcomeValue", identifier=FEEDBACK), RESPONSE)
    elif question.answer:
        low, high = _bounds(question.answer)
        for comparison, bound, name in (("lt", low, "low"), ("gt", high, "high")):
            told = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
            _compare(told, comparison, bound)
            _set(told, FEEDBACK, "identifier", name)
    else:
        _feedback_on_parts(processing, question)
    answered = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
    _variable(ET.SubElement(ET.SubElement(answered, "not"), "isNull"), RESPONSE)
    _set(answered, SOLUTION, "identifier", SHOWN)


def _is_right(parent: ET.Element, question: Question) -> None:
    if question.answer:
        both = ET.SubElement(parent, "and")
        for comparison, bound in zip(("gte", "lte"), _bounds(question.answer), strict=True):
            _compare(both, comparison, bound)
    else:
        test = ET.SubElement(parent, "match")
        _variable(test, RESPONSE)
        _element(test, "correct", identifier=RESPONSE)


def _bounds(answer: Answer) -> tuple[str, str]:
    """The lowest and the highest number that is right, in decimal digits as an author would work them out."""
    value, tolerance = (Decimal(f"{number:.12g}") for number in (answer.value, answer.tolerance))
    return f"{value - tolerance:f}", f"{value + tolerance:f}"


def _compare(parent: ET.Element, comparison: str, bound: str) -> None:
    test = ET.SubElement(parent, comparison)
    _variable(test, RESPONSE)
    _base_value(test, "float", bound)


def _feedback_on_parts(processing: ET.Element, question: Question) -> None:
    """Feedback on each item that is out of its place, and on each left side with a wrong right side."""
    for (name, text, _), value in zip(_told(question), _right_values(question), strict=True):
        if not text:
            continue
        told = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
        both = ET.SubElement(told, "and")
        _variable(ET.SubElement(ET.SubElement(both, "not"), "isNull"), RESPONSE)
        wrong = ET.SubElement(both, "not")
        if question.items:
            test = ET.SubElement(wrong, "match")
            _variable(_element(test, "index", n=value.removeprefix("I")), RESPONSE)
            _base_value(test, "identifier", value)
        else:
            test = ET.SubElement(wrong, "member")
            _base_value(test, "directedPair", value)
            _variable(test, RESPONSE)
        _set(told, f"{FEEDBACK}_{name}", "identifier", name)


def _modals(question: Question) -> Iterable[tuple[str, str, str, tuple[str, ...]]]:
    """Yield outcome, identifier, text and sources of each feedback; items and pairs have an outcome each."""
    for name, text, sources in _told(question):
        if text:
            yield (
                (f"{FEEDBACK}_{name}" if question.items or question.pairs else FEEDBACK),
                name,
                text,
                sources,
            )


def _told(question: Question) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Yield each feedback ("" where there is none) with the identifier that shows it, and its sources."""
    for n, option in enumerate(question.options, start=1):
        yield f"O{n}", option.feedback, option.source or question.source
    for n, item in enumerate(question.items, start=1):
        text = f"“{item.text}”: {item.feedback}" if item.feedback else ""
        yield f"I{n}", text, item.source or question.source
    for n, pair in enumerate(question.pairs, start=1):
        yield f"L{n}", f"“{pair.left}”: {pair.feedback}", pair.source or question.source
    if question.answer:
        sources = (question.answer.source,) if question.answer.source else question.source
        yield "low", question.answer.feedback_low, sources
        yield "high", question.answer.feedback_high, sources


def _modal(root: ET.Element, outcome: str, name: str, text: str, sources: Iterable[str]) -> None:
    attributes = {"outcomeIdentifier": outcome, "identifier": name, "showHide": "show"}
    modal = ET.SubElement(root, "modalFeedback", attributes)
    _rich(ET.SubElement(modal, "p"), text)
    keys = citation_keys(sources)
    if keys:
        line = ET.SubElement(modal, "p")
        line.text = "Source: " if len(keys) == 1 else "Sources: "
        for key in keys:
            _citation(line, key, last=key == keys[-1])


def _citation(line: ET.Element, key: str, last: bool) -> None:
    """Add a short citation, as a link where the work has an address."""
    words, tail = writable(cite(key, html=False)), "." if last else "; "
    part = _element(line, "a", href=link(key)) if link(key) else ET.SubElement(line, "span")
    part.text, part.tail = words, tail


def _rich(parent: ET.Element, text: str) -> None:
    """Fill an element with a text, *emphasis* as <em>."""
    last = None
    for piece, marked in runs(writable(text)):
        if marked:
            last = ET.SubElement(parent, "em")
            last.text = piece
        elif last is None:
            parent.text = (parent.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece


def _element(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, attributes)


def _variable(parent: ET.Element, name: str) -> None:
    _element(parent, "variable", identifier=name)


def _base_value(parent: ET.Element, base_type: str, value: str) -> None:
    _element(parent, "baseValue", baseType=base_type).text = value


def _set(parent: ET.Element, outcome: str, base_type: str, value: str) -> None:
    _base_value(_element(parent, "setOutcomeValue", identifier=outcome), base_type, value)
