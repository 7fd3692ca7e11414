"""Where the story is performed: each method is one thing that people do on the portal.

Every method calls the action that a page would call, and remembers what became of it by the name
that the story gives it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from portal.accounts import actions as accounts
from portal.accounts import grants
from portal.accounts import queries as people
from portal.accounts.actions import Newcomer, ProfileDraft
from portal.accounts.actor import NOBODY, SYSTEM, Actor
from portal.accounts.credentials import SealedPassword
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.answers import jobs as answer_jobs
from portal.changelog import actions as changelog
from portal.changelog.rules import EntryText
from portal.cli.demo.story import (
    Answer,
    Article,
    Comment,
    Decision,
    Person,
    Product,
    Synonyms,
    Thread,
)
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.faq import claims, helpfulness, proposing, readings, weighing, workbench
from portal.faq import jobs as faq_jobs
from portal.faq.helpfulness import Voter
from portal.ideas import actions as ideas
from portal.ideas import planning
from portal.ideas.rules import Verdict
from portal.kit.secrets import token_hash
from portal.products import actions as products
from portal.review import actions as review
from portal.review.rules import Estimate, Template
from portal.search import actions as search
from portal.threads import actions as threads
from portal.threads.actions import ThreadDraft
from portal.votes import actions as votes

_PLACE = "demo"


@dataclass(slots=True)
class Stage:
    """The portal while the story is told: its ids, by the keys of the story."""

    password: SealedPassword = field(repr=False)
    products: dict[str, int] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    answers: dict[tuple[str, int], int] = field(default_factory=dict)
    nominations: dict[str, int] = field(default_factory=dict)
    versions: dict[tuple[str, str], int] = field(default_factory=dict)

    def offer(self, product: Product) -> None:
        """Offer a product."""
        self.products[product.slug] = products.add(
            slug=product.slug,
            name_ko=product.name_ko,
            name_en=product.name_en,
            tagline_ko=product.tagline_ko,
            tagline_en=product.tagline_en,
        )

    def say_the_same(self, group: Synonyms) -> None:
        """Put words together that mean the same to whoever searches."""
        search.add_synonyms(self.people[group.by], lang=group.lang, words=group.words)

    def join(self, person: Person) -> None:
        """Let somebody become a member, say something of themselves and take up their roles."""
        newcomer = Newcomer(
            email=person.email,
            handle=person.handle,
            name=person.name,
            password=self.password,
            locale=person.locale,
            time_zone=person.time_zone,
        )
        person_id = accounts.add(SYSTEM, newcomer)
        self._grant(person_id, person)
        accounts.set_titles(SYSTEM, person_id, title_ko=person.title_ko, title_en=person.title_en)
        actor = people.get_actor(person_id)
        accounts.change_profile(
            actor,
            ProfileDraft(
                name=person.name,
                bio=person.bio,
                locale=person.locale,
                time_zone=person.time_zone,
                organisation=person.organisation,
            ),
        )
        self.people[person.key] = actor

    def _grant(self, person_id: int, person: Person) -> None:
        product_ids: list[int | None] = [self.products[slug] for slug in person.products]
        for role in person.roles:
            if role is Role.MEMBER:  # everybody is
                continue
            for product_id in product_ids or [None]:
                grants.grant(SYSTEM, person_id, role, product_id)

    def post(self, thread: Thread) -> None:
        """Ask a question or propose an idea."""
        draft = ThreadDraft(
            kind=thread.kind,
            product_id=self.products[thread.product],
            lang=thread.lang,
            title=thread.title,
            body_md=thread.body,
            tags=thread.tags,
        )
        self.threads[thread.key] = votes.post_thread(self.people[thread.author], draft)

    def answer(self, thread: Thread, number: int, answer: Answer) -> None:
        """Answer a thread."""
        author, thread_id = self.people[answer.author], self.threads[thread.key]
        self.answers[thread.key, number] = answers.post(author, thread_id, body_md=answer.body)

    def comment(self, thread: Thread, number: int | None, comment: Comment) -> None:
        """Remark on a thread, or on the answer with this number."""
        answers.comment(
            self.people[comment.author],
            self.threads[thread.key],
            body_md=comment.body,
            answer_id=None if number is None else self.answers[thread.key, number],
        )

    def accept(self, thread: Thread, number: int) -> None:
        """Let the asker accept an answer."""
        answers.accept(self.people[thread.author], self.answers[thread.key, number])

    def make_official(self, thread: Thread, number: int, answer: Answer) -> None:
        """Make an answer the company's word."""
        answer_id = self.answers[thread.key, number]
        answers.make_official(self.people[answer.marked_by], answer_id, summary=answer.summary)

    def link_duplicate(self, thread: Thread) -> None:
        """Say that a thread is the same as another."""
        duplicates.bring_in(
            self.people[thread.duplicate_by],
            self.threads[thread.key],
            self.threads[thread.duplicate_of],
        )

    def decide(self, thread: Thread, status: str, note: str) -> None:
        """Decide what becomes of an idea."""
        ideas.decide(
            self.people[thread.status_by],
            self.threads[thread.key],
            Verdict(
                status=status,
                note_md=note,
                reason_code="cost_vs_value" if status == "declined" else None,
                link="/faq" if status == "already_available" else "",
            ),
        )

    def publish_entry(self, who: str, text: EntryText, ideas: Iterable[str]) -> None:
        """Write an entry of the changelog that answers these ideas, and publish it."""
        actor = self.people[who]
        entry_id = changelog.write(actor, text)
        for key in ideas:
            changelog.link(actor, entry_id, self.threads[key])
        changelog.publish(actor, entry_id, seen_version=1)

    def score(self, who: str, idea: str, estimate: Estimate) -> None:
        """Let a product manager estimate an idea."""
        review.score(self.people[who], self.threads[idea], estimate, seen_version=0)

    def plan(self, who: str, idea: str, owner: str, eta: str) -> None:
        """Say who answers for an idea, and when it is expected."""
        planning.hand_over(self.people[who], self.threads[idea], self.people[owner].id)
        planning.expect(self.people[who], self.threads[idea], eta)

    def add_template(self, who: str, template: Template) -> None:
        """Keep a text to begin from."""
        review.add_template(self.people[who], template)

    def share_view(self, who: str, name: str, query: str) -> None:
        """Keep a view of the list for all product managers."""
        review.save_view(self.people[who], name=name, query=query, is_shared=True)

    def vote(self, thread: Thread, who: str) -> None:
        """Let somebody want it, or have the problem too."""
        votes.cast(self.people[who], self.threads[thread.key])

    def say_helpful(self, thread: Thread, number: int, who: str, value: int) -> None:
        """Let somebody say whether an answer helped."""
        votes.say_helpful(self.people[who], self.answers[thread.key, number], value=value)

    def follow(self, thread: Thread, who: str, level: str) -> None:
        """Let somebody choose to follow or to mute a thread."""
        threads.choose_follow(self.people[who], self.threads[thread.key], level=level)

    def start_article(self, article: Article, lang: str) -> None:
        """Begin an article from nothing but its title."""
        self.versions[article.key, lang] = faq.start_article(
            self.people[article.writer],
            product_id=self.products[article.product],
            lang=lang,
            title=article.texts[lang].title,
        )

    def nominate(self, who: str, source: str) -> None:
        """Propose a thread for the help centre."""
        self.nominations[source] = faq.nominate(self.people[who], self.threads[source])

    def grow_article(self, article: Article, lang: str) -> None:
        """Begin an article from its first source."""
        nomination_id = self.nominations[article.sources[0]]
        self.versions[article.key, lang] = faq.start_draft(
            self.people[article.writer], nomination_id, lang=lang
        )

    def link_source(self, article: Article, source: str) -> None:
        """Note a further thread that an article grew from."""
        version_id = self.versions[article.key, "ko"]
        faq.link_source(self.people[article.writer], version_id, self.threads[source])

    def translate(self, article: Article) -> None:
        """Begin the English text of a Korean article."""
        self.versions[article.key, "en"] = faq.translate(
            self.people[article.writer], self.versions[article.key, "ko"], lang="en"
        )

    def write(self, article: Article, lang: str) -> None:
        """Write an article's text."""
        writer, version_id = self.people[article.writer], self.versions[article.key, lang]
        draft = workbench.get(writer, version_id).draft
        if draft:
            # its posts have told already what else it is called
            text = replace(article.texts[lang], aliases=draft.text.aliases)
            faq.save_draft(writer, version_id, text, seen_version=draft.edit_version)

    def submit(self, article: Article, lang: str) -> None:
        """Ask for a second pair of eyes."""
        faq.submit(self.people[article.writer], self.versions[article.key, lang])

    def approve(self, article: Article, lang: str) -> None:
        """Let somebody else stand behind the text."""
        approver, version_id = self.people[article.approver], self.versions[article.key, lang]
        seen = self._edit_version(approver, version_id)
        faq.approve(approver, version_id, seen_version=seen)

    def publish(self, article: Article, lang: str) -> None:
        """Put the text before the readers."""
        faq.publish(self.people[article.approver], self.versions[article.key, lang])

    def retire(self, article: Article, lang: str) -> None:
        """Take the text away from the readers."""
        version_id = self.versions[article.key, lang]
        faq.retire(self.people[article.approver], version_id, reason=article.retire_reason)

    def read(self, article: Article, lang: str, reader: str, value: int) -> None:
        """Let a reader who is not signed in say whether an article helped."""
        voter = Voter(f"browser:{token_hash(reader)}")
        helpfulness.vote_helpful(NOBODY, self.versions[article.key, lang], value=value, voter=voter)

    def be_read(self, thread: Thread, reader: str) -> None:
        """Let a question be read in somebody's browser."""
        token = readings.token(self.threads[thread.key])
        readings.record(token, place=_PLACE, browser=reader)

    def claim_candidate(self, decision: Decision) -> None:
        """Let somebody claim a candidate."""
        who = self.people[decision.by]
        claims.claim(who, faq.nominate(who, self.threads[decision.thread]))

    def decline_candidate(self, decision: Decision) -> None:
        """Let an editor decline a candidate."""
        who = self.people[decision.by]
        nomination_id = faq.nominate(who, self.threads[decision.thread])
        faq.decline(who, nomination_id, reason=decision.reason)

    def let_time_pass(self, *, weighs: bool) -> None:
        """Do what the portal does by itself: resolve by silence, and propose by evidence."""
        answer_jobs.resolve_silent()
        faq_jobs.note_due()
        if weighs:
            weighing.weigh(weighing.next_ids(0, len(self.threads)), {})
            proposing.propose()

    def _edit_version(self, who: Actor, version_id: int) -> int:
        draft = workbench.get(who, version_id).draft
        return draft.edit_version if draft else 0
