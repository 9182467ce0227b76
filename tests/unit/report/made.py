"""Made-up released bundles in the shapes that analyses file. No number is real."""

from __future__ import annotations

from dataclasses import replace

from homeward.findings import Bundle, Estimate, refusal
from homeward.vocabulary.verdicts import State
from tests.unit.report.made_children import concentration, quality, repeats
from tests.unit.report.made_demand import clock, duration, volume


def made_bundle(*, synthetic: bool = True, force: str = "Exampleshire Constabulary") -> Bundle:
    """A released bundle with six findings, one refusal, and the rest not filed."""
    return Bundle(
        synthetic,
        {"from": "2019-01-01", "to": "2022-12-31"},
        "2023-01-31T23:59:00+00:00",
        force,
        (
            volume(),
            duration(),
            clock(),
            concentration(),
            repeats(),
            quality(),
            refusal(
                "demand.placement_area",
                "HW-N004: The records do not say where children live. Map `residence_type` or"
                " `missing_from_type` in study.toml.",
                definition="docs/reference/definitions.md#placement",
            ),
        ),
        released=True,
        release={
            "rules": [
                "counts from 1 to 7 are hidden",
                "other counts are rounded to the middle of six",
            ],
            "redact_up_to": 7,
            "round_to": 6,
            "fewest_children": 10,
            "hidden": {"estimates": 21, "table_cells": 143},
        },
    )


def all_hidden(bundle: Bundle) -> Bundle:
    """The same bundle with every number hidden."""

    def hide(e: Estimate) -> Estimate:
        return Estimate(e.name, e.kind, e.unit, None, left_out=None, by=e.by, state=State.HIDDEN)

    findings = tuple(
        replace(
            f,
            estimates=tuple(hide(e) for e in f.estimates),
            tables=tuple(
                replace(t, estimates=tuple(hide(e) for e in t.estimates)) for t in f.tables
            ),
        )
        for f in bundle.findings
    )
    return replace(bundle, findings=findings)


def all_refused(bundle: Bundle) -> Bundle:
    """The same bundle with every finding refused."""
    findings = tuple(
        refusal(f.id, "HW-N003: Too few incidents or children for an answer.")
        for f in bundle.findings
    )
    return replace(bundle, findings=findings)
