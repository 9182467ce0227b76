"""What estimates count, and what kinds of estimate there are."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Unit(Word):
    """What is counted or measured."""

    INCIDENTS = "incidents", "Incidents counted as missing"
    CHILDREN = "children", "Children reported missing"
    HOURS = "hours", "Hours"
    DAYS = "days", "Days"
    WEEKS = "weeks", "Weeks"
    HOUR_OF_DAY = "hour_of_day", "Hour of the day, UK local time"
    RATIO = "ratio", "A ratio of rates; 1 means no difference"
    INDEX = "index", "An index from 0 (even) to 1 (all in one)"
    PLACES = "places", "Homes or other places"
    ROWS = "rows", "Rows of an extract"
    CELLS = "cells", "Cells of an extract"
    INCIDENTS_PER_CHILD = "incidents_per_child", "Incidents for each child"
    INCIDENTS_PER_MONTH = "incidents_per_month", "Incidents for each month"
    INCIDENTS_PER_WEEK = "incidents_per_week", "Incidents for each week"
    INCIDENTS_PER_BED_YEAR = "incidents_per_bed_year", "Incidents for each registered bed and year"
    INCIDENTS_PER_PLACEMENT_YEAR = "incidents_per_placement_year", "Incidents for each year that a child is placed"
    INCIDENTS_PER_1000_CHILDREN = "incidents_per_1000_children", "Incidents for each thousand children and year"
    MINUTES = "minutes", "Minutes"
    POUNDS = "pounds", "Pounds"
    STEPS = "steps", "Logged steps of the response"
    SAMPLED = "sampled", "Incidents of the smaller sample"


class Kind(Word):
    """How an estimate is made, and therefore how it may be released."""

    COUNT = "count", "A number of units"
    SHARE = "share", "count divided by of"
    RATE_RATIO = "rate_ratio", "A ratio of two rates, from count, of and exposure"
    ODDS_RATIO = "odds_ratio", "A ratio of two odds, from a table or a model"
    FORECAST = "forecast", "A number expected in a coming time, with where it will probably lie"
    RANGE = "range", "A likely value, with the least and the most that its sources allow"
    WEIGHTED = "weighted", "A share worked out from a weighted sample"
    QUANTILE = "quantile", "A median or other quantile"
    CURVE = "curve", "A point of a survival or cumulative curve"
    INDEX = "index", "A concentration index such as Gini's"
    P_VALUE = "p_value", "How often chance alone would do as much; small is rare"
    MEAN = "mean", "count divided by of, where a unit may count more than once"
    CLOCK_HOUR = "clock_hour", "An hour of the day found by the data"
    BOUND = "bound", "The lowest or highest value that the gaps in the records allow"
