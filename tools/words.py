"""Keep every sentence in both languages: extract, merge, compile, and say what is missing.

English is written in the source; each translation lives in portal/translations/<locale>.

    python -m tools.words                    extract, update, compile, list what is missing
    python -m tools.words --merge FILE...    the same, with translations from {"English": "한국어"}
    python -m tools.words --check            change nothing; fail unless all is complete and true
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / "portal"
LOCALES = ("ko",)  # English is the source: gettext answers with the source where no catalogue is
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
COMMENT_TAGS = ("Translators:",)
HEADER = "# Sentences of the portal. Made by `make words`; translate here, never the English."
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)\{(\w+)\}")
# A particle right after a variable is right for half of all names only.
GLUED_PARTICLE = re.compile(
    r"(?:%\(\w+\)[a-z]|\{\w+\})[\"'”’]?(은|는|이|가|을|를|과|와|으로|로|이\(가\)|을\(를\)|은\(는\))(?![가-힣])"
)
VOLATILE_HEADERS = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Language-Team")


def path_of(locale: str) -> Path:
    """Give the place of one language's catalogue."""
    return PORTAL / "translations" / locale / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Collect every sentence of the source.

    Raises: jinja2.TemplateSyntaxError for a template that nobody could render either.
    """
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # untyped in Babel
    found = extract_from_dir(
        PORTAL,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        comment_tags=COMMENT_TAGS,
        strip_comment_tags=True,
        directory_filter=lambda folder: Path(folder).name != "__pycache__",
    )
    catalog = Catalog(charset="utf-8")
    for _, _, message, comments, context in found:
        catalog.add(message, None, auto_comments=comments, context=context)
    return catalog


def read(locale: str) -> Catalog:
    """Read one language's catalogue; an empty one when there is none yet."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def written(catalog: Catalog) -> bytes:
    """Give the catalogue as it is committed: sorted, without places and dates."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True, include_previous=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    kept = [line for line in lines[start:] if not line.startswith(_volatile())]
    return "".join((f"{HEADER}\n", *kept)).encode("utf-8")


def _volatile() -> tuple[str, ...]:
    return tuple(f'"{name}:' for name in VOLATILE_HEADERS)


def updated(locale: str, source: Catalog, translations: Mapping[str, str]) -> Catalog:
    """Give the catalogue with the source's sentences only, and new translations merged in."""
    catalog = read(locale)
    catalog.update(source, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        words = translations.get(_singular(message))
        if words and message.id:
            message.string = (words,) * catalog.num_plurals if message.pluralizable else words
            message.flags.discard("fuzzy")
    return catalog


def _singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else str(message.id)


def _forms(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def faults(catalog: Catalog) -> Iterator[str]:
    """Find every sentence that a reader of this language would not see, or would see broken."""
    for message in catalog:
        if message.id:
            for fault in _faults_of(message):
                yield f"{fault}: {_singular(message)}"


def _faults_of(message: Message) -> Iterator[str]:
    forms = _forms(message.string)
    if not forms or not all(form.strip() for form in forms):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    wanted = _placeholders(_forms(message.id)[-1])
    if any(_placeholders(form) != wanted for form in forms):
        yield "other placeholders"
    if any(GLUED_PARTICLE.search(form) for form in forms):
        yield "a particle glued to a variable"


def _placeholders(text: str) -> set[str]:
    return {name or brace for name, brace in PLACEHOLDER.findall(text)}


def check() -> list[str]:
    """Compare the committed catalogues with the source, without changing anything."""
    source, problems = extract(), []
    for locale in LOCALES:
        committed = read(locale)
        problems += [f"{locale}: {fault}" for fault in faults(updated(locale, source, {}))]
        problems += [f"{locale}: obsolete: {_singular(m)}" for m in committed.obsolete.values()]
        path = path_of(locale)
        if not path.exists() or path.read_bytes() != written(updated(locale, source, {})):
            problems.append(f"{path.relative_to(ROOT)} differs from the source: run `make words`")
    return problems


def compile_stale() -> None:
    """Compile each catalogue that is newer than what was compiled from it."""
    for locale in LOCALES:
        po, mo = path_of(locale), path_of(locale).with_suffix(".mo")
        if not po.exists():
            continue
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            _replace(mo, _compiled(read(locale)))


def _compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: another process may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _update(files: list[Path]) -> int:
    translations: dict[str, str] = {}
    for file in files:
        translations |= json.loads(file.read_text(encoding="utf-8"))
    source = extract()
    known = {_singular(message) for message in source if message.id}
    for unknown in sorted(translations.keys() - known):
        print(f"not in the source: {unknown}")
    missing = 0
    for locale in LOCALES:
        catalog = updated(locale, source, translations)
        _replace(path_of(locale), written(catalog))
        for fault in faults(catalog):
            print(f"{locale}: {fault}")
            missing += 1
        print(f"{locale}: {len(catalog)} sentences, {missing} to mend")
    compile_stale()
    return 0


def main() -> int:
    """Give the exit code: with --check, 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="Keep every sentence in both languages.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail on any fault")
    parser.add_argument("--merge", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--compile", action="store_true", help="only compile what is newer")
    options = parser.parse_args()
    if options.compile:
        compile_stale()
        return 0
    if not options.check:
        return _update(options.merge)
    problems = check()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
