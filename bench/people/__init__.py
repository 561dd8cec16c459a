"""Whoever asks something of the line in a measurement: callers, a crowd of them, agents, strangers in a flood.

Must not know: which server answers, and what is made of the times.
"""
