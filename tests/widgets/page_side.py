"""A learning widget as its page uses it: messages in, what is shown out."""

from pathlib import Path
from typing import Any

from ketamine_course.learning.banks import Bank, read_bank

BANK_FILE = Path(__file__).parents[1] / "learning" / "example_banks" / "03_example.toml"


def example_bank() -> Bank:
    """A small bank with every kind of question."""
    return read_bank(BANK_FILE)


def send(widget: Any, action: str, card: int | None = None, buffers: list | None = None, **more: Any) -> dict:
    """Send one message as a page does; return the state that answers it."""
    send.count += 1
    content = {"page": "page", "seq": send.count, "action": action, "card": card, **more}
    widget.receive(widget.view, content, buffers or [])
    reply = widget.view.state["reply"]
    assert (reply["page"], reply["seq"]) == ("page", send.count)
    return widget.view.state


send.count = 0


def look(widget: Any) -> None:
    """Ask for what the record holds by now, as a page does that comes into view; nobody waits for a reply."""
    widget.receive(widget.view, {"page": "page", "action": "look"}, [])


def words(shown: Any) -> str:
    """The words in a text for the page, or in several."""
    if isinstance(shown, dict):
        return shown["text"]
    between = " " if shown and isinstance(shown[0], list) else ""
    return between.join(words(part) for part in shown)


def links(shown: Any) -> list[str]:
    """The addresses in a text for the page, or in several."""
    if isinstance(shown, dict):
        return [shown["url"]] if "url" in shown else []
    return [address for part in shown for address in links(part)]


def note(widget: Any) -> str:
    """What the last reply says in place of a verdict."""
    return words(widget.view.state["reply"]["note"])


def while_recording(monkeypatch: Any, widget: Any) -> list[tuple[str, int]]:
    """Note, for each event recorded from now on, its kind and how many replies the page had by then."""
    seen: list[tuple[str, int]] = []
    append = widget.progress.append

    def noting(kind: str, **fields: object) -> object:
        seen.append((kind, widget.view.state.get("count", 0)))
        return append(kind, **fields)

    monkeypatch.setattr(widget.progress, "append", noting)
    return seen
