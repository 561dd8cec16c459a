"""Every route declares its guard, and the default is no."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask

from app import create_app
from hotline import settings

# Whoever adds a door names its guard here, so that the change is seen by whoever reads the change.
GUARDS = {
    "health": {"anyone"},
    "recordings": {"anyone"},
    "telephone": {"carrier_only"},
    "agents_telephones": {"carrier_only"},
    "desk_static": {"everybody"},
    "desk_sign_in": {"anyone"},
    "desk_invitation": {"anyone"},
    "desk_second_factor": {"half_signed_in"},
    "desk_enrolment": {"enrolling"},
    "desk_account": {"staff"},
    "desk": {"answering"},
    "supervision": {"supervisors"},
    "line": {"supervisors"},
    "line_texts": {"supervisors"},
    "register": {"supervisors"},
    "approvals": {"supervisors"},
    "people": {"supervisors"},
    "limits": {"supervisors"},
    "audit": {"supervisors"},
    "reports": {"supervisors"},
    "forecast": {"supervisors"},
    "pack": {"supervisors"},
    "wallboard": {"watching"},
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    places = {
        "NOTICELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'db'}",
        "NOTICELINE_KEYRING": str(tmp_path / "keyring"),
    }
    return create_app(settings.load(places))


def test_every_route_declares_its_guard(app: Flask) -> None:
    unguarded = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not app.before_request_funcs.get(rule.endpoint.rpartition(".")[0])
    ]
    assert list(app.url_map.iter_rules())
    assert unguarded == []


def test_every_door_has_the_guard_that_is_written_here(app: Flask) -> None:
    found = {door: {guard.__name__ for guard in app.before_request_funcs.get(door, [])} for door in app.blueprints}
    assert found == GUARDS


def test_a_route_without_a_guard_is_refused(app: Flask) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "open")
    door = Blueprint("forgotten", __name__, url_prefix="/door")
    door.add_url_rule("/forgotten", endpoint="forgotten", view_func=lambda: "open")
    app.register_blueprint(door)
    for path in ("/forgotten", "/door/forgotten"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.data) == (403, b"")
