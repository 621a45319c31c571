"""Which events and laws chapter 2 draws on its timelines."""

from __future__ import annotations

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.timeline import legal_timeline, timeline
from ketamine_course.evidence import load_table

# SF256 is the same event as ph262, and SF246, a deadline for prescribing, belongs to chapter 8.
LEFT_OUT = ("SF256", "SF246")
MADE, FIRST_PEOPLE, IN_PRINT, APPROVED, MARKETED = "ph254", "ph255", "ph289", "ph259", "ph260"
CONTROL = "control in law"


def history() -> Chart:
    """Ketamine from the chemist's bench to the law, with the two things for which sources give two years."""
    table = load_table("history")
    rows = table[~table["id"].isin(LEFT_OUT) & ~table["doubtful"]]
    years = rows.set_index("id")["year"]
    return timeline(
        rows,
        finding=(
            f"Made in {years[MADE]:.0f}, tried in people in {years[FIRST_PEOPLE]:.0f} or a year later, "
            f"approved in the United States in {years[APPROVED]:.0f}: for two things sources give two years."
        ),
        two_years=(
            f"first people in {years[FIRST_PEOPLE]:.0f}, when the study was done, or {years[IN_PRINT]:.0f}, "
            f"when it was printed; in the United States {years[APPROVED]:.0f}, the approval, or "
            f"{years[MARKETED]:.0f}, the market as the drug agency has it. Neither is a real conflict"
        ),
    )


def controls() -> Chart:
    """Since when ketamine has been under control, by country, where the tables know the year."""
    table = load_table("legal_status")
    return legal_timeline(table[(table["kind"] == CONTROL) & ~table["doubtful"]])
