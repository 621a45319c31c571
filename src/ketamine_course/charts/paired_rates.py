"""Paired rates: for each event the share of people with ketamine and with the comparator, with intervals."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ketamine_course.charts import row_words as words
from ketamine_course.charts.chart import Chart
from ketamine_course.charts.columns import lines_with_columns
from ketamine_course.charts.grouped import marker_legend
from ketamine_course.charts.style import PALETTE, course_style
from ketamine_course.evidence import effects
from ketamine_course.evidence.trial_rows import PAIRED_DESIGNS

LOOKS = {
    "k": {"marker": "o", "color": PALETTE["blue"]},
    "c": {"marker": "D", "color": PALETTE["vermilion"], "markerfacecolor": "white", "markeredgewidth": 1.6},
}
# Above and below the middle of a line, in lines: ketamine first.
OFFSETS = {"k": -0.2, "c": 0.2}
HUNDRED = 100
FOOT_IN = 1.02
PAIRED_COLUMNS = ("citation_key", "comparator", "form")
TRIALS_COLUMNS = (
    "trial",
    "design",
    "outcome",
    "outcome_type",
    "comparator_kind",
    "condition",
    "regimen",
    "direction",
    "events_k",
    "n_k",
    "percent_k",
    "events_c",
    "n_c",
    "percent_c",
    "time_h",
    "timepoint",
)
EVENTS_COLUMNS = (
    "event",
    "arm",
    "comparison",
    "statistic",
    "design",
    "population",
    "events",
    "n",
    "value",
    "timepoint",
)


def pairs_of_trials(rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs from rows of ``trials`` (binary): one line an event with both arms.

    Columns: id, study, event, citation_key, events_k, n_k, percent_k, the same of c, same_people, and the
    words drug, other, who, people, given, against, when.
    Raises ValueError naming rows that are doubtful, not binary, or without shares.
    """
    words.check_rows(rows, PAIRED_COLUMNS + TRIALS_COLUMNS, "trials")
    words.refuse(rows, rows["outcome_type"] != "binary", "not binary: it counts no people")
    pairs = rows.assign(
        study=[words.name_of(row) for _, row in rows.iterrows()],
        event=rows["outcome"],
        same_people=rows["design"].isin(PAIRED_DESIGNS),
        who=[words.who_of_trials(rows[rows["trial"] == trial]) for trial in rows["trial"]],
        people=rows["condition"],
        given=rows["regimen"],
        against=rows["comparator"],
        when=[row["timepoint"] or words.time_words(row["time_h"]) for _, row in rows.iterrows()],
    )
    return _finished(pairs, rows)


def pairs_of_events(rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs from rows of ``adverse_events``: the ketamine and the comparator row of one comparison.

    Columns as ``pairs_of_trials``; the id is that of the ketamine row, a slash, and that of the other.
    Raises ValueError naming rows that are doubtful, no shares, or without their partner.
    """
    words.check_rows(rows, PAIRED_COLUMNS + EVENTS_COLUMNS, "adverse_events")
    words.refuse(rows, rows["statistic"] != "share", "no share of people")
    words.refuse(rows, rows["comparison"] == "", "without a comparison, so its partner is unknown")
    arms = rows.groupby("comparison")["arm"].agg(sorted)
    lonely = rows["comparison"].map(arms).map(lambda pair: pair != ["comparator", "ketamine"])
    words.refuse(rows, lonely, "one ketamine and one comparator row are needed in each comparison")
    found = []
    for _, pair in rows.groupby("comparison", sort=False):
        by_arm = pair.set_index("arm")
        first = by_arm.loc["ketamine"]
        line = {"id": "/".join(by_arm.loc[["ketamine", "comparator"], "id"]), "event": first["event"]}
        line |= {"citation_key": first["citation_key"], "study": words.name_of(first)}
        for arm, letter in (("ketamine", "k"), ("comparator", "c")):
            row = by_arm.loc[arm]
            line |= {
                f"events_{letter}": row["events"],
                f"n_{letter}": row["n"],
                f"percent_{letter}": row["value"],
            }
        line["same_people"] = "crossover" in first["design"]
        line |= {"people": first["population"], "given": first["intervention"]}
        line |= {"against": first["comparator"], "when": first["timepoint"]}
        line["who"] = f"{words.name_of(first)}: {first['population']}; {_against(first, line)}."
        found.append(line)
    return _finished(pd.DataFrame(found), rows[rows["arm"] == "ketamine"])


def _against(row: pd.Series, line: dict[str, object]) -> str:
    people = f"{line['n_k']:.0f} with {row['intervention']}, {line['n_c']:.0f} with {row['comparator']}"
    return f"{people}; {row['timepoint'] or 'time not stated'}"


def _finished(pairs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    for arm in ("k", "c"):
        counted = pairs[f"events_{arm}"].notna() & pairs[f"n_{arm}"].notna()
        words.refuse(pairs, ~counted & pairs[f"percent_{arm}"].isna(), "without a share in each arm")
    return pairs.assign(drug=words.drug_of(rows), other=words.comparator_of(rows)).reset_index(drop=True)


@course_style()
def paired_rates(
    rows: pd.DataFrame, *, method: str = "wilson", level: float = 0.95, xlabel: str = "", finding: str = ""
) -> Chart:
    """Events one below another, the share with ketamine above the share with the comparator, with intervals.

    rows: of ``trials`` (binary outcomes), or of ``adverse_events`` (both arms of each comparison). Studies
    stand under headings of their own and are not joined; within a study the commonest event with ketamine
    comes first. method: "wilson" or "exact". xlabel: at the axis. finding: instead of the one that is made
    from the figures. A share whose count is not printed is drawn hollow, without an interval.
    Raises ValueError as ``pairs_of_trials`` and ``pairs_of_events``.
    """
    is_trials = isinstance(rows, pd.DataFrame) and "events_k" in rows.columns
    pairs = pairs_of_trials(rows) if is_trials else pairs_of_events(rows)
    pairs = _with_shares(pairs, method, level)
    pairs["group"], pairs["label"] = pairs["study"], pairs["event"].map(words.capital)
    pairs = pairs.sort_values("share_k", ascending=False, kind="stable").reset_index(drop=True)
    drug, other = pairs["drug"].iloc[0], pairs["other"].iloc[0]
    figure, axes, places = lines_with_columns(
        pairs,
        {study: study for study in dict.fromkeys(pairs["study"])},
        xlabel or "People with the event (%)",
        {"text_k": words.capital(drug), "text_c": words.capital(words.bare(other))},
        FOOT_IN,
    )
    for index, pair in pairs.iterrows():
        for arm in ("k", "c"):
            _draw_share(axes, pair, arm, places[index])
    axes.set_xlim(0, None)
    key = marker_legend({f"with {drug}": LOOKS["k"], f"with {other}": LOOKS["c"]})
    axes.legend(handles=key, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, borderaxespad=3.6)
    return Chart(
        figure,
        finding=finding or _finding(pairs),
        caption=_caption(pairs, method, level),
        alt=_alt(pairs),
        rows=_table(pairs),
        citations=tuple(dict.fromkeys(pairs["citation_key"])),
    )


def _with_shares(pairs: pd.DataFrame, method: str, level: float) -> pd.DataFrame:
    """The pairs with share, low and high of each arm in per cent, and the text beside the plot."""
    pairs = pairs.copy()
    for arm in ("k", "c"):
        told = [_share(pair, arm, method, level) for _, pair in pairs.iterrows()]
        pairs[[f"share_{arm}", f"low_{arm}", f"high_{arm}", f"text_{arm}"]] = told
    return pairs


def _share(pair: pd.Series, arm: str, method: str, level: float) -> tuple[float, float, float, str]:
    events, people = pair[f"events_{arm}"], pair[f"n_{arm}"]
    if pd.isna(events) or pd.isna(people):
        return float(pair[f"percent_{arm}"]), float("nan"), float("nan"), f"{pair[f'percent_{arm}']:g} %"
    share = effects.share(events, people, level, method)
    text = f"{events:.0f} of {people:.0f}"
    return HUNDRED * share.estimate, HUNDRED * share.low, HUNDRED * share.high, text


def _draw_share(axes: Axes, pair: pd.Series, arm: str, y: float) -> None:
    look, y = LOOKS[arm], y + OFFSETS[arm]
    has_interval = pd.notna(pair[f"low_{arm}"])
    if has_interval:
        ends = pair[[f"low_{arm}", f"high_{arm}"]]
        axes.plot(
            ends,
            (y, y),
            color=look["color"],
            linestyle="-",
            linewidth=1.6,
            gid=f"interval {arm} {pair['id']}",
        )
    shown = look if has_interval else look | {"markerfacecolor": "none", "markeredgewidth": 1.6}
    axes.plot(
        pair[f"share_{arm}"], y, linestyle="", markersize=6.5, zorder=3, gid=f"{arm} {pair['id']}", **shown
    )


def _finding(pairs: pd.DataFrame) -> str:
    """The widest gap, in people of 100, and how many events the table judges to differ."""
    widest = pairs.loc[(pairs["share_k"] - pairs["share_c"]).abs().idxmax()]
    drug, other = pairs["drug"].iloc[0], pairs["other"].iloc[0]
    told = (
        f"{words.capital(widest['event'])}: {widest['share_k']:.0f} of {HUNDRED} people with {drug}, "
        f"{widest['share_c']:.0f} of {HUNDRED} with {other}"
    )
    if len(pairs) == 1 or "direction" not in pairs:
        return f"{told}."
    differ = int((pairs["direction"] != "no_difference").sum())
    count = f"{words.number_word(differ)} of {words.number_word(len(pairs))} events"
    return f"{told}, the widest gap; {count} differ{'s' if differ == 1 else ''} beyond chance."


def _caption(pairs: pd.DataFrame, method: str, level: float) -> str:
    name = {"wilson": "Wilson", "exact": "exact (Clopper and Pearson)"}[method]
    told = [
        *dict.fromkeys(pairs["who"]),
        f"Bars: {HUNDRED * level:g} % intervals of each share, {name}; two that overlap may still differ.",
    ]
    hollow = pairs["low_k"].isna() | pairs["low_c"].isna()
    if hollow.any():
        told.append(f"Without a bar ({words.listed(pairs.loc[hollow, 'event'])}): no counts are printed.")
    if len(pairs) > 1 and "direction" in pairs:
        told.append(
            "Beyond chance: as the table of trials judges each event, not corrected for their number."
        )
    if pairs["same_people"].any():
        studies = words.listed(pairs.loc[pairs["same_people"], "study"])
        told.append(f"In {studies} the same people had both, so the two bars are not apart from each other.")
    return " ".join(told)


def _alt(pairs: pd.DataFrame) -> str:
    each = words.enumerated(
        f"{pair['event']} {pair['share_k']:.1f} and {pair['share_c']:.1f} per cent"
        for _, pair in pairs.iterrows()
    )
    drug, other = pairs["drug"].iloc[0], pairs["other"].iloc[0]
    return f"Dot plot with intervals, two points an event, first with {drug}, then with {other}: {each}."


def _table(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs drawn, with the shares and intervals that were computed, and how trials judge the event."""
    kept = ["study", "event", "events_k", "n_k", "percent_k", "events_c", "n_c", "percent_c"]
    table = pairs[[*kept, "id"]].rename(columns=words.SHOWN_COLUMNS)
    heads = {"share": "share", "low": "interval low", "high": "interval high"}
    for arm, name in (("k", "ketamine"), ("c", "comparator")):
        computed = pairs[[f"{column}_{arm}" for column in heads]].where(pairs[f"low_{arm}"].notna())
        for column, head in heads.items():
            told = [words.rounded(share, 1) for share in computed[f"{column}_{arm}"]]
            table[f"{head}, {name} (%, computed)"] = told
    if "direction" in pairs:
        table["differs beyond chance"] = [bool(told) for told in pairs["direction"] != "no_difference"]
    return table.assign(
        **{"people": pairs["people"], "given": pairs["given"], "compared with": pairs["against"]},
        time=pairs["when"],
    )
