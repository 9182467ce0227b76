"""What every test shares: one fixed way of drawing examples."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Same examples on every machine and every run; no deadline, since machines differ.
settings.register_profile(
    "homeward",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("homeward")
