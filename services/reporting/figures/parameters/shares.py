"""Shares: what is read off figures of the same unit and day, and never counted or booked, for a sum of shares is no
share. So a share is right on every day, of every unit and in every snapshot in which its figures are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.language import Text


def percent(part: int, whole: int) -> str | None:
    """To one decimal, rounded half up: 7.6; None where there is nothing to have a share of."""
    return tenths(100 * part, whole) if whole > 0 else None


def tenths(numerator: int, denominator: int) -> str:
    """A quotient to one decimal, half up, without floats."""
    found = (20 * numerator + denominator) // (2 * denominator)
    return f"{found // 10}.{found % 10}"


@dataclass(frozen=True, slots=True)
class Share:
    """The figure `part` out of the figures `whole`, each of which stands for so `many`; `of` says what that is."""

    code: str
    name: Text
    part: str
    whole: tuple[str, ...]
    many: int
    of: Text

    def read(self, value: Callable[[str], int]) -> "Read":
        """Off figures by their codes."""
        return Read(self, value(self.part), self.many * sum(map(value, self.whole)))


@dataclass(frozen=True, slots=True)
class Read:
    """A share of a unit on a day."""

    share: Share
    part: int
    whole: int

    @property
    def percent(self) -> str | None:
        return percent(self.part, self.whole)

    @property
    def worded(self) -> Text:
        """With what it is a share of."""
        share = self.share
        said = "—" if self.percent is None else f"{self.percent}%"
        zh = f"{share.name.zh} {said}（{self.part:,} / {self.whole:,}，分母为{share.of.zh}）"
        return Text(zh, f"{share.name.en} {said} ({self.part:,} of {self.whole:,}: {share.of.en})")


_NETWORK = ("F03", "F04")
SHARES: tuple[Share, ...] = (
    Share(
        "five-haves", Text("五有达标率", "share with all of the five"), "F43", _NETWORK, 1,
        Text("服务站、服务室数", "stations and rooms"),
    ),
    Share(
        "four-unified", Text("四统一达标率", "share of the unified standards met"), "F45", _NETWORK, 4,
        Text("服务站、服务室数的四倍", "four for each station and room"),
    ),
)  # fmt: skip
