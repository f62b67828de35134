"""Whole sessions that are shipped as templates, one for each type and one for working on something together.

Their words are marked for translation; a session's boards are written in the session's language.
"""

from facilitation.domain.board_templates import (
    CHALLENGE_AREAS,
    CHECK_IN,
    COMMITTING,
    ON_CANVASES,
    TEMPLATES,
    AreaTemplate,
    BlockTemplate,
    BoardTemplate,
    PollTemplate,
    in_groups,
)
from facilitation.domain.boards import CLUSTER, DISCUSS, REVEALED, VOTE, WRITE, WRITE_OPENLY, BoardSettings
from facilitation.domain.breakouts import CITY_MIX
from facilitation.domain.errors import N_
from facilitation.domain.methods import COMMITMENTS
from facilitation.domain.steps import ASK, REPORT_BACK, RESULTS

_NEXT_STEPS = (
    AreaTemplate(N_("We will"), N_("What, who, by when")),
    AreaTemplate(N_("We need help with"), N_("From whom, by when")),
)
_ON_CLUSTERS = BoardSettings(votes_per_person=3, vote_on="clusters")


#: How people found the session, anonymously: the answers are looked at together.
_EVALUATION = PollTemplate(
    "scale",
    N_("How useful was this workshop for your work?"),
    settings={"low": 0, "high": 10, "low_words": N_("not at all"), "high_words": N_("very")},
)


def _closing(minutes: int, asking: int = 0, *polls: PollTemplate) -> BlockTemplate:
    """A round at the end; with `polls` these are asked first, for `asking` minutes."""
    steps = ((ASK, asking), (RESULTS, minutes - asking)) if polls else ()
    return BlockTemplate(
        N_("Closing round"),
        N_("What do you take home?"),
        minutes,
        method="round",
        instruction=N_("One sentence each, city by city. Say when you meet next and who sends the minutes."),
        steps=steps,
        polls=polls,
    )


def _gathering(minutes: tuple[int, int, int, int, int]) -> tuple[tuple[str, int], ...]:
    """Private writing, the reveal, sorting, voting and talking, with the minutes of each."""
    return tuple(zip((WRITE, REVEALED, CLUSTER, VOTE, DISCUSS), minutes, strict=True))


def _openly(writing: int, talking: int) -> tuple[tuple[str, int], ...]:
    return ((WRITE_OPENLY, writing), (DISCUSS, talking))


_ONBOARDING = BoardTemplate(
    N_("Onboarding call"),
    (
        BlockTemplate(
            N_("Welcome"),
            N_("Who are you, and what do you do in your city?"),
            5,
            method="round",
            instruction=N_("Name, office and role in one sentence each. Check that everybody is heard."),
        ),
        BlockTemplate(
            N_("Your city in five minutes"),
            N_("What should the other cities know about yours?"),
            10,
            method="presentation",
            instruction=N_("Five minutes from the city, five for questions. Slides are not needed."),
        ),
        BlockTemplate(
            N_("Your challenges"),
            N_("Which challenges does your city struggle with most?"),
            20,
            areas=CHALLENGE_AREAS,
            stage=WRITE_OPENLY,
            steps=_openly(10, 10),
            instruction=N_("Write together, one challenge a note. Then ask for an example of each."),
        ),
        BlockTemplate(
            N_("What you can offer"),
            N_("Which of your practices could help another city?"),
            10,
            areas=(
                AreaTemplate(N_("We can show"), N_("A practice, a service, a project")),
                AreaTemplate(N_("Who knows it best"), N_("The office or person to ask")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(6, 4),
            instruction=N_("Small things count. Ask what worked, and what didn’t at first."),
        ),
        BlockTemplate(
            N_("What you want to learn"),
            N_("What would you like to learn from the others?"),
            10,
            areas=(AreaTemplate(N_("We want to learn"), N_("One wish on each note")),),
            stage=WRITE_OPENLY,
            steps=_openly(6, 4),
            instruction=N_("These wishes help to form the tandems. Ask what would be different afterwards."),
        ),
        BlockTemplate(
            N_("Next steps"),
            N_("What happens next, and who does what?"),
            5,
            method="talk",
            instruction=N_("Name the date of the first workshop and the contact person of the city."),
        ),
    ),
    N_("A first hour with one city: its people, its challenges, what it can offer and wants to learn."),
    type="onboarding",
)

_ALL_PEER = BoardTemplate(
    N_("All-peer event"),
    (
        BlockTemplate(
            N_("Opening"),
            N_("Why are we here today?"),
            10,
            method="talk",
            instruction=N_("Welcome everybody, name the cities, say what there will be at the end."),
        ),
        BlockTemplate(
            N_("Around the cities"),
            N_("What has changed in your city since we last met?"),
            20,
            areas=(
                AreaTemplate(N_("What moved"), N_("A decision, a start, a result")),
                AreaTemplate(N_("Where we are stuck"), N_("Others may have been there")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(8, 12),
            instruction=N_("Two notes a city. Then ask two or three cities to say more."),
        ),
        BlockTemplate(
            N_("A practice in the spotlight"),
            N_("What does this practice do, for whom, since when?"),
            15,
            method="presentation",
            instruction=N_("Ten minutes to show it, five for questions of understanding."),
            steps=((ASK, 10), (RESULTS, 5)),
            polls=(PollTemplate("questions", N_("What do you want to ask about this practice?")),),
        ),
        BlockTemplate(
            N_("Fishbowl"),
            N_("What would this take in your city?"),
            25,
            method="fishbowl",
            instruction=N_(
                "Four people talk, and one chair is free. If you want to speak, take it, and somebody else "
                "goes. Online, cameras show who is in."
            ),
        ),
        BlockTemplate(
            N_("What we do with it"),
            N_("What did we learn, and what do we do with it?"),
            15,
            areas=(
                AreaTemplate(N_("What we learned"), N_("Also what surprised us")),
                AreaTemplate(N_("Next steps"), N_("What, who, by when")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(7, 8),
            instruction=N_("Every city writes one next step with a name to it."),
        ),
        _closing(5, 2, PollTemplate("cities", N_("Which next step does your city take, and who takes it?"))),
    ),
    N_("All cities together: news, one practice, a fishbowl, and what each city does with it."),
    type="all_peer",
)

_CHALLENGE = BoardTemplate(
    N_("Challenge workshop in six parts"),
    (
        CHECK_IN,
        BlockTemplate(
            N_("Setting the scene"),
            N_("What do we already know about our challenges?"),
            10,
            method="presentation",
            instruction=N_("Show the heat-map from the calls. Three minutes a slide at the most."),
        ),
        BlockTemplate(
            N_("Our challenges"),
            N_("Which challenges does your city struggle with most?"),
            30,
            areas=CHALLENGE_AREAS,
            settings=_ON_CLUSTERS,
            steps=_gathering((7, 5, 8, 4, 6)),
            instruction=N_(
                "Everybody writes alone first. After the reveal ask about what you don’t understand, then "
                "group what belongs together and give three votes each."
            ),
        ),
        BlockTemplate(
            N_("Behind the challenge"),
            N_("Why is this so hard to change? Ask “why?” three times."),
            20,
            method="breakout",
            steps=(
                *in_groups(
                    14,
                    CITY_MIX,
                    5,
                    AreaTemplate(N_("What we see"), N_("The problem as people live it")),
                    AreaTemplate(N_("What lies behind it"), N_("Rules, money, habits, trust")),
                ),
                (REPORT_BACK, 6),
            ),
            instruction=N_("Groups of about five, one challenge each. One of them writes, one reports."),
        ),
        BlockTemplate(
            N_("What would help"),
            N_("Who could help us with it, and with what?"),
            15,
            areas=(
                AreaTemplate(N_("We look for"), N_("A practice, an experience, a contact")),
                AreaTemplate(N_("We can offer"), N_("What we have tried ourselves")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(8, 7),
            instruction=N_("Name the city you would like to talk to. This helps to form the tandems."),
        ),
        _closing(10, 2, _EVALUATION),
    ),
    N_("Ninety minutes from private writing to the challenges that carry most weight, and to their causes."),
    type="challenge",
)

_SOLUTION = BoardTemplate(
    N_("Solution workshop in six parts"),
    (
        CHECK_IN,
        BlockTemplate(
            N_("The practice"),
            N_("What does this practice do, for whom, since when?"),
            20,
            method="presentation",
            instruction=N_("The city that runs it tells its story, also of what failed. No questions yet."),
        ),
        BlockTemplate(
            N_("Questions to the hosts"),
            N_("What do you need to know before you could try this?"),
            15,
            method="qa",
            steps=((ASK, 5), (RESULTS, 10)),
            polls=(PollTemplate("questions", N_("What do you need to know before you could try this?")),),
            instruction=N_("The hosts answer the questions with most support first."),
        ),
        ON_CANVASES,
        COMMITTING,
        _closing(5),
    ),
    N_("Ninety minutes about one practice: its story, your questions, and what it takes to carry it home."),
    type="solution",
)

_EXPERIMENTATION = BoardTemplate(
    N_("Experimentation workshop"),
    (
        CHECK_IN,
        BlockTemplate(
            N_("What we want to carry over"),
            N_("Which part of the practice do you want to try, and why?"),
            10,
            method="presentation",
            instruction=N_("Each city has two minutes. It can be a part, or only the approach."),
        ),
        BlockTemplate(
            N_("The smallest test"),
            N_("What is the smallest thing you can try within three months?"),
            25,
            areas=(
                AreaTemplate(N_("Our question"), N_("What do we want to find out?")),
                AreaTemplate(N_("What we try"), N_("Where, with whom, for how long?")),
                AreaTemplate(N_("What we measure"), N_("How do we see whether it works?")),
                AreaTemplate(N_("Our threshold"), N_("From what result on do we go on?")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(15, 10),
            instruction=N_("If it needs a budget decision, it is too big. Make it smaller."),
        ),
        BlockTemplate(
            N_("What could go wrong"),
            N_("Imagine that it failed. Why did it?"),
            20,
            areas=(AreaTemplate(N_("It failed because …"), N_("One reason on each note")),),
            settings=_ON_CLUSTERS,
            steps=_gathering((5, 3, 5, 2, 5)),
            instruction=N_(
                "Everybody writes in private, so that doubts come out. Talk about the heaviest three."
            ),
        ),
        BlockTemplate(
            N_("Advice from the peers"),
            N_("What would you do in their place?"),
            15,
            method="troika",
            instruction=N_(
                "Groups of three: one tells of their test for a minute, turns away and listens while the "
                "other two give advice. Then change."
            ),
        ),
        BlockTemplate(
            N_("Who does what"),
            N_("What is the next step, who takes it, by when?"),
            10,
            areas=_NEXT_STEPS,
            stage=WRITE_OPENLY,
            steps=_openly(6, 4),
            instruction=N_("Set the date on which you look at the result: go on, adjust or stop."),
        ),
        _closing(5),
    ),
    N_("From a practice to the smallest test of it: question, measure, threshold, and what could go wrong."),
    type="experimentation",
)

_FIELD_VISIT = BoardTemplate(
    N_("Field visit"),
    (
        BlockTemplate(
            N_("Arrival and briefing"),
            N_("What do you want to find out today?"),
            15,
            method="talk",
            instruction=N_(
                "Say the way, the times and the toilets. Ask who may be photographed, and who not."
            ),
        ),
        BlockTemplate(
            N_("Walk and listen"),
            N_("What do you see, hear and wonder about?"),
            75,
            method="visit",
            instruction=N_("Groups of at most eight, each with a host. Notes can be written on the phone."),
        ),
        BlockTemplate(
            N_("Notes from the walk"),
            N_("What stayed with you?"),
            20,
            areas=(
                AreaTemplate(N_("What we saw"), N_("Facts, without judging them")),
                AreaTemplate(N_("What surprised us"), N_("Because it is different at home")),
                AreaTemplate(N_("What we ask the hosts"), N_("One question on each note")),
            ),
            stage=WRITE_OPENLY,
            steps=((WRITE_OPENLY, 10), (CLUSTER, 4), (DISCUSS, 6)),
            instruction=N_("Sit down first. Coffee helps."),
        ),
        BlockTemplate(
            N_("Conversation with the people who run it"),
            N_("How did you begin, and what would you do differently?"),
            40,
            method="fishbowl",
            instruction=N_(
                "Two hosts and two guests in the middle, one free chair. Start with the questions above."
            ),
        ),
        BlockTemplate(
            N_("What we take home"),
            N_("What could you use in your city?"),
            20,
            areas=(
                AreaTemplate(N_("We take home"), N_("What, and for whom")),
                AreaTemplate(N_("It would need"), N_("What has to be different at home")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(10, 10),
            instruction=N_("Each city for itself, then aloud."),
        ),
        BlockTemplate(
            N_("Thanks and goodbye"),
            N_("What do you want to say to your hosts?"),
            10,
            method="round",
            instruction=N_("Thank the hosts by name. Say when the pictures and the notes come."),
        ),
    ),
    N_("Half a day on site: walk and listen, write down what stayed, talk with the people who run it."),
    type="field_visit",
)

_FINAL = BoardTemplate(
    N_("Final event"),
    (
        BlockTemplate(
            N_("Opening"),
            N_("Where did we begin, and where are we now?"),
            10,
            method="talk",
            instruction=N_("One minute of numbers: cities, meetings, tandems. Then the people."),
        ),
        BlockTemplate(
            N_("What each city did"),
            N_("What did you try, and what came of it?"),
            30,
            method="gallery walk",
            areas=(
                AreaTemplate(N_("What we tried"), N_("One note a city")),
                AreaTemplate(N_("What came of it"), N_("A result, also a small one")),
                AreaTemplate(N_("We would like to know more about"), N_("Leave a note for another city")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(12, 18),
            instruction=N_(
                "Everybody walks, also online: read, then leave a note. Stop at three of them together."
            ),
        ),
        BlockTemplate(
            N_("What we learned"),
            N_("What do you know now that you didn’t know before?"),
            30,
            areas=(
                AreaTemplate(N_("About our challenges"), N_("What we see differently")),
                AreaTemplate(N_("About learning together"), N_("What helped, what didn’t")),
            ),
            settings=_ON_CLUSTERS,
            steps=_gathering((7, 5, 7, 3, 8)),
            instruction=N_("These are the lessons for the outcome report. Ask for the story behind each."),
        ),
        BlockTemplate(
            N_("What goes on"),
            N_("Who learns what from whom from now on?"),
            25,
            method=COMMITMENTS,
            instruction=N_("An intention counts, too. Write down who keeps the contact."),
        ),
        BlockTemplate(
            N_("Voices"),
            N_("What will you tell your mayor about this?"),
            15,
            method="round",
            instruction=N_("One sentence a city. Ask who may be quoted."),
        ),
        _closing(10),
    ),
    N_("Two hours to look back and forward: what each city did, what was learned, and what goes on."),
    type="final",
)

_CO_CREATION = BoardTemplate(
    N_("Co-creation session"),
    (
        CHECK_IN,
        BlockTemplate(
            N_("The question we share"),
            N_("How might we …?"),
            10,
            method="talk",
            instruction=N_("Word the question together until everybody nods. Put it in place of this one."),
        ),
        BlockTemplate(
            N_("Ideas"),
            N_("What could we do about it? Wild ideas are welcome."),
            30,
            areas=(AreaTemplate(N_("Our ideas"), N_("One idea on each note")),),
            settings=_ON_CLUSTERS,
            steps=_gathering((8, 5, 7, 4, 6)),
            instruction=N_("First as many as possible, in silence. Judge only when you vote."),
        ),
        BlockTemplate(
            N_("Prototypes in small groups"),
            N_("What would it look like if we began tomorrow?"),
            40,
            method="breakout",
            steps=(
                *in_groups(
                    30,
                    CITY_MIX,
                    4,
                    AreaTemplate(N_("For whom"), N_("People with a need, not “the public”")),
                    AreaTemplate(N_("What we do"), N_("So that somebody else could do it")),
                    AreaTemplate(N_("What we need"), N_("People, money, a yes from whom?")),
                    AreaTemplate(N_("First step"), N_("Within two weeks")),
                ),
                (REPORT_BACK, 10),
            ),
            instruction=N_(
                "Three to five people a group, residents included. Each group reports for two minutes."
            ),
        ),
        BlockTemplate(
            N_("Feedback"),
            N_("What do you like, what do you wish, what if …?"),
            20,
            method="gallery walk",
            areas=(
                AreaTemplate(N_("I like …"), N_("What should stay")),
                AreaTemplate(N_("I wish …"), N_("What should change")),
                AreaTemplate(N_("What if …"), N_("An idea to add")),
            ),
            stage=WRITE_OPENLY,
            steps=_openly(12, 8),
            instruction=N_("Nobody defends their prototype: listen and say thank you."),
        ),
        BlockTemplate(
            N_("Next steps"),
            N_("What do we do, who does it, by when?"),
            10,
            areas=_NEXT_STEPS,
            stage=WRITE_OPENLY,
            steps=_openly(6, 4),
            instruction=N_("Every prototype has one person who carries it on, or it ends here with thanks."),
        ),
        _closing(5),
    ),
    N_("Two hours from a shared question to prototypes, with the people it is about."),
)

#: Everything that is shipped: whole sessions first, then parts to put together.
SHIPPED: dict[str, BoardTemplate] = {
    "onboarding_call": _ONBOARDING,
    "all_peer_event": _ALL_PEER,
    "challenge_workshop": _CHALLENGE,
    "solution_workshop": _SOLUTION,
    "experimentation_workshop": _EXPERIMENTATION,
    "field_visit": _FIELD_VISIT,
    "final_event": _FINAL,
    "co_creation": _CO_CREATION,
    **TEMPLATES,
}
