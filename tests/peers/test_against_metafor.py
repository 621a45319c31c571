"""Effect sizes and pooled results agree with R's metafor, whose output is stored (README.md)."""

import pytest
from peer_output import (
    METAFOR,
    METHODS,
    differ,
    differences_between_runs,
    disagreements,
    effect_sizes,
    pooled_results,
    read,
)

PEER = read(METAFOR)
DATASETS = sorted(set(PEER["dataset"]))


def of_dataset(dataset):
    return PEER[PEER["dataset"] == dataset]


@pytest.mark.parametrize("dataset", [name for name in DATASETS if (of_dataset(name)["measure"] == "").any()])
def test_effect_sizes_agree(dataset):
    compared = list(effect_sizes(of_dataset(dataset)))
    assert len(compared) >= 6
    assert disagreements(compared) == []


@pytest.mark.parametrize("dataset", [name for name in DATASETS if (of_dataset(name)["method"] != "").any()])
def test_pooled_results_agree(dataset):
    compared = list(pooled_results(of_dataset(dataset)))
    assert len(compared) >= 4 * 8
    assert disagreements(compared) == []


def test_every_method_measure_and_interval_is_compared():
    shipped = PEER[PEER["dataset"].str.startswith("dat.")]
    fits = set(zip(shipped["measure"], shipped["method"], shipped["hksj"], strict=True))
    for measure in ("RR", "OR", "RD", "MD", "SMD"):
        assert {(measure, method, hksj) for method in METHODS for hksj in ("TRUE", "FALSE")} <= fits
    quantities = set(PEER["quantity"])
    assert {"effect", "low", "high", "se", "tau2", "i2", "q", "q_p", "weight"} <= quantities
    assert {"prediction_low", "prediction_high"} <= quantities


def test_sets_with_and_without_differences_between_studies_are_compared():
    tau2 = PEER[(PEER["quantity"] == "tau2") & (PEER["method"] != "FE")]["value"]
    assert (tau2 == 0).any()
    assert (tau2 > 0).any()


def test_a_difference_would_be_seen():
    assert differ(1.00001, 1.0)
    assert differ(float("nan"), 1.0)
    assert not differ(1.0 + 1e-8, 1.0)
    assert disagreements([("a", 1.0, 1.0), ("b", 2.0, 1.0)]) == ["b: ours 2, the peer's 1"]


def test_a_fresh_run_that_differs_would_be_seen():
    stored = of_dataset("made up: pairs").reset_index(drop=True)
    assert differences_between_runs(stored, stored) == []
    fresh = stored.drop(index=0)
    fresh.loc[1, "value"] = 99.0
    lost, other = differences_between_runs(fresh, stored)
    assert lost == "made up: pairs, 1, mean_k: only in the stored run"
    assert other == "made up: pairs, 2, mean_k: now 99, stored 5.5"
