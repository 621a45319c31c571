"""The table evidence_map: complete, and every direction and certainty traces."""

import pytest

from ketamine_course.charts.evidence_map import HARM, NONE_FOUND, evidence_map
from ketamine_course.evidence import load_table

MAP = load_table("evidence_map")
# Groups of the table trials whose rows a cell stands for.
CONDITIONS = {
    "cancer pain": "cancer pain",
    "complex regional pain syndrome": "complex regional pain syndrome",
    "nerve pain": "neuropathic pain",
    "fibromyalgia": "fibromyalgia",
    "headache": "headache",
    "chronic pain, mixed": "chronic pain, mixed",
    "acute pain, against opioids": "acute pain",
    "pain after surgery": "pain after surgery",
    "depression": "depression",
    "suicidal thoughts": "suicidal thoughts",
    "post-traumatic stress": "post-traumatic stress",
    "social anxiety": "anxiety",
}
SYMPTOMS = ("pain intensity", "pain response", "depression score", "suicidal thoughts", "anxiety or PTSD")


def test_the_whole_map_can_be_drawn():
    assert len(evidence_map(MAP).rows) == len(MAP)


def test_every_condition_has_its_symptoms_and_unwanted_effects_told():
    for condition, own in MAP.groupby("condition"):
        assert {"symptoms, first day", "symptoms, later", HARM} <= set(own["outcome"]), condition
    assert set(MAP["condition"]) == set(CONDITIONS)


def rows_for(condition, outcome):
    """Rows of trials that could stand in a cell: sound, of its condition, outcome and time."""
    trials = load_table("trials")
    trials = trials[~trials["doubtful"] & (trials["condition_group"] == CONDITIONS[condition])]
    if outcome == HARM:
        return trials[trials["outcome_group"] == "adverse event"]
    if outcome == "opioid use":
        return trials[trials["outcome_group"] == "opioid use"]
    symptoms = trials[trials["outcome_group"].isin(SYMPTOMS)]
    early = symptoms["time_h"] <= 24
    return symptoms[early if outcome.endswith("first day") else symptoms["time_h"] > 24]


@pytest.mark.parametrize(
    "cell", list(MAP[MAP["direction"] == NONE_FOUND].itertuples()), ids=lambda cell: cell.id
)
def test_where_none_was_found_the_table_of_trials_has_none(cell):
    assert rows_for(cell.condition, cell.outcome).empty
