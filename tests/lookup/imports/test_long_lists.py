"""Lists that are long or broken in every way: rows add up, and a page is found by its key however many there are."""

import random
from collections.abc import Iterator
from dataclasses import replace

from lookup.imports.lists import ListFault, Reject, read_list
from lookup.registers.register import _PAGE
from tests.lookup.vaults import ANA, BEN, CARA, EXAMPLE, Vault, crowd, list_of

BREAKS = (
    lambda person: person,
    lambda person: person,
    lambda person: replace(person, key=""),
    lambda person: replace(person, key="=cmd"),
    lambda person: replace(person, key="P1"),
    lambda person: replace(person, born="31/12/2009"),
    lambda person: replace(person, born="1900-01-01"),
    lambda person: replace(person, born=""),
    lambda person: replace(person, number="8E09"),
    lambda person: replace(person, number="x" * 1001),
    lambda person: replace(person, number="\u202e4001"),
    lambda person: replace(person, kinds=()),
    lambda person: replace(person, kinds=("blood",)),
)


def broken_lists(number: int) -> Iterator[str]:
    """Lists of made-up rows, each broken in some way; now and then the file itself is."""
    for seed in range(number):
        drawn = random.Random(seed)  # noqa: S311  the same lists each time
        people = [drawn.choice(BREAKS)(person) for person in drawn.choices([ANA, BEN, CARA, *crowd(5)], k=12)]
        lines = list_of(people).splitlines()
        if drawn.random() < 0.3:
            at = drawn.randrange(1, len(lines))
            lines[at] = lines[at][: drawn.randrange(len(lines[at]))]
        if drawn.random() < 0.2:
            at = drawn.randrange(1, len(lines))
            lines[at] = lines[at].replace("Doe", drawn.choice(('"Doe', "Doe\r\n", "Doe,", "\ufeffDoe")))
        yield "\n".join(lines) + "\n"


def test_rows_add_up_in_every_broken_list(sqlite_vault: Vault) -> None:
    read = 0
    for text_of_list in broken_lists(300):
        try:
            accounting = sqlite_vault.reads(text_of_list).accounting()
        except ListFault:
            continue
        read += 1
        assert accounting.rows == accounting.individuals + sum(accounting.merged.values()) + len(accounting.rejects)
        assert all("Doe" not in reject.reason and "4001" not in reject.reason for reject in accounting.rejects)
    assert read > 200


def test_a_value_is_kept_only_where_it_is_asked_for(sqlite_vault: Vault) -> None:
    people = [replace(ANA, born="17.05.2009")]
    (kept,) = sqlite_vault.reads(people).accounting().rejects
    (shown,) = read_list(sqlite_vault.folder / "people.csv", EXAMPLE, show_values=True)
    assert isinstance(shown, Reject)
    assert (kept.value, shown.value) == ("", "17.05.2009")
    assert "17.05" not in repr(shown)


def test_a_person_is_the_same_in_every_order_of_the_rows(sqlite_vault: Vault) -> None:
    rows = [ANA, replace(ANA, kinds=("mosis",)), BEN]
    for order in (rows, rows[::-1]):
        individuals = sqlite_vault.reads(order).individuals
        assert {key: one.categories for key, one in individuals.items()} == {
            "A": {"name", "medical", "mosis"},
            "B": {"name", "address"},
        }


def test_a_page_is_read_by_its_primary_key(vault: Vault) -> None:
    vault.holds(crowd(300))
    place = {"incident": 1, "serial": 1, "generation": 1, "page": 0}
    with vault.database.write() as session:
        connection = session.connection()
        query = str(_PAGE.compile(connection))
        if vault.database.url.get_backend_name() == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", tuple(place.values())).all()
            assert all(step.detail.startswith("SEARCH") for step in plan)
            assert "generation=? AND page_no=?" in str(plan)
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so small a table would be read whole
            plan = connection.exec_driver_sql(f"EXPLAIN {query}", place).all()
            assert "pk_register_pages" in str(plan)
            assert "Index Cond" in str(plan)
            assert "Seq Scan" not in str(plan)
