"""The same question, said again: suggested, linked, contested and parted.

That a thread is the same as another is one fact of the thread (``canonical_id``). This room knows
how it came about: who suggested it, who linked it, whether the asker contested it and who decided
then, always somebody else. It stands above votes, because people are counted once for a thread
and all that repeat it. Nothing is ever linked by the portal itself; it suggests at most.
"""
