"""The desk door: where agents and supervisors will sit. Not built in this version; there is no code here.

It will be pages in a browser for the people who answer when a caller presses 0: sign-in, one screen for one live call
with the same checks that the telephone makes, the incident's approved questions, and a supervisor's wallboard and
reports. Until then `0` dials the incident's fallback number, and whoever answers there works without this program.
Like the telephone it will ask `lookup` and hear one of four answers. It must not know who is on a list, nor `ivr`.
"""
