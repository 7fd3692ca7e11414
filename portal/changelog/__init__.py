"""The changelog: what is new, improved or fixed, said once, and told to those who asked for it.

An *entry* is written in one or both languages. It is a *draft*, *scheduled* for an instant,
*published*, or *withdrawn*; readers see what is published and nothing else. It names the ideas that
it answers: whoever voted for one of them is told when it is published for the first time.

What became of an idea is told here as a whole: the help articles that grew from it, too. This room
does not know why an idea was decided as it was; it asks the threads for their status.
"""
