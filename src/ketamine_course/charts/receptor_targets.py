"""Chart of ketamine's targets in the laboratory, on one log axis, with levels in blood laid over."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.grouped import grouped_axes, marker_legend, short_citation
from ketamine_course.charts.style import GREY, PALETTE, course_style
from ketamine_course.evidence import load_table, row
from ketamine_course.models import receptor

GROUPS = {
    "nmda": "NMDA receptor",
    "nicotinic": "Nicotinic receptors",
    "hcn1": "HCN1 channel",
    "dopamine": "Dopamine and serotonin receptors",
    "opioid": "Opioid receptors",
}
# Heading and words of each row. A row with a bound was looked at up to some level, and nothing was found.
CHOSEN = {
    "ph221": ("nmda", "S-ketamine"),
    "ph222": ("nmda", "R-ketamine"),
    "ph239": ("nmda", "ketamine"),
    "ph249": ("nmda", "ketamine"),
    "ph223": ("nmda", "S-norketamine"),
    "ph224": ("nmda", "R-norketamine"),
    "ph225": ("nmda", "hydroxynorketamine"),
    "ph243": ("nicotinic", "alpha7, dehydronorketamine"),
    "ph244": ("nicotinic", "alpha3beta4, ketamine"),
    "ph245": ("nicotinic", "alpha3beta4, norketamine"),
    "ph246": ("hcn1", "ketamine"),
    "ph240": ("dopamine", "D2, ketamine"),
    "ph242": ("dopamine", "D1 to D5, ketamine"),
    "ph241": ("dopamine", "5-HT2, ketamine"),
    "ph248": ("opioid", "mu, ketamine"),
    "ph234": ("opioid", "mu, ketamine"),
    "ph235": ("opioid", "kappa, ketamine"),
    "ph236": ("opioid", "delta, ketamine"),
}
DISPUTED = ("ph240", "ph241")
KIND_LOOKS = {
    "Ki": ("Ki, from binding", {"marker": "o", "color": PALETTE["blue"]}),
    "IC50": ("IC50, from currents or function", {"marker": "s", "color": PALETTE["vermilion"]}),
    "affinity, kind not stated": ("kind not stated", {"marker": "D", "color": PALETTE["purple"]}),
}
MARKS = {
    "disputed: others found none": {"marker": "D", "color": PALETTE["purple"], "markerfacecolor": "white"},
    "none found up to here": {"marker": ">", "color": GREY},
}
BANDS = {"ph197": ("levels at\ndoses for pain", "//"), "ph198": ("levels at doses\nfor anaesthesia", "..")}
TO_UMOL = {"µmol/L": 1.0, "nmol/L": 1e-3}
SHORT_NAMES = {"nmdar_supp": "table of a review", "abbott2020": "Abbott 2020"}
LOOKED_UP_TO = {"ph242": "none found up to 10 µmol/L"}


def constants() -> pd.DataFrame:
    """The rows drawn, by id: heading, words, kind, and value or range in µmol/L (a pKi made into a Ki).

    Raises ValueError when a row is doubtful, or its words no longer say how far was looked.
    """
    table = load_table("receptor_affinities").set_index("id", drop=False)
    rows = table.loc[list(CHOSEN)].copy()
    if rows["doubtful"].any():
        raise ValueError(f"doubtful rows are not drawn: {', '.join(rows.loc[rows['doubtful'], 'id'])}")
    for index, words in LOOKED_UP_TO.items():
        if rows.loc[index, "value_text"] != words:
            raise ValueError(f"{index} should say {words!r}, but says {rows.loc[index, 'value_text']!r}")
    rows["group"] = [group for group, _ in CHOSEN.values()]
    rows["what"] = [words for _, words in CHOSEN.values()]
    rows["kind"] = rows["constant"].replace({"pKi": "Ki", "words": "none found"})
    factor = rows["unit"].map(TO_UMOL)
    rows["umol_per_l"] = rows["value"] * factor
    printed = rows["constant"] == "pKi"
    rows.loc[printed, "umol_per_l"] = 10 ** (6 - rows.loc[printed, "value"])
    rows["low_umol_per_l"], rows["high_umol_per_l"] = rows["range_low"] * factor, rows["range_high"] * factor
    return rows


def blood_levels() -> pd.DataFrame:
    """Levels in blood (all of the drug, bound and free) at two doses, in ng/mL and µmol/L, by id."""
    levels = load_table("concentration_effects").set_index("id", drop=False).loc[list(BANDS)].copy()
    molar_mass = float(row("receptor_affinities", "ph250")["value"])
    levels["low_umol_per_l"] = levels["range_low"] / molar_mass
    levels["high_umol_per_l"] = levels["range_high"] / molar_mass
    return levels


def from_speeds() -> pd.DataFrame:
    """One line: ketamine's half-levels (µmol/L) at the NMDA receptor, by fastest and slowest entry."""
    fast, slow = (receptor.load_blocker(f"ketamine_{entry}") for entry in ("fast", "slow"))
    return pd.DataFrame(
        {
            "what": ["ketamine, worked out from two rows, not drawn"],
            "kind": [receptor.KINDS[fast.kind]],
            "low_umol_per_l": [fast.half_block_umol_per_l],
            "high_umol_per_l": [slow.half_block_umol_per_l],
            "citation_key": list(fast.citation_keys),
            "id": [" ".join(fast.rows)],
        }
    )


@course_style()
def targets_and_levels() -> Chart:
    """Laboratory constants of ketamine and its products at their targets, levels in blood laid over."""
    rows, levels = constants(), blood_levels()
    rows["label"] = [
        f"{what} · {SHORT_NAMES.get(key) or short_citation(key)}"
        for what, key in zip(rows["what"], rows["citation_key"], strict=True)
    ]
    label = "µmol/L (log scale: each step is ten times as much)"
    figure, axes, places = grouped_axes(rows, GROUPS, label, 0.41, 1.65)
    axes.set_xscale("log")
    axes.set_xlim(0.03, 2000)
    axes.set_xticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1,000"])
    axes.minorticks_off()
    top = -1.9
    axes.set_ylim(axes.get_ylim()[0], top - 0.6)
    for index, (words, hatch) in BANDS.items():
        ends = levels.loc[index, ["low_umol_per_l", "high_umol_per_l"]].astype(float)
        axes.axvspan(
            *ends, facecolor="#E4EEF5", edgecolor="#9DB8CB", hatch=hatch, linewidth=0, zorder=0, gid=index
        )
        middle = (ends.iloc[0] * ends.iloc[1]) ** 0.5
        box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
        axes.text(middle, top, words, ha="center", va="center", linespacing=1.1, bbox=box)
    for index, constant in rows.iterrows():
        _draw(axes, constant, places[index])
    key = {words: look for words, look in KIND_LOOKS.values()} | MARKS
    axes.legend(handles=marker_legend(key), loc="upper center", bbox_to_anchor=(0.2, -0.09), ncols=2)
    return _with_words(figure, rows, levels)


def _draw(axes: Axes, constant: pd.Series, y: float) -> None:
    """A point, a range between two points, or an arrow head where nothing was found up to a level."""
    beside = {"textcoords": "offset points", "va": "center"}
    if constant["id"] in LOOKED_UP_TO:
        limit = float(constant["value_text"].removeprefix("none found up to ").removesuffix(" µmol/L"))
        axes.plot(limit, y, markersize=9, gid=constant["id"], **MARKS["none found up to here"])
        axes.annotate(f"more than {limit:g}, if any", (limit, y), (9, 0), **beside)
        return
    look = KIND_LOOKS[constant["kind"]][1]
    if constant["id"] in DISPUTED:
        look = MARKS["disputed: others found none"]
    ends = constant[["low_umol_per_l", "high_umol_per_l"]].dropna().astype(float).tolist()
    points = ends or [constant["umol_per_l"]]
    look = look | {"linestyle": "-", "linewidth": 4, "markersize": 7.5, "zorder": 3}
    axes.plot(points, [y] * len(points), gid=constant["id"], **look)
    shown = "–".join(f"{point:.3g}" if point < 10 else f"{point:.0f}" for point in points)
    axes.annotate(shown, (points[-1], y), (9, 0), **beside)


def _with_words(figure, rows: pd.DataFrame, levels: pd.DataFrame) -> Chart:
    pain, asleep = (
        f"{levels.loc[id, 'low_umol_per_l']:.2g} to {levels.loc[id, 'high_umol_per_l']:.2g} µmol/L"
        for id in BANDS
    )
    opioid = rows.loc[rows["group"] == "opioid", "umol_per_l"]
    bound = row("metabolism", "ph182")
    shown = ["measure", "what", "kind", "value", "value_text", "range_low", "range_high", "unit"]
    computed = ["umol_per_l", "low_umol_per_l", "high_umol_per_l"]
    rest = ["species", "population", "n", "seen_in", "notes", "citation_key", "id"]
    everything = pd.concat([rows, from_speeds(), levels.assign(what="level in blood")])
    return Chart(
        figure,
        finding=(
            f"Levels in blood at doses for pain ({pain}) are of the size of ketamine's laboratory constants "
            f"at the NMDA receptor, and far below those at opioid receptors ({opioid.min():.0f} to "
            f"{opioid.max():.0f} µmol/L)."
        ),
        caption=(
            "Each point is a constant from the laboratory: the further left, the less drug is needed. Most "
            "come from pieces of rat brain or from cells made to carry one receptor, and were measured in "
            "different ways, so compare places on the axis, not digits. A constant in rat brain is not an "
            "effect in people. The bands are levels of ketamine, not of its breakdown products, and all of "
            "it in blood, bound and free; what counts at a receptor is the free drug in brain and spinal "
            f"cord, which was not measured here. Of esketamine, {bound['range_low']:.0f} to "
            f"{bound['range_high']:.0f} % in plasma is bound to protein, by its label. For dopamine's D2 and "
            "serotonin's 5-HT2 receptors, others found no binding. Opioid figures from Hirota are worked "
            f"out from the printed pKi. {_not_drawn()}"
        ),
        alt=(
            "Dot plot of laboratory constants on a logarithmic axis of concentration, grouped by target. "
            f"The band of levels at doses for pain, {pain}, crosses the NMDA receptor's points for ketamine; "
            "alpha3beta4 nicotinic receptors and HCN1 channels lie higher, near the band for anaesthesia, "
            f"{asleep}; opioid receptors lie furthest right. For dopamine D2, one hollow point stands "
            "against an arrow that says none was found."
        ),
        rows=everything[[*shown, *computed, *rest]].round(dict.fromkeys(computed, 3)).reset_index(drop=True),
        citations=tuple(dict.fromkeys([*everything["citation_key"], "liu2006"])),
        sources=("metabolism:ph182.range_low", "metabolism:ph182.range_high"),
    )


def _not_drawn() -> str:
    """What the tables hold and the chart does not draw."""
    (speeds,) = from_speeds().itertuples()
    return (
        "Not drawn are ketamine's half-levels at the NMDA receptor as worked out from its speeds of entering "
        f"and leaving, {speeds.low_umol_per_l:.2g} to {speeds.high_umol_per_l:.2g} µmol/L, and a doubtful "
        "muscarinic figure."
    )
