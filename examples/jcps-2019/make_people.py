"""Makes the two lists of this example, always the same: people.csv (3,500 people) and people-demo.csv (the first 200).

Nobody in them exists: names are thrown together from lists, streets all end in "Example", numbers are random. Run it as
`python examples/jcps-2019/make_people.py [FOLDER]`. Must not know: the hotline; it needs nothing but Python.
"""

from __future__ import annotations

import csv
import io
import itertools
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

HEADER = ("person_key", "student_number", "last_name", "first_name", "birth_date", "street", "zip", "categories")
PEOPLE = 3_500
PEOPLE_IN_DEMO = 200
SHARE_OF_KIND = {"address": 0.55, "education": 0.45, "medical": 0.2, "mosis": 0.7}  # everybody's name was in the files


def words(text: str) -> list[str]:
    """The words of `text`; a bar stands for a blank inside one."""
    return [word.replace("|", " ") for word in text.split()]


LAST_NAMES = words("""
Adams Allen Anderson Bailey Baker Barnes Bell Bennett Brooks Brown Bryant Butler Campbell Carter Clark Coleman Collins
Cook Cooper Cox Cruz Davis Diaz Edwards Evans Fisher Flores Foster Garcia Gomez Gonzalez Gray Green Hall Harris Hayes
Henderson Hernandez Hill Howard Hughes Jackson James Jenkins Johnson Jones Kelly King Lee Lewis Long Lopez Martin
Martinez Miller Mitchell Moore Morgan Morris Murphy Myers Nelson Nguyen Ortiz Parker Perez Perry Peterson Phillips
Powell Price Ramirez Reed Reyes Richardson Rivera Roberts Robinson Rodriguez Rogers Ross Russell Sanchez Sanders Scott
Simmons Smith Stewart Sullivan Taylor Thomas Thompson Torres Turner Walker Ward Washington Watson White Williams
Wilson Wood Wright Young
""")
FIRST_NAMES = words("""
Aaliyah Abigail Aiden Alexander Alexis Alyssa Amelia Andrew Angel Anna Anthony Aria Ashley Austin Ava Benjamin Brandon
Brianna Caleb Cameron Carlos Carter Charlotte Chloe Christian Daniel David Destiny Diego Dylan Elena Elijah Elizabeth
Ella Emily Emma Ethan Evelyn Gabriel Grace Hailey Hannah Harper Isaac Isabella Jack Jacob James Jasmine Jayden John
Jordan Jose Joseph Joshua Julia Justin Kayla Kevin Landon Lauren Layla Leah Liam Lily Logan Lucas Luis Luke Luna
Madison Mason Matthew Maya Megan Mia Michael Morgan Natalie Nathan Noah Nora Olivia Owen Rachel Riley Ruby Ryan
Samantha Samuel Sarah Savannah Sebastian Sofia Sophia Stella Sydney Taylor Thomas Trinity Tyler Victoria William Wyatt
Xavier Zachary Zoe
""")
HARD_LAST_NAMES = words("""
García Núñez Muñoz Peña Ibáñez Müller Mueller Strauß Ødegård Wiśniewski Nguyễn Þórsson Çelik O'Brien O’Connor D'Angelo
McDonald MacLeod Smith-Jones Peña-Ortiz García|López Pérez|de|León De|La|Cruz de|la|Cruz DelaCruz Van|Dyke
van|den|Berg von|Braun St.|John Saint|James Smith|Jr Jones|III Brown,|Jr. Walker|II Al-Hassan Ng Li O X
Fitzgerald-Montgomery-Whitaker Christopherson Christophersen Ste.|Marie Mc|Donald Öztürk Schröder Å
""")
HARD_FIRST_NAMES = words("""
José María|José Zoë Íñigo Jürgen Bjørn Łukasz Thị|Hương Æsa Işıl D'Andre Mary-Kate Ana|Sofía J A.|J. Jean-Luc Renée
Sean Maximiliana-Alexandra Ma.|Luisa Xóchitl
""")
STREETS = ("Elm", "Oak", "Maple", "Cedar", "Walnut", "Hickory", "Willow", "Birch", "Dogwood", "Sycamore")
ZIPS = ("65101", "65109", "65043", "65023")
LEAP_DAYS = ("1996-02-29", "2000-02-29", "2004-02-29", "2008-02-29", "2012-02-29")

# The first ten rows: people whom anybody can type at once.
PLAIN = (
    ("Harris", "Olivia", "2006-03-14", "name;address;medical"),
    ("Bennett", "Noah", "2004-11-02", "name;mosis"),
    ("Coleman", "Grace", "2009-07-21", "name;education;mosis"),
    ("Foster", "Ethan", "2001-01-30", "name;address"),
    ("Hayes", "Chloe", "2008-09-09", "name;address;education;medical;mosis"),
    ("Jenkins", "Lucas", "2003-05-17", "name;medical"),
    ("Murphy", "Hannah", "2010-12-05", "name;education"),
    ("Parker", "Samuel", "1999-08-26", "name;address;mosis"),
    ("Russell", "Natalie", "2007-04-11", "name"),
    ("Simmons", "Caleb", "2005-10-23", "name;medical;mosis"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person as the district's file would hold her. Empty text where the district knows nothing."""

    student_number: str
    last_name: str
    first_name: str
    birth_date: str
    street: str
    zip: str
    categories: str


class Maker:
    """Draws people. Only Random.random() is used: it is the one method promised to stay the same in every Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  made-up people are no secret
        self._numbers: set[str] = set()

    def chance(self, share: float) -> bool:
        """True in `share` of all draws."""
        return self._random.random() < share

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number between the two, both inside."""
        return lowest + int(self._random.random() * (highest - lowest + 1))

    def one_of(self, choices: tuple[str, ...] | list[str]) -> str:
        """One of the choices."""
        return choices[self.whole(0, len(choices) - 1)]

    def student_number(self, first_digits: str = "") -> str:
        """Ten digits that nobody else has."""
        while True:
            begin = first_digits or str(self.whole(1, 9))
            number = begin + "".join(str(self.whole(0, 9)) for _ in range(10 - len(begin)))
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def birth_date(self) -> str:
        """A day from 1996 to 2013."""
        return (date(1996, 1, 1) + timedelta(days=self.whole(0, 6_574))).isoformat()

    def categories(self) -> str:
        """Name, and each other kind by its share."""
        return ";".join(["name", *(kind for kind, share in SHARE_OF_KIND.items() if self.chance(share))])

    def person(self) -> Person:
        """Somebody ordinary."""
        return Person(
            student_number=self.student_number(),
            last_name=self.one_of(LAST_NAMES),
            first_name=self.one_of(FIRST_NAMES),
            birth_date=self.birth_date(),
            street=f"{self.whole(100, 999)} Example {self.one_of(STREETS)} St",
            zip=self.one_of(ZIPS),
            categories=self.categories(),
        )

    def sibling(self, of: Person) -> Person:
        """A brother or sister at the same address."""
        return replace(self.person(), last_name=of.last_name, street=of.street, zip=of.zip)


def plain_people(maker: Maker) -> Iterator[Person]:
    """Ten people without any difficulty."""
    for last_name, first_name, birth_date, categories in PLAIN:
        person = replace(maker.person(), last_name=last_name, first_name=first_name)
        yield replace(person, birth_date=birth_date, categories=categories)


def under_one_key(maker: Maker, categories: tuple[str, str]) -> tuple[Person, Person]:
    """Two different children to whom the district gave one student number, born on one day: its error, not theirs."""
    first = replace(maker.person(), categories=categories[0])
    second = replace(maker.person(), student_number=first.student_number, birth_date=first.birth_date)
    return first, replace(second, categories=categories[1])


def under_one_name(maker: Maker, first_names: tuple[str, str], categories: tuple[str, str]) -> tuple[Person, Person]:
    """Two children whom their names do not tell apart: born on one day in one ZIP code; on a keypad, Mia is Nia."""
    one = replace(maker.person(), first_name=first_names[0], categories=categories[0])
    other = replace(maker.person(), last_name=one.last_name, birth_date=one.birth_date, zip=one.zip)
    return one, replace(other, first_name=first_names[1], categories=categories[1])


def hard_people(maker: Maker) -> Iterator[Person]:
    """Every difficulty that real lists are known to have, in names, dates, numbers and families."""
    yield from under_one_key(maker, ("name;medical", "name;address"))
    for last_name, first_name in zip(HARD_LAST_NAMES, itertools.cycle(HARD_FIRST_NAMES), strict=False):
        yield replace(maker.person(), last_name=last_name, first_name=first_name)
    yield replace(maker.person(), last_name=unicodedata.normalize("NFD", "Núñez"), first_name="Inés")  # ñ in two parts
    yield replace(maker.person(), last_name="Иванова", first_name="Анна")  # no Latin letter at all
    yield replace(maker.person(), last_name="Kim", first_name="지우")
    yield from under_one_name(maker, ("Mia", "Nia"), ("name;medical", "name;address"))
    yield from under_one_name(maker, ("Ava", "Ava"), ("name;mosis", "name;mosis"))
    for leap_day in LEAP_DAYS:
        yield replace(maker.person(), birth_date=leap_day)
    yield from twins(maker)
    yield replace(maker.person(), birth_date="")
    yield replace(maker.person(), street="", zip="", categories="name;mosis")
    yield replace(maker.person(), birth_date="", street="", zip="", categories="name")
    yield replace(maker.person(), student_number=maker.student_number("00"))
    # A spreadsheet has eaten the zeros of this one.
    yield replace(maker.person(), student_number=maker.student_number("000").lstrip("0"))


def twins(maker: Maker) -> tuple[Person, Person]:
    """Two children of one birth date and one name's first letter."""
    first = replace(maker.person(), first_name="Mia")
    return first, replace(maker.sibling(first), first_name="Maya", birth_date=first.birth_date)


def family(maker: Maker) -> Iterator[Person]:
    """One to three ordinary children, each with a small chance of every difficulty."""
    eldest = maker.person()
    if maker.chance(0.05):
        eldest = replace(eldest, last_name=maker.one_of(HARD_LAST_NAMES))
    children = [eldest, *(maker.sibling(eldest) for _ in range(maker.whole(0, 2)) if maker.chance(0.35))]
    if maker.chance(0.01):
        children = list(twins(maker))
    for child in children:
        yield with_gaps(maker, child)


def with_gaps(maker: Maker, child: Person) -> Person:
    """The child as a careless file might hold it."""
    if maker.chance(0.02):
        child = replace(child, birth_date="")
    if maker.chance(0.05):
        child = replace(child, street="", zip="", categories=child.categories.replace(";address", ""))
    if maker.chance(0.02):
        child = replace(child, student_number=maker.student_number("0"))
    return child


def all_people(maker: Maker) -> Iterator[Person]:
    """Everybody, without end: the plain, the hard, then families."""
    yield from plain_people(maker)
    yield from hard_people(maker)
    for _ in range(120):
        yield from family(maker)
    yield from under_one_key(maker, ("name;education", "name;education"))
    yield from under_one_key(maker, ("name", "name;address;medical"))
    while True:
        yield from family(maker)


def rows(people: list[Person], maker: Maker) -> Iterator[tuple[str, ...]]:
    """The rows of the list: one a person, for some people more, as several files of the district came together."""
    for place, person in enumerate(people, start=1):
        row = (f"JC-{place:05}", *(getattr(person, field) for field in HEADER[1:]))
        yield row
        if place > len(PLAIN) and maker.chance(0.03):
            yield (*row[:-1], maker.categories())
        if place > len(PLAIN) and maker.chance(0.01):
            yield row


def as_csv(people: list[Person]) -> str:
    """The list as a file: UTF-8 without a mark, one line feed a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows(people, Maker(seed=PEOPLE)))
    return out.getvalue()


def main(folder: Path) -> None:
    """Write both lists."""
    people = list(itertools.islice(all_people(Maker(seed=2019)), PEOPLE))
    for name, some in (("people.csv", people), ("people-demo.csv", people[:PEOPLE_IN_DEMO])):
        (folder / name).write_text(as_csv(some), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
