"""The custodian's way on the command line: from a list to a register that answers, with a second person's consent.

Must not know: how a list becomes a register, and what a lookup does.
"""
