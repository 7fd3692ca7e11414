"""Facts about articles."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqNominated(Event):
    """A thread should become an article: so says an editor, or its resolution."""

    thread_id: int
    nomination_id: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqNominationDeclined(Event):
    """An editor decided against an article."""

    thread_id: int
    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqNominationDropped(Event):
    """A thread that nominated itself lost its resolution."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqDraftStarted(Event):
    """Somebody began to write: a new article, a translation, or a new text of an old one."""

    article_id: int
    version_id: int
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqDraftDiscarded(Event):
    """A draft was thrown away."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqSourceChanged(Event):
    """An article was linked to a thread it grew from, or the link was taken away."""

    article_id: int
    thread_id: int
    is_linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqSubmitted(Event):
    """The writer is done and asks for a second pair of eyes."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqReturned(Event):
    """A draft went back to its writer."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqApproved(Event):
    """Somebody else than the writer stands behind the text."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqPublished(Event):
    """Readers see the text. Only the first time is it news to the people of its threads."""

    article_id: int
    version_id: int
    lang: str
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqRetired(Event):
    """An article is not valid any more in one of its languages."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqHelpfulnessChanged(Event):
    """A reader says otherwise than before whether an article helped; 0 says nothing."""

    article_id: int
    version_id: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqDraftTakenOver(Event):
    """Somebody goes on with a draft that another was writing just then."""

    article_id: int
    version_id: int
    from_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqTopicsChanged(Event):
    """The topics of a product are others, or are called otherwise."""

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqTopicChosen(Event):
    """An article was put under a topic, or under none (0)."""

    article_id: int
    topic_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqUnhelpfulBecause(Event):
    """A reader whom an article did not help says why."""

    article_id: int
    version_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqConfirmed(Event):
    """One of the staff says that a text is still right: at its review, or having used it."""

    article_id: int
    version_id: int
    occasion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqNeedsUpdate(Event):
    """Something speaks against a published text, so that somebody should look at it again."""

    article_id: int
    version_id: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqUpkeepChanged(Event):
    """Somebody else answers for an article, or it is to be looked at by another day."""

    article_id: int
    version_id: int
    owner_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqTranslationOutdated(Event):
    """A version may say less, or otherwise, than its other language does by now."""

    article_id: int
    version_id: int
    significance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqTranslationConfirmed(Event):
    """An editor has compared a version with its other language: it is still right."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqCandidateClaimed(Event):
    """Somebody wants to write this one, and the others see it."""

    thread_id: int
    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqCandidateFreed(Event):
    """Who wanted to write it gave it back, or let it lie for too long."""

    thread_id: int
    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqNamesForgotten(Event):
    """A post is not public any more, or called otherwise: the article is not called so, either."""

    article_id: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqSubjectChanged(Event):
    """What articles about a product, or under one topic of it, speak of is not as it was."""

    product_id: int
    # 0: all articles about the product
    topic_id: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqCreditChanged(Event):
    """Somebody is named beside an article that grew from their post, or is not any more."""

    article_id: int
