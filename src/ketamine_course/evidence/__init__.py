"""Sourced tables: loading, citing, tracing a number to its row."""

from . import effects, meta_analysis, traces
from .citations import cite, link, reference_line
from .ledger import bibliography, claims, claims_named, outline
from .tables import course_folder, describe, load_table, row, table_names
from .traces import resolve

__all__ = [
    "bibliography",
    "cite",
    "claims",
    "claims_named",
    "course_folder",
    "describe",
    "effects",
    "link",
    "load_table",
    "meta_analysis",
    "outline",
    "reference_line",
    "resolve",
    "row",
    "table_names",
    "traces",
]
