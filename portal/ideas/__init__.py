"""Ideas: from a wish to a decision that is explained.

The status itself stands on the thread (voting must ask it); this room decides who may change
it, what must be said with the change, and keeps the history of decisions. ``transitions`` is the
one table of moves, which docs/ideas.md shows; ``response_clock`` holds what is owed to the
people who want an idea, ``outcomes`` what they say of what came of it, ``upkeep`` what the clock
does, and ``responses`` tells in public how promises were kept. What would change our mind, and
what else is planned, stands in a row of ``plans``.
"""
