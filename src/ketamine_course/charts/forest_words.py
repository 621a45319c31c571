"""The words of forest plots: labels, findings, captions and alternative texts."""

from __future__ import annotations

import math

import pandas as pd

from ketamine_course.charts import row_words as words
from ketamine_course.charts.effect_lines import BINARY, RATIOS, side_of
from ketamine_course.evidence.meta_analysis import PooledTrials

METHOD_NAMES = {
    "fixed": "as one common effect",
    "dl": "with random effects (DerSimonian and Laird)",
    "pm": "with random effects (Paule and Mandel)",
    "reml": "with random effects (REML)",
}
MEASURE_WORDS = {
    "RR": "Risk ratio",
    "OR": "Odds ratio",
    "HR": "Hazard ratio",
    "rate ratio": "Rate ratio",
    "RD": "Difference",
    "MD": "Difference",
    "SMD": "Difference",
}
TIME_BANDS = {
    "day": "Within a day",
    "weeks": "To two weeks",
    "month": "To five weeks",
    "later": "Five weeks and later",
    "unknown": "Time not stated",
}
BAND_ENDS_H = {"day": 24, "weeks": 336, "month": 839}
DIFFERENCES = {"condition": "people", "comparator": "comparator", "route": "route", "time_h": "time"}
PER_HUNDRED = 100


def time_band(hours: float) -> str:
    """The heading (a key of ``TIME_BANDS``) under which a time after the start belongs."""
    if pd.isna(hours):
        return "unknown"
    return next((band for band, end in BAND_ENDS_H.items() if hours <= end), "later")


def line_word(rows: pd.DataFrame) -> str:
    """What a line of the plot is: a trial or a review."""
    return "Trial" if "trial" in rows.columns else "Review"


def labels(lines: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """A label a line: study, time, and what else tells it apart (scale, dose, arms swapped)."""
    by_id = rows.set_index("id")
    trials = lines[lines["id"].isin(by_id.index)]
    scales = len(set(trials["scale"]) - {""}) > 1
    # One hour of measurement may be called "day 1", "24 h" and "1 day".
    times = len(set(trials["time_h"].fillna(-1))) > 1
    told = []
    for _, line in lines.iterrows():
        scale = words.scale_words(line["scale"]) if scales else ""
        swapped = "arms swapped" if line["mirrored"] else ""
        parts = (line["name"], line["time"] if times else "", scale, swapped)
        told.append(" · ".join(part for part in parts if part))
    twice = pd.Series(told).duplicated(keep=False)
    for place in [place for place, again in enumerate(twice) if again and "regimen" in by_id]:
        told[place] += f" · {by_id.loc[lines['id'].iloc[place], 'regimen'].partition(';')[0]}"
    return [words.capital(label) for label in told]


def effect_words(line: pd.Series) -> str:
    """ "1.15 (0.73 to 1.80)"; for a further trial the interval alone."""
    low, high, estimate = (_shown(line, name) for name in ("low", "high", "estimate"))
    if math.isnan(line["low"]):
        return f"{estimate} (no interval)"
    interval = f"({low} to {high})"
    return interval if math.isnan(line["estimate"]) else f"{estimate} {interval}"


def _shown(line: pd.Series, name: str) -> str:
    value = line[name]
    if math.isnan(value):
        return ""
    if line["as_printed"]:
        return words.signed(value, max(_decimals(line[end]) for end in ("estimate", "low", "high")))
    if line["measure"] in RATIOS:
        return f"{value:.2f}" if value < 10 else f"{value:.3g}"
    return words.signed(value, 0 if line["measure"] == "RD" else 2)


def _decimals(value: float) -> int:
    """How many decimals a printed figure has; none if it is missing."""
    return len(f"{value:.6g}".partition(".")[2])


def axis_words(measure: str, lines: pd.DataFrame) -> str:
    """The words at the axis, with the unit."""
    if measure in RATIOS:
        return f"{MEASURE_WORDS[measure]} (log scale)"
    unit = difference_unit(measure, lines["unit"].iloc[0])
    scales = set(lines.loc[lines["group"] != "together", "scale"])
    scale = words.scale_words(scales.pop()) if measure == "MD" and len(scales) == 1 else ""
    return f"Difference ({unit}; {scale})" if scale else f"Difference ({unit})"


def difference_unit(measure: str, unit: str) -> str:
    """The unit in which a difference is drawn and told; "" for a ratio. unit: of the rows, for means."""
    if measure in RATIOS:
        return ""
    return {"RD": "people of 100", "SMD": "SD units"}.get(measure, unit)


def chance_words(p: float) -> str:
    """A P value to two figures: "P = 0.062", "P < 0.001"."""
    return "P < 0.001" if p < 0.001 else f"P = {_two_figures(p)}"


def _two_figures(value: float) -> str:
    """A number from 0 upwards to two figures, or to the last whole number, with four decimals at most."""
    if value < 5e-5:
        return "0"
    return f"{value:.{min(max(0, 1 - math.floor(math.log10(value))), 4)}f}"


def column_heads(lines: pd.DataFrame, rows: pd.DataFrame) -> dict[str, str]:
    """The text columns that these lines need, and their heads."""
    heads = {}
    if (lines["arm_k"] != "").any():
        heads = {
            "arm_k": words.capital(words.drug_of(rows)),
            "arm_c": words.capital(words.bare(words.comparator_of(rows))),
        }
    heads["effect"] = MEASURE_WORDS[lines["measure"].iloc[0]]
    return heads | ({"share": "Weight"} if lines["weight"].notna().any() else {})


def of_hundred(pool: PooledTrials, rows: pd.DataFrame) -> tuple[float, list[float]]:
    """People of 100 with the event: with the comparator (the middle rate of the trials), and with ketamine
    by the pooled effect, its lower and its upper end."""
    base = float((rows["events_c"] / rows["n_c"]).median())
    change = {
        "RR": lambda effect: base * effect,
        "RD": lambda effect: base + effect,
        "OR": lambda effect: base * effect / (1 - base + base * effect),
    }[pool.measure]
    shares = [min(max(change(effect), 0.0), 1.0) for effect in (pool.estimate, pool.low, pool.high)]
    return PER_HUNDRED * base, [PER_HUNDRED * share for share in shares]


def pooled_finding(rows: pd.DataFrame, pool: PooledTrials, what: str) -> str:
    """People of 100 before any ratio; for means how much lower or higher."""
    trials = f"{words.capital(words.number_word(len(rows)))} trials together"
    null = 1.0 if pool.measure in RATIOS else 0.0
    is_open = pool.low <= null <= pool.high
    verdict = "leaves open which is better" if is_open else "leaves out no difference"
    drug, other = words.drug_of(rows), words.comparator_of(rows)
    if pool.measure in BINARY:
        base, (share, low, high) = of_hundred(pool, rows)
        told = f"of 100 people about {share:.0f} {what} with {drug} and {base:.0f} with {other}"
        return f"{trials}: {told}; the interval, {low:.0f} to {high:.0f}, {verdict}."
    unit = "SD units" if pool.measure == "SMD" else rows["unit"].iloc[0]
    way = "lower" if pool.estimate < 0 else "higher"
    told = f"{what} {abs(pool.estimate):.2f} {unit} {way} with {drug} than with {other}"
    return f"{trials}: {told}; the interval, {words.interval_words(pool.low, pool.high, 2)}, {verdict}."


def pooled_caption(
    rows: pd.DataFrame, lines: pd.DataFrame, pool: PooledTrials, what: str, joined_because: str
) -> str:
    """Who, how it was pooled, how far the trials differ, and what is assumed."""
    inner = pool.pooled
    told = [
        words.who_of_trials(rows),
        joined_because,
        _differ(rows),
        f"Effects computed from the rows, {PER_HUNDRED * inner.level:g} % intervals; pooled "
        f"{METHOD_NAMES[inner.method]}{', Hartung and Knapp’s interval' if inner.hksj else ''}. "
        "The area of a square is its trial’s weight.",
        f"How far the trials disagree: I² {inner.i2:.0f} % (variation beyond chance), "
        f"tau² {_two_figures(inner.tau2)}, Q {inner.q:.1f} ({chance_words(inner.q_p)}).",
        f"Grey bar: where a next trial’s true effect is expected, {_prediction(pool)}."
        if not inner.prediction_note
        else f"No interval is given for a next trial: {inner.prediction_note}.",
        *pool.notes,
    ]
    if pool.measure in BINARY:
        base, _ = of_hundred(pool, rows)
        other = words.comparator_of(rows)
        told.append(f"Assumed for the people of 100: {base:.0f} with {other}, as in the middle trial.")
    return " ".join(part for part in told if part)


def _prediction(pool: PooledTrials) -> str:
    factor = PER_HUNDRED if pool.measure == "RD" else 1
    return words.interval_words(pool.prediction_low * factor, pool.prediction_high * factor, 2)


def _differ(rows: pd.DataFrame) -> str:
    found = [name for column, name in DIFFERENCES.items() if len(set(rows.get(column, ""))) > 1]
    return f"The trials differ in {words.listed(found)}." if found else ""


def pooled_alt(lines: pd.DataFrame, pool: PooledTrials, what: str) -> str:
    """Kind of chart, of what, with the finding, for those who do not see it."""
    null = 1.0 if pool.measure in RATIOS else 0.0
    place = "crosses" if pool.low <= null <= pool.high else "lies to one side of"
    each = words.enumerated(f"{line['name']} {effect_words(line)}" for _, line in lines.iterrows())
    factor = PER_HUNDRED if pool.measure == "RD" else 1
    diamond = words.interval_words(pool.low * factor, pool.high * factor, 2)
    return (
        f"Forest plot, {MEASURE_WORDS[pool.measure].lower()} by trial ({what}): {each}. The diamond of all "
        f"together, {diamond}, {place} the line of no difference."
    )


def apart_finding(lines: pd.DataFrame, what: str, drug: str) -> str:
    """How many results favour whom; for differences that all go one way also how large they are."""
    sides = [side_of(line) for _, line in lines.iterrows()]
    total = words.capital(words.number_word(len(lines)))
    open_ones = sides.count("open")
    is_difference = lines["measure"].iloc[0] in ("MD", "SMD")
    if is_difference and (len(set(lines["estimate"] > 0)) == 1) and "none" not in sides:
        sizes = lines["estimate"].abs()
        way = "lower" if lines["estimate"].iloc[0] < 0 else "higher"
        rest = f"{words.number_word(open_ones)} of the intervals reach" + ("es" if open_ones == 1 else "")
        unit = difference_unit(lines["measure"].iloc[0], lines["unit"].iloc[0])
        digits = "g" if lines["as_printed"].any() else ".2f"
        span = f"{sizes.min():{digits}} to {sizes.max():{digits}} {unit} {way}"
        return f"{total} estimates put {what} {span} with {drug}; {rest} no difference."
    counts = {
        f"favour{{s}} {drug}": sides.count("ketamine"),
        "leave{s} it open": open_ones,
        "favour{s} the comparator": sides.count("comparator"),
        "ha{ve} no interval": sides.count("none"),
    }
    told = [_counted(words_, count) for words_, count in counts.items() if count]
    return f"{words.capital(what)}, {total.lower()} results side by side: {words.listed(told)}."


def _counted(pattern: str, count: int) -> str:
    verb = pattern.format(s="s" if count == 1 else "", ve="s" if count == 1 else "ve")
    return f"{words.number_word(count)} {verb}"


def apart_caption(
    rows: pd.DataFrame, lines: pd.DataFrame, because: str, level: float, mark: tuple[float, str] | None
) -> str:
    """Who, why the rows are not joined, and how the lines are to be read."""
    told = [_who(rows), because]
    has_interval = lines["low"].notna()
    source = "as printed" if lines["as_printed"].any() else "computed from the rows"
    size = "" if math.isnan(level) else f"{PER_HUNDRED * level:g} % intervals"
    if has_interval.any():
        told.append(f"Bars: {size or 'intervals'}, {source}.")
    if not has_interval.all():
        names = words.listed(lines.loc[~has_interval, "name"])
        told.append(f"Hollow ({names}): no interval that holds; {_why_hollow(lines)}.")
    if mark:
        told.append(f"Dashed line: {mark[1]}.")
    if lines["mirrored"].any():
        names = words.listed(lines.loc[lines["mirrored"], "name"])
        told.append(
            f"In {names} the outcome points the other way, so the two arms are swapped there: "
            "each side of the line still favours the same arm."
        )
    if lines["corrected"].any():
        names = words.listed(lines.loc[lines["corrected"], "name"])
        told.append(f"0.5 was added to each count where one was 0 ({names}).")
    return " ".join(part for part in told if part)


def _why_hollow(lines: pd.DataFrame) -> str:
    if lines["as_printed"].any():
        return "the source prints none"
    return "each person had both treatments, and how their answers go together is not printed"


def _who(rows: pd.DataFrame) -> str:
    if "design" in rows.columns and "trial" in rows.columns:
        return words.who_of_trials(rows)
    told = []
    for key, same in rows.groupby("citation_key", sort=False):
        first = same.iloc[0]
        told.append(f"{words.short_citation(key)}: {first['population']}; against {first['comparator']}.")
    return " ".join(told)


def apart_alt(lines: pd.DataFrame, what: str) -> str:
    """Kind of chart, of what, with each line's figures."""
    each = words.enumerated(
        f"{line['name']}, {line['time'] or 'time not stated'}: {effect_words(line)}"
        for _, line in lines.iterrows()
    )
    measure = MEASURE_WORDS[lines["measure"].iloc[0]].lower()
    return f"Forest plot without a pooled effect, {what}, {measure}: {each}."
