"""`python -m homeward`: the same program as `homeward`."""

from homeward.cli import main

if __name__ == "__main__":
    main()
