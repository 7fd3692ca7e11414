"""Is everything as it has to be? Every counter is recounted, every invariant verified, from rows.

A *counter* is a number kept beside the rows it counts, so that pages need not count; its truth is
what the rows say. An *invariant* is a sentence that holds of all rows at any time. What differs
is *drift*, and the only right amount of it is none. Counters can be written anew from the rows;
a broken invariant needs a person to look at it.

This room reads the tables of every room and changes nothing but counters. ``nightly`` counts all
votes anew and keeps what it found for administrators.
"""
