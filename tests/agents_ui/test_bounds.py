"""What an agent hears when a call leaves too much, or promises a night."""

from __future__ import annotations

from tests.agents_ui.desks import Office

TOO_MANY = "No more of this can be asked for"


def test_a_call_leaves_so_much_and_then_says_why_not(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    window = browser.first_choice("window")
    for _ in range(2):
        browser.sends("/desk/callback", number="(573) 555-0123", window=window).sees_nothing_of(TOO_MANY)
    browser.sends("/desk/callback", number="(573) 555-0123", window=window).sees(TOO_MANY)
    for _ in range(3):
        browser.sends("/desk/escalate", kind="tier_2", note="").sees_nothing_of(TOO_MANY)
    browser.sends("/desk/escalate", kind="tier_2", note="").sees(TOO_MANY)
    browser.sends("/desk/end").sees_nothing_of(TOO_MANY)


def test_nobody_is_promised_an_hour_that_is_night_where_they_may_be(at_the_desk: Office) -> None:
    browser = at_the_desk.takes_a_call()
    window = browser.first_choice("window")  # eleven in Chicago is six in Honolulu
    browser.sends("/desk/callback", number="(808) 555-0123", window=window).sees("before eight or after nine")
