"""The sentence for every refusal, found by its code. A test holds that no code is without one.

Rooms refuse with codes; here stands what the reader is told, in their language, and what they
can do. ``%(most)s`` and the like are filled from the facts of the refusal.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.kit.errors import PortalError

SENTENCES: dict[str, Any] = {
    "page.not_found": _l("There is nothing at this address, or it is not public any more."),
    "page.encoding": _l(
        "Your browser sent letters that we could not read. Please look at the text, mend what is"
        " broken and send it again."
    ),
    "page.cursor": _l("This page of the list does not exist any more. Please start at the top."),
    # accounts
    "account.sign_in": _l("Please sign in first."),
    "account.unconfirmed": _l(
        "Please confirm your e-mail address first. We have sent you a link; you can ask for"
        " another one in your settings."
    ),
    "person.not_found": _l("There is nobody by this name here."),
    "person.grant": _l("Only an administrator can do this."),
    "sign_in.refused": _l(
        "Address and password do not fit together, or the address is not confirmed yet."
    ),
    "proof.over": _l("This link does not work any more: it is used already, or too old."),
    "session.not_found": _l("That browser is signed out already."),
    "email.blank": _l("Please write your e-mail address."),
    "email.wrong": _l("This is no e-mail address we can write to. Please look at it again."),
    "email.same": _l("This is your address already."),
    "email.taken": _l("This address belongs to another account."),
    "handle.blank": _l("Please choose a user name."),
    "handle.wrong": _l(
        "A user name has %(least)s to %(most)s characters: small letters a to z, digits, - and _."
        " It does not end with -."
    ),
    "handle.reserved": _l("This user name is kept for the team. Please choose another one."),
    "handle.taken": _l("Somebody else has this user name. Please choose another one."),
    "name.blank": _l("Please write the name that others shall see."),
    "name.too_long": _l("Please shorten the name to %(most)s characters."),
    "name.controls": _l("The name holds a character that cannot be seen. Please type it again."),
    "name.imitates_staff": _l(
        "This name could be taken for the company's own. Please choose another one."
    ),
    "bio.too_long": _l("Please shorten the text to %(most)s characters."),
    "person_title.too_long": _l("Please shorten the job title to %(most)s characters."),
    "password.too_short": _l("Please choose a password of at least %(least)s characters."),
    "password.too_long": _l("Please choose a password of at most %(most)s characters."),
    "password.common": _l(
        "This password is among the first that others would try. A few words in a row are better."
    ),
    "password.like_account": _l("Please choose a password other than your name or address."),
    "password.wrong": _l("This is not your present password."),
    "locale.unknown": _l("Please choose a language."),
    "time_zone.unknown": _l("Please choose a time zone from the list."),
    "role.unknown": _l("Please choose a role."),
    "role.given_to_all": _l("Everybody is a member already."),
    "role.everywhere_only": _l("This role can only be given for all products."),
    "role.last_admin": _l(
        "This is the last administrator. Make somebody else one first, then take the role away."
    ),
    "person.suspend": _l("Only moderators can suspend somebody."),
    "person.suspend_self": _l("You cannot suspend yourself."),
    "person.suspend_staff": _l(
        "Only an administrator can suspend somebody who holds a role in the team."
    ),
    "person.suspend_reason": _l("Please choose why."),
    "organisation.too_long": _l("Please shorten this to %(most)s characters."),
    # products
    "product.name": _l("A product needs a short name in both languages."),
    "product.tend": _l("Only administrators can change what is offered."),
    "product.tagline": _l("Please shorten this line to %(most)s characters."),
    "product.voter_visibility": _l("Please choose what is shown of the voters."),
    "product.number": _l("Please give a number from %(least)s to %(most)s."),
    "product.slug": _l("Please use only small letters, digits and hyphens in the address."),
    "product.taken": _l("There is a product at this address already."),
    "product.not_found": _l("Please choose a product."),
    "product.retired": _l(
        "This product is no longer offered, so nothing new can be asked about it."
    ),
    # numbers
    "numbers.read": _l("Only leads, editors and product managers can read this."),
    "numbers.pile": _l("There is no such list."),
    # search
    "search.tend": _l("Only editors and leads can do this."),
    "generic.word_too_long": _l("A word can have at most %(most)s characters."),
    "generic.too_many": _l("There can be at most %(most)s words."),
    "synonym.lang": _l("Please choose the language of the words."),
    "synonym.only_one": _l("Please write at least two different words, with commas between them."),
    "synonym.too_many": _l("A group can have at most %(most)s words."),
    "synonym.word_too_long": _l("A word can have at most %(most)s characters."),
    "synonym.says_nothing": _l("“%(word)s” is never searched for. Please leave it out."),
    "synonym.taken": _l(
        "“%(word)s” is in another group already. Please add your words to that one."
    ),
    "synonym.too_many_groups": _l(
        "There are %(most)s groups already. Please remove one that is not needed any more."
    ),
    "synonym.not_found": _l("This group of words does not exist any more."),
    # threads
    "thread.not_found": _l("There is no such post, or it is not public any more."),
    "thread.kind": _l("Please choose whether this is a question or an idea."),
    "thread.lang": _l("Please choose the language you are writing in."),
    "thread.post": _l("You cannot post here."),
    "thread.posted_already": _l(
        "You have already posted this. Please look at your own posts before sending it again."
    ),
    "thread.edit": _l(
        "This can no longer be edited. An idea can be edited for a day, or until three others"
        " have voted for it."
    ),
    "thread.edited_meanwhile": _l(
        "Somebody else changed this while you were writing. Your text is kept below; please"
        " compare it with the present one and save again."
    ),
    "thread.withdraw": _l("Only its author can take this back."),
    "thread.moderate": _l("Only a moderator can do this."),
    "thread.lock": _l("Only a moderator can do this."),
    "thread.locked": _l("This post is locked: nobody can write or vote in it any more."),
    "thread.not_locked": _l("This post is not locked."),
    "thread.not_visible": _l("This post is not public, so nobody can write or vote in it."),
    "thread.hidden_already": _l("This post is hidden already."),
    "thread.withdrawn_already": _l("This post has been taken back already."),
    "thread.visible_already": _l("This post is public already."),
    "title.blank": _l("Please write a title."),
    "title.too_short": _l("Please write a title of at least %(least)s characters."),
    "title.too_long": _l("Please shorten the title to %(most)s characters."),
    "body.blank": _l("Please write something."),
    "body.not_rewritten": _l(
        "This is still the answer from the conversation. Please write it anew, for somebody who has"
        " not read the conversation."
    ),
    "body.too_long": _l("Please shorten the text to %(most)s characters."),
    "tags.too_many": _l("Please choose at most %(most)s tags."),
    "tags.too_long": _l("A tag can have at most %(most)s characters."),
    "reason.blank": _l("Please give a reason. It is shown to the author."),
    "reason.too_long": _l("Please shorten the reason to %(most)s characters."),
    "duplicate.apply": _l("Only the care team, moderators and experts can decide this."),
    "idea.merge": _l("Only moderators and product managers can merge ideas."),
    "idea.merged": _l(
        "This idea was merged into another one, where the conversation goes on. Please write there."
    ),
    "idea.split": _l("Only the team can split an idea."),
    "thread.convert": _l("Only the team can make an idea of a question, or a question of an idea."),
    "convert.meanwhile": _l("Somebody else has changed what this is just now."),
    "convert.linked": _l(
        "This is linked to another post that says the same. Please undo the link first."
    ),
    "merge.none": _l("Please give the number of at least one idea."),
    "merge.too_many": _l("Please merge at most %(most)s ideas at a time."),
    "duplicate.other_product": _l(
        "The two belong to different products. Only somebody who decides for both can merge them."
    ),
    "duplicate.contest_idea": _l(
        "A merge of ideas is undone by moderators and product managers. Please tell them in a"
        " comment on the idea that goes on."
    ),
    "duplicate.staff": _l("Only the team reads what askers say against a link."),
    "contest.blank": _l("Please say what is different. The team reads it."),
    "contest.too_long": _l("Please shorten it to %(most)s characters."),
    "contest.personal": _l(
        "Please leave out telephone numbers, addresses of all kinds and other long numbers."
    ),
    "duplicate.other_lang": _l(
        "The two are in different languages. Please say that this does not matter, or choose"
        " another post."
    ),
    "duplicate.linked_already": _l("This post is linked to another one already."),
    "duplicate.not_linked": _l("This post is not linked to another one any more."),
    "duplicate.contested": _l(
        "The asker says that this is another question. That has to be decided first."
    ),
    "duplicate.contested_already": _l("You have contested this already, and it was decided."),
    "duplicate.contest_too_late": _l("This could be contested for %(days)s days."),
    "duplicate.contest": _l("Only the person who posted it can contest this."),
    "duplicate.not_contested": _l("This is decided already."),
    "duplicate.own_decision": _l("You linked these yourself, so somebody else has to decide."),
    "duplicate.dismissed": _l(
        "Somebody compared these two and decided that they are not the same. It can be suggested"
        " again once either of them is edited, or after %(days)s days."
    ),
    "duplicate.suggested_already": _l("You have suggested a post for this one already."),
    "duplicate.decided": _l("Somebody else has decided this just now."),
    "duplicate.not_found": _l("There is no such suggestion any more."),
    "duplicate.itself": _l("A post cannot be the same as itself."),
    "duplicate.other_kind": _l("A question and an idea cannot be the same post."),
    "duplicate.not_public": _l("The other post is not public, so nobody could read on there."),
    "follow.level": _l("Please choose what you want to hear about."),
    # answers
    "answer.not_found": _l("There is no such answer, or it is not public any more."),
    "answer.post": _l("Only the team answers ideas. You can leave a comment instead."),
    "answer.posted_already": _l("You have already posted this answer."),
    "answer.edit": _l("Only its author can edit this answer."),
    "answer.edited_meanwhile": _l(
        "Somebody else changed this while you were writing. Your text is kept below; please"
        " compare it with the present one and save again."
    ),
    "answer.withdraw": _l("Only its author can take this back."),
    "answer.accept": _l("Only the person who asked can accept an answer."),
    "answer.not_acceptable": _l("This answer cannot be accepted."),
    "answer.accept_too_soon": _l(
        "The asker has had less than %(hours)s hours to accept an answer. Please wait a little."
    ),
    "answer.accept_undone": _l(
        "The asker took an acceptance back within the last %(days)s days, so only they can"
        " accept an answer now."
    ),
    "answer.accepted_by_asker": _l(
        "The asker accepted an answer themselves, so only they can change that."
    ),
    "answer.make_official": _l("Only the team can make an answer official."),
    "answer.withdraw_official": _l("Only a care lead can withdraw an official answer."),
    "answer.withdraw_own": _l(
        "An official answer is withdrawn by somebody else than the person who made it official."
    ),
    "answer.not_official": _l("This answer is not official any more."),
    "answer.not_visible": _l("This answer is not public, so nothing can be done with it."),
    "answer.hidden_already": _l("This answer is hidden already."),
    "answer.withdrawn_already": _l("This answer has been taken back already."),
    "answer.visible_already": _l("This answer is public already."),
    "summary.blank": _l("Please sum the answer up in one sentence."),
    "summary.too_long": _l("Please shorten the summary to %(most)s characters."),
    "correction.blank": _l("Please write what is corrected."),
    "correction.too_long": _l("Please shorten the correction to %(most)s characters."),
    # comments
    "comment.not_found": _l("There is no such comment, or it is not public any more."),
    "comment.post": _l("You cannot comment here."),
    "comment.posted_already": _l("You have already posted this comment."),
    "comment.withdraw": _l("Only its author can take this back."),
    "comment.hidden_already": _l("This comment is hidden already."),
    "comment.withdrawn_already": _l("This comment has been taken back already."),
    "comment.visible_already": _l("This comment is public already."),
    # votes
    "account.suspended": _l("This account is suspended, so nothing can be done with it."),
    "vote.closed": _l("It is decided what becomes of this idea, so votes are closed."),
    "vote.duplicate": _l("This is the same as another post. Please vote there."),
    "vote.budget": _l(
        "You have given all your %(most)s votes. Take one back, or wait until an idea is decided."
    ),
    "vote.cast_for_others": _l("Only the care team and product managers can vote for somebody."),
    "vote.ref_blank": _l("Please say where they asked for it, for example the ticket."),
    "vote.ref_too_long": _l("Please shorten this to %(most)s characters."),
    "vote.for_oneself": _l("Please use the vote button for your own vote."),
    "vote.voted_already": _l("This person has voted for it already."),
    "vote.missing": _l("Please vote first."),
    "vote.importance": _l("Please choose how important it is to you."),
    "vote.use_case_too_long": _l("Please shorten the sentence to %(most)s characters."),
    "vote.excluded": _l("A moderator decided that this vote does not count, so it stays as it is."),
    "vote.judge": _l("Only moderators can decide about votes."),
    "vote.not_judged": _l(
        "One of these votes does not wait to be decided any more. Please look at them again."
    ),
    "vote.judged_too_many": _l("Please choose at most %(most)s votes at a time."),
    "helpful.own": _l("You cannot rate your own answer."),
    "helpful.value": _l("Please say whether the answer helped."),
    "unhelpful.reason": _l("Please choose why it did not help."),
    "unhelpful.not_said": _l("Please say first that the article did not help you."),
    "unhelpful.note_blank": _l("Please write in a few words what was wrong."),
    "unhelpful.note_too_long": _l("Please shorten it to %(most)s characters."),
    "unhelpful.note_personal": _l(
        "Please leave out telephone numbers, addresses of all kinds and other long numbers."
    ),
    # ideas
    "bulk.none": _l("Please tick at least one idea."),
    "bulk.too_many": _l("Please choose at most %(most)s ideas at once."),
    "bulk.act": _l("Please choose what is to be done."),
    "bulk.owner": _l("Nobody has this user name."),
    "bulk.target": _l("Please give the number of an idea."),
    "template.unresolved": _l(
        "Nothing is known of this idea for “%(name)s”. Please write it out, or leave it away."
    ),
    "idea.owner": _l("Only a product manager of this product can answer for its ideas."),
    "idea.eta_too_long": _l("Please shorten this to %(most)s characters."),
    "idea.nothing_to_take_back": _l(
        "This cannot be taken back any more: it is older than ten minutes, somebody else’s"
        " decision, or something followed it."
    ),
    "idea.review": _l("Only product managers weigh the ideas of their products."),
    "score.reach": _l("Please give the people reached as a whole number from 0 to %(most)s."),
    "score.impact": _l("Please choose one of the steps of impact."),
    "score.confidence": _l("Please choose how sure you are."),
    "score.effort": _l("Please give the effort in person-months, from %(least)s to %(most)s."),
    "score.fit": _l("Please give the fit as a whole number from 0 to %(most)s."),
    "score.note_too_long": _l("Please shorten the note to %(most)s characters."),
    "score.meanwhile": _l(
        "Somebody else changed this estimate meanwhile. Compare it with yours and save again."
    ),
    "review.order": _l("The list cannot be ordered by that."),
    "view.name_blank": _l("Please give it a name."),
    "view.name_too_long": _l("Please shorten the name to %(most)s characters."),
    "view.query_too_long": _l("These are too many choices to keep. Please take some away."),
    "view.too_many": _l("You keep %(most)s views already. Please forget one first."),
    "view.not_found": _l("There is no such view of yours."),
    "template.blank": _l("Please write the text in both languages."),
    "template.too_long": _l("Please shorten the text to %(most)s characters."),
    "template.variable": _l("Nothing is known by the name “%(name)s”. Please correct the braces."),
    "template.name_taken": _l("There is a template of this name already."),
    "template.meanwhile": _l(
        "Somebody else changed this template meanwhile. Compare it with yours and save again."
    ),
    "template.not_found": _l("There is no such template."),
    "sitting.not_found": _l("There is no such review session."),
    "sitting.title_blank": _l("Please give the session a title."),
    "sitting.title_too_long": _l("Please shorten the title to %(most)s characters."),
    "sitting.empty": _l("There is no idea in this list that can be reviewed."),
    "sitting.too_many": _l("A session has at most %(most)s ideas. Please choose fewer."),
    "sitting.minutes_too_long": _l("Please shorten the minutes to %(most)s characters."),
    "sitting.intro_too_long": _l("Please shorten the introduction to %(most)s characters."),
    "sitting.decision": _l("Please choose what becomes of the idea."),
    "sitting.note_too_long": _l("Please shorten the note to %(most)s characters."),
    "sitting.target": _l("Please give the number of the idea that it goes into."),
    "sitting.owner": _l("Please choose one of those who decide about this product."),
    "sitting.undecided": _l("Nothing is decided about this idea yet."),
    "sitting.idea_gone": _l(
        "This idea is not public any more. It can only be kept as it is, and is left out of what"
        " is published."
    ),
    "sitting.idea_merged": _l(
        "This idea was merged into another meanwhile. It can only be kept as it is."
    ),
    "sitting.moved_on": _l(
        "The status of this idea has changed since it was decided here. Please decide it again."
    ),
    "sitting.over": _l("This session is over. What it says does not change any more."),
    "sitting.meanwhile": _l(
        "Somebody else changed this session meanwhile. Please look at it again before you go on."
    ),
    "sitting.item_meanwhile": _l(
        "Somebody else decided this idea while you were writing. What you wrote is still in the"
        " form; please compare it with the decision below and save again."
    ),
    "sitting.not_ready": _l("Not everything can be published yet. The rows below say why."),
    "form.day": _l("Please give a day as year-month-day, such as 2027-03-01."),
    "form.count": _l("Please give a whole number."),
    "idea.set_status": _l("This decision is for the product manager to make."),
    "idea.is_merged": _l("This idea was put together with another. Decide about that one."),
    "idea.status_retired": _l("This status is not in use any more. Please choose another one."),
    "idea.move_system_author_replied": _l(
        "An idea goes back to the beginning by itself when the person who proposed it has replied."
    ),
    "idea.move_system_not_solved": _l(
        "A delivered idea is looked at again by itself when its voters say that it does not solve"
        " it. Otherwise, put it back to work and say why."
    ),
    "idea.move_out_of_archive": _l(
        "Please bring the idea back from the archive first: it begins anew."
    ),
    "idea.move_into_archive": _l(
        "Only ideas about which nothing is decided go into the archive. Decide about this one"
        " instead."
    ),
    "idea.move_from_closed": _l(
        "This idea is finished. Please put it back under review first, and say why."
    ),
    "idea.move_to_new": _l(
        "An idea is new only at the beginning, after a reply of its author, or when it comes back"
        " from the archive. Choose “under review” instead."
    ),
    "idea.move_plan_first": _l("Please plan the idea first. Work on it begins after that."),
    "idea.move_backwards": _l(
        "Work does not go back to this step. Put the idea back under review first, and say why."
    ),
    "idea.move_from_active": _l(
        "Work on this idea is planned or has begun. Put it back under review first, and say why."
    ),
    "idea.link_required": _l("Please give the address of the answer or help article."),
    "idea.link": _l(
        "Please give an address that begins with https:// or with /, of at most %(most)s"
        " characters."
    ),
    "idea.reason_code": _l("Please choose the reason why it is refused."),
    "idea.revisit_at": _l("Please choose a day in the future."),
    "idea.revisit_votes": _l(
        "Please give a number of votes above the %(votes)s that the idea has now."
    ),
    "idea.private_note_too_long": _l(
        "Please shorten the note for the team to %(most)s characters."
    ),
    "idea.clock_started": _l("An answer was promised for this idea already."),
    "idea.clock_closed": _l("This idea is decided. There is no answer to wait for."),
    "idea.not_delivered": _l("This idea is not delivered any more, so nobody is asked."),
    "idea.solved": _l("Please say yes or no."),
    "idea.outcome": _l("Only people who voted for this idea are asked whether it solved it."),
    "idea.not_archived": _l("This idea is not in the archive any more."),
    "status.tend": _l("Only administrators keep the list of statuses."),
    "status.slug": _l(
        "Please use 2 to 20 small letters, digits or underscores, and begin with a letter."
    ),
    "status.taken": _l("There is a status of this name already."),
    "status.not_found": _l("There is no such status."),
    "status.kind": _l("Please choose a kind. It says what ideas with this status can do."),
    "status.colour": _l("Please choose a colour from the list."),
    "status.label": _l("A status needs a short word in both languages, at most 30 characters."),
    "status.position": _l("Please give a place in the order between 0 and 999."),
    "status.used_by_portal": _l(
        "The portal itself gives ideas this status, so it stays in use. You can rename it."
    ),
    "status.meanwhile": _l(
        "Somebody else has changed the statuses meanwhile. Please look again and save once more."
    ),
    "idea.not_an_idea": _l("Only ideas have a status."),
    "idea.status": _l("Please choose a status."),
    "idea.status_same": _l("The idea has this status already."),
    "idea.status_meanwhile": _l(
        "Somebody else changed the status while you were writing. Please look at it again."
    ),
    "idea.note_required": _l("Please tell the voters what this means."),
    "idea.note_too_short": _l(
        "Please explain the decision to the voters in at least %(least)s characters."
    ),
    "idea.note_too_long": _l("Please shorten the explanation to %(most)s characters."),
    # notices
    "notice.not_found": _l(
        "This notification is gone, or what it was about is not public any more."
    ),
    "notice.link": _l(
        "This link is not complete. You can choose what you hear of in your settings."
    ),
    "notice.kind": _l("Please choose from the kinds shown."),
    # the FAQ
    "faq.not_found": _l("There is no such article, or it is not public any more."),
    "faq.edition_not_found": _l("There is no such edition of this article."),
    "faq.significance": _l("Please say how much the new text changes."),
    "change_note.too_long": _l("Please shorten what changes to %(most)s characters."),
    "faq.nominate": _l("Only an editor can do this."),
    "faq.drafted_already": _l("An article from this post exists already, or is being written."),
    "faq.nomination_not_found": _l("This proposal is not open any more: it was taken or declined."),
    "faq.nomination_closed": _l("Somebody else was faster: this was taken or declined just now."),
    "faq.declined_already": _l("An editor decided against an article about this."),
    "faq.claimed": _l("Somebody else is writing this one."),
    "faq.wanted_not_found": _l("These words are off the list already."),
    "faq.reason_blank": _l("Please give a reason."),
    "faq.replacement_same": _l("An article cannot replace itself. Please choose another one."),
    "faq.replacement_not_published": _l(
        "Readers cannot be led to that article, because it is not published."
    ),
    "faq.replacement_lang": _l(
        "Please choose an article in the same language, or the translation of this one."
    ),
    "faq.lang": _l("Please choose the language you are writing in."),
    "faq.draft": _l("You cannot write articles about this product."),
    "staff.enter": _l("Only the team can read this."),
    "faq.publish": _l("Only an editor or a care lead can do this."),
    "faq.confirm": _l("Only the team of this product can say whether an article is right."),
    "faq.owner": _l("Please name somebody of the team who writes about this product."),
    "faq.review_date": _l("Please choose a day within the next %(years)s years."),
    "faq.own_text": _l(
        "You wrote this, or a part of it, so somebody who wrote nothing of it has to decide."
    ),
    "faq.discard": _l("Only its writer, an editor or a care lead can throw this draft away."),
    "faq.no_draft": _l("There is no draft any more: it was published or thrown away."),
    "faq.not_writing": _l("This text is in review. Nobody changes it until it is returned."),
    "faq.not_in_review": _l("This text is not in review any more. Please look at it again."),
    "faq.not_approved": _l("This text is not approved, so it cannot be published."),
    "faq.not_published": _l("This article is not public any more."),
    "faq.edited_meanwhile": _l(
        "Somebody else changed this while you were writing. Your text is kept below; please"
        " compare it with the present one and save again."
    ),
    "faq.translated_already": _l("This article has a version in that language already."),
    "faq.locked": _l(
        "%(name)s is writing this just now. Your text is kept below; you can wait, or take over and"
        " save."
    ),
    "faq.subject_cause": _l("Please say what has changed."),
    "faq.credit": _l("Only somebody whose post this article grew from can choose this."),
    "topic.not_found": _l("This topic does not exist any more."),
    "topic.name": _l("A topic needs a name of at most %(most)s characters in both languages."),
    "topic.taken": _l("There is such a topic already."),
    "topic.too_many": _l("A product can have at most %(most)s topics."),
    "topic.other_product": _l("Please choose a topic of the product that the article is about."),
    "aliases.too_many": _l("Please write at most %(most)s other wordings."),
    "aliases.too_long": _l("Please shorten each of the other wordings to %(most)s characters."),
    "note.blank": _l("Please tell the writer what should be better."),
    "note.too_long": _l("Please shorten the note to %(most)s characters."),
    # limits
    # changelog
    "changelog.not_found": _l("There is nothing at this address, or it is not public any more."),
    "changelog.write": _l("Editors and product managers write what is new."),
    "changelog.publish": _l("Product managers decide what readers see here."),
    "changelog.label": _l("Please choose what kind of change it is."),
    "changelog.title_blank": _l("Please write a title, at least in one language."),
    "changelog.title_too_long": _l("Please shorten the title to %(most)s characters."),
    "changelog.body_too_long": _l("Please shorten the text to %(most)s characters."),
    "changelog.missing_ko": _l("Readers need title and text in Korean before this is published."),
    "changelog.missing_en": _l("Readers need title and text in English before this is published."),
    "changelog.half": _l(
        "One language has only a title or only a text. Please complete it, or leave both empty."
    ),
    "changelog.past": _l("Please choose a moment that is still to come."),
    "changelog.move": _l("Somebody has changed its state meanwhile, so this cannot be done now."),
    "changelog.meanwhile": _l(
        "Somebody has changed this while you were writing. Your text is still here: look at what"
        " is there now, and save again to replace it."
    ),
    "changelog.not_an_idea": _l("Only ideas can be linked here."),
    "changelog.many_ideas": _l("At most %(most)s ideas can be linked to one entry."),
    "limit.sign_in": _l("That was wrong too often. Please wait a few minutes."),
    "limit.sign_in_network": _l("That was wrong too often. Please wait a few minutes."),
    "limit.password": _l("That was wrong too often. Please wait a few minutes."),
    "limit.registrations": _l("Too many accounts were made from here. Please come back later."),
    "limit.mails_asked": _l("You have asked for many mails. Please come back in an hour."),
    "limit.confirm_mails": _l(
        "Several mails were sent to this address lately. Please look there, or come back in an"
        " hour."
    ),
    "limit.reset_mails": _l(
        "Several mails were sent to this address lately. Please look there, or come back in an"
        " hour."
    ),
    "limit.change_mails": _l(
        "Several mails were sent to this address lately. Please look there, or come back in an"
        " hour."
    ),
    "limit.busy": _l("Many people are signing in just now. Please try again in a moment."),
    "limit.questions": _l("You have asked a lot today. Please come back tomorrow."),
    "limit.ideas": _l("You have proposed a lot today. Please come back tomorrow."),
    "limit.drafts_place": _l(
        "Many drafts were kept from here. Please sign in to go on, or wait a while."
    ),
    "limit.answers": _l("You have answered a lot today. Please come back tomorrow."),
    "limit.comments": _l("You have commented a lot. Please wait a while."),
    "limit.accepts": _l("You have changed your mind a lot. Please wait a while."),
    "limit.votes": _l("You have voted a lot in a short time. Please wait a while."),
    "limit.faq_votes": _l("You have rated many articles in a short time. Please wait a while."),
    "limit.faq_votes_place": _l("Many articles were rated from here. Please wait a while."),
    "limit.duplicates": _l("You have suggested a lot today. Please come back tomorrow."),
    "limit.asks_place": _l("Many questions were begun from here. Please wait a while."),
    "limit.readings_place": _l("Many questions were read from here. Please wait a while."),
    "limit.searches_place": _l("Many searches came from here. Please wait a while."),
    "limit.search": _l("You have searched a lot in a short time. Please wait a minute."),
}


def sentence(error: PortalError) -> str:
    """Give the sentence for a refusal, with its facts filled in."""
    return str(SENTENCES[error.code]) % error.facts
