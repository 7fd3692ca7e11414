"""After what, what; and when, what. Nothing else.

A reaction runs in the worker, in its own transaction, at least once. A job runs in one worker
at a time.
"""

from portal.accounts import events as accounts
from portal.accounts import jobs as account_jobs
from portal.answers import events as answers
from portal.answers import jobs as answer_jobs
from portal.changelog import events as changelog
from portal.changelog import jobs as changelog_jobs
from portal.duplicates import events as duplicates
from portal.faq import events as faq
from portal.faq import helpfulness, readings
from portal.faq import jobs as faq_jobs
from portal.faq import reactions as faq_reactions
from portal.faq import upkeep_reactions as upkeep
from portal.ideas import events as ideas
from portal.ideas import reactions as idea_reactions
from portal.ideas import upkeep as idea_upkeep
from portal.insights import asking
from portal.insights import jobs as insight_jobs
from portal.integrity import events as integrity
from portal.integrity import nightly
from portal.kit import housekeeping
from portal.kit.tasks import Reactions, Task
from portal.notify import account_mail, digests
from portal.notify import jobs as notify
from portal.notify.reactions import on_news
from portal.products import events as products
from portal.review import figures, pictures, placing
from portal.review.figures import on_idea_changed, on_vote_followed
from portal.search import grouping
from portal.search import jobs as search
from portal.search import log as search_log
from portal.search.candidates import weigh_candidates
from portal.search.grouping import on_thread_edited
from portal.search.reactions import (
    on_article_changed,
    on_candidate_proposed,
    on_profile_changed,
    on_thread_changed,
)
from portal.threads import drafts
from portal.threads import events as threads
from portal.votes import events as votes
from portal.votes import judging
from portal.votes.reactions import on_vote_cast

REACTIONS: Reactions = {
    accounts.ConfirmationAsked: (account_mail.on_confirmation_asked,),
    accounts.AddressInUse: (account_mail.on_address_in_use,),
    accounts.PasswordResetAsked: (account_mail.on_password_reset_asked,),
    accounts.PasswordChanged: (account_mail.on_password_changed,),
    accounts.AddressChangeAsked: (account_mail.on_address_change_asked,),
    accounts.ProfileChanged: (on_profile_changed,),
    threads.ThreadPosted: (on_thread_changed, on_idea_changed, on_news),
    threads.ThreadEdited: (
        on_thread_changed,
        on_thread_edited,
        faq_reactions.on_title_withdrawn,
        idea_reactions.on_edited,
    ),
    threads.ThreadVisibilityChanged: (
        on_thread_changed,
        on_idea_changed,
        faq_reactions.on_title_withdrawn,
    ),
    threads.ThreadFollowChosen: (on_idea_changed,),
    threads.ThreadLinkedAsDuplicate: (
        on_thread_changed,
        on_idea_changed,
        on_news,
        idea_reactions.on_linked,
    ),
    threads.ThreadConverted: (on_thread_changed, on_thread_edited, on_idea_changed, on_news),
    threads.ThreadPartedFromOriginal: (
        on_thread_changed,
        on_idea_changed,
    ),
    duplicates.DuplicateContestDecided: (on_news,),
    duplicates.DuplicateReversed: (on_news,),
    threads.QuestionResolved: (on_thread_changed, faq_reactions.on_question_resolved, on_news),
    threads.QuestionReopened: (on_thread_changed, faq_reactions.on_question_reopened),
    answers.AnswerPosted: (
        on_thread_changed,
        on_idea_changed,
        on_news,
        idea_reactions.on_spoken,
    ),
    answers.AnswerEdited: (on_thread_changed,),
    answers.AnswerVisibilityChanged: (
        on_thread_changed,
        on_idea_changed,
    ),
    answers.AnswerAccepted: (on_thread_changed, on_news),
    answers.AnswerUnaccepted: (on_thread_changed, on_news),
    answers.OfficialPublished: (
        on_thread_changed,
        upkeep.on_official_changed,
        on_news,
        idea_reactions.on_spoken,
    ),
    answers.OfficialCorrected: (on_thread_changed, upkeep.on_official_changed),
    answers.OfficialWithdrawn: (on_thread_changed, upkeep.on_official_changed),
    answers.CommentPosted: (
        on_thread_changed,
        on_idea_changed,
        on_news,
        idea_reactions.on_spoken,
    ),
    answers.CommentVisibilityChanged: (
        on_thread_changed,
        on_idea_changed,
    ),
    votes.VoteCast: (
        on_vote_followed,
        on_vote_cast,
        on_thread_changed,
        idea_reactions.on_votes_changed,
    ),
    votes.VoteWithdrawn: (on_vote_followed, on_thread_changed),
    votes.VoteCastForSomebody: (
        account_mail.on_vote_cast_for_somebody,
        on_vote_followed,
        on_thread_changed,
        idea_reactions.on_votes_changed,
    ),
    votes.VoteForSomebodyAnswered: (on_vote_followed,),
    votes.VoteDescribed: (on_idea_changed,),
    votes.VotesRecounted: (
        on_idea_changed,
        on_thread_changed,
        idea_reactions.on_votes_changed,
    ),
    ideas.IdeaSplit: (on_news,),
    ideas.IdeaStatusChanged: (on_thread_changed, on_idea_changed, on_news),
    changelog.ChangelogPublished: (on_news,),
    ideas.IdeaArchiveWarned: (on_news,),
    ideas.IdeaAnswerOverdue: (on_news,),
    ideas.IdeaPlanned: (on_idea_changed,),
    ideas.IdeaClockStarted: (on_idea_changed, on_news),
    ideas.IdeaAnswered: (on_idea_changed,),
    ideas.IdeaRevisitDue: (on_idea_changed,),
    ideas.IdeaMilestoneReached: (on_news,),
    faq.FaqNominated: (on_candidate_proposed,),
    faq.FaqPublished: (on_article_changed, on_news),
    faq.FaqRetired: (on_article_changed,),
    faq.FaqNamesForgotten: (on_article_changed,),
    faq.FaqConfirmed: (on_article_changed,),
    faq.FaqNeedsUpdate: (on_article_changed, on_news),
    faq.FaqHelpfulnessChanged: (upkeep.on_article_rated,),
    faq.FaqUpkeepChanged: (on_article_changed,),
    faq.FaqDraftTakenOver: (on_news,),
    faq.FaqUnhelpfulBecause: (upkeep.on_article_reported,),
    faq.FaqSubjectChanged: (upkeep.on_subject_changed,),
    products.ProductRetired: (upkeep.on_product_retired,),
    integrity.CounterMended: (on_thread_changed,),
}

SCHEDULE: tuple[Task, ...] = (
    Task(search.index_stale, every_seconds=0.5, opens_transactions=True),
    Task(account_mail.send_waiting, every_seconds=1, opens_transactions=True, runs_apart=True),
    Task(notify.send_due_mail, every_seconds=2, opens_transactions=True, runs_apart=True),
    Task(digests.send_due, every_seconds=30, opens_transactions=True, runs_apart=True),
    Task(answer_jobs.resolve_silent, every_seconds=600),
    Task(changelog_jobs.publish_due, every_seconds=10),
    Task(faq_jobs.note_due, every_seconds=3_600),
    Task(idea_upkeep.note_overdue, every_seconds=600),
    Task(idea_upkeep.note_revisits, every_seconds=600),
    Task(idea_upkeep.warn_untouched, every_seconds=3_600),
    Task(idea_upkeep.archive_untouched, every_seconds=3_600),
    Task(insight_jobs.note_asked_after, every_seconds=3_600),
    Task(account_jobs.forget_unconfirmed, every_seconds=3_600),
    Task(account_jobs.forget_sessions_and_proofs, every_seconds=3_600),
    Task(housekeeping.forget_old, every_seconds=3_600),
    Task(drafts.forget_old, every_seconds=3_600),
    Task(figures.refresh_stale, every_seconds=1),
    Task(figures.let_age, every_seconds=3_600),
    Task(placing.place_live, every_seconds=60),
    Task(pictures.count_votes, every_seconds=600),
    Task(weigh_candidates, every_seconds=3_600, opens_transactions=True, runs_apart=True),
    Task(search_log.forget_old, every_seconds=86_400),
    Task(asking.forget_old, every_seconds=86_400),
    Task(grouping.group_waiting, every_seconds=1, runs_apart=True),
    Task(readings.forget_old, every_seconds=3_600),
    Task(helpfulness.forget_places, every_seconds=3_600),
    Task(notify.forget_old, every_seconds=86_400),
    Task(judging.forget_networks, every_seconds=86_400),
    Task(
        nightly.recount_votes_at_night,
        every_seconds=600,
        opens_transactions=True,
        runs_apart=True,
    ),
)
