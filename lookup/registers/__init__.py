"""The register: its sealed pages, the record that says how to ask them, its draft, and how it is published and proven.

It must not know where its entries come from, nor who asks.
"""
