"""The tables of the first waist: what every analysis reads, and nothing else.

Types are those of `records.schema.stored_columns`. Every table is Parquet on disk and
an Ibis table in hand.
"""

from __future__ import annotations

#: One row per incident that the plan counts as missing. Ordered by child, ordinal.
EPISODES: dict[str, str] = {
    "row": "int64",  # place in the order of child and ordinal, from 0
    "child_no": "int64",  # number of the child in the order of pseudonyms, from 0
    "incident": "string",  # pseudonym
    "child": "string",  # pseudonym; linkage will put the linked child here
    "ordinal": "int64",  # 1 for the child's first episode in the records, by reported
    "episodes_of_child": "int64",  # how many the child has in the window
    # Times. `_at` is UTC or null; `_local` UK local as written or null when date only;
    # `_on` the local date; `_flag` a vocabulary.times.TimeFlag.
    "reported_at": "timestamp",
    "reported_local": "timestamp",
    "reported_on": "date",
    "reported_flag": "string",
    "last_seen_at": "timestamp",
    "last_seen_local": "timestamp",
    "last_seen_on": "date",
    "last_seen_flag": "string",
    "resolved_at": "timestamp",  # found, else returned, else cancelled
    "resolved_local": "timestamp",
    "resolved_on": "date",
    "resolved_flag": "string",
    "resolved_from": "string",  # vocabulary.times.ResolvedFrom
    "ending": "string",  # vocabulary.times.Ending, from report to resolution
    # Hours from report, and from last seen, to resolution: the least and the most the
    # records allow. Equal when both ends are known to the minute; for an open episode
    # `high` is null (no limit) and `low` is the time followed; null both where unknown: no
    # last-seen time, an end that cannot be read, or none though the child was reported again.
    "hours_low": "float64",
    "hours_high": "float64",
    "hours_last_seen_low": "float64",
    "hours_last_seen_high": "float64",
    # Calendar of the headline clock (last seen where supplied, else reported).
    "year": "int64",  # of the report, local
    "month": "int64",  # of the report, local
    # When last seen / reported, UK local; null where no time of day is known. `night_on`
    # is the date of the evening a time belongs to: before 06:00 it is the day before.
    "last_seen_minute": "int64",  # minute of the local day, 0..1439
    "last_seen_night_on": "date",
    "reported_minute": "int64",
    "reported_night_on": "date",
    # The child and the place.
    "age": "int64",
    "sex": "string",
    "ethnicity": "string",
    "disability": "string",
    "care_status": "string",
    "setting": "string",  # where the child lives; else missing-from; see Timelines.setting_from
    "missing_from_type": "string",
    "place": "string",  # pseudonym of where the child went missing from
    "placing_authority": "string",
    "placement_locality": "string",
    # vocabulary.placement.PlacementKind; null where it cannot be told which (see
    # timelines.placement).
    "placement_kind": "string",
    "risk_first": "string",
    "risk_last": "string",
    "reporter": "string",
    "return_method": "string",
    "found_place": "string",
    "distance_km": "float64",
    "harm": "list<string>",
    "exploitation": "list<string>",
    "exploitation_flagged_on": "date",
    "exploitation_flagged_flag": "string",
    "push": "list<string>",
    "pull": "list<string>",
    "source_file": "int64",
    "source_row": "int64",
}

#: One row per child with at least one episode.
CHILDREN: dict[str, str] = {
    "child": "string",
    "first_reported_at": "timestamp",
    "last_reported_at": "timestamp",
    "episodes": "int64",
}

#: Counting-process spells in which a child is at risk of the next episode: from one
#: resolution (or the first report) to the next report, or to the end of the records.
AT_RISK: dict[str, str] = {
    "child": "string",
    "after_ordinal": "int64",  # episodes so far
    "entered_at": "timestamp",  # resolution of the previous episode, UTC
    "left_at": "timestamp",  # next report, or the end of the records
    "again": "int64",  # 1 if it ended with a report, else 0 (censored)
    "days": "float64",
}

#: One row per place named in incidents or in the places table.
PLACES: dict[str, str] = {
    "place": "string",
    "place_type": "string",
    "capacity": "int64",
    "authority": "string",
    "opened": "date",
    "closed": "date",
    "philomena_live": "date",
    "incidents": "int64",
    "children": "int64",
    "first_reported_on": "date",
    "last_reported_on": "date",
}

#: One row per placement spell, as its supplier wrote it.
PLACEMENTS: dict[str, str] = {
    "child": "string",
    "started": "date",
    "ended": "date",  # null while it lasts
    "placement_type": "string",
    "place": "string",
    "legal_status": "string",
    "responsible_authority": "string",
    "host_authority": "string",
    "locality": "string",
}

#: One row per prevention or return home interview, offered or done.
INTERVIEWS: dict[str, str] = {
    "interview_kind": "string",
    "incident": "string",
    "child": "string",
    "returned_at": "timestamp",
    "returned_on": "date",
    "due_at": "timestamp",
    "due_on": "date",
    "offered_at": "timestamp",
    "offered_on": "date",
    "accepted": "string",
    "completed_at": "timestamp",
    "completed_on": "date",
    "seen_alone": "string",
}

#: One row per logged step of the response to an incident that counts.
STEPS: dict[str, str] = {
    "row": "int64",  # of the incident, in `episodes`
    "child_no": "int64",  # of the child, in `episodes`
    "incident": "string",
    "child": "string",
    "spelling": "int64",  # numbers these steps' different (activity, role, agency), from 0, no gaps
    "activity": "string",
    "role": "string",
    "agency": "string",
    "happened_at": "timestamp",
    "happened_on": "date",
    "ended_at": "timestamp",
    "ordinal": "int64",
    "source_file": "int64",
    "source_row": "int64",
}

#: One row per activity and role of the rate card.
EFFORT: dict[str, str] = {
    "activity": "string",
    "role": "string",
    "minutes_low": "float64",
    "minutes_likely": "float64",
    "minutes_high": "float64",
    "cost_per_hour": "float64",
    "source": "string",
}

#: One row per area, age, setting and year of published counts.
POPULATION: dict[str, str] = {
    "area": "string",
    "age": "int64",
    "setting": "string",
    "year": "int64",
    "children": "int64",
    "looked_after": "int64",
}

TABLES: dict[str, dict[str, str]] = {
    "episodes": EPISODES,
    "children": CHILDREN,
    "at_risk": AT_RISK,
    "places": PLACES,
    "placements": PLACEMENTS,
    "interviews": INTERVIEWS,
    "steps": STEPS,
    "effort": EFFORT,
    "population": POPULATION,
}
