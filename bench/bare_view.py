"""The limit of the figure about webhooks: a Flask view that answers TwiML and does nothing else.

Must not know: signatures, calls, databases.
"""

from flask import Flask, Response

TWIML = """<?xml version="1.0" encoding="UTF-8"?>
<Response><Gather action="/" numDigits="1" timeout="6"><Say language="en-US" voice="Polly.Joanna-Neural">
For English, press 1.</Say></Gather><Redirect>/</Redirect></Response>"""

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def answer() -> Response:
    """The same words for everybody."""
    return Response(TWIML, mimetype="text/xml")
