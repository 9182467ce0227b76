"""Numbers of the pages that explain traps, worked out on one synthetic county."""
