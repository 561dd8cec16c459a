"""Where a call can be and where it goes from there: pure values and pure functions over them.

It must not know Flask, a database, a clock, TwiML, nor one word that is said.
"""
