"""Reaching a person, as the telephone does it: the line, the callback that is promised, the message that is kept.

It must not know the tables of the flow, nor what is said.
"""

from ivr.reaching.line import Reaching

__all__ = ["Reaching"]
