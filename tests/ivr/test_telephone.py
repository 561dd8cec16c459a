"""The carrier's API: what goes wrong there becomes a fact of ours, and nothing is asked twice."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrier.network import Carrier
from hotline.settings import PROJECT
from ivr.launch.connecting import wanted
from ivr.telephone import OVERRIDES, AccountRefused, CarrierUnreachable, NumberNotOurs, Telephone, TelephoneFault
from tests.carrier.rest.clients import rest_server
from tests.ivr.carriers import NEW, NUMBER, Said, server
from tests.ivr.fakes import ACCOUNT, PUBLIC, TOKEN, settings
from tests.ivr.incidents import LINE

REFUSED = {"code": 20003, "message": "Authenticate", "more_info": "", "status": 401}
BROKEN = {"code": 20500, "message": "Internal Server Error", "more_info": "", "status": 500}


def telephone(folder: Path, url: str, *, timeout: float = 10.0, token: str = TOKEN) -> Telephone:
    chosen = settings(folder, "sqlite:///none", twilio_api=url, twilio_auth_token=token)
    return Telephone(chosen, timeout=timeout)


def listed(*numbers: str) -> dict[str, object]:
    numbered = [{"sid": NUMBER.sid, "phone_number": number, "voice_url": NEW.voice_url} for number in numbers]
    return {"incoming_phone_numbers": numbered, "next_page_uri": None, "page": 0, "page_size": 50}


def test_an_account_tells_its_kind_and_the_carriers_time(tmp_path: Path) -> None:
    said = Said(body={"sid": ACCOUNT, "friendly_name": "Line", "status": "active", "type": "Trial"})
    with server(said) as url:
        account = telephone(tmp_path, url).account()
    assert (account.name, account.status, account.kind) == ("Line", "active", "Trial")
    assert account.clock is not None
    assert abs(account.clock - datetime.now(UTC)) < timedelta(minutes=1)
    assert said.asked == [f"GET /2010-04-01/Accounts/{ACCOUNT}.json"]


def test_a_wrong_token_is_a_fact(tmp_path: Path) -> None:
    with server(Said(status=401, body=REFUSED)) as url, pytest.raises(AccountRefused, match="TWILIO_AUTH_TOKEN"):
        telephone(tmp_path, url).account()


def test_a_wrong_token_is_a_fact_for_a_list_too(tmp_path: Path) -> None:
    with server(Said(status=401, body=REFUSED)) as url, pytest.raises(AccountRefused, match="TWILIO_AUTH_TOKEN"):
        telephone(tmp_path, url).number(LINE)


def test_without_a_token_nobody_is_asked(tmp_path: Path) -> None:
    said = Said(body={})
    with server(said) as url, pytest.raises(AccountRefused, match="must both be set"):
        telephone(tmp_path, url, token="").account()
    assert said.asked == []


def test_a_carrier_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    said = Said(silent=True)
    with server(said) as url, pytest.raises(CarrierUnreachable):
        telephone(tmp_path, url, timeout=0.2).connect(NUMBER, NEW)
    assert len(said.asked) == 1, "an unsure change is not asked for again"


def test_a_carrier_that_is_not_there_is_a_fact(tmp_path: Path) -> None:
    with server(Said()) as url:
        gone = url
    with pytest.raises(CarrierUnreachable):
        telephone(tmp_path, gone).account()


def test_a_fault_of_the_carrier_is_not_asked_again(tmp_path: Path) -> None:
    said = Said(status=500, body=BROKEN)
    with server(said) as url, pytest.raises(TelephoneFault, match="20500"):
        telephone(tmp_path, url).connect(NUMBER, NEW)
    assert len(said.asked) == 1


def test_an_answer_that_is_none_is_a_fact(tmp_path: Path) -> None:
    with server(Said(body=b"<html>")) as url, pytest.raises(TelephoneFault, match="can't be read"):
        telephone(tmp_path, url).account()


def test_only_the_very_number_is_ours(tmp_path: Path) -> None:
    with server(Said(body=listed(LINE + "5"))) as url, pytest.raises(NumberNotOurs):
        telephone(tmp_path, url).number(LINE)
    with server(Said(body=listed(LINE + "5", LINE))) as url:
        assert telephone(tmp_path, url).number(LINE).number == LINE


def test_the_slow_client_is_imported_only_when_it_is_needed() -> None:
    asked = "import app, ivr.telephone, sys; app.create_app(); print('twilio.rest' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_number_is_connected_through_the_real_client(tmp_path: Path) -> None:
    network = Carrier(ACCOUNT, TOKEN)
    network.connect(LINE, "https://demo.example/voice")
    with rest_server(network) as url:
        line = telephone(tmp_path, url)
        chosen = settings(tmp_path, "sqlite:///none", twilio_api=url)
        before = line.number(LINE)
        after = line.connect(before, wanted(chosen, before.settings, fallback_url="https://bins.example/EH1"))
        assert line.number(LINE) == after
    connected = network.line(LINE)
    assert connected is not None
    assert (connected.voice_url, connected.voice_method) == (f"{PUBLIC}/ivr/incoming{OVERRIDES}", "POST")
    assert (connected.status_callback, connected.fallback_url) == (f"{PUBLIC}/ivr/status", "https://bins.example/EH1")


def test_the_carriers_own_refusals_are_facts(tmp_path: Path) -> None:
    network = Carrier(ACCOUNT, "another token")
    with rest_server(network) as url, pytest.raises(AccountRefused):
        telephone(tmp_path, url).account()
