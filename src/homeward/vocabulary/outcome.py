"""How an episode ended and what harm was recorded."""

from __future__ import annotations

from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "not stated", "null", "na", "n a", "blank", "nk", "n k")


class ReturnMethod(Word):
    """How the child came to be safe."""

    SELF = "self", "Came back by themselves", "self return", "returned of own accord", "returned self", "own accord", "returned home", "returned by self", "returned on own"
    CARER_FOUND = "carer_found", "Found by a carer", "found by carer", "care staff", "found by staff", "carer"
    FAMILY_FOUND = "family_found", "Found by family", "found by family", "family", "parent", "found by parent", "relative"
    POLICE_FOUND_PATROL = "police_found_patrol", "Found by police on patrol", "police patrol", "patrol", "found by police", "police", "located by police"
    POLICE_FOUND_ENQUIRY = "police_found_enquiry", "Found by police enquiry", "police enquiry", "police enquiries", "enquiry", "enquiries"
    PARTNER_FOUND = "partner_found", "Found by a partner agency", "other agency", "social services", "social worker", "partner agency"
    PUBLIC = "public", "Found by a member of the public", "member of public", "mop", "found by public"
    HOSPITAL = "hospital", "Came to a hospital", "at hospital"
    ARRESTED = "arrested", "Arrested or detained", "in custody", "arrest", "custody"
    FOUND_DECEASED = "found_deceased", "Found dead", "deceased", "dead", "found dead"
    STILL_MISSING = "still_missing", "Still missing", "outstanding", "open", "not found"
    OTHER = "other", "Another way", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class FoundPlace(Word):
    """Where the child was found."""

    ORIGIN = "origin", "Where the child went missing from", "home", "returned home", "placement", "home address"
    FRIEND = "friend", "A friend's home", "friends address", "friend s address", "friends"
    RELATIVE = "relative", "A relative's home", "relatives address", "family address"
    PARTNER_PEER = "partner_peer", "Home of a partner or peer", "boyfriend", "girlfriend", "partner", "boyfriend s address"
    STREET_PARK = "street_park", "Street or open space", "street", "park", "public place"
    RETAIL_LEISURE = "retail_leisure", "Shop or leisure place", "shop", "shopping centre", "leisure"
    TRANSPORT_HUB = "transport_hub", "Station or transport", "station", "railway station", "bus station", "train"
    SUSPECT_ADDRESS = "suspect_address", "Address of a suspect or person of concern"
    CUSTODY = "custody", "Police custody", "police station"
    OTHER_FORCE = "other_force", "Another force's area", "out of force"
    HOSPITAL = "hospital", "Hospital"
    OTHER = "other", "Another place", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class Harm(Word):
    """Harm recorded as having happened while missing (many may be true)."""

    NONE_DISCLOSED = "none_disclosed", "None disclosed", "none", "no", "no harm", "n"
    PHYSICAL_ASSAULT = "physical_assault", "Physical assault", "assault", "assaulted"
    SEXUAL_OFFENCE = "sexual_offence", "Sexual offence", "sexual assault", "rape"
    EXPLOITATION_SEXUAL = "exploitation_sexual", "Sexual exploitation", "cse"
    EXPLOITATION_CRIMINAL = "exploitation_criminal", "Criminal exploitation", "cce"
    SELF_HARM = "self_harm", "Self-harm"
    SUICIDE_ATTEMPT = "suicide_attempt", "Suicide attempt", "attempted suicide", "overdose"
    SUBSTANCE = "substance", "Alcohol or drugs", "alcohol", "drugs", "intoxicated"
    OFFENDING = "offending", "Offending", "committed offence"
    ACCIDENT = "accident", "Accident or exposure", "injury"
    DEATH = "death", "Death", "deceased"
    OTHER = "other", "Other harm", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)
