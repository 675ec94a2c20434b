"""Pictures of a tally: one stacked bar for the ward and one for each group."""

import asyncio
import textwrap
from io import BytesIO
from typing import TYPE_CHECKING

from cards.words import _
from rules.tallies import Tally

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's colours stay apart for colour-blind eyes; the numbers on the bars say the same again.
COLOURS = ("#0072B2", "#D55E00", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
SILENT = "#D9D9D9"
WIDTH_INCHES, DOTS_PER_INCH = 7.2, 130
# A phone shows this many bars legibly; a larger ward reads the table or the file.
MOST_GROUPS = 30
TITLE_LETTERS = 200


def figure(title: str, tally: Tally) -> "Figure":
    """The chart as matplotlib holds it; every number on it is a text of the figure."""
    from matplotlib.figure import Figure

    groups = tally.groups[:MOST_GROUPS]
    names = [_("Toàn địa bàn"), *(group.name for group in groups)]
    counts = [tally.counts, *(group.counts for group in groups)]
    households = [tally.households, *(group.households for group in groups)]
    places = range(len(names))

    shown = textwrap.fill(textwrap.shorten(title, TITLE_LETTERS, placeholder="…"), 58)
    legend_rows = len(tally.options) // 2 + 1
    # Margins are computed: matplotlib's own layout would draw everything twice.
    above, below = 0.35 + 0.22 * (shown.count("\n") + 1), 0.25 + 0.24 * legend_rows
    height = above + below + 0.42 * len(names)
    drawing = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH)
    axes = drawing.add_axes((0.25, below / height, 0.73, 1 - (above + below) / height))
    left = [0.0] * len(names)
    for position, option in enumerate(tally.options):
        _bar(axes, places, [row[position] for row in counts], households, left, option, COLOURS[position % 8])
    silent = [whole - sum(row) for whole, row in zip(households, counts, strict=True)]
    _bar(axes, places, silent, households, left, _("Chưa trả lời"), SILENT)

    axes.set_yticks(list(places), [textwrap.shorten(name, 26, placeholder="…") for name in names])
    axes.get_yticklabels()[0].set_fontweight("bold")
    axes.set_xlim(0, 100)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xticks([])
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    # A dollar sign would begin a formula.
    drawing.text(
        0.5, 1 - 0.1 / height, shown.replace("$", r"\$"), ha="center", va="top", fontsize=12, fontweight="bold"
    )
    drawing.legend(loc="lower center", ncols=2, frameon=False, fontsize=10, borderaxespad=0.2)
    return drawing


def _bar(
    axes: "object", places: range, row: list[int], households: list[int], left: list[float], label: str, colour: str
) -> None:
    """One option's part of every bar, as a share of the households, labelled with the number itself."""
    from matplotlib.axes import Axes

    assert isinstance(axes, Axes)
    shares = [100 * count / whole if whole else 0.0 for count, whole in zip(row, households, strict=True)]
    name = textwrap.shorten(label, 40, placeholder="…").replace("$", r"\$")
    bars = axes.barh(list(places), shares, left=left, color=colour, label=name, height=0.72)
    dark = colour in ("#0072B2", "#D55E00", "#009E73", "#000000")
    labels = [str(count) if count else "" for count in row]
    axes.bar_label(bars, labels, label_type="center", fontsize=9, color="white" if dark else "black")
    for place, share in enumerate(shares):
        left[place] += share


def draw(title: str, tally: Tally) -> bytes:
    """The chart as a PNG; call it off the event loop."""
    buffer = BytesIO()
    figure(title, tally).savefig(buffer, format="png")
    return buffer.getvalue()


async def picture(title: str, tally: Tally) -> bytes:
    """The chart as a PNG, drawn in a thread."""
    return await asyncio.to_thread(draw, title, tally)


async def warm_up() -> None:
    """The first picture is as fast as the others: the library and its fonts are loaded."""
    await picture(" ", Tally(options=("",), groups=()))
