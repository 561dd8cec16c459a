"""The REST API through Twilio's own client: the account, its numbers, and where their calls go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from carrier import Carrier
from tests.carrier.applications import ACCOUNT, CALLER, HOST, LINE, TOKEN, Application, network
from tests.carrier.rest.clients import client_of, rest_server


@pytest.fixture
def application() -> Application:
    return Application({"/voice": "<Say>The old house.</Say>", "/new": "<Say>The new house.</Say>", "/status": ""})


@pytest.fixture
def carrier(application: Application) -> Carrier:
    return network(application, status=True, fallback=True)


@pytest.fixture
def address(carrier: Carrier) -> Iterator[str]:
    with rest_server(carrier) as address:
        yield address


@pytest.fixture
def client(address: str) -> Client:
    return client_of(address)


def test_the_account_is_told_without_its_token(client: Client) -> None:
    account = client.api.v2010.accounts(ACCOUNT).fetch()
    assert (account.sid, account.status, account.type) == (ACCOUNT, "active", "Full")
    assert account.auth_token is None


def test_every_answer_carries_the_networks_time(client: Client, carrier: Carrier) -> None:
    carrier.clock.advance(timedelta(hours=3))
    answer = client.request("GET", f"{client.api.base_url}/2010-04-01/Accounts/{ACCOUNT}.json")
    assert answer.status_code == 200
    assert parsedate_to_datetime(answer.headers["Date"]) == datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


def test_a_number_is_found_and_told(client: Client) -> None:
    (number,) = client.incoming_phone_numbers.list(phone_number=LINE)
    assert number.sid.startswith("PN")
    assert (number.phone_number, number.voice_url, number.voice_method) == (LINE, f"{HOST}/voice", "POST")
    assert (number.voice_fallback_url, number.status_callback) == (f"{HOST}/fallback", f"{HOST}/status")
    assert client.incoming_phone_numbers(number.sid).fetch().phone_number == LINE
    assert client.incoming_phone_numbers.list(phone_number="+15735550177") == []


def test_a_changed_voice_url_is_where_the_next_call_goes(client: Client, carrier: Carrier) -> None:
    assert carrier.dial(LINE, CALLER).heard == "The old house."
    (number,) = client.incoming_phone_numbers.list(phone_number=LINE)
    changed = client.incoming_phone_numbers(number.sid).update(
        voice_url=f"{HOST}/new#ct=2000&rt=5000&tt=14000&rc=2&rp=ct,rt,5xx",
        voice_fallback_url="https://handler.twilio.com/twiml/EH0",
        status_callback=f"{HOST}/new-status",
        status_callback_method="POST",
        voice_caller_id_lookup=False,
    )
    assert changed.voice_url == f"{HOST}/new#ct=2000&rt=5000&tt=14000&rc=2&rp=ct,rt,5xx"
    assert changed.voice_fallback_url == "https://handler.twilio.com/twiml/EH0"
    assert changed.voice_caller_id_lookup is False
    assert client.incoming_phone_numbers(number.sid).fetch().status_callback == f"{HOST}/new-status"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"voice_url": "hotline.example/voice"}, 21502),
        ({"voice_url": f"{HOST}/voice#rt=99999"}, 21502),
        ({"voice_method": "PUT"}, 21403),
        ({"sms_url": f"{HOST}/sms"}, 20001),
    ],
)
def test_a_setting_that_is_not_valid_changes_nothing(client: Client, change: dict[str, str], code: int) -> None:
    (number,) = client.incoming_phone_numbers.list()
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers(number.sid).update(status_callback=f"{HOST}/other", **change)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert client.incoming_phone_numbers(number.sid).fetch().status_callback == f"{HOST}/status"


def test_what_does_not_exist_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers("PN" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    # A list that is refused is another exception of the client, without a code of its own.
    with pytest.raises(TwilioException, match='"code":20404'):
        client.conferences.list()


@pytest.mark.parametrize(("account", "token"), [(ACCOUNT, "another token"), ("AC" + "9" * 32, TOKEN)])
def test_only_the_holder_of_the_token_is_let_in(address: str, account: str, token: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client_of(address, account=account, token=token).api.v2010.accounts(account).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_the_accounts_of_others_do_not_exist(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.api.v2010.accounts("AC" + "9" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
