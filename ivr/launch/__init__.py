"""Bringing a line to life: its number connected, what the carrier says without us, and every way it could fail tried.

It must not know what happens on a call.
"""
