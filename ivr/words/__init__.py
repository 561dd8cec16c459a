"""What a caller hears at each step, in every language: the frame's own sentences around the incident's.

Pure. It must not know how a call came to be where it is, nor how words become sound.
"""
