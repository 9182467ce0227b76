"""Pages made from the code. Each module with a `TARGET` writes that page.

A builder has `TARGET`, a path relative to the repository, and `build()`, which returns
the page's whole text. `python -m docs.builders` writes them; `--check` says which are
stale and changes nothing. A new generated page is a new module here.
"""
