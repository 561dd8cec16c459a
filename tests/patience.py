"""Hypothesis without its stopwatch: that a machine is busy is no fault of what is tested.

Must not know: any property.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
