"""Charts as HTML: picture with alternative text, finding, caption, source line, and a fold-out table.

HTML keeps the alternative text in JupyterLab, where an image output would lose it. Styles only please the
eye: GitHub strips them, and the figure still reads.
"""

from __future__ import annotations

import base64
from html import escape
from numbers import Integral, Real

import pandas as pd
from IPython.display import display

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.style import PANEL, css_size, render_png
from ketamine_course.evidence import cite

# Units as they are written in column names, and as people write them.
UNITS = {
    "ng_per_ml": "ng/mL",
    "mg_per_kg_per_h": "mg/kg/h",
    "mg_per_kg": "mg/kg",
    "mg_per_h": "mg/h",
    "l_per_h": "L/h",
    "l_per_min": "L/min",
    "per_min": "per min",
    "per_h": "per h",
    "percent": "%",
    "mmhg": "mmHg",
    "mg": "mg",
    "kg": "kg",
    "min": "min",
    "h": "h",
    "l": "L",
}
# Kinds of spread as they are written in column names, and in full.
SPREADS = {
    "sd": "standard deviation",
    "se": "standard error",
    "gsd": "geometric standard deviation (a factor)",
    "ci_level": "interval (%)",
}
# What pleases the eye goes into a style element, which an untrusted notebook drops; what the figure needs,
# its own light panel, stands on the image itself.
STYLE = """<style>
.course-figure{margin:1em 0;padding:0;max-width:100%}
.course-figure figcaption,.course-figure p{max-width:46em;margin:.5em 0;line-height:1.5}
.course-figure .course-rows{
  max-height:min(22em,70vh);overflow:auto;border:1px solid var(--jp-border-color2,#bdbdbd)}
.course-figure .course-rows table{border-collapse:collapse;margin:0;font-variant-numeric:tabular-nums}
.course-figure .course-rows table :is(th,td){
  padding:.25em .7em;text-align:left;vertical-align:top;max-width:24em}
.course-figure .course-rows table th{position:sticky;top:0;background:var(--jp-layout-color0,Canvas)}
.course-figure figcaption a:any-link{text-decoration:underline}
@media (max-width:30rem){.course-figure .course-picture{overflow-x:auto}
.course-figure .course-picture img{max-width:none!important;min-width:36rem}
.course-figure .course-picture::before{
  content:"Wider than this window: scroll it sideways, or read the bold line below.";
  display:block;position:sticky;left:0;width:min(100%,20rem)}
.jp-RenderedMarkdown blockquote{margin-inline:0!important;padding-inline:.6em 0!important}}
.jp-RenderedMarkdown a[href*="#glossary-"][title]:focus-visible::after{content:" (" attr(title) ")"}
.course-figure summary{min-height:24px;cursor:pointer}
.course-figure :focus-visible{outline:3px solid var(--jp-brand-color1,#0072b2);outline-offset:2px}
</style>"""
IMAGE_STYLE = (
    f"display:block;max-width:100%;height:auto;background:{PANEL};border:1px solid #bdbdbd;border-radius:4px"
)
# JupyterLab takes Enter and arrow keys for itself unless the focused element says otherwise.
OWN_KEYS = 'data-lm-suppress-shortcuts="true"'


def heading(column: object) -> str:
    """A column's name as a heading: ``dose_mg`` becomes "dose (mg)"; a name with spaces stays as it is."""
    name = SPREADS.get(str(column), str(column))
    if " " in name or "_" not in name:
        return name
    for suffix, unit in UNITS.items():
        if name.endswith(f"_{suffix}"):
            return f"{name.removesuffix(f'_{suffix}').replace('_', ' ')} ({unit})"
    return name.replace("_", " ")


def cell(value: object) -> str:
    """A value as readers write it: no trailing zeros or exponents, yes and no, a dash for what is missing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or (not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value)):
        return "–"
    if hasattr(value, "item"):
        return cell(value.item())
    if isinstance(value, Real) and not isinstance(value, Integral):
        text = f"{value:.6g}"
        return f"{value:.0f}" if "e+" in text else text
    return str(value).strip() or "–"


def table_cells(rows: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headings and cells as text; empty columns are left out, and the index is not shown.

    A column ``citation_key`` becomes "source", with each key as a short citation.
    """
    if "citation_key" in rows:
        named = [cite(key, html=False) for key in rows["citation_key"]]
        rows = rows.assign(citation_key=named).rename(columns={"citation_key": "source"})
    order = sorted(rows.columns, key=lambda name: name == "id")  # what a row is about first, its id last
    filled = [name for name in order if any(cell(value) != "–" for value in rows[name])]
    columns = [[cell(value) for value in rows[name]] for name in filled]
    return [heading(name) for name in filled], [list(line) for line in zip(*columns, strict=True)]


def table_html(rows: pd.DataFrame, label: str) -> str:
    """A table that scrolls inside its own box; ``label`` names the box for those who reach it by keyboard."""
    headings, lines = table_cells(rows)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in rest)
        + "</tr>"
        for first, *rest in lines
    )
    return (
        f'<div class="course-rows" role="region" tabindex="0" aria-label="{escape(label)}" {OWN_KEYS}>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def source_line(citations: tuple[str, ...], note: str = "") -> str:
    """ "Source: …" as HTML, with the note behind it."""
    word = "Source" if len(citations) == 1 else "Sources"
    named = f"{word}: {'; '.join(cite(key, html=True) for key in citations)}." if citations else ""
    return " ".join(part for part in (named, escape(note)) if part)


def picture_label(title: str) -> str:
    """What the box of a picture is called for those who reach it by keyboard."""
    title = title if title.endswith((".", "?", "!")) else f"{title}."
    return f"Picture: {title} In a narrow window it scrolls sideways; the words below say what it shows."


def image_html(png: bytes, alt: str, size: tuple[int, int], title: str) -> str:
    """An image that carries its own bytes, at its size in CSS pixels, in a box called by its title."""
    width, height = size
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<div class="course-picture" role="group" tabindex="0" aria-label="{escape(picture_label(title))}" '
        f"{OWN_KEYS}>"
        f'<img alt="{escape(alt)}" width="{width}" height="{height}" style="{IMAGE_STYLE}" '
        f'src="data:image/png;base64,{data}"></div>'
    )


def foldout(rows: pd.DataFrame, summary: str, label: str) -> str:
    """A table folded away under its summary, which ends in the number of rows."""
    return (
        f"<details><summary {OWN_KEYS}>{escape(summary)} ({len(rows)})</summary>"
        f"{table_html(rows, label)}</details>"
    )


def figure_html(chart: Chart) -> str:
    """The chart as one HTML figure that needs nothing from anywhere else."""
    image = image_html(render_png(chart.figure), chart.alt, css_size(chart.figure), chart.finding)
    caption = f"<strong>{escape(chart.finding)}</strong> {escape(chart.caption)}"
    rows = foldout(chart.rows, "The rows behind this chart", f"Rows behind the chart: {chart.finding}")
    return (
        f'{STYLE}<figure class="course-figure" style="margin:1em 0">{image}<figcaption>{caption} '
        f"{source_line(chart.citations, chart.note)}</figcaption>{rows}</figure>"
    )


def plain_text(chart: Chart) -> str:
    """The chart in words, for where HTML is not shown; it never changes between runs."""
    return f"{chart.finding}\n{chart.alt}"


def show(chart: Chart) -> None:
    """Display the chart in a notebook, with a fixed text beside the HTML."""
    display({"text/html": figure_html(chart), "text/plain": plain_text(chart)}, raw=True)
