"""Rehearsals that take too long for every day: an import that is killed again and again, and a fortnight of calls.

Each ends with an error if anything that it says is untrue. Must not know: how the program is told from its rehearsal.
"""
