"""Data in, and data verified: `flask import stackexchange DIR` and `flask check`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext

from portal.exchange.report import Report
from portal.integrity import actions as repairs
from portal.integrity import nightly
from portal.integrity import queries as integrity
from portal.integrity.counters import COUNTERS
from portal.kit.db import transaction
from portal.kit.errors import PortalError

if TYPE_CHECKING:
    from portal.exchange.stackexchange import Import

import_group = AppGroup("import", help="Bring in what another system holds.")

REFUSALS = {
    "import.folder_missing": "There is no folder {folder}.",
    "import.site": "“{site}” is no name for a site. Give one with --site.",
    "import.file_missing": "Missing in the dump: {file}.",
    "import.file_unreadable": "{file} cannot be read: {reason}.",
    "import.file_malformed": "{file} is not well-formed XML: {reason}.",
    "import.file_forbidden": (
        "{file} defines a document type or entities. No dump needs them, and they can be used to"
        " read other files or to fill the memory."
    ),
    "import.file_strange": "{file} should hold <{root}> with rows in it, but holds {found}.",
    "import.row": "{file}, row {row}: {attribute} is missing or makes no sense.",
    "import.row_twice": "{file}, row {row}: the id {id} was there before.",
    "import.post_not_here": "What it belongs to was not brought in.",
    "import.running_already": (
        "Another import of the same site is running. Nothing was lost; run this again when it is"
        " done."
    ),
    "product.retired": "This product is retired, so nothing can be posted about it.",
}
"""What the operator is told, by the code of the refusal."""

_KINDS = {
    "person": "people",
    "tag": "tags",
    "question": "questions",
    "idea": "ideas",
    "answer": "answers",
    "comment": "comments",
    "post": "other posts",
    "vote": "votes",
    "accepted": "accepted answers",
    "status": "statuses of ideas",
    "closed": "closed threads",
    "duplicate": "duplicates",
    "link": "other links",
}

REASONS = {
    "of_other_type": "a wiki, a tag's description or the like, not a question or answer",
    "question_missing": "the dump lacks the question",
    "answer_missing": "the dump lacks the answer",
    "post_missing": "the dump lacks the post",
    "post_of_other_type": "on a post that is left out itself",
    "thread_missing": "the dump lacks one of the two questions",
    "linked_already": "the question is a duplicate of another one already",
    "no_duplicate": "only says that two posts are related",
    "kept_as_acceptance": "an acceptance, kept as such and not as a vote",
    "of_other_kind": "a flag, a bounty, a bookmark or the like, not a vote up or down",
    "against_thread": "a vote against a question or idea; there are none here",
    "tag_blank": "nothing is left of the tag's name in an address",
    "import.post_not_here": "what it belongs to was not brought in",
}
"""Why something was left out, by the code of the reason; other codes are shown as they are."""

ADAPTED = {
    "title_cut": "titles cut to the length that fits",
    "title_blank": "titles that were blank, now “…”",
    "text_cut": "texts cut to the length that fits, with the address of the whole",
    "text_blank": "texts of which nothing could be kept, now the address of the original",
}

_KNOWN_NAMES = "Users.xml, Posts.xml, Comments.xml, Votes.xml, Tags.xml and PostLinks.xml"


@import_group.command("stackexchange")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--product", metavar="SLUG", help="Where the threads go; made when it is missing.")
@click.option("--site", metavar="NAME", help="The site, where DIR is not named after it.")
@with_appcontext
def import_stackexchange(folder: Path, product: str | None, site: str | None) -> None:
    """Bring in the dump of a Stack Exchange site.

    DIR holds Users.xml, Posts.xml, Comments.xml, Votes.xml, Tags.xml and PostLinks.xml. All of
    them are read and checked before anything is written. What is here already is left alone, so
    a run that was interrupted is simply run again.
    """
    from portal.exchange import stackexchange

    try:
        job = stackexchange.prepare(folder, site=site, product_slug=product)
        _work(job)
    except PortalError as refusal:
        raise click.ClickException(_sentence(refusal)) from refusal
    _tell(job.report)
    for name in job.dump.unread_files:
        click.echo(f"  Not read: {name}; only {_KNOWN_NAMES} are.")


def _work(job: "Import") -> None:
    from portal.exchange import stackexchange

    batches = stackexchange.batches(job)
    length = sum(len(batch.items) for batch in batches)
    with click.progressbar(length=length, label=f"Bringing in {job.dump.site}") as bar:
        for batch in batches:
            with transaction():
                stackexchange.bring_in(job, batch)
            bar.update(len(batch.items))


def _sentence(refusal: PortalError) -> str:
    sentence = REFUSALS.get(refusal.code, refusal.code)
    return sentence.format(**refusal.facts)


def _tell(report: Report) -> None:
    click.echo(f"{'':20}{'read':>9}{'new':>9}{'known':>9}{'left out':>10}")
    for kind, words in _KINDS.items():
        numbers = report.read[kind], report.new[kind], report.known[kind]
        if any(numbers):
            cells = "".join(f"{number:9}" for number in numbers)
            click.echo(f"{words:20}{cells}{report.left_out_of(kind):10}")
    for (kind, reason), count in sorted(report.left_out.items()):
        click.echo(f"  Left out: {count} {_KINDS[kind]}: {REASONS.get(reason, reason)}.")
    for change, count in sorted(report.adapted.items()):
        click.echo(f"  Changed: {count} {ADAPTED[change]}.")


@click.command("check")
@click.option("--repair", is_flag=True, help="Write the counters anew from the rows they count.")
@with_appcontext
def check(*, repair: bool) -> None:
    """Recount every counter and verify every invariant, from the rows.

    Prints the drift of each check. Ends with 0 when there is none, else with 1.
    """
    if repair:
        _repair()
    total = 0
    for finding in integrity.findings():
        total += finding.drift
        example = f", as in {finding.example}" if finding.drift else ""
        click.echo(f"{finding.drift:8}  {finding.name}{example}")
    click.echo(f"{total} drift")
    if total:
        raise SystemExit(1)


def _repair() -> None:
    for counter in COUNTERS:
        with transaction():
            mended = repairs.recount(counter)
        if mended:
            click.echo(f"Mended {mended}: {counter.name}")
    # the page of administrators says what is left
    nightly.recount_votes()
