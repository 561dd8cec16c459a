"""The ledger: what the line is, what happened on it, and the keys that seal both.

Must not know: Flask, Twilio, or whom a caller asked about (that is `lookup/`, which this package never imports).
"""
