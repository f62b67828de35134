"""How a part of a session can be done: the methods that have a name here. Any other can be written down.

Each says in plain sentences how it is led, how long its steps take, who does what, what is on paper, and how
it reads as a list. CONTRIBUTING.md says how a method is added.
"""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.domain.boards import CLUSTER, COLUMNS, DISCUSS, GALLERY, REVEALED, VOTE, WRITE, WRITE_OPENLY
from facilitation.domain.errors import N_
from facilitation.domain.steps import ASK, BREAKOUTS, REPORT_BACK, RESULTS, Step, minutes_of, step

METHOD_LENGTH = 40

#: In a part of one of these the room shows what a session keeps beside its boards: the canvases on which its
#: practices are carried over (domain/canvases.py), or what its cities commit to (domain/commitments.py).
CANVASES, COMMITMENTS = "canvases", "commitments"

#: What a part of this method needs beside its question.
BOARD, POLLS, GROUPS, TURNS = "board", "polls", "groups", "turns"
FURNITURE = (BOARD, POLLS, GROUPS, TURNS)


@dataclass(frozen=True, slots=True)
class Method:
    """One way to do a part of a session.

    `script`: what the facilitator does, in order. `roles`: who does what. `paper`: what is printed or drawn
    for a room without devices. `linear`: how the same reads from top to bottom, without a picture. `needs`:
    of FURNITURE. `steps`: (stage, minutes) that a new part goes through; `areas`: (title, hint) of its board;
    `poll`: the kind of its first poll (domain/polls.KINDS). A method whose steps are of a board has areas.
    """

    key: str
    name: str
    purpose: str
    script: tuple[str, ...]
    roles: tuple[str, ...] = ()
    paper: str = ""
    linear: str = ""
    minutes: int = 10
    needs: tuple[str, ...] = ()
    steps: tuple[tuple[str, int], ...] = ()
    areas: tuple[tuple[str, str], ...] = ()
    poll: str = ""
    layout: str = COLUMNS

    @property
    def kept_steps(self) -> list[Step]:
        """Its steps as a block keeps them."""
        return [step(stage, minutes) for stage, minutes in self.steps]

    @property
    def usual_minutes(self) -> int:
        """How long a part of this method takes where nobody says otherwise."""
        return minutes_of(self.kept_steps) or self.minutes


_FACILITATOR = N_("The facilitator keeps the time and asks the question.")
_SCRIBE = N_("A scribe writes down what is decided.")

_METHODS = (
    Method(
        "board",
        N_("Board"),
        N_("Everybody writes at the same time, then the room sorts and chooses."),
        (
            N_("Read the question aloud and ask whether it is clear."),
            N_("Let everybody write in private. Nobody talks."),
            N_("Reveal the notes. Ask about those that you don’t understand."),
            N_("Group what belongs together and give each group a name."),
            N_("Let everybody vote, then talk about what carries most weight."),
        ),
        (_FACILITATOR, _SCRIBE),
        N_("Sticky notes, pens and one sheet for each area. Three dots each for voting."),
        N_("The board has a list view: areas as headings, groups below them, notes below those."),
        25,
        (BOARD,),
        ((WRITE, 7), (REVEALED, 4), (CLUSTER, 6), (VOTE, 3), (DISCUSS, 5)),
        ((N_("Our thoughts"), N_("One thought on each note")),),
    ),
    Method(
        "round",
        N_("Round"),
        N_("Everybody is heard once, in turn: to arrive, or to close."),
        (
            N_("Ask for one word or one sentence each, and begin with yourself."),
            N_("Press “Next person”. The screen shows who speaks and who comes after."),
            N_("If somebody wants to wait, they pass and come again at the end."),
            N_("Whoever arrives late is added at the end of the list."),
        ),
        (
            N_("The facilitator calls the names and answers nothing."),
            N_("Everybody listens until it is their turn."),
        ),
        N_("A list of the cities in the order of speaking. A ball or pen goes from hand to hand."),
        N_("One list, from first to last: who has spoken, who speaks, who is still to come."),
        10,
        (TURNS,),
    ),
    Method(
        "talk",
        N_("Conversation"),
        N_("One question, talked over by the whole room."),
        (
            N_("Ask the question and wait. Silence is allowed."),
            N_("Take raised hands in order. Ask those who have said little."),
            N_("Say in one sentence what you have heard."),
        ),
        (_FACILITATOR, _SCRIBE),
        N_("The question on one sheet, large enough for the last row."),
        N_("The question, then what the scribe wrote down."),
    ),
    Method(
        "presentation",
        N_("Presentation"),
        N_("One city or speaker shows something, the others ask."),
        (
            N_("Introduce the speaker in one sentence and say how long it takes."),
            N_("Say when one minute is left."),
            N_("Take questions of understanding first, opinions afterwards."),
        ),
        (N_("The speaker shows it."), N_("The facilitator keeps the time.")),
        N_("A handout of one page, printed before."),
        N_("The handout, then the questions with their answers."),
        15,
    ),
    Method(
        "qa",
        N_("Questions and answers"),
        N_("Everybody asks in writing. What most people want to know is answered first."),
        (
            N_("Say who answers, and open the questions. Everybody can ask several."),
            N_("Ask people to support the questions of others instead of asking them twice."),
            N_("Read the question with most support aloud. The speaker answers it."),
            N_("Mark it as answered and write the answer in one sentence: it goes into the minutes."),
            N_("Say what happens with the questions that are left."),
        ),
        (
            N_("The speaker answers."),
            N_("The facilitator reads the questions aloud and hides what hurts somebody."),
            N_("A scribe writes the answers."),
        ),
        N_("Cards to write questions on, and a wall to sort them on: asked, answered."),
        N_("Questions from most to least support, each with its answer below it."),
        15,
        (POLLS,),
        ((ASK, 5), (RESULTS, 10)),
        poll="questions",
    ),
    Method(
        "cities",
        N_("Question to all cities"),
        N_("One question, and each city gives one answer."),
        (
            N_("Read the question aloud. Each city talks among itself for a moment."),
            N_("One person writes the city’s answer. Others of the city can change it until it is shown."),
            N_("Show the answers. Ask the cities that kept silent whether they want to add one."),
            N_("Ask what is alike, and what surprises you."),
        ),
        (N_("Each city chooses who writes."), _FACILITATOR),
        N_("One sheet with a line for each city. It is read aloud city by city."),
        N_("One line for each city with its answer, then the cities that kept silent."),
        10,
        (POLLS,),
        ((ASK, 5), (RESULTS, 5)),
        poll="cities",
    ),
    Method(
        "poll",
        N_("Poll"),
        N_("A quick picture of the room: choose, rate, rank, or say one word."),
        (
            N_("Read the question and the options aloud."),
            N_("Wait until most people have answered. The number of answers is on the screen."),
            N_("Show the result. Ask what it says before you say it yourself."),
        ),
        (_FACILITATOR,),
        N_("A sheet with the options, and one dot each. For a scale, a line on the floor to stand on."),
        N_("The question, then each option with its number."),
        8,
        (POLLS,),
        ((ASK, 3), (RESULTS, 5)),
        poll="one",
    ),
    Method(
        "fishbowl",
        N_("Fishbowl"),
        N_("A few talk, the others listen, and anybody can change places."),
        (
            N_("Put four chairs in the middle and one empty one. Online, cameras show who is in."),
            N_("Those in the middle talk with each other about the question, not to the room."),
            N_("If you want to speak, take the empty chair. Somebody else then leaves."),
            N_("After twenty minutes ask those outside what they heard."),
        ),
        (N_("Four people begin in the middle."), _FACILITATOR, _SCRIBE),
        N_("Five chairs in the middle, the others in a circle around them."),
        N_("The question, who sat in the middle, and what the scribe wrote down."),
        25,
    ),
    Method(
        "gallery walk",
        N_("Gallery walk"),
        N_("People walk from poster to poster, read, and leave notes at each."),
        (
            N_("Hang one poster for each thing to look at, far apart from each other."),
            N_("Spread people over the posters: the phone shows each of them where to begin."),
            N_("Say “next poster” when the time for one is over. Everybody leaves at least one note."),
            N_("Come together and stop at the posters with most notes."),
        ),
        (
            N_("A host stays at each poster and answers questions, if there is somebody."),
            N_("The facilitator gives the sign to move on."),
        ),
        N_("Each poster on A3 with its title and room for notes; sticky notes and pens beside it."),
        N_("Poster after poster: its title, what it is about, and the notes that were left at it."),
        30,
        (BOARD,),
        ((WRITE_OPENLY, 20), (DISCUSS, 10)),
        (
            (N_("First poster"), N_("What do you notice, and what do you ask?")),
            (N_("Second poster"), N_("What do you notice, and what do you ask?")),
            (N_("Third poster"), N_("What do you notice, and what do you ask?")),
        ),
        layout=GALLERY,
    ),
    Method(
        "1-2-4-All",
        N_("1-2-4-All"),
        N_("Everybody thinks alone, then in twos, then in fours, then all together."),
        (
            N_("One minute: everybody thinks in silence and writes."),
            N_("Two minutes in twos: tell each other what you wrote. An odd one joins a pair."),
            N_("Four minutes in fours: what is alike, what differs?"),
            N_("Five minutes all together: each four brings one idea that stood out."),
        ),
        (_FACILITATOR, N_("Each four chooses who reports.")),
        N_("A card for each person and one sheet for each four."),
        N_("The ideas of each four, one below the other."),
        12,
        (GROUPS,),
    ),
    Method(
        "world cafe",
        N_("World Café"),
        N_("Small tables talk about questions; people change tables, hosts stay."),
        (
            N_("Set tables for four or five with one question and a large sheet each."),
            N_("After each round everybody but the host goes to another table."),
            N_("The host tells the new ones in a minute what was said before."),
            N_("At the end each host brings what grew at the table."),
        ),
        (N_("A host stays at each table."), _FACILITATOR),
        N_("A large sheet and pens at each table."),
        N_("Table after table: its question and what its host brings."),
        45,
        (GROUPS,),
    ),
    Method(
        "troika",
        N_("Troika consulting"),
        N_("In threes: one asks for advice, two give it, then they change."),
        (
            N_("One of the three tells what they struggle with, for a minute."),
            N_("They turn away and listen while the other two talk about it."),
            N_("They turn back and say what was of use. Then change places."),
        ),
        (N_("In turn: one asks, two advise."), N_("The facilitator keeps the time.")),
        N_("Three chairs for each group, and a card to note what was of use."),
        N_("What each one takes away, one below the other."),
        15,
        (GROUPS,),
    ),
    Method(
        "breakout",
        N_("Small groups"),
        N_("Groups work at the same time and bring back what matters."),
        (
            N_("Say the question, the time, and who reports before anybody moves."),
            N_("Visit each group once. Ask whether the question is clear."),
            N_("Call everybody back one minute before the end."),
            N_("Each group reports its points; the others add, they don’t repeat."),
        ),
        (N_("Each group has a rapporteur."), _FACILITATOR),
        N_("A sheet for each group with the question on top."),
        N_("Group after group: its points as its rapporteur wrote them."),
        30,
        (GROUPS,),
        ((BREAKOUTS, 20), (REPORT_BACK, 10)),
    ),
    Method(
        CANVASES,
        N_("Canvases"),
        N_("Each receiving city finds out what it takes to carry a practice home."),
        (
            N_("Open a canvas for each practice and the city that would carry it over."),
            N_("Read aloud what the sharing city tells. It stands on the canvas already."),
            N_("Ask the receiving city how much it would carry over, and what it has, can get or misses."),
            N_("Let everybody write into the fields. Whoever knows the practice answers."),
            N_("At the end read aloud what is missing and who sees to it. The plan takes over the rest."),
        ),
        (
            N_("The receiving city answers and writes."),
            N_("The sharing city tells what worked, and what didn’t."),
            _FACILITATOR,
        ),
        N_("One sheet for each canvas with its fields, and the list of prerequisites beside it."),
        N_("Canvas after canvas: its scope, prerequisites and answers, then its fields with their notes."),
        30,
    ),
    Method(
        COMMITMENTS,
        N_("Commitments"),
        N_("Each city says what it will do: with whom, who answers for it, by when."),
        (
            N_("Read aloud what is open from earlier. Each city says how far it is."),
            N_("Give each city two minutes to agree on one next step."),
            N_("The city writes it down itself, or a scribe does: what, with whom, who, by when."),
            N_("Read the new commitments aloud before you close. They return at the next session."),
        ),
        (N_("Each city commits itself, and nobody else."), _SCRIBE),
        N_("One card for each commitment: who, what, with whom, by when."),
        N_("Commitment after commitment, then what is open from earlier."),
        15,
    ),
    Method(
        "visit",
        N_("Visit"),
        N_("Go and see: a walk with hosts through what they do."),
        (
            N_("Say the way, the times and where you meet again."),
            N_("Walk in groups of at most eight, each with a host."),
            N_("Ask people to note what surprises them."),
        ),
        (N_("A host leads each group."),),
        N_("A card with the way, the times and a telephone number."),
        N_("The stops in order, with what was noted at each."),
        60,
    ),
    Method(
        "break",
        N_("Break"),
        N_("Rest, coffee, and the talks that no agenda holds."),
        (N_("Say when you go on, and start the timer."), N_("Call people back two minutes before.")),
        (),
        N_("The time at which you go on, on a sheet at the door."),
        N_("The time at which you go on."),
        15,
    ),
)

#: Every method by its key.
GUIDES: dict[str, Method] = {method.key: method for method in _METHODS}
#: The methods’ names by their keys.
METHODS: dict[str, str] = {method.key: method.name for method in _METHODS}
