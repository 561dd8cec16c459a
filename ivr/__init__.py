"""The telephone door: what callers hear, and what the carrier may ask of us.

It must not know who is on a list: it asks `lookup`, and hears one of four answers.
"""

from ivr.webhooks import telephone_door

__all__ = ["telephone_door"]
