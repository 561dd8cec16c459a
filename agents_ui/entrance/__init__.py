"""The entrance: signing in, coming to the desk by an invitation, and looking after one's own account.

Must not know: calls, and what the desk is for.
"""
