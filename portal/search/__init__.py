"""Finding threads and help articles, in Korean and English.

This room is for search and for "is it one of these?" while a title is typed. A thread or an article
is one *document*; the *engine* keeps an index of documents and answers with *hits*, which are keys
and scores. Who may see a hit is decided in the database afterwards, so an index that is a moment
behind can show too little, never too much.

Words: ``analysis`` turns text into *terms* (``korean``, ``verbs``, ``jamo`` and ``english`` know
the languages), ``ranking`` holds every weight, ``scoring`` does the arithmetic, ``engine`` is the
interface. Behind it are two that find the same: ``whoosh_engine`` keeps files, ``postgres_engine``
keeps tables; both are written by the worker alone, and ``engines`` says which of them is used here.
``answering`` and ``facts`` are what they share. ``highlight`` marks the words that matched. It
refuses to know pages, permissions and how rows become a document.
"""
