"""The incidents table: one row per missing report. The core of every study."""

from __future__ import annotations

from homeward.records.schema import Column, Form, Personal, Rule, Table
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.exploitation import Certainty, Exploitation
from homeward.vocabulary.outcome import FoundPlace, Harm, ReturnMethod
from homeward.vocabulary.person import CareStatus, Ethnicity, Sex, YesNo
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.reasons import Pull, Push
from homeward.vocabulary.report import Reporter, ReportType
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting

_F, _P = Form, Personal

INCIDENTS = Table(
    name="incidents",
    one_row_per="missing report, including reports later cancelled",
    supplied_by=Agency.POLICE,
    key=("incident",),
    columns={
        "incident": Column(_F.REFERENCE, "The force's reference for the report", required=True, personal=_P.PSEUDONYM, synth="MisPer Ref", also=("incident ref", "incident reference", "incident no", "incident number", "misper ref", "misper reference", "reference", "ref", "ref no", "case ref", "case number", "case no", "report number", "report no", "log number", "log no", "compact ref", "compact reference", "occurrence number", "occurrence no", "episode ref", "episode id", "incident id", "crime ref", "urn", "misper no", "report id", "missing report ref", "unique ref", "police ref", "police reference", "police ref no", "police log no", "police incident no")),
        "child": Column(_F.REFERENCE, "The force's reference for the person", required=True, personal=_P.PSEUDONYM, synth="Nominal ID", also=("child id", "child ref", "person id", "person ref", "person reference", "nominal", "nominal id", "nominal ref", "nominal number", "nominal no", "misper id", "mp id", "subject id", "subject ref", "person urn", "pin", "niche person id", "individual id", "young person id", "yp id", "yp ref", "person no", "person number", "client id", "child reference")),
        "force": Column(_F.TEXT, "Police force that recorded it", also=("police force", "force name", "recording force")),
        "report_type": Column(_F.WORD, "What the record is", words=ReportType, decides=True, synth="Report Type", also=("type", "incident type", "category", "report category", "missing type", "classification", "record type", "misper type", "status type", "absence type")),
        "last_seen": Column(_F.TIME, "When the child was last seen", synth="Date/Time Last Seen", also=("last seen", "date time last seen", "last seen date time", "datetime last seen", "last seen at", "missing since", "date last seen", "time last seen", "last seen date", "last seen time", "missing from date", "missing from time", "missing from date time", "missing date", "missing time", "when last seen", "lastseen", "last seen on", "date missing from", "went missing")),
        "noticed": Column(_F.TIME, "When the absence was noticed", also=("date time noticed", "noticed at", "noticed missing", "discovered missing", "discovered", "absence noticed", "date noticed", "time noticed")),
        "reported": Column(_F.TIME, "When police were told", required=True, synth="Date/Time Reported", also=("reported", "date time reported", "reported date time", "reported at", "date reported", "time reported", "reported date", "reported time", "report date", "report time", "report datetime", "datetime reported", "date of report", "time of report", "call received", "report received", "report made", "reported missing", "date reported missing", "time reported missing", "when reported", "reported on", "dt reported", "rep date", "rep time", "reported to police", "date reported to police", "time reported to police")),
        "recorded": Column(_F.TIME, "When the record was made", also=("recorded at", "date recorded", "time recorded", "created", "created date", "date created", "record created", "created on", "entered", "input date", "creation date", "recorded date", "recorded date time")),
        "found": Column(_F.TIME, "When the child was found", synth="Date/Time Found", also=("date time found", "found date time", "found at", "date found", "time found", "found date", "found time", "located", "date located", "time located", "traced", "date traced", "time traced", "traced at", "located at", "when found", "located date time", "found on", "dt found", "date time located", "date time traced", "traced date", "traced time")),
        "returned": Column(_F.TIME, "When the child came back", synth="Date/Time Returned", also=("date time returned", "returned at", "date returned", "time returned", "return date", "return time", "return datetime", "returned date", "returned time", "date of return", "return date time", "came back", "when returned", "returned on", "returned date time")),
        "cancelled": Column(_F.TIME, "When the report was cancelled or closed", synth="Date/Time Closed", also=("date time cancelled", "cancelled at", "cancelled date", "closed", "date closed", "closed at", "closure date", "closed date", "time closed", "date time closed", "closed date time", "finalised", "date finalised", "time cancelled", "cancelled time", "closed time", "finalised date", "closure date time")),
        "seen_by_police": Column(_F.TIME, "When police saw the child after return", also=("seen by police", "police seen", "safe and well", "seen by officer", "safe and well date", "date seen by police", "time seen by police", "prevention interview time")),
        "age": Column(_F.INTEGER, "Age at the incident, in whole years", low=0, high=120, synth="Age", also=("age at incident", "age at time", "age when missing", "age years", "age at report", "child age", "subject age", "age when reported", "age at episode", "yp age")),
        "born_on": Column(_F.DATE, "Date of birth; used for the age and not stored", personal=_P.WITHHELD, also=("dob", "date of birth", "birth date", "d o b", "born", "person dob")),
        "name": Column(_F.TEXT, "Name; never stored here", personal=_P.WITHHELD, also=("name", "full name", "person name", "child name", "misper name")),
        "forename": Column(_F.TEXT, "Forename, where it has a column of its own; never stored here", personal=_P.WITHHELD, also=("first name", "forenames", "given name", "given names", "misper forename")),
        "surname": Column(_F.TEXT, "Surname, where it has a column of its own; never stored here", personal=_P.WITHHELD, also=("last name", "family name", "misper surname")),
        "sex": Column(_F.WORD, "Sex as recorded", words=Sex, synth="Gender", also=("gender", "sex recorded", "person sex", "sex gender", "m f", "f m", "male female")),
        "ethnicity": Column(_F.WORD, "Ethnic group", words=Ethnicity, synth="Ethnicity", also=("ethnic group", "ethnic origin", "ethnic appearance", "self defined ethnicity", "sde", "officer defined ethnicity", "16 1", "ethnic code")),
        "disability": Column(_F.WORD, "Whether a disability is recorded", words=YesNo, also=("disabled", "disability flag", "disability y n", "disability recorded", "has disability")),
        "care_status": Column(_F.WORD, "Status with children's services", words=CareStatus, synth="LAC Status", also=("lac", "looked after", "lac status", "cla", "cla status", "care", "in care", "looked after child", "looked after status", "social care status", "care experience")),
        "residence_type": Column(_F.WORD, "Kind of place where the child lives", words=Setting, synth="Residence Type", also=("residence", "lives at", "living arrangements", "home type", "residence category", "type of residence", "address type", "accommodation type", "placement type", "home address type", "normal residence", "usual residence type", "lives with", "resides")),
        "missing_from_type": Column(_F.WORD, "Kind of place the child went missing from", words=Setting, synth="Missing From", also=("missing from", "location type", "missing from type", "missing from location type", "missing location type", "location missing from", "place missing from", "premises type", "missing from category", "missing from location", "location category")),
        "missing_from_place": Column(_F.REFERENCE, "The place the child went missing from", personal=_P.PSEUDONYM, synth="Home Name", also=("home name", "care home name", "placement name", "missing from address", "address missing from", "missing from name", "care home", "premises", "premises name", "place name", "establishment", "children s home name", "placement address", "care home ref", "home ref", "place id", "urn of home", "ofsted urn")),
        "placing_authority": Column(_F.TEXT, "Authority responsible for the child", synth="Placing LA", also=("placing la", "placing authority", "responsible authority", "home authority", "responsible la", "local authority", "la responsible")),
        "placement_locality": Column(_F.WORD, "Placed inside or outside that authority's area", words=PlacementLocality, synth="In/Out County", also=("in out county", "in county", "out of county", "out of area", "in area", "locality", "in out area", "placed out of area", "out of county placement", "in or out of county", "in out of county")),
        "risk_first": Column(_F.WORD, "First grading", words=RiskLevel, synth="Initial Risk", also=("risk", "risk level", "grading", "initial risk", "initial risk level", "first risk", "risk grading", "risk assessment", "initial grading", "risk at report", "risk grade", "initial grade", "opening risk")),
        "risk_first_time": Column(_F.TIME, "When first graded", also=("initial risk time", "risk time", "risk assessed at", "date time graded", "time graded")),
        "risk_last": Column(_F.WORD, "Last grading", words=RiskLevel, also=("final risk", "final risk level", "last risk", "current risk", "closing risk", "final grading", "risk at close", "final grade")),
        "risk_last_time": Column(_F.TIME, "When last graded", also=("final risk time", "last graded at")),
        "reporter": Column(_F.WORD, "Who told the police", words=Reporter, synth="Informant", also=("reported by", "informant", "reporter type", "caller", "reporting person", "informant type", "informant relationship", "who reported", "reporting person type", "caller type")),
        "return_method": Column(_F.WORD, "How the child came to be safe", words=ReturnMethod, synth="How Found", also=("how found", "found by", "method of return", "how returned", "located by", "outcome", "return type", "found how", "how located", "traced by", "method found", "how traced", "manner of return")),
        "found_place": Column(_F.WORD, "Where the child was found", words=FoundPlace, also=("found at place", "where found", "found location", "place found", "location found", "found location type", "found where")),
        "returned_to": Column(_F.WORD, "Kind of place the child returned to", words=Setting, also=("returned to", "returned to type", "return address type", "where returned")),
        "safe_at_return": Column(_F.WORD, "Whether judged safe where returned to", words=YesNo, also=("safe at return", "safe on return", "returned safe")),
        "safe_at_return_source": Column(_F.TEXT, "Who judged it", also=("safe judged by",)),
        "distance_km": Column(_F.NUMBER, "Distance from where last seen to where found, km", low=0, high=20000, also=("distance", "distance km", "km", "distance found")),
        "harm": Column(_F.WORDS, "Harm recorded while missing", words=Harm, also=("harm while missing", "harms", "injury or harm", "harm suffered", "harm recorded", "suffered harm")),
        "exploitation": Column(_F.WORDS, "Exploitation flags held for the child", words=Exploitation, synth="Exploitation Flags", also=("exploitation flag", "exploitation flags", "flags", "warning flags", "markers", "warning markers", "exploitation markers", "cse cce flags", "vulnerability flags")),
        "exploitation_certainty": Column(_F.WORD, "How sure the flag is", words=Certainty, also=("flag certainty", "exploitation status", "suspected or confirmed")),
        "exploitation_flagged": Column(_F.TIME, "When the flag was first set", synth="Flag Date", also=("flag date", "date flagged", "exploitation flag date", "exploitation date", "marker date", "flagged on", "date of flag", "flag set")),
        "exploitation_source": Column(_F.TEXT, "Who set the flag", also=("flag source", "flagged by")),
        "push": Column(_F.WORDS, "What the child went away from", words=Push, also=("push factors", "push factor", "reason push", "push reasons")),
        "pull": Column(_F.WORDS, "What the child went towards", words=Pull, also=("pull factors", "pull factor", "reason pull", "pull reasons")),
    },
    rules=(
        Rule("HW-R021", "reported", "found", whole=False),
        Rule("HW-R021", "reported", "returned", whole=False),
        Rule("HW-R021", "reported", "cancelled", whole=False),
        Rule("HW-R022", "last_seen", "reported", whole=False),
    ),
)
