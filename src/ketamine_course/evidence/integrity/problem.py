"""One thing that is wrong with a table, with its place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where.

    table    name of the table
    row      identifier of the row, or "line N" of the file where it has none; "" if it is not about a row
    column   name of the column, "" if it is not about one
    message  what is wrong and what is allowed, in plain words
    """

    table: str
    row: str
    column: str
    message: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row and not self.row.startswith("line ") else self.row
        place = [self.table, row, f"column {self.column}" if self.column else ""]
        return f"{', '.join(part for part in place if part)}: {self.message}"
