"""The custodian's side of what callers left: taken off the server, and opened on the custodian's own machine.

Must not know: how a box is made.
"""
