"""Numbers in texts without comments are held to the list of sources beside them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.evidence.item_numbers import check_item, citation_keys, source_faults
from ketamine_course.evidence.traces import check_text, resolve

GOOD = [
    (["It was 24 %."], ["bioavailability:ph149.value"]),
    (
        ["It was *24* %, of 25 mg.", "In 6 patients."],
        [f"bioavailability:ph149.{x}" for x in ("value", "dose_mg", "n")],
    ),
    (["It was 24–29 %."], ["bioavailability:ph160.range_low", "bioavailability:ph160.range_high"]),
    (["From 92 % to 54 % of 48 people."], ["claims:C032.evidence"]),
    (["Peaks of 2,200 ng/mL."], ["observed_concentrations:ph123.value|round=-2"]),
    (["It fell by 14 %."], ["metabolism:ph191.value"]),
    (["A tablet of 25 mg, then 1,000 mg."], ["example:25", "example:1000"]),
    (["No numbers here, in 2018 or in chapter 3."], ["motov2017"]),
    (["Words stand for themselves."], ["claims:C032.evidence"]),
    (["0.45 of the dose."], ["bioavailability:ph155.source_value"]),
    (["Five times the dose: 5 times."], ["bioavailability:ph144.dose_mg/bioavailability:ph142.dose_mg"]),
    (["The lower is 87.1 % of the upper."], ["bioavailability:ph148.ci_low/ci_high|percent"]),
    (["The lower is 87 % of the upper."], ["bioavailability:ph148.ci_low/ci_high"]),
]
BAD = [
    (
        ["It was 25 %."],
        ["bioavailability:ph149.value"],
        "'25 %' .* agrees with no source: 25 differs from 24",
    ),
    (["It was 24 h."], ["bioavailability:ph149.value"], "24 is shown in h, but .* is in %"),
    (["It was 24 %."], [], r"'24 %' \(per cent\) agrees with no source"),
    (["It was 24 %."], ["motov2017"], "'24 %' .* agrees with no source"),
    (["It was 24 %."], ["example:25"], "'24 %' .* agrees with no source"),
    (
        ["Nothing."],
        ["bioavailability:ph149.value"],
        "no number uses the source 'bioavailability:ph149.value'",
    ),
    (["Nothing."], ["example:25"], "no number uses the source 'example:25'"),
    (["It was 24 %."], ["bioavailability:ph149.valu"], "has no column 'valu'"),
    (["It was 24 %."], ["bioavailability:ph999.value"], "no row 'ph999'"),
    (["Nothing."], ["nobody1900"], "no row 'nobody1900'"),
    (["Nothing."], ["example:many"], "is no example"),
    (["Nothing."], ["example:1 2"], "is no example"),
    (["93 % felt so."], ["claims:C032.evidence"], "93 does not stand in the text"),
    # Nothing in a plain text is code or a comment that hides a number.
    (["`24 %` of them"], [], "'24 %'"),
    (["24 %<!--bioavailability:ph149.value--> of them"], [], "'24 %'"),
    (["<b>24 %</b> of them"], [], "'24 %'"),
    (["4 times"], ["bioavailability:ph144.dose_mg/bioavailability:ph142.dose_mg"], "4 differs from 5"),
    (
        ["4 times"],
        ["bioavailability:ph144.dose_mg/bioavailability:ph142.value"],
        "needs one unit, but one is in mg",
    ),
]


@pytest.mark.parametrize(("texts", "sources"), GOOD)
def test_texts_that_agree_with_their_sources_raise_no_alarm(texts, sources):
    assert check_item(texts, sources) == []


@pytest.mark.parametrize(("texts", "sources", "told"), BAD, ids=[told for *_, told in BAD])
def test_texts_that_disagree_are_told(texts, sources, told):
    problems = check_item(texts, sources)
    assert any(re.search(told, problem) for problem in problems), problems


def test_shared_sources_may_be_used_and_need_not_be():
    shared = ["bioavailability:ph149.value", "bioavailability:ph149.n"]
    assert check_item(["It was 24 %."], [], shared) == []
    assert check_item(["It was 25 %."], [], shared) != []


def test_a_ratio_of_two_rows_is_resolved_in_prose_too():
    found = resolve("bioavailability:ph144.dose_mg/bioavailability:ph142.dose_mg")
    assert (found.value, found.unit, found.is_ratio) == (5.0, "fraction", True)
    assert (
        check_text("It is 5 times<!--bioavailability:ph144.dose_mg/bioavailability:ph142.dose_mg--> that.")
        == []
    )


def test_citation_keys_are_those_behind_references_and_those_named():
    assert citation_keys(["claims:C032.evidence", "chong2006", "bioavailability:ph149.n", "example:3"]) == (
        "motov2017",
        "sigtermans2009",
        "chong2006",
        resolve("bioavailability:ph149.n").citation_key,
    )
    with pytest.raises(ValueError, match="nobody1900"):
        citation_keys(["nobody1900"])


@given(st.lists(st.text(max_size=20), max_size=3), st.lists(st.text(max_size=20), max_size=3))
def test_any_texts_and_sources_can_be_checked(texts, sources):
    told = check_item(texts, sources)
    assert len(told) >= len(source_faults(sources))
    assert all(told)


@given(st.integers(2, 9999), st.sampled_from([" %", " mg", " ng/mL", " minutes", " patients", " points"]))
def test_a_number_named_as_an_example_needs_no_row(number, unit):
    text = f"Say it was {number:,}{unit}."
    assert check_item([text], [f"example:{number}"]) == []
    assert check_item([text], []) != []
