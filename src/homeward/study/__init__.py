"""The plan; intake and findings run by it; what was found, filed under its question.

Floor: 6. Reads: the analyses, synth, timelines, linkage, records, engine, findings,
vocabulary. Gives: `study.plan` (read, check, write a plan), `study.proposal`,
`study.intake`, `study.analysis`, `study.registry`, `study.sampling` (the smaller sample).
"""

__all__ = ["analysis", "intake", "plan", "proposal", "registry", "sampling"]
