"""The pages of the reports."""

from tests.agents_ui.desks import Office
from tests.agents_ui.reports.weeks import weeks


def test_x(at_the_desk: Office) -> None:
    import time

    t = time.time()
    weeks(at_the_desk)
    print("weeks", time.time() - t)
    sam = at_the_desk.signs_in("sam")
    for topic in ("", "/calls", "/waiting", "/menu", "/callers", "/answers", "/desk", "/definitions"):
        t = time.time()
        sam.opens("/supervision/reports" + topic)
        print(topic, sam.status, time.time() - t)
        print(sam.text[:3000])
