"""Several calls over real HTTP, each request held against the signature that Twilio's own library expects."""

from collections.abc import Iterator

import pytest
from twilio.request_validator import RequestValidator
from werkzeug import Request, Response
from werkzeug.serving import make_server

from carrier import Carrier
from tests.carrier.applications import ACCOUNT, CALLER, LINE, TOKEN
from tests.serving import listening

AGENT = "+15735550199"
EVENTS = 'statusCallback="/leg?of=agent" statusCallbackEvent="initiated ringing answered completed"'
PAGES = {
    "/voice": '<Enqueue action="/left?turn=2" waitUrl="/wait?turn=1">support</Enqueue>',
    "/wait": '<Say>Please wait.</Say><Pause length="20"/>',
    "/left": f'<Dial action="/dialled"><Number url="/whisper?of=agent" {EVENTS}>{AGENT}</Number></Dial>',
    "/whisper": '<Gather action="/key" numDigits="1"><Say>Press 1.</Say></Gather><Hangup/>',
    "/desk": '<Dial action="/dialled"><Queue url="/soon?of=caller">support</Queue></Dial>',
    "/soon": "<Say>An agent is there.</Say>",
}
ALL = {"/voice", "/wait", "/left", "/whisper", "/leg", "/key", "/dialled", "/desk", "/soon"}


@pytest.fixture
def asked() -> list[tuple[str, bool]]:
    return []


@pytest.fixture
def address(asked: list[tuple[str, bool]]) -> Iterator[str]:
    validator = RequestValidator(TOKEN)

    @Request.application
    def application(request: Request) -> Response:
        signed = request.headers.get("X-Twilio-Signature", "")
        asked.append((request.path, validator.validate(request.url, request.form.to_dict(), signed)))
        return Response(f"<Response>{PAGES.get(request.path, '')}</Response>", content_type="text/xml")

    with listening(make_server("127.0.0.1", 0, application, threaded=True)) as url:
        yield url


def test_every_request_of_every_call_is_signed(address: str, asked: list[tuple[str, bool]]) -> None:
    carrier = Carrier(ACCOUNT, TOKEN)
    carrier.connect(LINE, f"{address}/voice")
    carrier.connect("+18667754200", f"{address}/desk")
    phone = carrier.phone(AGENT)
    caller = carrier.dial(LINE, CALLER).waits(30)
    desk = carrier.dial("+18667754200", "+15735550198").waits(5)
    desk.hangs_up()
    agent = phone.picks_up().presses("1")
    caller.waits(10)
    agent.hangs_up()
    assert caller.status == "completed"
    assert {path for path, _ in asked} == ALL
    assert [path for path, valid in asked if not valid] == []
