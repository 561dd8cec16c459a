"""From a list to a register: rows, individuals, hashes and pages, however often it is interrupted.

It must not know who asks, nor what is answered.
"""
