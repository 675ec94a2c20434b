"""Pictures of a tally: one stacked bar for the ward and one for each group."""

import asyncio
import textwrap
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from cards.words import _
from rules.tallies import Tally

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours stay apart for colour-blind eyes; the numbers on the bars say the same again.
COLOURS = ("#0072B2", "#D55E00", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
DARK = frozenset({"#0072B2", "#D55E00", "#009E73", "#000000"})
SILENT = "#D9D9D9"
WIDTH_INCHES, DOTS_PER_INCH = 5.4, 170
# A phone shows this many bars legibly; a larger ward reads the table or the file.
MOST_GROUPS = 30
TITLE_LETTERS = 200
# A part of a bar that is narrower than this share has no room for its number; the words beside say it.
NARROWEST = 4


class _Bar(NamedTuple):
    name: str
    counts: tuple[int, ...]
    households: int


def figure(title: str, tally: Tally) -> "Figure":
    """The chart as matplotlib holds it; every number on it is a text of the figure."""
    from matplotlib.figure import Figure

    bars = _bars(tally)
    shown = textwrap.fill(textwrap.shorten(title, TITLE_LETTERS, placeholder="…"), 44)
    legend_rows = len(tally.options) // 2 + 1
    # Margins are computed: matplotlib's own layout would draw everything twice.
    above, below = 0.35 + 0.22 * (shown.count("\n") + 1), 0.25 + 0.26 * legend_rows
    height = above + below + 0.44 * len(bars)
    drawing = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH)
    axes = drawing.add_axes((0.3, below / height, 0.68, 1 - (above + below) / height))
    left = [0.0] * len(bars)
    for position, option in enumerate(tally.options):
        _layer(axes, bars, [bar.counts[position] for bar in bars], left, option, COLOURS[position % len(COLOURS)])
    _layer(axes, bars, [bar.households - sum(bar.counts) for bar in bars], left, _("Chưa trả lời"), SILENT)
    _name_bars(axes, bars)
    drawing.text(0.5, 1 - 0.1 / height, _plain(shown), ha="center", va="top", fontsize=12, fontweight="bold")
    drawing.legend(loc="lower center", ncols=2, frameon=False, fontsize=11, borderaxespad=0.2)
    return drawing


def _bars(tally: Tally) -> list[_Bar]:
    """The ward's bar and those of its groups; a single group is its own whole."""
    groups = [_Bar(group.name, group.counts, group.households) for group in tally.groups[:MOST_GROUPS]]
    if len(groups) == 1:
        return groups
    return [_Bar(_("Toàn địa bàn"), tally.counts, tally.households), *groups]


def _plain(text: str) -> str:
    """Text in which matplotlib sees no formula."""
    return text.replace("$", r"\$")


def _name_bars(axes: "Axes", bars: list[_Bar]) -> None:
    names = [_plain(textwrap.shorten(bar.name, 22, placeholder="…")) for bar in bars]
    axes.set_yticks(range(len(bars)), names, fontsize=11)
    axes.get_yticklabels()[0].set_fontweight("bold")
    axes.set_xlim(0, 100)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_frame_on(False)
    axes.tick_params(length=0)


def _layer(axes: "Axes", bars: list[_Bar], row: list[int], left: list[float], label: str, colour: str) -> None:
    """One option's part of every bar, as a share of the households, labelled with the number itself."""
    shares = [100 * count / bar.households if bar.households else 0.0 for count, bar in zip(row, bars, strict=True)]
    name = _plain(textwrap.shorten(label, 26, placeholder="…"))
    drawn = axes.barh(range(len(bars)), shares, left=left, color=colour, label=name, height=0.72)
    labels = [str(count) if share >= NARROWEST else "" for count, share in zip(row, shares, strict=True)]
    axes.bar_label(drawn, labels, label_type="center", fontsize=11, color="white" if colour in DARK else "black")
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
