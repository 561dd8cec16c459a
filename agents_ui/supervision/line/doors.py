"""The two doors of this room: the line itself, and its texts. Must not know: what is behind them."""

from flask import Blueprint

from agents_ui.guards import supervisors
from agents_ui.pages import furnish

door = furnish(Blueprint("line", __name__, url_prefix="/supervision/line"))
door.before_request(supervisors)
texts_door = furnish(Blueprint("line_texts", __name__, url_prefix="/supervision/line"))
texts_door.before_request(supervisors)
