"""A long, realistic document for the renderers: minutes of a nine-city workshop, marked as simulated."""

from datetime import UTC, date, datetime

from facilitation.domain.documents import (
    BulletList,
    Callout,
    Contents,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    ListItem,
    NumberedList,
    Origin,
    Paragraph,
    Quote,
    Run,
    Table,
)

CITIES = (
    ("Belo Horizonte", "Ana Conceição", "Secretaria de Desenvolvimento Econômico", 2, "09:00"),
    ("Bilbao", "Iñaki Etxebarria", "Ekonomia Garapena / Enplegua, Lan Ikuskaritza", 2, "14:00"),
    ("Dublin", "Gráinne Ní Dhomhnaill", "Economic Development Office, Baile Átha Cliath", 1, "13:00"),
    ("Guadalajara", "José Ángel Muñoz", "Secretaría de Innovación, Ciencia y Tecnología", 2, "06:00"),
    ("Montreal", "Maëlle Lefrançois-Côté", "Laboratoire d'innovation urbaine de Montréal", 3, "08:00"),
    ("Rotterdam", "Joëlle van der Zwaan", "Afdeling Werk en Inkomen", 2, "14:00"),
    ("San Francisco", "Marcus O'Neill", "Office of Civic Innovation", 1, "05:00"),
    ("Turin", "Niccolò Perrò", "Fondi europei e innovazione", 2, "14:00"),
    ("Warsaw", "Świętosława Żółć", "Biuro Pomocy i Projektów Społecznych", 3, "14:00"),
)

CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="130" viewBox="0 0 640 130" '
    'font-family="Atkinson Hyperlegible Next, sans-serif" font-size="14">'
    + "".join(
        f'<text x="0" y="{24 + i * 20}" fill="#1d2529">{name}</text>'
        f'<rect x="150" y="{12 + i * 20}" width="{votes * 38}" height="14" rx="2" fill="#1f5f8b"/>'
        f'<text x="{158 + votes * 38}" y="{24 + i * 20}" fill="#4f5c64">{votes}</text>'
        for i, (name, votes) in enumerate(
            (("Bilbao", 9), ("Warsaw", 8), ("Montreal", 7), ("Dublin", 6), ("Turin", 5), ("Rotterdam", 4))
        )
    )
    + "</svg>"
)

EMBLEM = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="0 0 90 60">'
    '<rect width="90" height="60" rx="4" fill="#1f5f8b"/><circle cx="45" cy="30" r="16" fill="none" '
    'stroke="#fff" stroke-width="4"/></svg>'
)


def said(text: str) -> tuple[Run, ...]:
    """Words of a simulated person."""
    return (Run(text, ("simulated",)),)


def minutes() -> Document:
    """Five pages or so, with every kind of block, marks, and the letters of nine cities' languages."""
    return Document(
        language="en",
        kind="Minutes",
        title="Challenge workshop: transition to the labour market for unemployed youth",
        subtitle="What nine cities tried, what held, and who goes on with whom",
        authors=("Gráinne Ní Dhomhnaill (rapporteur)", "Świętosława Żółć (rapporteur)"),
        dated=date(2027, 3, 18),
        status="in_review",
        version=3,
        programme="Peer learning partnership of nine cities · Edition 2027",
        funding="Paid for by the demonstration fund of this program.\nGrant 000/2027.",
        emblem=Figure(EMBLEM, "Emblem of the demonstration fund"),
        disclaimer="These minutes are an example. No city has said what they report.",
        simulated=True,
        origin=Origin("session 7, challenge workshop", 214, datetime(2027, 3, 18, 16, 5, tzinfo=UTC)),
        blocks=(*_opening(), *_harvest(), *_outcome()),
    )


def _opening() -> tuple:
    return (
        Facts(
            (
                Fact("Type", "Challenge workshop"),
                Fact("Date and time", "Thursday 18 March 2027, 13:00–14:30 (Europe/Dublin, UTC)"),
                Fact(
                    "Place",
                    (Run("Online: "), Run("meeting room", (), "https://meet.example.org/room-7?a=1&b=2")),
                ),
                Fact("Languages", "English, with notes in español, français, euskara and polski"),
                Fact("Facilitator", (Run("Joëlle van der Zwaan", ("strong",)), Run(", Rotterdam"))),
                Fact("Cities", "9 cities; all present"),
            )
        ),
        Contents(),
        Heading(1, "Attendance"),
        Paragraph(
            (
                Run("18 policymakers from 9 cities took part. Two joined "),
                Run("before six in the morning", ("emphasis",)),
                Run("; the next session starts later for them."),
            )
        ),
        Table(
            "Attendance by city",
            ("City", "Contact", "Office", "Local time", "Policymakers"),
            tuple((city, name, office, at, str(count)) for city, name, office, count, at in CITIES),
            header_column=True,
            numeric=(4,),
        ),
        Heading(1, "Agenda"),
        NumberedList(
            (
                ListItem("13:00 Welcome and arrivals"),
                ListItem(
                    "13:10 Where does the way into work break?",
                    BulletList(("Silent writing, 6 minutes", "Reveal and clustering, 15 minutes")),
                ),
                ListItem(
                    "13:45 Breakouts in three groups", NumberedList(("Mentoring", "Procurement", "Outreach"))
                ),
                ListItem("14:20 Commitments"),
            )
        ),
    )


def _harvest() -> tuple:
    rows = tuple(
        (said(f"{topic} ({city})"), city, str(votes))
        for topic, votes in (
            ("Young people do not know the offers that exist, and the offers do not know them", 9),
            ("Zaufanie: bez zaufania nie ma współpracy między urzędem a młodzieżą", 8),
            ("Gazteek ez dute lehen lan-aukerarik aurkitzen, eta enpresek ez dute haien bila jotzen", 7),
            ("Easpa taithí oibre: ní féidir tosú gan tús", 6),
        )
        for city, *_ in CITIES
    )
    return (
        Heading(1, "Where does the way into work break?"),
        Heading(2, "Clusters with votes"),
        Figure(
            CHART,
            "Bar chart of votes by city: Bilbao 9, Warsaw 8, Montreal 7, Dublin 6, Turin 5, Rotterdam 4",
            "Votes by city on the cluster “First step”",
        ),
        Table("Notes by cluster", ("Note", "City", "Votes"), rows, numeric=(2,)),
        Heading(2, "In their own words"),
        Quote(
            said("We opened the door of the town hall; it took a year until somebody came in."),
            "Świętosława Żółć",
            "Welfare & Social Projects Department, Warsaw",
        ),
        Heading(3, "Loose notes"),
        BulletList(
            (
                ListItem(said("Où trouver un premier stage quand on n'a pas de réseau ?")),
                ListItem(
                    (Run("¿Quién acompaña después del contrato? ", ("simulated",)), Run("(Guadalajara)"))
                ),
                ListItem((Run("Kto pierwszy", ("strong", "simulated")), Run(" odpowiada?", ("simulated",)))),
            )
        ),
    )


def _outcome() -> tuple:
    return (
        Heading(1, "Decisions and commitments"),
        Callout(
            "decision", (Paragraph("The nine cities meet again on 15 April 2027 at 16:00 (Europe/Dublin)."),)
        ),
        Callout(
            "commitment",
            (
                Paragraph("Dublin learns from Bilbao about unemployment."),
                BulletList(("Owner: Gráinne Ní Dhomhnaill", "Next date: 8 April 2027")),
            ),
        ),
        Callout("caution", (Paragraph("Clocks change in Europe on 28 March 2027."),)),
        Callout(
            "box", (Paragraph("Ekonopolo brings the solidarity economy under one roof."),), "Box 2.5 Bilbao"
        ),
        Heading(1, "Next session"),
        Paragraph("All-peer event, Thursday 15 April 2027.\nThe invitation follows by mail."),
    )
