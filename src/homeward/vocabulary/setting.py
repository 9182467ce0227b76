"""Where a child lives, or went missing from."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Setting(Word):
    """The kind of place. Used for residence and, apart from it, for missing-from.

    Source: domain crosswalk; SSDA903 placement codes are given as spellings where a
    code means one kind of place only.
    """

    FAMILY_HOME = (
        "family_home", "Home of a parent or guardian", "home", "home address", "family",
        "parents", "parental home", "parents address", "family address", "p1",
        "with parents", "private address", "own home", "mother", "father",
    )
    KINSHIP = (
        "kinship", "Home of a relative or friend who cares for the child", "relative",
        "kinship care", "family member", "relatives address", "friends and family",
    )
    FOSTER = (
        "foster", "Foster carer's home", "foster care", "foster carer", "foster home",
        "foster placement", "fostered", "fc",
    )
    CHILDRENS_HOME = (
        "childrens_home", "Registered children's home", "children s home",
        "children home", "care home", "residential care", "residential home", "k2",
        "residential childrens home", "rch", "local authority home", "la care home",
        "children s residential home", "private care home", "residential unit",
    )
    SECURE_HOME = "secure_home", "Secure children's home", "secure unit", "k1", "secure"
    SUPPORTED_ACCOMMODATION = (
        "supported_accommodation", "Supported or semi-independent living", "h5",
        "supported living", "semi independent", "semi independent living",
        "supported lodgings", "supported housing", "semi independent unit",
    )
    UNREGISTERED = "unregistered", "Unregistered placement", "unregulated placement"
    RESIDENTIAL_SCHOOL = "residential_school", "Boarding or residential school", "s1", "boarding school"
    HOSPITAL = "hospital", "General hospital", "hospital a e", "a e", "accident and emergency"
    MENTAL_HEALTH_UNIT = "mental_health_unit", "Mental-health unit", "camhs unit", "psychiatric unit"
    HOTEL_UASC = "hotel_uasc", "Hotel for unaccompanied asylum-seeking children", "hotel", "asylum hotel"
    SCHOOL = "school", "Day school or college", "college", "education"
    PUBLIC_PLACE = "public_place", "Street, shop, park or transport", "street", "public", "town centre", "in public"
    INDEPENDENT = "independent", "Living independently", "p2", "own tenancy"
    OTHER = "other", "Recorded as another kind of place", "others"
    NOT_RECORDED = (
        "not_recorded", "The extract holds no kind of place", "", "unknown", "not known",
        "n k", "nk", "not stated", "null", "na", "n a", "blank",
    )


#: Settings in which the child is placed by a local authority (care settings).
CARE_SETTINGS: frozenset[Setting] = frozenset(
    {
        Setting.FOSTER,
        Setting.CHILDRENS_HOME,
        Setting.SECURE_HOME,
        Setting.SUPPORTED_ACCOMMODATION,
        Setting.UNREGISTERED,
        Setting.HOTEL_UASC,
    }
)
