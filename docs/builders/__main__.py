"""`python -m docs.builders [--check]`: write the generated pages, or say which are stale."""

from __future__ import annotations

import sys

from docs.builders.pages import builders, stale, write


def main(arguments: list[str]) -> int:
    """Exit code: 0 when every page is fresh or was written, 1 when `--check` found a stale one."""
    found = [b for b in builders() if stale(b)]
    if arguments == ["--check"]:
        for builder in found:
            print(f"{builder.TARGET} is stale; do: make docs", file=sys.stderr)
        return 1 if found else 0
    for builder in found:
        write(builder)
        print(f"wrote {builder.TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
