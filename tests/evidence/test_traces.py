"""Numbers in prose: which of them need a reference, and whether the reference is right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.evidence import load_table, resolve
from ketamine_course.evidence.prose_numbers import readable
from ketamine_course.evidence.traces import check_text, find_numbers

SMELLING = {
    "per cent": [
        "24 %",
        "24%",
        "24\xa0%",
        "24 per cent",
        "24 percent",
        "24–29 %",
        "24 % to 29 %",
        "**24** %",
    ],
    "n": ["n = 6", "n=6", "(N = 48)"],
    "dose": ["25 mg", "0.5 mg/kg", "0.15 mg per kg", "a 25-mg dose", "300 µg", "5 to 10 mg/kg", "20 mg/h"],
    "concentration": [
        "100 ng/mL",
        "1.2 nmol/mL",
        "2.7 µmol/L",
        "70–160 ng/mL",
        "100 nanograms per millilitre",
    ],
    "rate or volume": ["84 L/h", "0.063 L/kg", "192 L of fluid", "18.1 mL/min/kg", "0.238 per minute"],
    "time": [
        "0.76 h",
        "45 minutes",
        "a 40-minute infusion",
        "30 s",
        "11 days",
        "12 weeks",
        "14 min and 20 min",
    ],
    "pulse or pressure": ["12.6 mmHg", "12.6/8.5 mmHg", "4 beats"],
    "score": ["4.1 of 10", "8.6 to 4.1 out of 10", "7/10", "3.1 points", "a 3-point fall", "-15.8 points"],
    "share": ["8 of 12", "25 out of 92", "29 of the 93"],
    "people": [
        "48 people",
        "15 healthy volunteers",
        "a 60-person trial",
        "32 children",
        "462 US adults",
        "three volunteers",
        "six healthy patients",
        "7 trials",
        "1,613 patients",
    ],
    "money": ["$500", "£1,200", "500 dollars", "$400 to $800"],
    "interval": [
        "95 % CI 1.46 to 2.61",
        "(90 % CI: 27–31)",
        "IQR 17 to 27",
        "a range of 8 to 24",
        "CI (−0.1, 0.2)",
    ],
    "spread": ["SD 17", "(SE 1)", "± 8.5", "standard deviation of 3"],
    "P value": ["P < 0.05", "p = .03", "P=0.001", "a P value of 0.07"],
    "fold": ["2.4-fold", "3 times"],
    "effect size": ["NNT 25", "OR 3.94", "risk ratio of 1.95", "for every 6 treated"],
}
INNOCENT = [
    "In 2018 the guideline appeared, and again in 2023.",
    "See chapter 3 and section 3.1 or Figure 2.",
    "## 3.1 Intravenous infusions",
    "1. First\n2. Second",
    "CYP2B6 and CYP3A4 make norketamine; C50 is a concentration.",
    "`dose_mg = 25 mg` is code and `24 %` too.",
    "```python\nx = 24  # 24 % of 48 people\n```",
    "~~~\n25 mg\n~~~",
    "[a paper](https://example.org/24%25/25mg)",
    "<https://example.org/48 people>",
    "doi:10.1000/24%25",
    '<img width="40 %" alt="">',
    "$C = \\frac{25\\,mg}{V_1}$ and $$x = 24 \\%$$",
    "We draw 10,000 virtual patients and 500 simulated people.",
    "The 1960s and the 1970s.",
    "Kamp et al. 2020; Domino 1984.",
    "| chapter | title |\n|---|---|\n| 3 | Routes |",
    "In 2019 patients were treated elsewhere.",
    "A 95 % confidence interval is wider than a 50 % interval.",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in SMELLING.items() for text in texts]
)
def test_a_number_that_smells_of_a_study_is_found_and_missed_if_it_has_no_reference(kind, text):
    prose = f"There it was {text} as measured."
    assert kind in {number.kind for number in find_numbers(prose)}
    assert any(f"({kind}) has no reference" in problem for problem in check_text(prose))


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_numbers_raise_no_alarm(text):
    assert find_numbers(text) == []
    assert check_text(text) == []


def test_the_end_of_a_scale_and_the_level_of_an_interval_need_no_reference():
    assert [number.text for number in find_numbers("pain fell to 4.1 of 10")] == ["4.1"]
    assert [number.text for number in find_numbers("95 % CI 27 to 31")] == ["27", "31"]
    assert [number.text for number in find_numbers("9 of 10 patients")] == ["9", "10"]


def test_bare_numbers_in_a_table_of_figures_need_references():
    table = (
        "| route | bioavailability (%) | year |\n|:--|--:|--|\n| oral | {} | 2006 |\n| nasal | 45–50 | 2003 |"
    )
    shown = [(number.text, number.line) for number in find_numbers(table.format("23"))]
    assert shown == [("23", 3), ("45", 4), ("50", 4)]
    assert len(check_text(table.format("23<!--bioavailability:ph153.value-->"))) == 2


GOOD = [
    "24 %<!--bioavailability:ph149.value-->",
    "24%<!--bioavailability:ph149.value-->",
    "**24 %**<!--bioavailability:ph149.value-->",
    "**24 %<!--bioavailability:ph149.value-->**",
    "(24 %<!--bioavailability:ph149.value-->)",
    "24 per cent<!--bioavailability:ph149.value-->",
    "24.0 %<!--bioavailability:ph149.value-->",
    "24–29 %<!--bioavailability:ph160.range_low;bioavailability:ph160.range_high-->",
    "between 24 and 29 %<!--bioavailability:ph160.range_low; bioavailability:ph160.range_high-->",
    "29 % (90 % CI 27 to 31 %<!--bioavailability:ph148.value;bioavailability:ph148.ci_low;"
    "bioavailability:ph148.ci_high-->)",
    "0.45<!--bioavailability:ph155.source_value--> of the dose",
    "45 %<!--bioavailability:ph155.value-->",
    "n = 6<!--bioavailability:ph149.n-->",
    "6 patients<!--bioavailability:ph149.n-->",
    "six patients<!--bioavailability:ph149.n-->",
    "25 mg<!--bioavailability:ph149.dose_mg-->",
    "0.5 mg/kg<!--observed_concentrations:ph128.dose_mg_per_kg--> over "
    "40 min<!--observed_concentrations:ph128.infusion_min-->",
    "0.76 h<!--observed_concentrations:ph113.time_source_value-->",
    "46 minutes<!--observed_concentrations:ph113.time_min-->",
    "45.6 min<!--observed_concentrations:ph113.time_min-->",
    "1,424 ng/mL<!--observed_concentrations:ph122.value-->",
    "2,200 ng/mL<!--observed_concentrations:ph123.value|round=-2-->",
    "2,211 ng/mL<!--observed_concentrations:ph123.value-->",
    "54 %<!--pharmacokinetic_models:ph050.value|percent-->",
    "fell by 14 %<!--metabolism:ph191.value-->",
    "changed by −14 %<!--metabolism:ph191.value-->",
    "−3.8 cm<!--concentration_effects:ph209.value-->",
    "92 %<!--claims:C032.evidence--> and 54 %<!--claims:C032.evidence-->",
    "from 92 % to 54 %<!--claims:C032.evidence-->",
    "48 people<!--claims:C032.evidence-->",
    "8.6 to 4.1 of 10<!--claims:C033.evidence-->",
    "30<!--claims:C033.evidence--> minutes on",
    "SD 17 %<!--bioavailability:ph152.sd-->",
    "25 mg<!--example-->",
    "0.5 mg/kg over 40 minutes<!--example-->",
    "10 to 20 mg<!--example-->",
    "the year 2020<!--references:kamp2020.year-->",
    "24 %<!--bioavailability:ph149.value--> of 25 mg<!--bioavailability:ph149.dose_mg-->",
    "a fifth<!-- a note to editors -->",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_right_reference_is_accepted(text):
    assert check_text(f"It was {text}.") == []


BAD = [
    ("25 %<!--bioavailability:ph149.value-->", "25 differs from 24"),
    ("24.1 %<!--bioavailability:ph149.value-->", "24.1 differs from 24"),
    ("45 minutes<!--observed_concentrations:ph113.time_min-->", "45 differs from 45.6"),
    ("46 h<!--observed_concentrations:ph113.time_min-->", "shown in h, but .* is in min"),
    ("24 min<!--bioavailability:ph149.value-->", "shown in min, but .* is in %"),
    ("25 mg/kg<!--bioavailability:ph149.dose_mg-->", "shown in mg/kg, but .* is in mg"),
    ("+14 and −24 %<!--bioavailability:ph149.value-->", "-24|−24 differs from 24"),
    ("24 %<!--bioavailability:ph999.value-->", "no row 'ph999'"),
    ("24 %<!--bioavailability:ph149.valu-->", "no column 'valu'"),
    ("24 %<!--bioavailabilities:ph149.value-->", "no table 'bioavailabilities'"),
    ("24 %<!--bioavailability:ph149.ci_low-->", "the cell ci_low of this row is empty"),
    ("24 %<!--bioavailability ph149-->", "is no reference"),
    ("24 %<!--difference(trials:pt001)-->", "is no reference"),
    ("24 %<!--bioavailability:ph149.value|round-->", "is no reference"),
    ("24 % <!--bioavailability:ph149.value-->", "without a space"),
    ("24 % of all they swallowed in the end<!--bioavailability:ph149.value-->", "needs a number of its own"),
    ("24 %. So<!--bioavailability:ph149.value-->", "needs a number of its own"),
    ("24 %<!--bioavailability:ph149.value--><!--bioavailability:ph149.value-->", "needs a number of its own"),
    ("much<!--bioavailability:ph149.value-->", "needs a number of its own"),
    ("24–29 %<!--bioavailability:ph160.range_high-->", "'24 %' .* has no reference"),
    ("24–29 %<!--bioavailability:ph160.range_high;bioavailability:ph160.range_low-->", "24 differs from 29"),
    ("29 %<!--bioavailability:ph160.range_low;bioavailability:ph160.range_high-->", "needs 2 numbers"),
    ("93 %<!--claims:C032.evidence-->", "93 does not stand in the text"),
    ("2 %<!--claims:C032.evidence-->", "2 does not stand in the text"),
    ("from 93 % to 54 %<!--claims:C032.evidence-->", "'93 %' .* has no reference"),
    ("54 %<!--claims:C032.evidence|percent-->", "needs numbers"),
    ("2,300 ng/mL<!--observed_concentrations:ph123.value|round=-2-->", "2,300 differs from 2210.61"),
    ("31 % answered to 25 mg<!--example-->", "'31 %' .* has no reference"),
    ("31 % and 25 mg<!--example-->", "'31 %' .* has no reference"),
    ("six patients<!--bioavailability:ph148.n-->", "six differs from 8"),
]


@pytest.mark.parametrize(("text", "told"), BAD)
def test_a_wrong_reference_is_told(text, told):
    problems = check_text(f"First line.\nIt was {text}.")
    assert problems
    assert all(problem.startswith("line 2: ") for problem in problems)
    assert any(re.search(told, problem) for problem in problems), problems


@pytest.mark.parametrize(
    "text",
    [
        "<!--bioavailability:ph149.value--> 24",
        "words\n<!--example--> more",
        "> <!--bioavailability:ph149.value-->",
        "- <!--bioavailability:ph149.value--> item",
        "1. <!--example-->",
    ],
)
def test_a_reference_at_the_start_of_a_line_is_refused(text):
    assert any("start of a line" in problem for problem in check_text(text))


def test_references_shown_as_code_are_not_checked():
    assert check_text("Write `24 %<!--bioavailability:ph149.value-->` or\n\n```\n<!--example-->\n```") == []


def test_lines_are_counted_through_code_and_comments():
    text = (
        "# Title\n\n```\ncode\n```\n\nOne 24 %<!--bioavailability:ph149.value-->\nand 31 % more.\n\n48 people"
    )
    assert [problem.split(":")[0] for problem in check_text(text)] == ["line 8", "line 10"]


def test_resolve_gives_the_figure_with_its_unit_source_and_doubt():
    found = resolve("absorption_timing:ph279.value")
    assert (found.value, found.text, found.unit) == (pytest.approx(45.6), None, "min")
    assert (found.table, found.id, found.column) == ("absorption_timing", "ph279", "value")
    assert (found.citation_key, found.doubtful) == ("chong2006", False)
    assert resolve("absorption_timing:ph279.source_value").unit == "h"
    assert resolve("observed_concentrations:ph113.time_source_value").unit == "h"
    assert resolve("bioavailability:ph149.dose_mg").unit == "mg"
    assert resolve("observed_concentrations:ph095.gsd").unit == "factor"
    assert resolve("pharmacokinetic_models:ph024.value").doubtful


def test_resolve_gives_text_of_a_claim_with_all_its_references():
    found = resolve("claims:C032.evidence")
    assert found.value is None
    assert found.text == load_table("claims").set_index("id").loc["C032", "evidence"]
    assert found.citation_key == "motov2017;sigtermans2009"


def test_a_ratio_is_a_share_and_is_shown_in_per_cent():
    found = resolve("bioavailability:ph148.ci_low/ci_high")
    assert found.value == pytest.approx(27 / 31)
    assert found.is_ratio
    assert check_text("It was 87 %<!--bioavailability:ph148.ci_low/ci_high-->.") == []
    assert check_text("It was 0.87<!--bioavailability:ph148.ci_low/ci_high-->.") == []
    assert check_text("It was 87.1 %<!--bioavailability:ph148.ci_low/ci_high|percent-->.") == []
    assert check_text("It was 88 %<!--bioavailability:ph148.ci_low/ci_high-->.") != []


def test_a_node_with_dots_in_its_identifier_can_be_named():
    assert resolve("article_outline:3.3.L1.1.title").text == "By mouth: tablet or liquid"


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "bioavailability",
        "bioavailability:ph149",
        "bioavailability.ph149.value",
        "bioavailability:ph149.value/",
        "bioavailability:ph149.value|twice",
        "nnt(trials:pt001)",
        "concentration_effects:ph208.value/range_low",
        "bioavailability:ph149.value/unit",
    ],
)
def test_resolve_refuses_what_it_cannot_read(reference):
    with pytest.raises(ValueError, match=r"is no reference|must be a number"):
        resolve(reference)


@st.composite
def _shown_figures(draw: st.DrawFn) -> tuple[str, float, int]:
    """Return a reference to a figure of a table, the figure, and with how many decimals to show it."""
    table = draw(st.sampled_from(["bioavailability", "absorption_timing", "observed_concentrations"]))
    frame = load_table(table)
    frame = frame[frame["value"].notna()]
    record = frame.iloc[draw(st.integers(0, len(frame) - 1))]
    return f"{table}:{record['id']}.value", float(record["value"]), draw(st.integers(0, 3))


@given(_shown_figures())
def test_a_figure_agrees_at_any_precision_and_its_neighbours_do_not(figure):
    reference, value, decimals = figure
    right = f"{value:,.{decimals}f}"
    step = 10.0**-decimals
    assert check_text(f"It was {right}<!--{reference}--> there.") == []
    # Two steps away: of a half, both neighbours are right.
    for wrong in (value + 2.01 * step, value - 2.01 * step):
        assert wrong < 0 or check_text(f"It was {wrong:,.{decimals}f}<!--{reference}--> there.") != []


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_can_be_checked(text):
    assert len(readable(text)) == len(text)
    for problem in check_text(text):
        assert problem.startswith("line ")


@given(
    st.lists(st.sampled_from([*"0123456789.,-–%|`$*_<>!-:; \n#", "<!--", "-->", " mg", "example", "\n\n"]))
)
def test_any_markup_can_be_checked(pieces):
    text = "".join(pieces)
    assert len(readable(text)) == len(text)
    check_text(text)


@given(st.integers(0, 9999), st.sampled_from([" %", " mg", " ng/mL", " minutes", " patients", " points"]))
def test_no_number_with_a_unit_escapes(number, unit):
    (problem,) = check_text(f"We saw {number:,}{unit} there.")
    assert "has no reference" in problem
