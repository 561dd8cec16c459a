"""Everybody who acts in the fortnight: callers, and agents at their pages and telephones, all drawn from a seed.

Must not know: what the line makes of it.
"""
