"""How often the intervals of the demand findings hold the truth, over a thousand counties."""
