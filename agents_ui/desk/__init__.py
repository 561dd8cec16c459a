"""The agent's screen: one screen for one live call, the checks made in it, and what it leaves to be done.

Must not know: how somebody signed in, nor who is on a list.
"""

from agents_ui.desk import aftercare, calls, messages, ringing, talking
from agents_ui.desk.door import door

__all__ = ["aftercare", "calls", "door", "messages", "ringing", "talking"]
