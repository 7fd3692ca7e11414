"""Threads: a question or an idea, before anyone else speaks.

One table and one number space for both kinds. A thread has four facts that are never mixed:
*visibility* (may it be seen), *resolution* of a question or *status* of an idea (what came of
it), *lock*, and *canonical_id* (it is the same as another). The label a reader sees is
derived from them in ``states``.

Counts of answers, comments and votes stand on the thread as cached truths; the rooms above
change them through ``actions.add_counts`` in the transaction of the row they count.
This room does not know answers or votes.
"""
