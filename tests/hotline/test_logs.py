"""Logs: structured, and without a number that somebody pressed or dialled."""

import json
import logging

import pytest
import structlog

from hotline import logs


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()


@pytest.mark.parametrize("secret", ["4831-0927-5510", "05172009", "+1 573 555 0100", "0000004001", "48310 92755"])
def test_a_run_of_digits_is_masked_wherever_it_stands(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger("x")
    log.error("heard", text=f"keyed {secret}!", nested={"deep": [secret]})
    logging.getLogger("library").error("keyed %s", secret)
    try:
        int(f"{secret}x")
    except ValueError:
        logging.getLogger("library").exception("failed")
    written = capsys.readouterr().err
    assert "failed" in written
    assert secret not in written
    assert secret.replace("-", "") not in written


def test_a_line_is_a_json_object_with_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("x").error("self_test.failed", incident=3)
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "self_test.failed"
    assert line["incident"] == 3
    assert line["timestamp"].startswith("20")


def test_standard_output_is_left_for_answers(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("x").error("something")
    assert capsys.readouterr().out == ""
