"""Arrays in, numbers out: shares, curves, concentration, ratios of odds and rates, clock peaks.

Floor: 1. Reads: nothing. Gives: plain numpy functions with no word of the domain in
them; every one names its source, its units and when it gives no answer.
"""

from homeward.estimators.adjusted import Adjusted, adjusted_odds, adjusted_rates
from homeward.estimators.cells import cells_and_products, ratio_of_shares
from homeward.estimators.circular import (
    holm,
    peak_arc,
    peak_p_value,
    peak_starts,
    peak_support,
    peak_window,
    window_sums,
)
from homeward.estimators.clustered import Ratio, Unfit, Why, clustered_ratio
from homeward.estimators.concentration import (
    ByChance,
    chance_concentration,
    gini,
    gini_sparse_adjusted,
    lorenz,
    top_count,
    top_total,
)
from homeward.estimators.concentration_intervals import (
    ConcentrationIntervals,
    concentration_intervals,
)
from homeward.estimators.counting import CountingRows, counting_rows, event_order, gap_times
from homeward.estimators.cox import CoxFit, HazardRatio, Test, fit_cox
from homeward.estimators.cox_curves import (
    CumulativeHazard,
    Proportional,
    baseline_hazard,
    proportional_hazards,
)
from homeward.estimators.exact import clopper_pearson, exact_odds_ratio
from homeward.estimators.factors import Background, Factor, background, yes_or_no
from homeward.estimators.frailty import FrailtyFit, fit_shared_frailty
from homeward.estimators.gamma_poisson import (
    GammaPoisson,
    NoFit,
    extended_shape,
    fit_gamma_poisson,
    fit_truncated_gamma_poisson,
    gini_of_gamma,
)
from homeward.estimators.odds import (
    FEWEST_CLUSTERS,
    FEWEST_IN_CELL,
    Cells,
    cells_of,
    odds_ratio_by_cluster,
)
from homeward.estimators.overdispersed import Overdispersed, overdispersed_rates
from homeward.estimators.proportions import Interval, design_effect, wilson, z_score
from homeward.estimators.rates import (
    PowerSums,
    bootstrap_rate_ratio,
    compound_poisson_rate,
    mean_per_cluster,
    rate_ratio,
    rate_ratio_by_cluster,
)
from homeward.estimators.recurrent_curves import (
    Incidence,
    StepCurve,
    aalen_johansen,
    mean_cumulative,
)
from homeward.estimators.refusals import CannotEstimate, Refused
from homeward.estimators.streams import stream
from homeward.estimators.survival import Curve, curve_interval, kaplan_meier, median_time
from homeward.estimators.two_ways import added_by_groups

__all__ = [
    "FEWEST_CLUSTERS",
    "FEWEST_IN_CELL",
    "Adjusted",
    "Background",
    "ByChance",
    "CannotEstimate",
    "Cells",
    "ConcentrationIntervals",
    "CountingRows",
    "CoxFit",
    "CumulativeHazard",
    "Curve",
    "Factor",
    "FrailtyFit",
    "GammaPoisson",
    "HazardRatio",
    "Incidence",
    "Interval",
    "NoFit",
    "Overdispersed",
    "PowerSums",
    "Proportional",
    "Ratio",
    "Refused",
    "StepCurve",
    "Test",
    "Unfit",
    "Why",
    "aalen_johansen",
    "added_by_groups",
    "adjusted_odds",
    "adjusted_rates",
    "background",
    "baseline_hazard",
    "bootstrap_rate_ratio",
    "cells_and_products",
    "cells_of",
    "chance_concentration",
    "clopper_pearson",
    "clustered_ratio",
    "compound_poisson_rate",
    "concentration_intervals",
    "counting_rows",
    "curve_interval",
    "design_effect",
    "event_order",
    "exact_odds_ratio",
    "extended_shape",
    "fit_cox",
    "fit_gamma_poisson",
    "fit_shared_frailty",
    "fit_truncated_gamma_poisson",
    "gap_times",
    "gini",
    "gini_of_gamma",
    "gini_sparse_adjusted",
    "holm",
    "kaplan_meier",
    "lorenz",
    "mean_cumulative",
    "mean_per_cluster",
    "median_time",
    "odds_ratio_by_cluster",
    "overdispersed_rates",
    "peak_arc",
    "peak_p_value",
    "peak_starts",
    "peak_support",
    "peak_window",
    "proportional_hazards",
    "rate_ratio",
    "rate_ratio_by_cluster",
    "ratio_of_shares",
    "stream",
    "top_count",
    "top_total",
    "wilson",
    "window_sums",
    "yes_or_no",
    "z_score",
]
