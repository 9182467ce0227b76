"""Published figures that no profile was fitted to: a check on what came of the fit.

Each is read as a measure of `homeward.synth.fitting.measures`. Where the studies differ, the
range of them is given. A county may rightly differ from one: they are other places, other
years, often all ages, and some are of one force that stood out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One published figure, or the range of several.

    Attributes
    ----------
    id
        Of the measure.
    low, high
        Least and most that was published; the same where there is one figure.
    source
        Where, of whom and when.
    """

    id: str
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A published point of a curve: how much, at where, by whom."""

    at: float
    share: float
    source: str


_HERTS = (
    Check("within_48h", 0.87, 0.90, "NCA 2016/17, England and Wales; DfE looked-after 2017, 2022"),
    Check("hours_at_50", 7.5, 7.5, "Grampian 2007, age 12 to 14 (80% found in a day there)"),
    Check("incidents_by_10_or_more_2022", 0.28, 0.28, "Sidebottom et al. 2019, one force, 2015"),
    Check("children_with_10_or_more_2022", 0.04, 0.04, "Sidebottom et al. 2019, one force, 2015"),
    Check("top15_share_2022", 0.50, 1.0, "Babuta & Sidebottom: 15% of children, over half"),
    Check("children_with_2_or_more_2022", 0.47, 0.47, "Hutchings et al. 2018, 523 Gwent children"),
    Check("children_with_4_or_more_2022", 0.605, 0.605, "Durham 2023, a force's own report"),
    Check("second_or_later_share_2022", 0.37, 0.65, "Bennett 2024, review of 76 studies"),
    Check("most_by_one_child", 115, 115, "South Wales 2018-20, three years (IICSA 2022)"),
    Check("looked_after_child_share_2022", 0.19, 0.287, "IICSA 2018/19; Hayden & Goodship 2013"),
    Check("looked_after_per_child_2022", 5.7, 6.3, "DfE 2017; 2022"),
    Check("looked_after_aged_16_share", 0.52, 0.56, "DfE 2018; 2025"),
    Check("out_of_area_home_share", 0.41, 0.41, "IICSA, children's homes, 2017/18"),
    Check("girls_share_12_17", 0.38, 0.38, "NCA 2019/20, England and Wales: 75,896 of 198,943"),
    Check("self_return_share", 0.44, 0.44, "NCA 2016/17: 17,812 came back, police found 22,609"),
    Check("risk_high", 0.16, 0.16, "Vo 2015, Thames Valley, all ages"),
    Check("risk_low", 0.13, 0.13, "Vo 2015, Thames Valley, all ages"),
    Check("rhi_held_share", 0.50, 0.50, "Children's Society 2019: of episodes"),
    Check("offered_share", 0.30, 0.90, "Delivery of Return Interviews 2023-24, by authority"),
)

_ONE_FORCE = (
    Check("within_24h", 0.80, 0.93, "Missing People; Hayden & Goodship 2013"),
    Check("top15_share", 0.50, 1.0, "Babuta & Sidebottom: 15% of children, over half"),
    Check("second_or_later_share", 0.37, 0.65, "Bennett 2024, review of 76 studies"),
    Check("children_with_2_or_more", 0.47, 0.47, "Hutchings et al. 2018, 523 Gwent children"),
    Check("looked_after_incident_share", 0.36, 0.449, "IICSA 2018/19; Hayden & Goodship 2013"),
    Check("risk_medium", 0.68, 0.68, "Vo 2015, Thames Valley, all ages"),
)

#: Checks of each calibrated profile.
CHECKS: dict[str, tuple[Check, ...]] = {"herts-2019-2022": _HERTS, "one-force-2015": _ONE_FORCE}

#: Published points of the time from report to found, in hours.
DURATIONS: tuple[Mark, ...] = (
    Mark(8, 0.53, "NCA 2015/16"), Mark(168, 0.98, "NCA 2015/16"),
    Mark(8, 0.47, "NCA 2016/17"), Mark(48, 0.87, "NCA 2016/17"), Mark(168, 0.97, "NCA 2016/17"),
    Mark(1.83, 0.20, "Grampian 2007, 12 to 14"), Mark(4.5, 0.40, "Grampian 2007, 12 to 14"),
    Mark(7.5, 0.50, "Grampian 2007, 12 to 14"), Mark(17, 0.70, "Grampian 2007, 12 to 14"),
    Mark(24, 0.80, "Grampian 2007, 12 to 14"), Mark(48, 0.90, "Grampian 2007, 12 to 14"),
    Mark(24, 0.91, "Hertfordshire 2019-2022: over 90%"),
)  # fmt: skip

#: Published points of who has the incidents: share of children, share of incidents.
GATHERED: tuple[Mark, ...] = (
    Mark(0.10, 0.54, "Hertfordshire 2022 (fitted)"),
    Mark(0.15, 0.50, "Babuta & Sidebottom: over half"),
    Mark(0.04, 0.28, "Sidebottom et al. 2019, another force"),
)
