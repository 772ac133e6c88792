"""The circuit breaker: opens after failures in a row, rests, lets one try through."""

from tuwen.engines.breaker import FAILURES, REST, Breaker


def test_it_opens_rests_and_closes() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        assert breaker.allows()
        assert not breaker.open
        breaker.record(good=False)
    assert breaker.open
    assert not breaker.allows()
    now += REST
    assert breaker.allows()
    assert not breaker.allows()  # one tries, the others wait for how it goes
    assert breaker.open
    breaker.record(good=True)
    assert breaker.allows()
    assert not breaker.open


def test_a_good_request_forgets_the_failures() -> None:
    breaker = Breaker(lambda: 0.0)
    for _ in range(FAILURES * 2):
        breaker.record(good=False)
        breaker.record(good=True)
        assert breaker.allows()
