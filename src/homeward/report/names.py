"""What estimates, groups and columns are called, where a rule would not find the words."""

from __future__ import annotations

#: Names whose words a rule would not find. The rest go through `_by_rule`.
ESTIMATES: dict[str, str] = {
    "gini": "Gini index",
    "gini_sparse_adjusted": "Gini index, corrected for sparse counts",
    "gini_gamma_poisson": "Gini index with chance removed",
    "median_hours": "Median time missing",
    "peak_window_start_hour": "Start of the peak window found by the data",
    "share_22_to_01": "Share between 22:00 and 01:00",
    "rate_ratio_22_to_01": "Rate from 22:00 to 01:00, against the whole day",
    "rate_ratio_weekend_night": "Rate on weekend nights, against the whole week",
    "repeat_share_second_or_later": "Share that are a child's second or later incident",
    "repeat_share_children_with_more_than_one": (
        "Share that belong to children with more than one incident"
    ),
    "share_of_children_with_10_or_more": "Share of children with 10 or more incidents",
    "share_of_incidents_by_children_with_10_or_more": (
        "Share of incidents that belong to children with 10 or more"
    ),
    "share_of_incidents_out_of_area": "Share of incidents: children placed out of area",
    "rate_ratio_out_of_area": "Rate for children placed out of area, against in area",
    "odds_ratio_any_exploitation": "Odds ratio, any exploitation flag",
    "share_cannot_tell": "Share where the records cannot show it",
    "share_still_missing": "Share still missing",
    "cumulative_share_of_incidents": "Share of incidents",
    "share_in_peak_window": "Share in the peak window",
    "peak_window_rate_ratio": "Rate in the peak window, against the whole day",
    "peak_window_support": "Share of resamples that put the peak there",
    "peak_window_p_value": "Chance of so high a peak if incidents fell evenly (p value)",
    "share_found_within_24h_lowest": "Resolved within 24 hours: the lowest the gaps allow",
    "share_found_within_24h_highest": "Resolved within 24 hours: the highest the gaps allow",
    "share_resolved_from": "Share whose end came from this time",
    "times": "Number of times",
    "faults": "Rows or cells",
    "rows_not_counted": "Rows of a type not counted as missing",
}

#: Keys of a group, as a column heading.
KEYS: dict[str, str] = {
    "from": "Clock starts",
    "setting": "Where the child lives",
    "locality": "Placed in or out of area",
    "kind": "Kind",
    "care_status": "Status with children's services",
    "return_method": "How the child came to be safe",
    "risk_first": "First grading",
    "risk_last": "Last grading",
    "weekday": "Day",
    "period": "Month",
    "hours": "Hours since the report",
    "percent_of_children": "Share of children, from least to most often missing",
    "unit": "Counted over",
    "band": "Incidents of the child",
    "column": "What was recorded",
    "needed_for": "Findings that lean on it",
    "code": "Reason",
    "flag": "What is known of the time",
    "resolved_from": "Time that ended the episode",
    "report_type": "Kind of report",
    "estimates_shown": "Numbers shown",
    "estimates_hidden": "Numbers hidden",
    "mostly_hidden": "Table mostly hidden",
    "children_not_given": "Hidden, number of children not given",
    "charts_left_out": "Chart left out",
    "tables_left_out": "Table left out",
    "threshold": "Missing for longer than",
    "adjusted": "Adjusted",
    "hour": "Hour of the day",
    "top_percent": "Children reported most often",
}

#: Columns of the records whose words a rule would not find.
COLUMNS: dict[str, str] = {
    "resolved": "End of the episode",
    "residence_type": "Where the child lives",
    "missing_from_type": "Kind of place missing from",
    "missing_from_place": "Place missing from",
    "last_seen": "When last seen",
    "reported": "When reported",
    "care_status": "Status with children's services",
    "return_method": "How the child came to be safe",
    "distance_km": "Distance in km",
    "exploitation": "Exploitation flags",
    "exploitation_flagged": "Date of exploitation flag",
    "push": "Reasons to leave (push)",
    "pull": "Reasons to go (pull)",
    "risk_first": "First grading",
    "risk_last": "Last grading",
}
