"""People who call to know whether they are impacted."""

from __future__ import annotations

from dataclasses import replace

from tests.journeys.cast import ANA, BEN, CARLA, DREW, FAMILY, NORA
from tests.journeys.lines import EXAMPLE, MONDAY_NIGHT, Line


def test_a_mother_of_three_checks_them_all_in_one_call(either_line: Line) -> None:
    mother = either_line.dials().chooses_english().wants_to_check()
    for child in FAMILY:
        mother.checks(child).hears("we found a match", *either_line.says_of(child)).presses("1")
    mother.hangs_up()
    assert either_line.remembers_nothing_of(*FAMILY)


def test_a_former_student_uses_the_letter_in_spanish(line: Line) -> None:
    caller = line.dials().chooses_spanish()
    caller.hears("Para saber si usted o su hijo o hija están afectados, oprima 1").presses("1")
    caller.checks_letter(line.letter_code_of(ANA)).hears("sí encontramos una coincidencia", *line.says_of(ANA, "es"))
    caller.hears("números de Seguro Social", "Revise sus cuentas").does_not_hear("the ", "press")
    assert {spoken.voice for spoken in caller.call.said[2:]} == {"Polly.Lupe"}


def test_a_letter_is_read_back_in_the_groups_in_which_it_is_printed(line: Line) -> None:
    code = line.letter_code_of(BEN)
    caller = line.dials().chooses_english().wants_to_check().presses("1", "1", code + "#")
    caller.hears(", ".join(" ".join(code[at : at + 4]) for at in (0, 4, 8)))
    caller.presses("2").hears("letter code").presses(code).is_silent().presses("1").hears("we found a match")


def test_a_slip_in_a_letter_code_is_asked_again_and_costs_nothing(line: Line) -> None:
    code = line.letter_code_of(BEN)
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)
    caller = line.dials().chooses_english().wants_to_check().presses("1", "1")
    for _ in range(3):
        caller.presses(slip + "#").hears("letter code").does_not_hear("match")
    caller.presses(code + "#", "1").hears("we found a match")


def test_somebody_who_is_on_no_list_hears_about_the_details_and_never_that_all_is_well(line: Line) -> None:
    nora = line.dials().chooses_english().wants_to_check().checks(NORA)
    nora.hears(
        "we did not find a match for the details you entered", "To check in another way", "For a person, press 0"
    )
    nora.does_not_hear("not impacted", "not involved", "not affected", "safe")


def test_a_wrong_birth_date_and_an_unknown_number_sound_the_same(line: Line) -> None:
    wrong = type(ANA)("A", ANA.number, "2006-11-24", ())
    words = [line.dials().chooses_english().wants_to_check().checks(child).call.heard for child in (wrong, NORA)]
    assert words[0] == words[1]


def test_two_children_under_one_key_are_told_yes_and_no_kinds(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().checks(DREW)
    caller.hears("we found a match", "More than one person has these details", "The letter about this lists them.")
    caller.does_not_hear(EXAMPLE.category("medical").say["en"], EXAMPLE.category("mosis").say["en"])


def test_short_numbers_are_filled_with_zeros_and_leap_days_are_days(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().checks(BEN)
    caller.hears("we found a match").presses("1")
    caller.presses("2", "42#", "1", "13452009#").hears("birth date", "8 digits").does_not_hear("match")


def test_the_answer_can_be_heard_again_and_the_letters_asked_for(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().checks(CARLA)
    told = caller.call.heard
    assert caller.presses("9").call.heard == told
    caller.presses("2").hears("If no letter came").presses("*").hears_the_menu()


def test_everything_is_told_within_a_minute(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check().checks(ANA)
    assert len(caller.call.heard.split("To hear this again")[0].split()) / 2.5 <= 60


def test_the_line_checks_at_night_too(line: Line) -> None:
    line.is_at(MONDAY_NIGHT)
    caller = line.dials().chooses_english().hears("The automated answer works day and night")
    caller.wants_to_check().checks(ANA).hears("we found a match")


def test_somebody_who_withholds_the_number_is_answered(line: Line) -> None:
    caller = line.caller("anonymous").dials().chooses_english().wants_to_check()
    caller.checks(ANA).hears("we found a match")


# The incident file is applied again after the register was published: never a wrong answer (claim 20)


def test_claim_20_kinds_in_another_order_are_still_the_child_s_own(line: Line) -> None:
    line.opens_with(replace(EXAMPLE, categories=EXAMPLE.categories[::-1]))
    caller = line.dials().chooses_english().wants_to_check().checks(ANA)
    caller.hears("we found a match", "medical information and name").does_not_hear(
        "home address", "Missouri student ID"
    )


def test_claim_20_a_kind_that_the_file_no_longer_has_is_left_to_the_letter(line: Line) -> None:
    line.opens_with(replace(EXAMPLE, categories=tuple(kind for kind in EXAMPLE.categories if kind.id != "medical")))
    caller = line.dials().chooses_english().wants_to_check().checks(ANA)
    caller.hears("we found a match", "involved: name.", "The letter about this lists every kind of information.")


def test_claim_20_a_file_applied_in_mid_call_is_for_the_next_call(line: Line) -> None:
    caller = line.dials().chooses_english().wants_to_check()
    line.opens_with(replace(EXAMPLE, categories=EXAMPLE.categories[::-1]))
    caller.checks(ANA).hears("we found a match", "name and medical information")
