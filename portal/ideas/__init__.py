"""Ideas: from a wish to a decision that is explained.

The status itself stands on the thread (voting must ask it); this room decides who may change
it, what must be said with the change, and keeps the history of decisions.
"""
