"""The rehearsal of a fortnight: people call, agents answer, miss and go to lunch, all in virtual time and from a seed.

`make rehearsal ARGS=fortnight` ends with an error if a caller was lost, or if one sum does not agree with another.
Must not know: how the line finds an agent for a caller.
"""
