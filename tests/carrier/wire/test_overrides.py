"""What a URL's fragment tells the carrier: how long to wait, and when to ask again."""

import pytest

from carrier.wire import Overrides


def test_without_a_fragment_twilios_defaults_hold() -> None:
    assert Overrides.of("https://hotline.example/voice") == Overrides(5.0, 15.0, 15.0, 1, ("ct",))
    assert Overrides.of("https://hotline.example/voice#top") == Overrides()


def test_a_fragment_overrides_what_it_names() -> None:
    url = "https://hotline.example/voice?x=1#ct=2000&rt=5000&tt=14000&rc=2&rp=ct,rt,5xx"
    assert Overrides.of(url) == Overrides(2.0, 5.0, 14.0, 2, ("ct", "rt", "5xx"))
    assert Overrides.of("https://hotline.example/#rp=all").policies == ("ct", "rt", "4xx", "5xx")


@pytest.mark.parametrize(
    "fragment",
    ["ct=99", "ct=10001", "rt=15001", "rc=6", "rc=-1", "rc=two", "rp=6xx", "xx=1", "ct=200&ct=300", "ct=200&rt"],
)
def test_an_override_that_twilio_would_not_take_is_refused(fragment: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Overrides.of(f"https://hotline.example/voice#{fragment}")
