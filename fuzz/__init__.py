"""Long checks by chance: whole calls, requests cut again, broken lists, each drawn from a seed: `make fuzz`.

Every failure is told with the seed and the shortest story that still shows it. Here alone nothing is known of what has
to hold.
"""
