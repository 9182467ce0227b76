"""What estimates, groups and columns are called, where a rule would not find the words."""

from __future__ import annotations

#: Names whose words a rule would not find. The rest go through `_by_rule`.
ESTIMATES: dict[str, str] = {
    "gini": "Gini index",
    "gini_sparse_adjusted": "Gini index, corrected for sparse counts",
    "gini_gamma_poisson": "Gini index with chance removed",
    "chance_gini": "Gini index that chance alone would give",
    "trend_ratio_per_year": "Incidents of a year, against the year before",
    "season_peak_to_trough_ratio": "Busiest month of the year, against the quietest",
    "season_ratio": "Incidents of the month, against the average month",
    "rate_ratio_covid_restrictions": "Incidents under pandemic restrictions, against the rest",
    "rate_ratio_change": "Incidents while a change held, against the rest",
    "children_with_10_or_more": "Children with 10 or more incidents",
    "share_of_high_repeaters": "Share of all children with 10 or more incidents",
    "share_of_high_repeaters_with_families": "Children with 10 or more: share with families",
    "share_of_high_repeaters_incidents": "Share of the incidents of children with 10 or more",
    "share_of_incidents_by_high_repeaters": "Share of incidents: children with 10 or more",
    "share_of_top_10_percent": "Share of the 10% of children missing most often",
    "share_of_children_in_more_than_one_setting": "Share of children in several settings",
    "incidents_per_1000_children_a_year": "Incidents for each thousand children and year",
    "median_hours": "Median time missing",
    "peak_window_start_hour": "Start of the peak window found by the data",
    "share_22_to_01": "Share between 22:00 and 01:00",
    "rate_ratio_22_to_01": "Rate from 22:00 to 01:00, against the whole day",
    "rate_ratio_weekend_night": "Rate on Friday and Saturday nights, against other nights",
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
    "odds_ratio_county_lines": "Odds ratio, county lines flag",
    "odds_ratio_gang": "Odds ratio, gang flag",
    "odds_ratio_persistent_any_exploitation": "Odds ratio of persistent missing, any flag",
    "odds_ratio_persistent_county_lines": "Odds ratio of persistent missing, county lines flag",
    "odds_ratio_persistent_gang": "Odds ratio of persistent missing, gang flag",
    "share_missing_over_24h_lowest": "Missing over 24 hours: the lowest the times allow",
    "share_missing_over_24h_highest": "Missing over 24 hours: the highest the times allow",
    "share_missing_over_48h_lowest": "Missing over 48 hours: the lowest the times allow",
    "share_missing_over_48h_highest": "Missing over 48 hours: the highest the times allow",
    "share_missing_over_7d_lowest": "Missing over 7 days: the lowest the times allow",
    "share_missing_over_7d_highest": "Missing over 7 days: the highest the times allow",
    "share_of_children_persistent_lowest": "Persistently missing: the lowest the times allow",
    "share_of_children_persistent_highest": "Persistently missing: the highest the times allow",
    "share_of_children_persistent_by_length_lowest": (
        "Persistent by long incidents: the lowest the times allow"
    ),
    "share_of_children_persistent_by_length_highest": (
        "Persistent by long incidents: the highest the times allow"
    ),
    "share_of_incidents_by_persistent_children_lowest": (
        "Share of incidents: persistent children, the lowest the times allow"
    ),
    "share_of_incidents_by_persistent_children_highest": (
        "Share of incidents: persistent children, the highest the times allow"
    ),
    "share_of_children_persistent": "Share of children persistently missing",
    "share_of_children_persistent_by_number": "Persistent by number of incidents",
    "share_of_children_persistent_by_length": "Persistent by long incidents",
    "share_of_incidents_by_persistent_children": "Share of incidents: persistent children",
    "share_of_incidents_covered_by_spells": "Share of incidents in a spell of placement",
    "share_of_children_covered_by_spells": "Share of children with such an incident",
    "share_of_placed_children_reported": "Share of placed children ever reported",
    "incidents_per_placement_year": "Incidents for each year of placement",
    "incidents_per_bed_year": "Incidents for each registered bed and year",
    "homes_with_beds_known": "Homes whose beds are known",
    "homes_with_beds_not_known": "Homes with incidents, beds not known",
    "share_cannot_tell": "Share where the records cannot show it",
    "share_still_missing": "Share still missing",
    "cumulative_share_of_incidents": "Share of incidents",
    "share_in_peak_window": "Share in the peak window",
    "peak_window_rate_ratio": "Rate in the peak window, against the whole day",
    "peak_window_support": "Share of resamples that put the peak there",
    "peak_window_p_value": "Chance of so high a peak if incidents fell evenly (p value)",
    "peak_window_p_value_of_all": "The same, over all settings looked at (Holm)",
    "rate_ratio_22_to_01_weekend": (
        "Share of the night from 22:00 to 01:00: Friday and Saturday, against other nights"
    ),
    "rate_ratio_weekend_22_to_01": (
        "Rate from 22:00 to 01:00 on Friday and Saturday nights, against other nights"
    ),
    "share_on_the_hour": "Share of times written to the whole hour",
    "share_at_midnight": "Share of times written as exactly 00:00",
    "midnight_heap_ratio": "Times at 00:00, against 23:00 and 01:00",
    "share_22_to_01_without_midnight": "Share between 22:00 and 01:00, 00:00 left out",
    "rate_ratio_22_to_01_without_midnight": (
        "Rate from 22:00 to 01:00, against the whole day, 00:00 left out"
    ),
    "peak_window_start_hour_without_midnight": "Start of the peak window, 00:00 left out",
    "share_22_to_01_lowest": "Share between 22:00 and 01:00: the lowest rounding allows",
    "share_22_to_01_highest": "Share between 22:00 and 01:00: the highest rounding allows",
    "share_resolved_from": "Share whose end came from this time",
    "times": "Number of times",
    "faults": "Rows or cells",
    "rows_lost": "Rows set aside for a fault",
    "rows_not_counted": "Rows of a type not counted as missing",
    "expected_incidents_per_week": "Incidents a week to be expected",
    "recorded_incidents_per_week": "Incidents a week, last 52 weeks",
    "forecast_error": "Average error of a forecast week",
    "forecast_error_mean": "Average error: mean of the last 52 weeks",
    "forecast_error_seasonal_naive": "Average error: same week of the year before",
    "share_of_weeks_within_interval": "Share of weeks within their 90% interval",
    "share_of_four_week_means_within_interval": "Share of four-week means within their interval",
    "share_first_graded": "Share by first grading",
    "share_last_graded": "Share by last grading",
    "share_of_gradings": "Share of incidents with a grading",
    "share_not_graded": "Share with no first grading",
    "share_absent_legacy": "Share first graded absent (former category)",
    "share_with_harm_recorded": "Share with harm recorded, where the record says",
    "share_of_harmed_not_first_graded_high": "Share of those harmed first graded below high",
    "steps": "Times logged",
    "minutes_on_card": "Minutes on the rate card",
    "recorded_minutes": "Median minutes recorded in the log",
    "cost": "Cost at the rate card's cost of an hour",
    "share_of_incidents_logged": "Share of incidents with a log of steps",
    "share_of_steps_costed": "Share of steps that are on the rate card",
    "share_of_recorded_lengths_within_card": "Recorded lengths inside the rate card's range",
    "share_of_recorded_lengths_implausible": "Recorded lengths below nought or over 24 hours",
    "hours_per_incident": "Hours for each logged incident",
    "police_hours_per_incident": "Police hours for each logged incident",
    "partner_hours_per_incident": "Partners' hours for each logged incident",
    "unattributed_hours_per_incident": "Hours for each logged incident, agency not recorded",
    "share_found_by_police": "Share found by police",
    "share_offered_return_interview_lowest": (
        "Offered a return interview: the lowest, only interviews tied to an incident"
    ),
    "share_offered_return_interview_highest": (
        "Offered a return interview: the highest, interviews tied to none too"
    ),
    "share_with_prevention_interview_lowest": (
        "Given a prevention interview: the lowest, only interviews tied to an incident"
    ),
    "share_with_prevention_interview_highest": (
        "Given a prevention interview: the highest, interviews tied to none too"
    ),
    "share_with_interview_within_72h_lowest": "Interview within 72 hours: the lowest",
    "share_with_interview_within_72h_highest": (
        "Interview within 72 hours: the highest, those that cannot be told too"
    ),
    "share_first_graded_high_lowest": "First graded high: the lowest the gaps allow",
    "share_first_graded_high_highest": "First graded high: the highest the gaps allow",
    "ratio_missing_over_24h": "Missing over 24 hours, against the largest group",
    "ratio_first_graded_high": "First graded high, against the largest group",
    "ratio_first_graded_medium_or_high": "First graded medium or high, against the largest group",
    "ratio_found_by_police": "Found by police, against the largest group",
    "ratio_offered_return_interview": "Offered a return interview, against the largest group",
    "ratio_with_prevention_interview": "Given a prevention interview, against the largest group",
    "p_value_missing_over_24h": "Missing over 24 hours: p value (Holm)",
    "p_value_first_graded_high": "First graded high: p value (Holm)",
    "p_value_first_graded_medium_or_high": "First graded medium or high: p value (Holm)",
    "p_value_found_by_police": "Found by police: p value (Holm)",
    "p_value_offered_return_interview": "Offered a return interview: p value (Holm)",
    "p_value_with_prevention_interview": "Given a prevention interview: p value (Holm)",
    "population": "All that could be drawn",
    "drawn": "Drawn by lot",
    "answered_for": "Answered for by partners",
    "answered": "Answered",
    "response_rate": "Share answered",
    "share_of_all": "Share of all",
    "share_of_answered": "Share of those answered for",
}

#: Keys of a group, as a column heading.
KEYS: dict[str, str] = {
    "asked": "What partners were asked",
    "return_interview": "Return home interview",
    "interview_in_time": "Interview within 72 hours",
    "missing_for": "Missing for",
    "flagged": "Exploitation flag",
    "from": "Clock starts",
    "setting": "Where the child lives",
    "locality": "Placed in or out of area",
    "kind": "Kind",
    "placement_kind": "Kind of placement",
    "reason": "Why left out",
    "blank": "Blank taken as",
    "model": "Model",
    "interval": "Interval by",
    "care_status": "Status with children's services",
    "return_method": "How the child came to be safe",
    "risk_first": "First grading",
    "risk_last": "Last grading",
    "weekday": "Day",
    "week_from": "Week from",
    "period": "Month",
    "hours": "Hours since the report",
    "percent_of_children": "Share of children, from least to most often missing",
    "unit": "Counted over",
    "change": "Change, as numbered in the notes",
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
    "grade": "Grading",
    "activity_and_role": "Activity and role",
}

#: Yes and no of a key, where other words say more.
FLAGS: dict[tuple[str, bool], str] = {
    ("adjusted", False): "As counted",
    ("adjusted", True): "Allowing for other differences",
    ("flagged", True): "Flagged before",
    ("flagged", False): "Not flagged before",
}

#: Values of a key whose words a rule would not find.
VALUES: dict[tuple[str, str], str] = {
    ("reason", "file_seldom_says_none"): (
        "Too few of the other rows (under half) say that there was no flag"
    ),
    ("reason", "flagged_the_same_day"): "Flagged on the day the episode began",
    ("reason", "flag_has_no_date"): "The flag has no date",
    ("flagged", "ever"): "Flagged at any time",
    ("method", "model"): "The model",
    ("method", "mean_of_last_52_weeks"): "Mean of the last 52 weeks",
    ("method", "same_week_last_year"): "Same week of the year before",
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
