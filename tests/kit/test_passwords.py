"""Passwords at rest."""

import threading
import time
import unicodedata
from contextlib import ExitStack

import pytest
from argon2 import PasswordHasher

from portal.kit import passwords
from portal.kit.errors import TooMany


def test_right_password_matches_and_another_does_not():
    kept = passwords.hash_of("보리차 한 잔")
    assert passwords.matches(kept, "보리차 한 잔")
    assert not passwords.matches(kept, "보리차 두 잔")


def test_same_phrase_matches_however_it_was_typed():
    kept = passwords.hash_of(unicodedata.normalize("NFD", "보리차 한 잔"))
    assert passwords.matches(kept, unicodedata.normalize("NFC", "보리차 한 잔"))


@pytest.mark.parametrize("kept", [None, "", "plain", "$2b$12$abcdefghijklmnopqrstuv"])
def test_nothing_matches_where_nothing_is_kept(kept):
    assert not passwords.matches(kept, "보리차 한 잔")


def test_lone_surrogate_is_a_letter_like_others():
    kept = passwords.hash_of("보리차 \ud800 잔")
    assert passwords.matches(kept, "보리차 \ud800 잔")


def test_hash_is_argon2id_with_todays_cost():
    assert passwords.hash_of("보리차 한 잔").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_cheaper_hash_is_outdated():
    old = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("보리차 한 잔")
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(passwords.hash_of("보리차 한 잔"))


def test_unknown_account_takes_as_long_as_a_known_one():
    kept = passwords.hash_of("보리차 한 잔")
    passwords.matches(None, "x")

    def fastest(password_hash):
        times = []
        for _ in range(5):
            # this thread's own work: what else the machine does says nothing about it
            began = time.thread_time()
            passwords.matches(password_hash, "no such password")
            times.append(time.thread_time() - began)
        return min(times)

    known, unknown = fastest(kept), fastest(None)
    # without the hash for nobody, unknown would be a thousandth
    assert 0.3 < unknown / known < 3


@pytest.fixture
def busy():
    """Hold every slot, as two other people being checked would."""
    for _ in range(passwords.AT_ONCE):
        assert passwords._SLOTS.acquire(timeout=1)
    yield
    for _ in range(passwords.AT_ONCE):
        passwords._SLOTS.release()


def test_nobody_is_checked_while_two_others_are(busy, monkeypatch):
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0)
    with pytest.raises(TooMany, match=r"limit\.busy"):
        passwords.hash_of("보리차 한 잔")


def test_line_has_an_end_and_the_next_is_told_at_once():
    with ExitStack() as line:
        for _ in range(passwords.LINE_MAX):
            line.enter_context(passwords.in_line())
        began = time.monotonic()
        with pytest.raises(TooMany, match=r"limit\.busy") as refused, passwords.in_line():
            pass
        # far less than the wait that those in line are ready for
        assert time.monotonic() - began < passwords.WAIT_SECONDS / 2
        assert refused.value.retry_after_seconds > 0
    with passwords.in_line():
        assert not passwords.matches(None, "x")


def test_two_threads_are_checked_side_by_side():
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(passwords.matches(None, "x")))
        for _ in range(passwords.AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [False] * passwords.AT_ONCE
