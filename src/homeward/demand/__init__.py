"""How many, who, where, when, how long: what demand the reports make.

Floor: 5. Reads: timelines, estimators, findings, vocabulary. Gives: `FINDINGS`, one
function per finding, in the order the report prints them.
"""

from collections.abc import Callable, Mapping

from homeward.demand.clock import clock
from homeward.demand.concentration import concentration
from homeward.demand.duration import duration
from homeward.demand.effort import effort
from homeward.demand.equality import equality
from homeward.demand.forecast import forecast
from homeward.demand.long_missing import long_missing
from homeward.demand.placement_area import placement_area
from homeward.demand.quality import quality
from homeward.demand.repeats import repeats
from homeward.demand.risk import risk
from homeward.demand.sample import sample
from homeward.demand.setting import setting
from homeward.demand.volume import volume
from homeward.findings.finding import Finding
from homeward.timelines.histories import Timelines

#: Finding id to the function that files it; the second argument is the study's seed.
FINDINGS: Mapping[str, Callable[[Timelines, int], Finding]] = {
    "demand.volume": volume,
    "demand.duration": duration,
    "demand.clock": clock,
    "demand.concentration": concentration,
    "demand.repeats": repeats,
    "demand.setting": setting,
    "demand.long_missing": long_missing,
    "demand.placement_area": placement_area,
    "demand.risk": risk,
    "demand.effort": effort,
    "demand.equality": equality,
    "demand.forecast": forecast,
    "demand.sample": sample,
    "demand.quality": quality,
}

__all__ = [
    "FINDINGS",
    "clock",
    "concentration",
    "duration",
    "effort",
    "equality",
    "forecast",
    "long_missing",
    "placement_area",
    "quality",
    "repeats",
    "risk",
    "sample",
    "setting",
    "volume",
]
