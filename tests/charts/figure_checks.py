"""What tests of figures share: artists by their name, and whether words are cut off or cover each other."""

import itertools

from caption_numbers import caption_faults
from matplotlib.text import Text


def named(figure, gid):
    """The artists of a figure that bear this gid."""
    return figure.findobj(lambda artist: artist.get_gid() == gid)


def the_one(figure, gid):
    """The only artist with this gid."""
    (artist,) = named(figure, gid)
    return artist


def words_in(figure):
    """Visible texts of a figure and their boxes in pixels; ticks that are not drawn are left out."""
    figure.canvas.draw()
    hidden = {id(text) for axes in figure.axes for text in _undrawn_ticks(axes)}
    shown = [text for text in figure.findobj(Text) if text.get_visible() and id(text) not in hidden]
    return [(text.get_text(), text.get_window_extent()) for text in shown if text.get_text().strip()]


def _undrawn_ticks(axes):
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not axes.axison or not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)
    if not axes.axison:
        yield from (axes.xaxis.label, axes.yaxis.label)


def assert_words_stand_clear(figure):
    """No word is cut at the edge of the figure, and none covers another."""
    edge, found = figure.bbox, words_in(figure)
    for text, box in found:
        assert box.x0 >= edge.x0 - 1, text
        assert box.x1 <= edge.x1 + 1, text
        assert box.y0 >= edge.y0 - 1, text
        assert box.y1 <= edge.y1 + 1, text
    for (one, first), (other, second) in itertools.combinations(found, 2):
        assert not first.padded(-1).overlaps(second.padded(-1)), (one, other)


def assert_words_are_whole(chart):
    """Finding, caption and alternative text hold no leftovers of code, no missing and no untraced numbers."""
    assert caption_faults(chart) == []
    for told in (chart.finding, chart.caption, chart.alt):
        assert "nan" not in told.lower().split(), told
        assert not set("{}_") & set(told), told
        assert "  " not in told, told
        assert told[0].isupper() or told[0].isdigit(), told
        assert told.endswith((".", "”.")), told
