"""In and out of the house: other systems' data comes in through the same actions as people's.

Every row brought in is remembered by its source (the name of a site) and its id there, so that a
second run adds nothing and a run that was killed goes on where it stopped. An import is made in
this order: the files are read and checked to the end (``dump``), the work is laid out in the
order in which it happened (``timeline``), and then done in batches (``stackexchange``), each in
a transaction that the door opens. What is left out is counted, with the reason (``report``).

This room knows every room below it; no room knows this one.
"""
