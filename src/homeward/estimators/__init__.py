"""Arrays in, numbers out: shares, curves, concentration, rate ratios, clock peaks.

Floor: 1. Reads: nothing. Gives: plain numpy functions with no word of the domain in
them; every one names its source, its units and when it gives no answer.
"""

from homeward.estimators.circular import (
    peak_p_value,
    peak_support,
    peak_window,
    window_sums,
)
from homeward.estimators.concentration import (
    Resampled,
    bootstrap_concentration,
    chance_top_shares,
    gini,
    gini_sparse_adjusted,
    lorenz,
    top_count,
    top_total,
)
from homeward.estimators.gamma_poisson import (
    GammaPoisson,
    fit_truncated_gamma_poisson,
    gini_of_gamma,
)
from homeward.estimators.proportions import Interval, design_effect, wilson, z_score
from homeward.estimators.rates import compound_poisson_rate, mean_per_cluster, rate_ratio
from homeward.estimators.streams import stream
from homeward.estimators.survival import Curve, curve_interval, kaplan_meier, median_time

__all__ = [
    "Curve",
    "GammaPoisson",
    "Interval",
    "Resampled",
    "bootstrap_concentration",
    "chance_top_shares",
    "compound_poisson_rate",
    "curve_interval",
    "design_effect",
    "fit_truncated_gamma_poisson",
    "gini",
    "gini_of_gamma",
    "gini_sparse_adjusted",
    "kaplan_meier",
    "lorenz",
    "mean_per_cluster",
    "median_time",
    "peak_p_value",
    "peak_support",
    "peak_window",
    "rate_ratio",
    "stream",
    "top_count",
    "top_total",
    "wilson",
    "window_sums",
    "z_score",
]
