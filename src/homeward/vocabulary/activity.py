"""Words for interviews, plans, support, calls, meetings and effort."""

from __future__ import annotations

from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "null", "na", "n a", "blank")


class InterviewKind(Word):
    """Which interview after a return."""

    PREVENTION = "prevention", "Police prevention interview", "pi", "safe and well", "prevention interview", "safe well check"
    RETURN_HOME = "return_home", "Independent return home interview", "rhi", "return home interview", "return interview", "irhi"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class PlanKind(Word):
    """Which plan made before or between episodes."""

    PHILOMENA = "philomena", "Philomena protocol form", "philomena form", "philomena protocol"
    TRIGGER = "trigger", "Trigger plan", "trigger plan"
    OTHER = "other", "Another plan", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class CallKind(Word):
    """What a command-and-control entry was."""

    REPORT = "report", "First report", "initial report", "new"
    CHASER = "chaser", "Asking for progress", "chase", "update request"
    RETURN = "return", "Telling police of a return", "returned", "return notification"
    DUPLICATE = "duplicate", "The same episode reported again", "dup"
    UPDATE = "update", "New information", "info", "information"
    OTHER = "other", "Another entry", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class MeetingKind(Word):
    """What a meeting about a child was."""

    STRATEGY = "strategy", "Strategy discussion", "strategy discussion", "strategy meeting"
    INTERVENTION = "intervention", "Intervention meeting", "intervention meeting", "missing intervention"
    MACE = "mace", "Multi-agency child exploitation meeting", "exploitation panel"
    OTHER = "other", "Another meeting", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class SupportKind(Word):
    """What help a child was given."""

    MENTORING = "mentoring", "Mentoring or youth work", "mentor", "youth worker"
    FAMILY = "family", "Family support or mediation", "family support", "mediation"
    EXPLOITATION = "exploitation", "Exploitation service", "cce service", "cse service"
    HEALTH = "health", "Health or mental-health service", "camhs"
    SUBSTANCE = "substance", "Substance-use service"
    OTHER = "other", "Other help", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class Regime(Word):
    """Which data-protection regime a dataset is processed under."""

    GENERAL = "general", "UK GDPR and Part 2 of the Data Protection Act 2018"
    LAW_ENFORCEMENT = "law_enforcement", "Part 3 of the Data Protection Act 2018"
    NOT_RECORDED = ("not_recorded", "The plan does not say", *_BLANK)
