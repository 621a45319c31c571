"""Static twins hold everything, give nothing away before they are unfolded, and run nothing."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ketamine_course.evidence import claims
from ketamine_course.learning import banks, twins
from ketamine_course.learning.texts import bare, runs, text_html

EXAMPLE = banks.read_bank(Path(__file__).parent / "example_banks" / "03_example.toml")
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> \" ' & </p></details> *<b>x</b>*"
ALLOWED_TAGS = {"style", "div", "p", "strong", "em", "ol", "ul", "li", "details", "summary", "a"}


class Reader(HTMLParser):
    """Reads a twin as a page would: words within and outside of fold-outs, tags, attributes, summaries."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.labels: list[str] = []
        self.folded, self.outside, self.summaries = "", "", []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        given = dict(attrs)
        if tag == "a":
            self.links.append(given["href"])
        if "aria-label" in given:
            self.labels.append(given["aria-label"])
        if tag == "summary":
            self.summaries.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        if "summary" in self.open:
            self.summaries[-1] += data
        elif "details" in self.open:
            self.folded += data
        else:
            self.outside += data


@pytest.fixture
def page() -> Reader:
    return Reader(twins.quiz_html(EXAMPLE.questions, "Check yourself", "Choose Run."))


def test_everything_a_learner_may_read_is_there(page):
    for question in EXAMPLE.questions:
        assert bare(question.stem) in page.outside
        for text in filter(None, question.texts()):
            assert bare(text) in page.outside + page.folded


def test_nothing_is_given_away_before_it_is_unfolded(page):
    for question in EXAMPLE.questions:
        assert question.hint not in page.outside
        assert question.explanation not in page.outside
        for part in (*question.options, *question.pairs):
            assert part.feedback not in page.outside
    assert "not right." not in page.outside
    assert "24 %" not in page.outside


def test_items_to_be_put_into_order_do_not_stand_in_it():
    question = EXAMPLE.question("q03.04")
    texts = [item.text for item in question.items]
    for items in (question.items, tuple(sorted(question.items, key=lambda item: item.text))):
        reader = Reader(twins.question_html(replace(question, items=items)))
        shown = sorted(texts, key=reader.outside.index)
        assert shown != [item.text for item in items]


def test_a_number_is_told_with_its_unit_and_how_near_is_right():
    told = Reader(twins.question_html(EXAMPLE.question("q03.03"))).folded
    assert "24 %; anything within 1 % of it is right." in told
    plain = replace(EXAMPLE.question("q03.06"), answer=banks.Answer(200.0, "", 0.0, "More.", "Less."))
    reader = Reader(twins.question_html(plain))
    assert "200." in reader.folded
    assert "Answer with a number." in reader.outside


def test_every_fold_out_has_a_name_of_its_own_and_every_group_a_label(page):
    assert len(page.summaries) == len(set(page.summaries)) == 2 * len(EXAMPLE.questions)
    assert "Show the answer to question 2" in page.summaries
    assert page.labels == [f"Question {place} of 6" for place in range(1, 7)]


def test_only_texts_lists_and_fold_outs_are_used(page):
    assert page.tags <= ALLOWED_TAGS
    assert page.attributes <= {"class", "role", "aria-label", "href", "type", "data-lm-suppress-shortcuts"}
    assert all(link.startswith(("https://", "http://")) for link in page.links)
    assert any("doi.org" in link for link in page.links)


@pytest.mark.parametrize("kind", [question.kind for question in EXAMPLE.questions])
def test_hostile_text_stays_text(kind):
    one = next(question for question in EXAMPLE.questions if question.kind == kind)
    changed = replace(
        one,
        stem=HOSTILE,
        hint=HOSTILE,
        explanation=HOSTILE,
        options=tuple(replace(o, text=HOSTILE, feedback=HOSTILE) for o in one.options),
        items=tuple(replace(i, text=HOSTILE, feedback=HOSTILE) for i in one.items),
        pairs=tuple(replace(p, left=HOSTILE, right=HOSTILE, feedback=HOSTILE) for p in one.pairs),
        answer=one.answer and replace(one.answer, unit=HOSTILE, feedback_low=HOSTILE, feedback_high=HOSTILE),
    )
    reader = Reader(twins.quiz_html([changed], HOSTILE, HOSTILE))
    assert reader.tags <= ALLOWED_TAGS
    assert bare(HOSTILE) in reader.outside
    assert bare(HOSTILE) in reader.folded


@pytest.mark.parametrize("claim", list(claims()["id"]))
def test_every_claim_has_a_twin_with_verdict_evidence_and_sources_folded_away(claim):
    row = claims().set_index("id").loc[claim]
    html = twins.claim_html(claim)
    reader = Reader(html)
    assert row["claim"] in reader.outside
    assert "How likely is it that good evidence backs this, as worded?" in reader.outside
    assert row["evidence"] in reader.folded
    assert row["would_change"] in reader.folded
    assert row["evidence"] not in reader.outside
    words = twins.VERDICTS[row["verdict"]][0]
    assert f"Verdict: {words} (certainty: {row['certainty'].replace('_', ' ')})." in reader.folded
    assert ("unsettled" in reader.folded) == (not row["decided"])
    assert len(reader.links) <= len(row["citation_keys"])
    assert reader.summaries == [f"Show the verdict on claim {claim}"]
    assert "nan" not in reader.folded.split()


def test_a_deck_holds_its_claims_in_order_and_an_unknown_one_is_refused():
    reader = Reader(twins.claims_html(["C036", "C031"], "Predict first"))
    assert reader.labels == ["Claim C036", "Claim C031"]
    assert twins.claims_text(["C031"], "Predict first").startswith("Predict first\nC031. ")
    with pytest.raises(ValueError, match="there is no claim 'C999'; the claims are C001 to "):
        twins.claim_html("C999")


def test_twins_in_words_are_the_same_each_time_and_give_nothing_away():
    words = twins.quiz_text(EXAMPLE.questions, "Check yourself")
    assert words == twins.quiz_text(EXAMPLE.questions, "Check yourself")
    assert words.splitlines()[0] == "Check yourself"
    assert len(words.splitlines()) == 7
    assert "24 %" not in words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a *b* c", [("a ", False), ("b", True), (" c", False)]),
        ("*b*", [("b", True)]),
        ("3 * 4 * 5", [("3 * 4 * 5", False)]),
        ("CYP2B6*6 and *1*2", [("CYP2B6*6 and *1*2", False)]),
        ("**b**", [("**b**", False)]),
        ("(*a*), *b*.", [("(", False), ("a", True), ("), ", False), ("b", True), (".", False)]),
        ("", []),
    ],
)
def test_only_stars_that_hug_words_are_emphasis(text, pieces):
    assert list(runs(text)) == pieces


def test_emphasis_is_the_only_markup():
    assert text_html('*<b>* & "x"') == "<em>&lt;b&gt;</em> &amp; &quot;x&quot;"
