"""``export-references``: the course's references for a reference manager."""

import argparse
import sys
from pathlib import Path

from ketamine_course.evidence import bibliography, load_table
from ketamine_course.evidence.reference_formats import FORMATS, export


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``export-references``."""
    parser = subparsers.add_parser(
        "export-references",
        help="write the references as BibTeX, RIS or CSL-JSON",
        description="Write the references for a reference manager. What is not known of a work is left out "
        "and said in its note.",
    )
    parser.add_argument("--format", choices=FORMATS, required=True, help="bibtex, ris or csl-json")
    parser.add_argument("--chapter", type=int, help="only the works behind the claims of this chapter")
    parser.add_argument("--output", type=Path, help="write to this file instead of the screen")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the references; 0."""
    chosen = load_table("references") if options.chapter is None else bibliography(options.chapter)
    text = export(chosen["key"], options.format)
    if options.output:
        options.output.write_text(text, encoding="utf-8", newline="\n")
        print(f"{len(chosen)} references written to {options.output}")
    else:
        sys.stdout.write(text)
    return 0
