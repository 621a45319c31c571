"""Static twins of questions and claim checks: fold-outs that need no Python, made from the same data.

They are what is seen before a notebook is run, on GitHub and on paper. No script, no form, nothing but text,
lists and fold-outs; every text is escaped.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from urllib.parse import quote

from ketamine_course.charts.ledger import VERDICTS
from ketamine_course.charts.show import OWN_KEYS
from ketamine_course.evidence import cite, claims_named
from ketamine_course.learning.banks import Question
from ketamine_course.learning.course_contents import notebook_paths
from ketamine_course.learning.marking import explanation, own_citations_html
from ketamine_course.learning.texts import bare, text_html

STYLE = """<style>
.course-fold-outs{max-width:46em;line-height:1.5;overflow-wrap:anywhere}
.course-fold-outs>[role="group"]{
  margin:1em 0;padding:.1em 1em;border:1px solid var(--jp-border-color1,#8c8c8c);border-radius:4px}
.course-fold-outs summary{min-height:24px;cursor:pointer}
.course-fold-outs a:any-link{text-decoration:underline}
.course-fold-outs :focus-visible{outline:3px solid var(--jp-brand-color1,#0072b2);outline-offset:2px}
</style>"""
QUESTION = "How likely is it that good evidence backs this, as worded?"
HOW_LIKELY = f"{QUESTION} Say a number from 0 to 100, then unfold."
UNSETTLED = "This verdict is unsettled: readings of the evidence differed, and it stands where it is for now."


def quiz_html(questions: Sequence[Question], title: str, how_to_start: str = "") -> str:
    """Return questions as one piece of safe HTML under a title, each with its answer folded away."""
    count = len(questions)
    parts = [question_html(one, place, count) for place, one in enumerate(questions, start=1)]
    return _page(title, how_to_start, parts)


def claims_html(ids: Iterable[str], title: str, how_to_start: str = "") -> str:
    """Return claims as one piece of safe HTML under a title, each with its verdict folded away.

    Raises:
        ValueError: there is no such claim.
    """
    return _page(title, how_to_start, [claim_html(claim) for claim in ids])


def start_quiz_html(questions: Sequence[Question], title: str, how_to_start: str = "") -> str:
    """Return questions without hint or answer, and folded away where the course answers each."""
    count = len(questions)
    parts = []
    for place, one in enumerate(questions, start=1):
        stem = _paragraph(f"<strong>Question {place}.</strong> {text_html(one.stem)}")
        asked, _ = _SHAPES[one.kind]
        label = f"Question {place} of {count}"
        parts.append(f'<div role="group" aria-label="{label}">{stem}{asked(one)}</div>')
    places = _list((_place_html(one) for one in questions if one.answered_in), "ol")
    return _page(title, how_to_start, [*parts, _folded("Where the course comes to each question", places)])


def _place_html(question: Question) -> str:
    chapter, heading = question.answered_in.chapter, question.answered_in.heading
    name = next((one.stem for one in notebook_paths() if one.name.startswith(f"{chapter:02}_")), "")
    words = f"chapter {chapter}, {heading}"
    address = f"{quote(name)}.ipynb#{quote(heading.replace(' ', '-'))}"
    return f'<a href="{address}" {OWN_KEYS}>{escape(words)}</a>' if name else escape(words)


def question_html(question: Question, place: int = 1, count: int = 1) -> str:
    """Return one question with hint and answer folded away; place: which of ``count`` it is."""
    name = f"question {place}" if count > 1 else "this question"
    asked, answered = _SHAPES[question.kind]
    why = explanation(question)
    hint = _folded(f"Hint for {name}", _paragraph(text_html(question.hint)))
    told = _paragraph(f"<strong>Why.</strong> {text_html(why.text)}{_sourced(why.citation_html)}")
    answer = _folded(f"Show the answer to {name}", answered(question) + told)
    stem = _paragraph(
        f"<strong>{f'Question {place}.' if count > 1 else 'Question.'}</strong> {text_html(question.stem)}"
    )
    label = f"Question {place} of {count}" if count > 1 else "Question"
    return f'<div role="group" aria-label="{label}">{stem}{asked(question)}{hint}{answer}</div>'


def claim_html(claim: str) -> str:
    """Return one claim with verdict, certainty, evidence, what would change it, and sources folded away.

    Raises:
        ValueError: there is no such claim.
    """
    row = claims_named([claim]).iloc[0]
    words, certainty = VERDICTS[row["verdict"]][0], row["certainty"].replace("_", " ")
    told = [f"<strong>Verdict: {escape(words)}</strong> (certainty: {escape(certainty)})."]
    told += [] if row["decided"] else [UNSETTLED]
    sources = "; ".join(cite(key, html=True) for key in row["citation_keys"])
    told.append(f"<strong>What decides.</strong> {escape(row['evidence'])}{_sourced(sources)}")
    if row.get("would_change"):
        told.append(f"<strong>What would change it.</strong> {escape(row['would_change'])}")
    fold = _folded(f"Show the verdict on claim {claim}", "".join(map(_paragraph, told)))
    asked = _paragraph(f"<strong>{escape(row['claim'])}.</strong> {HOW_LIKELY}")
    return f'<div role="group" aria-label="Claim {escape(claim)}">{asked}{fold}</div>'


def quiz_text(questions: Sequence[Question], title: str) -> str:
    """Return the questions in words, without their answers; the same each time."""
    lines = [f"{place}. {bare(one.stem)}" for place, one in enumerate(questions, start=1)]
    return "\n".join([title, *lines])


def claims_text(ids: Iterable[str], title: str) -> str:
    """Return the claims in words, without their verdicts; the same each time."""
    return "\n".join([title, *(f"{one.id}. {one.claim}" for one in claims_named(ids).itertuples())])


def _page(title: str, how_to_start: str, parts: Iterable[str]) -> str:
    start = _paragraph(escape(how_to_start)) if how_to_start else ""
    heading = _paragraph(f"<strong>{escape(title)}</strong>")
    return f'{STYLE}<div class="course-fold-outs">{heading}{start}{"".join(parts)}</div>'


def _asked_options(question: Question) -> str:
    one = "Choose one." if question.kind == "single" else "Choose all that are right."
    return _paragraph(one) + _list((text_html(option.text) for option in question.options), "ol", ' type="A"')


def _answered_options(question: Question) -> str:
    lines = (
        f"{text_html(option.text)} – <strong>{'right.' if option.correct else 'not right.'}</strong> "
        f"{text_html(option.feedback)}{_sourced(own_citations_html(question, option.source))}"
        for option in question.options
    )
    return _list(lines, "ol", ' type="A"')


def _asked_number(question: Question) -> str:
    unit = question.answer.unit
    return _paragraph(f"Answer with a number, in {escape(unit)}." if unit else "Answer with a number.")


def _answered_number(question: Question) -> str:
    answer = question.answer
    unit = f" {escape(answer.unit)}" if answer.unit else ""
    near = f"; anything within {answer.tolerance:.6g}{unit} of it is right" if answer.tolerance else ""
    lines = [
        f"If your number was lower: {text_html(answer.feedback_low)}",
        f"If it was higher: {text_html(answer.feedback_high)}",
    ]
    return _paragraph(f"<strong>{answer.value:.12g}{unit}</strong>{near}.") + _list(lines)


def _asked_order(question: Question) -> str:
    texts = [item.text for item in question.items]
    # By alphabet, unless that would give the answer away.
    shown = sorted(texts, key=str.casefold)
    shown = shown[::-1] if shown == texts else shown
    return _paragraph("Put these into order.") + _list(map(text_html, shown))


def _answered_order(question: Question) -> str:
    lines = (
        text_html(item.text)
        + (f" – {text_html(item.feedback)}" if item.feedback else "")
        + _sourced(own_citations_html(question, item.source))
        for item in question.items
    )
    return _list(lines, "ol")


def _asked_match(question: Question) -> str:
    rights = "; ".join(text_html(right) for right in sorted(question.rights, key=str.casefold))
    lefts = _list(text_html(pair.left) for pair in question.pairs)
    return _paragraph("Find for each of these") + lefts + _paragraph(f"what belongs to it: {rights}.")


def _answered_match(question: Question) -> str:
    lines = (
        f"{text_html(pair.left)} – <strong>{text_html(pair.right)}</strong>. {text_html(pair.feedback)}"
        f"{_sourced(own_citations_html(question, pair.source))}"
        for pair in question.pairs
    )
    return _list(lines)


def _folded(summary: str, html: str) -> str:
    return f"<details><summary {OWN_KEYS}>{escape(summary)}</summary>{html}</details>"


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>"


def _list(lines: Iterable[str], tag: str = "ul", attributes: str = "") -> str:
    return f"<{tag}{attributes}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"


def _sourced(sources: str) -> str:
    return f" Source: {sources}." if sources else ""


_Part = Callable[[Question], str]
# How each kind asks, and how it shows its answer.
_SHAPES: dict[str, tuple[_Part, _Part]] = {
    "single": (_asked_options, _answered_options),
    "multiple": (_asked_options, _answered_options),
    "numeric": (_asked_number, _answered_number),
    "order": (_asked_order, _answered_order),
    "match": (_asked_match, _answered_match),
}
