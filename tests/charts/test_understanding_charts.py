"""Charts of chapter 2 draw what their rows say, where they say it, and claim no more."""

import pytest
from caption_numbers import caption_faults
from figure_checks import assert_words_are_whole, assert_words_stand_clear, named, the_one
from matplotlib.colors import to_hex

from ketamine_course.charts import (
    blood_levels,
    figure_html,
    ketamine_history,
    mechanism_levels,
    receptor_targets,
)
from ketamine_course.evidence import claims, load_table, row
from ketamine_course.models import receptor

CHARTS = [
    blood_levels.levels_and_effects,
    receptor_targets.targets_and_levels,
    mechanism_levels.levels_of_proof,
    ketamine_history.history,
    ketamine_history.controls,
]
EFFECTS = load_table("concentration_effects").set_index("id")
AFFINITIES = load_table("receptor_affinities").set_index("id")


@pytest.mark.parametrize("make", CHARTS, ids=lambda make: make.__name__)
def test_words_stand_clear_are_whole_and_traced(make):
    chart = make()
    assert_words_stand_clear(chart.figure)
    assert_words_are_whole(chart)
    assert caption_faults(chart) == []
    assert len(figure_html(chart)) < 250_000


def test_levels_stand_where_their_rows_say_and_in_the_look_of_their_form():
    figure = blood_levels.levels_and_effects().figure
    for index in blood_levels.CHOSEN:
        level, drawn = EFFECTS.loc[index], the_one(figure, index)
        ends = [level["range_low"], level["range_high"]]
        wanted = ends if level["range_low"] == level["range_low"] else [level["value"]]
        assert list(drawn.get_xdata()) == pytest.approx(wanted)
        look = blood_levels.FORM_LOOKS[level["form"]][1]
        assert (drawn.get_marker(), drawn.get_color()) == (look["marker"], look["color"])


def test_a_level_from_a_model_is_called_one_and_those_without_the_drug_are_told_apart():
    models = {index for index, (_, words) in blood_levels.CHOSEN.items() if words.endswith("a model")}
    half = EFFECTS.index[EFFECTS["kind"] == "c50"]
    assert models == set(half) & set(blood_levels.CHOSEN)
    assert "30 on ketamine" in EFFECTS.loc["ph203", "notes"]
    assert EFFECTS.loc["ph203", "n"] == 60
    assert blood_levels.WHO == {"ph203": "30 of 60 had it"}


def test_what_to_mind_of_a_level_stands_in_the_table_behind_the_chart():
    chart = blood_levels.levels_and_effects()
    told = chart.rows.set_index("id")["what to mind"]
    assert told[list(blood_levels.MIND)].to_dict() == blood_levels.MIND
    for index, words in told.items():
        row_of = EFFECTS.loc[index]
        assert ("quoted:" in words) == (row_of["seen_in"] == "secondary" and row_of["kind"] == "threshold")
        assert ("a peak at a dose" in words) == (row_of["kind"] == "concentration_at_dose")
        if "speaks of" in words:
            assert row_of["end_point"] in words


def test_no_line_joins_two_studies_of_levels():
    (axes,) = blood_levels.levels_and_effects().figure.axes
    across = [line for line in axes.lines if len(set(line.get_ydata())) > 1]
    assert across == []


def test_levels_are_in_one_unit_not_doubtful_and_headed_by_their_end_point():
    chosen = EFFECTS.loc[list(blood_levels.CHOSEN)]
    assert set(chosen["unit"]) == {"ng/mL"}
    assert not chosen["doubtful"].any()
    heads = {index: group for index, (group, _) in blood_levels.CHOSEN.items()}
    told = {
        "lasting": {"chronic pain relief"},
        "made": {"experimental pain"},
        "analgesic": {"analgesia"},
        "unreal": {"psychedelic effects", "drug high"},
        "awake": {"awakening"},
        "asleep": {"anaesthesia"},
    }
    assert all(chosen.loc[index, "end_point"] in told[group] for index, group in heads.items())


def test_what_is_called_quoted_was_read_second_hand():
    quoted = [index for index, (_, words) in blood_levels.CHOSEN.items() if words == "quoted"]
    assert set(EFFECTS.loc[quoted, "seen_in"]) == {"secondary"}
    assert all("quoted" in EFFECTS.loc[index, "measure"] for index in quoted)


def test_levels_for_pain_lie_within_those_at_which_people_feel_unreal_and_below_anaesthesia():
    pain, unreal, asleep = (EFFECTS.loc[index] for index in ("ph197", "ph202", "ph198"))
    assert unreal["range_low"] < pain["range_low"] < pain["range_high"] < unreal["range_high"]
    assert asleep["range_low"] > 5 * unreal["range_high"]


def test_constants_stand_in_micromoles_whatever_their_printed_unit():
    figure = receptor_targets.targets_and_levels().figure
    for index in receptor_targets.CHOSEN:
        constant, drawn = AFFINITIES.loc[index], list(the_one(figure, index).get_xdata())
        match constant["unit"]:
            case "pKi":
                assert drawn == pytest.approx([10 ** (6 - constant["value"])])
            case "nmol/L":
                assert drawn == pytest.approx([constant["value"] / 1000])
            case "µmol/L" if constant["value"] == constant["value"]:
                assert drawn == [constant["value"]]
            case "µmol/L":
                assert drawn == [constant["range_low"], constant["range_high"]]
            case _:
                assert f"up to {drawn[0]:g} µmol/L" in constant["value_text"]


def test_levels_in_blood_are_bands_in_micromoles():
    figure = receptor_targets.targets_and_levels().figure
    molar_mass = row("receptor_affinities", "ph250")["value"]
    for index in receptor_targets.BANDS:
        box = the_one(figure, index).get_path().get_extents(the_one(figure, index).get_patch_transform())
        ends = EFFECTS.loc[index, ["range_low", "range_high"]].astype(float) / molar_mass
        assert [box.x0, box.x1] == pytest.approx(list(ends))


def test_a_disputed_constant_is_hollow_and_what_disputes_it_is_told():
    chart = receptor_targets.targets_and_levels()
    for index in receptor_targets.DISPUTED:
        assert to_hex(the_one(chart.figure, index).get_markerfacecolor()) == "#ffffff"
    assert "none" in AFFINITIES.loc["ph287", "value_text"]
    assert {"can2016", "liu2006"} <= set(chart.citations)
    assert "others found no binding" in chart.caption


def test_no_doubtful_constant_is_drawn():
    assert not AFFINITIES.loc[list(receptor_targets.CHOSEN), "doubtful"].any()
    usable = AFFINITIES.index[~AFFINITIES["doubtful"] & AFFINITIES["constant"].isin(["Ki", "pKi", "IC50"])]
    assert set(usable) <= set(receptor_targets.CHOSEN)


def test_opioid_receptors_need_far_more_than_levels_for_pain_and_nmda_does_not():
    constants, levels = receptor_targets.constants(), receptor_targets.blood_levels()
    pain = levels.loc["ph197"]
    assert constants.loc[constants["group"] == "opioid", "umol_per_l"].min() > 20 * pain["high_umol_per_l"]
    ketamine = constants.loc[["ph221", "ph222", "ph239"], "umol_per_l"]
    assert ketamine.between(pain["low_umol_per_l"] / 3, 3 * pain["high_umol_per_l"]).all()


def test_half_levels_from_speeds_are_told_and_lie_at_or_above_the_band_of_pain():
    chart = receptor_targets.targets_and_levels()
    fast, slow = (receptor.load_blocker(f"ketamine_{entry}") for entry in ("fast", "slow"))
    told = f"{fast.half_block_umol_per_l:.2g} to {slow.half_block_umol_per_l:.2g} µmol/L"
    assert told in chart.caption
    assert "macdonald1991" in chart.citations
    pain = receptor_targets.blood_levels().loc["ph197"]
    assert fast.half_block_umol_per_l == pytest.approx(pain["high_umol_per_l"], rel=0.02)


def test_mu_and_kappa_lie_a_few_times_above_the_band_for_anaesthesia():
    constants, levels = receptor_targets.constants(), receptor_targets.blood_levels()
    times = constants.loc[["ph248", "ph234", "ph235"], "umol_per_l"] / levels.loc["ph198", "high_umol_per_l"]
    assert times.between(2.5, 4.5).all()


def test_each_mark_of_proof_is_drawn_once_and_has_rows_and_works():
    chart = mechanism_levels.levels_of_proof()
    proofs = mechanism_levels.PROOFS.values()
    for mark in ("shown", "by definition", "mixed", "not found"):
        in_the_key = 1
        drawn = len(named(chart.figure, mark)) - in_the_key
        assert drawn == sum(proof.mark == mark for proof in proofs)
    for proof in proofs:
        assert proof.rows
        assert proof.citations
    assert len(chart.rows) == len(mechanism_levels.MECHANISMS) * len(mechanism_levels.LEVELS)


def test_people_in_lasting_pain_have_a_dash_for_each_mechanism_and_a_full_circle_was_measured():
    chart = mechanism_levels.levels_of_proof()
    marks = chart.rows.loc[chart.rows["seen in"] == "People in lasting pain", "mark"]
    assert marks.tolist() == [mechanism_levels.MARKS["no source"]] * len(mechanism_levels.MECHANISMS)
    full = [proof for proof in mechanism_levels.PROOFS.values() if proof.mark == "shown"]
    assert not any("follows" in proof.words for proof in full)


def test_marks_of_proof_say_what_the_ledger_says():
    evidence = claims(2).set_index("id")["evidence"]
    assert "In rodents" in evidence["C014"]
    assert "no measurable rise" in evidence["C014"]
    assert "blocking them does this by definition" in evidence["C013"]
    assert "raised a marker" in evidence["C013"]
    assert "After operations, yes" in evidence["C016"]
    assert "In depression results are mixed" in evidence["C016"]
    assert "without a comparison group markers and pain fell together" in evidence["C017"]
    levels = load_table("mechanisms").set_index("id")["level"]
    assert levels[["ph228", "MHF227", "MHF226"]].tolist() == ["cell", "animal", "patients, other"]


def test_each_work_behind_a_mark_is_cited_for_its_claim_or_row():
    joined = load_table("claim_citations").groupby("claim_id")["citation_key"].agg(set)
    for proof in mechanism_levels.PROOFS.values():
        known = set()
        for reference in proof.rows:
            table, _, name = reference.partition(":")
            known |= joined[name] if table == "claims" else {row(table, name)["citation_key"]}
        assert set(proof.citations) <= known


def test_one_event_is_drawn_once_and_a_deadline_is_no_history():
    drawn = set(ketamine_history.history().rows["id"])
    assert {"ph254", "ph255", "ph289", "ph259", "ph260", "ph262"} <= drawn
    assert drawn.isdisjoint({"SF256", "SF246", "ph257"})


def test_both_disagreements_stand_in_the_timeline_of_the_chapter():
    chart = ketamine_history.history()
    for pair in ("ph255 ph289", "ph259 ph260"):
        assert len(named(chart.figure, pair)) == 1


def test_only_controls_in_law_are_drawn_as_controls():
    table = load_table("legal_status").set_index("id")
    drawn = ketamine_history.controls().rows["id"]
    assert set(table.loc[drawn, "kind"]) == {"control in law"}
    assert not table.loc[drawn, "doubtful"].any()
