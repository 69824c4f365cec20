"""Colours of the pictures; those of the data are Okabe and Ito's, which stay apart for colour-blind eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SERIES = ("#0072B2", "#D55E00")
"""First and second corpus."""
CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC"),
    *("Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei"),
)
"""Of these the first that is there writes the signs that matplotlib's own font has not."""


@dataclass(frozen=True)
class Ink:
    """Paper and ink of a picture, each ``#rrggbb``."""

    paper: str = "#FFFFFF"
    text: str = "#22272D"
    muted: str = "#565E67"
    line: str = "#D5D0C5"
    sound: str = "#0072B2"
    envelope: str = "#D55E00"

    def dress(self, axes: Any) -> None:
        """Give matplotlib axes these colours."""
        axes.set_facecolor(self.paper)
        axes.tick_params(colors=self.muted, labelsize=8, length=3)
        for label in (axes.xaxis.label, axes.yaxis.label):
            label.set_color(self.text)
            label.set_size(9)
        axes.title.set_color(self.text)
        for side, spine in axes.spines.items():
            spine.set_color(self.line)
            spine.set_visible(side in ("left", "bottom"))


LIGHT = Ink()


def fonts() -> list[str]:
    """For names of files: matplotlib's usual font, and one of the system's for Chinese where there is one."""
    from matplotlib import font_manager, rcParams

    there = set(font_manager.fontManager.get_font_names())
    return [*rcParams["font.family"], *[name for name in CHINESE_FONTS if name in there][:1]]
