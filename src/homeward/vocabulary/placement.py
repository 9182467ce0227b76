"""Words about placements."""

from __future__ import annotations

from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "not stated", "null", "na", "n a", "blank")


class PlacementLocality(Word):
    """Whether the child is placed inside the placing authority's area."""

    IN_AREA = "in_area", "Placed inside the responsible authority's area", "in county", "local", "in area placement", "in", "in borough"
    OUT_OF_AREA = "out_of_area", "Placed outside it", "out of county", "out of area placement", "ooa", "ooc", "out", "out of borough"
    NOT_APPLICABLE = "not_applicable", "Not placed by an authority", "n a", "na", "not placed"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK[:5], "blank")


class PlacementKind(Word):
    """The three kinds that are never merged."""

    LOCAL_HERE = "local_here", "Local child placed in this area"
    LOCAL_ELSEWHERE = "local_elsewhere", "Local child placed in another area"
    OTHER_HERE = "other_here", "Another authority's child placed in this area"
    NOT_PLACED = "not_placed", "Not placed by an authority"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class LegalStatus(Word):
    """SSDA903 legal status."""

    C1 = "c1", "Interim care order"
    C2 = "c2", "Full care order"
    D1 = "d1", "Freeing order (none made since 2005)"
    E1 = "e1", "Placement order"
    V1 = "v1", "Accommodated under an agreed series of short-term breaks (code of earlier years)"
    V2 = "v2", "Single period of accommodation under section 20"
    V3 = "v3", "Accommodated under an agreed series of short-term breaks"
    V4 = "v4", "Accommodated under short-term breaks"
    L1 = "l1", "Under police protection"
    L2 = "l2", "Emergency protection order"
    L3 = "l3", "Under child assessment order"
    J1 = "j1", "Remanded to local authority accommodation"
    J2 = "j2", "Placed in secure accommodation under PACE"
    J3 = "j3", "Sentenced to Youth Rehabilitation Order with residence"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)
