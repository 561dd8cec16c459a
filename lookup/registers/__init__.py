"""The register: its sealed pages, the record that says how to ask them, and how it is published, proven and destroyed.

It must not know where its entries come from, nor who asks.
"""
