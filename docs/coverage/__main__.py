"""`python -m docs.coverage [--seeds N] [--workers W]`: run the study of coverage again.

The full study is 1,400 counties: about twenty minutes on two processors.
"""

from __future__ import annotations

import argparse
import time

from docs.coverage.runs import OTHERS, SEEDS, run, true_values, write_kept, write_truth


def main() -> None:
    """Write docs/data/coverage_truth.csv and docs/data/coverage_demand.csv.gz."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="so many of each set")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    begun = time.perf_counter()
    write_truth(true_values(OTHERS[: asked.seeds], asked.workers))
    write_kept(run(SEEDS[: asked.seeds], asked.workers))
    done = len(OTHERS[: asked.seeds]) + len(SEEDS[: asked.seeds])
    print(f"{done} counties in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
