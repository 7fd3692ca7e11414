"""Review: how a product manager goes from a thousand ideas to a decided, explained list.

``formulas`` says what each number means, ``figures`` keeps it beside the idea and brings it up to
date, ``placing`` places the ideas among each other. What a product manager thinks of an idea
(``IdeaScore``), how they like to see the list (``SavedView``), what they often answer
(``ResponseTemplate``) and what was decided in one sitting (``ReviewSession``) are rows of this
room. Deciding itself is the ideas room's.

``deciding`` freezes a list, decides each of its ideas and publishes all of it at once by the rules
of ``session_rules``; ``sessions`` reads it, also what everybody is told of it.

``pictures`` counts how ideas fare by month; the votes of each month are kept (``VoteMonth``).
"""
