"""The door of the agent's screen: one guard for all that an agent does there.

Must not know: what is done.
"""

from flask import Blueprint

from agents_ui.guards import answering
from agents_ui.pages import furnish

door = furnish(Blueprint("desk", __name__, url_prefix="/desk"))
door.before_request(answering)
