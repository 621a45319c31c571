"""No figure was lost, bent or mixed up on its way into the tables."""

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

from ketamine_course.evidence import describe, load_table, row, table_names

EVIDENCE = [
    name for name in table_names() if {"source_value", "unstated_spread"} <= set(load_table(name).columns)
]
PAIRS = [
    ("ci_low", "ci_high"),
    ("iqr_low", "iqr_high"),
    ("range_low", "range_high"),
    ("source_low", "source_high"),
]
NAMED_MODELS = ["clements1981", "domino_tci", "herd2007", "kamp2020", "perezruixo2021"]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("bioavailability", 28),
        ("absorption_timing", 21),
        ("observed_concentrations", 35),
        ("concentration_effects", 26),
        ("metabolism", 25),
        # 93 figures on models and 3 predictions of a model.
        ("pharmacokinetic_models", 96),
        ("trials", 209),
        ("pooled_estimates", 104),
        ("time_courses", 33),
        ("cohorts", 72),
        ("trial_findings", 51),
        ("placebo_responses", 26),
        ("adverse_events", 178),
        ("vital_signs", 15),
        ("prevalence", 76),
        ("associations", 33),
        ("questionnaires", 28),
        ("receptor_affinities", 29),
        ("mechanisms", 17),
        ("history", 18),
        ("guideline_criteria", 31),
        ("monitoring", 14),
        ("costs", 20),
        ("clinics", 14),
        ("misuse", 30),
        ("positions", 10),
        ("registered_studies", 27),
        ("legal_status", 31),
        ("reference_check", 7),
    ],
)
def test_no_row_is_lost(name, count):
    """Rows may be added; none that was compiled may vanish because it is inconvenient."""
    assert len(load_table(name)) >= count


def test_predictions_of_a_model_are_named_as_such():
    models = load_table("pharmacokinetic_models")
    predicted = models[models["id"].isin(["ph133", "ph134", "ph135"])]
    assert set(predicted["kind"]) == {"model_prediction"}
    assert predicted["measure"].str.contains("predicted by the model, not observed").all()


@pytest.mark.parametrize("name", EVIDENCE)
def test_each_row_has_a_figure_or_words(name):
    frame = load_table(name)
    has_figure = frame["value"].notna() | frame["range_low"].notna()
    words = frame["value_text"] != "" if "value_text" in frame else pd.Series(False, index=frame.index)
    assert (has_figure | words).all()
    assert not (has_figure & words).any()


@pytest.mark.parametrize("name", EVIDENCE)
def test_intervals_are_whole_and_hold_their_value(name):
    frame = load_table(name)
    for low, high in PAIRS:
        assert (frame[low].isna() == frame[high].isna()).all(), low
        filled = frame[frame[low].notna()]
        assert (filled[low] <= filled[high]).all(), low
        if low != "source_low":
            with_value = filled[filled["value"].notna()]
            assert with_value["value"].between(with_value[low], with_value[high]).all(), low
    assert (frame["ci_low"].isna() == frame["ci_level"].isna()).all()


@pytest.mark.parametrize("name", EVIDENCE)
def test_an_unstated_spread_stands_alone_and_says_so(name):
    frame = load_table(name)
    unstated = frame[frame["unstated_spread"].notna()]
    assert unstated[["sd", "se", "gsd"]].isna().all(axis=None)
    assert unstated["spread_note"].str.contains("does not say").all()
    factors = frame[frame["gsd"].notna()]
    assert factors["spread_note"].str.contains("multiply or divide").all()
    assert factors[["sd", "se"]].isna().all(axis=None)


def test_spreads_stand_under_their_own_kind():
    ninety = row("bioavailability", "ph148")
    assert (ninety["ci_low"], ninety["ci_high"], ninety["ci_level"]) == (27, 31, 90)
    fraction = row("bioavailability", "ph155")
    assert (fraction["ci_low"], fraction["ci_high"], fraction["ci_level"]) == (33, 58, 90)
    assert (fraction["source_low"], fraction["source_high"]) == (0.33, 0.58)
    assert row("bioavailability", "ph149")[["iqr_low", "iqr_high"]].tolist() == [17, 27]
    assert row("bioavailability", "ph152")["sd"] == 17
    assert row("bioavailability", "ph158")["se"] == 1
    assert row("absorption_timing", "ph272")["gsd"] == 3.0
    assert row("observed_concentrations", "ph095")["gsd"] == 1.97
    assert row("observed_concentrations", "ph100")["unstated_spread"] == 5.9
    assert row("concentration_effects", "ph203")[["se", "ci_low", "ci_high", "ci_level"]].tolist() == [
        4.8,
        4.37,
        21.2,
        95,
    ]


def test_a_time_in_hours_is_kept_as_printed():
    frame = load_table("observed_concentrations")
    changed = frame[frame["time_conversion"] != ""]
    assert len(changed) > 5
    for _, record in changed.iterrows():
        assert f"{record['time_source_value']:g}" in record["timepoint"]
    assert row("observed_concentrations", "ph113")["time_source_value"] == 0.76
    assert row("observed_concentrations", "ph113")["time_min"] == pytest.approx(45.6)


def test_units_are_canonical():
    assert set(load_table("absorption_timing")["unit"]) == {"min"}
    shares = load_table("bioavailability")
    assert set(shares.loc[shares["kind"] != "metabolite_ratio", "unit"]) == {"%"}
    assert set(load_table("observed_concentrations")["unit"]) == {"ng/mL", "ng·h/mL", "µmol/L"}


def test_concentrations_given_in_moles_use_the_molar_mass_of_ketamine_for_ketamine_only():
    frame = load_table("observed_concentrations")
    in_moles = frame[frame["conversion"].str.contains("g/mol")]
    assert set(in_moles["analyte"]) == {"ketamine"}
    assert set(frame.loc[frame["unit"] == "µmol/L", "analyte"]) == {"norketamine"}


def test_doses_are_given_once_as_a_figure_or_a_range():
    for name in EVIDENCE:
        frame = load_table(name)
        for dose in ("dose_mg", "dose_mg_per_kg"):
            if dose in frame:
                assert (frame[f"{dose}_low"].isna() == frame[f"{dose}_high"].isna()).all()
                assert not (frame[dose].notna() & frame[f"{dose}_low"].notna()).any()


def _dose_words(record: pd.Series, unit: str) -> set[float]:
    """Return the numbers that stand before a unit in the words of the intervention."""
    pattern = rf"(\d[\d.]*)(?:(?:-| and )(\d[\d.]*))? {unit}(?![/\w])"
    return {
        float(number) for pair in re.findall(pattern, record["intervention"]) for number in pair if number
    }


@pytest.mark.parametrize("name", [name for name in EVIDENCE if "dose_mg" in load_table(name)])
def test_a_dose_stands_in_the_words_of_the_source(name):
    for _, record in load_table(name).iterrows():
        for stem, unit in (("dose_mg", "mg"), ("dose_mg_per_kg", "mg/kg")):
            figures = set(record[[stem, f"{stem}_low", f"{stem}_high"]].dropna())
            assert figures <= _dose_words(record, unit), record["id"]


def test_pairs_that_are_probably_the_same_data_point_at_each_other():
    found = set()
    for name in EVIDENCE:
        frame = load_table(name)
        if "same_data_as" in frame:
            both = frame[frame["same_data_as"] != ""]
            found |= set(zip(both["citation_key"], both["same_data_as"], strict=True))
    one_way = {("chong2006", "chong2009"), ("prketamine", "hasan2021"), ("persson2002", "henthorn2018")}
    assert found == one_way | {(second, first) for first, second in one_way}


def test_named_models_have_a_card_and_unambiguous_parameters():
    assert sorted(load_table("pharmacokinetic_model_cards")["model"]) == NAMED_MODELS
    figures = load_table("pharmacokinetic_models")
    in_model = figures[figures["model"] != ""]
    assert (in_model["parameter"] != "").all()
    assert not in_model.duplicated(["model", "parameter"]).any()
    assert (figures.loc[figures["model"] == "", "parameter"] == "").all()


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        ("domino_tci", "v1 k10 k12 k13 k21 k31 ke0"),
        ("kamp2020", "v1 v2 v3 cl q2 q3"),
        ("herd2007", "v1 v2 cl q2"),
        ("clements1981", "v1 k10 k12 k21"),
        (
            "perezruixo2021",
            "vc q1 vp1 q2 vp2 qh vh kel kmet ka_nasal fr_nasal fr_nasal_later_factor duration_swallowed "
            "ka_swallowed duration_oral ka_oral f_gut vcn cln vpn q3n age_effect_on_qh",
        ),
    ],
)
def test_a_named_model_has_all_its_parameters(model, parameters):
    figures = load_table("pharmacokinetic_models")
    found = figures[(figures["model"] == model) & (figures["kind"] == "parameter")]
    assert set(found["parameter"]) == set(parameters.split())
    assert found["value"].notna().all()


def test_between_subject_variability_is_carried_where_the_source_gives_it():
    figures = load_table("pharmacokinetic_models")
    herd = figures[figures["model"] == "herd2007"].set_index("parameter")["between_subject_cv_percent"]
    assert herd.to_dict() == {"v1": 64, "v2": 51.7, "cl": 38.1, "q2": 19}


def test_a_doubtful_model_is_marked_on_its_card_and_its_parameters():
    figures = load_table("pharmacokinetic_models")
    for _, card in load_table("pharmacokinetic_model_cards").iterrows():
        mine = figures[(figures["model"] == card["model"]) & (figures["kind"] == "parameter")]
        assert mine["doubtful"].any() == card["doubtful"], card["model"]
        assert (card["reading"] == "read second-hand") == ("secondary" in set(mine["seen_in"])), card["model"]


def _phrases(text: str, length: int = 8) -> list[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]


def test_no_sentence_of_a_source_was_carried_over():
    # Hashes of eight-word phrases from the sources, so that their sentences do not stand here either.
    listed = (Path(__file__).parent / "source_phrases.txt").read_text(encoding="utf-8").split()
    known = set(listed)
    assert len(known) > 2000
    for name in table_names():
        if name in ("references", "reference_check"):
            continue  # titles and citations are quoted by right
        assert not {"excerpt", "second_reader", "second_reader_saw"} & set(load_table(name).columns)
        fields = describe(name)["schema"]["fields"]
        texts = [field["name"] for field in fields if field["type"] == "string" and field["name"] != "url"]
        for column in texts:
            for cell in load_table(name)[column].unique():
                for phrase in _phrases(cell):
                    assert hashlib.sha256(phrase.encode()).hexdigest()[:16] not in known, (name, cell)
