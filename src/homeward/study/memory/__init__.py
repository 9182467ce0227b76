"""The memory of a plan: what an earlier extract looked like, and what is different now.

Gives: `memory.profile` (the outline of an intake, without any cell), `memory.kept` (the
outline on disk), `memory.offer` (a saved mapping for the next extract), `memory.compare` (what
changed), `memory.twins` (the same file under two names).
"""
