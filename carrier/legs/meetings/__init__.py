"""What a call does with others: it dials them, waits for them in a queue, takes them out, talks.

Must not know: how a document is fetched, or a sentence spoken.
"""
