"""Reading what the R scripts wrote, and finding numbers of the course that differ from it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
from pharmacokinetic_cases import simulated

from ketamine_course.evidence import effects, meta_analysis

FOLDER = Path(__file__).parent
METAFOR = FOLDER / "metafor.csv"
DESOLVE = FOLDER / "desolve.csv"
# What metafor calls FE is called fixed here.
METHODS = {"FE": "fixed", "DL": "dl", "PM": "pm", "REML": "reml"}
INPUTS = {
    "binary": ["events_k", "n_k", "events_c", "n_c"],
    "continuous": ["mean_k", "sd_k", "n_k", "mean_c", "sd_c", "n_c"],
    "pairs": ["mean_k", "sd_k", "mean_c", "sd_c", "n", "correlation"],
}
# Far below the four digits promised; the rest is rounding and the last step of an iteration.
RELATIVE, ABSOLUTE = 1e-6, 1e-9


def read(path: Path) -> pd.DataFrame:
    """Return an output of R: text columns, and ``value`` as numbers."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return frame.assign(value=frame["value"].astype(float))


def differ(ours: float, peers: float) -> bool:
    """Say whether two numbers differ by more than rounding; a missing number differs from every other."""
    return not abs(ours - peers) <= ABSOLUTE + RELATIVE * abs(peers)


def disagreements(compared: Iterable[tuple[str, float, float]]) -> list[str]:
    """Return, in words, those of (what it is, our number, the peer's) that differ."""
    return [
        f"{name}: ours {ours:.10g}, the peer's {peers:.10g}"
        for name, ours, peers in compared
        if differ(ours, peers)
    ]


def differences_between_runs(fresh: pd.DataFrame, stored: pd.DataFrame) -> list[str]:
    """Return where two outputs of the same script differ: rows that only one has, and other numbers."""
    keys = [column for column in stored.columns if column != "value"]
    both = fresh.merge(stored, on=keys, how="outer", suffixes=("_fresh", "_stored"), indicator=True)
    told = []
    for row in both.to_dict("records"):
        name = ", ".join(str(row[key]) for key in keys if row[key] != "")
        if row["_merge"] != "both":
            told.append(f"{name}: only in the {'fresh' if row['_merge'] == 'left_only' else 'stored'} run")
        elif differ(row["value_fresh"], row["value_stored"]):
            told.append(f"{name}: now {row['value_fresh']:.10g}, stored {row['value_stored']:.10g}")
    return told


def effect_sizes(peer: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Yield each effect size and variance of metafor: what it is, our number, metafor's."""
    inputs = peer[peer["measure"] == ""].pivot_table(
        index=["dataset", "study"], columns="quantity", values="value"
    )
    sizes = peer[peer["quantity"].isin(["yi", "vi"]) & (peer["measure"] != "given")]
    for (dataset, study, measure), found in sizes.groupby(["dataset", "study", "measure"]):
        given = inputs.loc[(dataset, study)]
        if measure == "MC":
            ours = effects.compare_paired_means(*given[INPUTS["pairs"]])
        elif measure in ("MD", "SMD"):
            ours = effects.compare_means(*given[INPUTS["continuous"]], measure)
        else:
            ours = effects.compare_events(*given[INPUTS["binary"]], measure)
        numbers = {"yi": ours.pooling_estimate, "vi": ours.variance}
        for quantity, value in zip(found["quantity"], found["value"], strict=True):
            yield f"{dataset}, study {study}, {measure}, {quantity}", numbers[quantity], value


def pooled_results(peer: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Yield each figure that metafor pooled: what it is, our number, metafor's."""
    of_studies = peer[peer["quantity"].isin(["yi", "vi"])].astype({"study": int})
    studies = of_studies.pivot_table(
        index=["dataset", "measure", "study"], columns="quantity", values="value"
    )
    fits = peer[peer["method"] != ""].groupby(["dataset", "measure", "method", "hksj"])
    for (dataset, measure, method, hksj), found in fits:
        given = studies.loc[(dataset, measure)]
        ours = meta_analysis.pool(given["yi"], given["vi"], METHODS[method], hksj == "TRUE")
        for quantity, study, value in zip(found["quantity"], found["study"], found["value"], strict=True):
            number = ours.weights[int(study) - 1] if quantity == "weight" else getattr(ours, quantity)
            yield f"{dataset}, {measure}, {method}, hksj {hksj}, {quantity} {study}".strip(), number, value


def concentrations(peer: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Yield each concentration of lsoda: what it is, our number, lsoda's."""
    for (case, quantity), found in peer.groupby(["case", "quantity"]):
        times = found["time_min"].astype(float)
        ours = simulated(case, times)[quantity]
        for time, number, value in zip(times, ours, found["value"], strict=True):
            yield f"{case}, {quantity} at {time:g} min", number, value
