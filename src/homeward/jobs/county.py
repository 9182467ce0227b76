"""The main job on the embedded default: a made-up county through the front door."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from homeward.engine.steps import Step, StepCache
from homeward.jobs.audit import recorded
from homeward.jobs.outcome import Outcome
from homeward.jobs.pipeline import sha256_of
from homeward.jobs.progress import Event, Progress, announce
from homeward.jobs.proposing import PLAN_NAME
from homeward.jobs.results import outcome, publish_run
from homeward.jobs.synthetic import DEMO_PROFILE
from homeward.jobs.tasks import make_pipeline, run_all
from homeward.jobs.working import working_in
from homeward.study.plan import check_plan, read_plan, write_plan
from homeward.study.proposal import propose_plan
from homeward.synth import make_county
from homeward.synth.profile import profile_name, profile_text
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.roles import Permission


def demo(
    out: Path = Path("out/demo"),
    *,
    profile: str = DEMO_PROFILE,
    seed: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Make the synthetic county, propose its plan, and run the whole study on it.

    Nothing is asked and nothing else is needed. The extracts, their truth and the
    proposed plan are left in `out/protected/synthetic` to look at.
    """
    out = Path(out)
    with working_in(out) as cache:
        made = _made_county(cache, profile, seed, progress)
        extracts = made.folder / "extracts"
        proposal = _proposed_plan(cache, extracts, progress)
        the_plan = read_plan(proposal.folder / PLAN_NAME)
        check_plan(the_plan, extracts)
        pipeline = make_pipeline(out, cache, the_plan, seed, None, progress)
        pipeline.county = made.key[:16]  # another county is of other children
        with recorded(
            out, AuditEvent.RUN, Permission.RUN, key=pipeline.key, synthetic=the_plan.synthetic
        ) as job:
            run_all(pipeline, out, extracts)
            shown = {"protected/synthetic": made.folder, "protected/proposal": proposal.folder}
            publish_run(out, pipeline, shown | job.parts())
        cache.prune({step.key for step in (made, proposal, *pipeline.done.values())})
        note = "The extracts and what was planted in them: protected/synthetic"
        return outcome(out, pipeline, [note])


def _made_county(cache: StepCache, profile: str, seed: int, progress: Progress | None) -> Step:
    """The county, made again only if the profile's text, or the seed, is another.

    A shipped profile may lie on another, which changes with the version alone.
    """
    announce(progress, Event("synth", "started", profile_name(profile)))
    text = sha256(profile_text(profile).encode()).hexdigest()
    step = cache.run(
        "synth",
        {"profile": profile_name(profile), "text": text, "seed": str(seed)},
        lambda folder: _discard(make_county(profile, seed, folder)),
    )
    announce(progress, Event("synth", "reused" if step.reused else "done", seconds=step.seconds))
    return step


def _proposed_plan(cache: StepCache, extracts: Path, progress: Progress | None) -> Step:
    def make(folder: Path) -> None:
        proposed = propose_plan(extracts)
        write_plan(proposed.plan, folder / PLAN_NAME, proposed.doubts)

    whole = sorted(path for path in extracts.rglob("*") if path.is_file())
    files = {path.relative_to(extracts).as_posix(): sha256_of(path) for path in whole}
    announce(progress, Event("plan", "started"))
    step = cache.run("plan", files, make)
    announce(progress, Event("plan", "reused" if step.reused else "done", seconds=step.seconds))
    return step


def _discard(_: object) -> None:
    """A step's work is what it leaves in its folder."""
