"""Every verb of the command line on one small desk: add a row with each new verb."""

from __future__ import annotations

import typer

from csdesk.cli.app import COMMANDS, app

Command = tuple[str, ...]

# A desk with something of everything, before the verb: P1, C1 to C3, K1, S1.
STORY: tuple[Command, ...] = (
    ("customer", "add", "Ann Lee", "--email", "ann@x.org", "--tag", "vip"),
    ("agent", "add", "Anna"),
    ("log", "P1", "late parcel", "--channel", "email", "--at", "2026-11-16 10:00"),
    ("complaint", "open", "P1", "broken lamp", "--at", "2026-11-16 11:00"),
    ("log", "-", "lost", "--abandoned", "--at", "2026-11-16 12:00"),
    ("survey", "record", "csat", "4", "--contact", "C1", "--at", "2026-11-16 13:00"),
)
RESOLVED: Command = (
    "complaint", "resolve", "K1", "--outcome", "accepted", "--upheld", "yes",
    "--decision", "a new lamp", "--remedy", "refund", "--value", "12.50",
)  # fmt: skip
FOLLOWED: Command = ("complaint", "followed-up", "K1", "--result", "all is well")
DEADLINES: tuple[Command, ...] = (
    ("targets", "set", "response", "4h", "--from", "beginning"),
    ("targets", "set", "resolution", "8h", "--from", "beginning"),
)
CODE = (
    "CJDW-KP84-P2NW"  # of a desk's first voucher, while CSDESK_CHANCE is that of tests
)
ISSUED: Command = ("voucher", "issue", "P1", "20", "--expires", "90d")
WITH_VOUCHER: Command = (
    *RESOLVED[:-3], "voucher", "--value", "15", "--root-cause", "bad batch",
    "--corrective", "new maker",
)  # fmt: skip
FOLLOW_UP_OF_K1: Command = (
    "followup", "add", "P1", "ask whether it works", "--due", "2026-11-20",
    "--kind", "courtesy-call", "--complaint", "K1",
)  # fmt: skip
RULE: Command = (
    "loyalty", "add", "second visit", "--when", "visits", "--reaches", "2",
    "--voucher", "15", "--expires", "90d",
)  # fmt: skip
CSV = "external_id,received_at,channel,agent,customer_name,csat\n"
ROWS = CSV + (
    "a1,2026-11-02T10:00:00+01:00,phone,Bert,Ann Lee,5\n"
    "a2,2026-11-02T11:00:00+01:00,email,Anna,Jo Roe,3\n"
)
ROWS_AGAIN = ROWS.replace("11:00:00", "11:30:00") + (
    "a3,2026-11-03T11:00:00+01:00,chat,Cleo,Jo Roe,\n"
)
COMPLAINTS = (
    "external_id,received_at,resolved_at,agent,customer_name,remedy,remedy_value\n"
    "k1,2026-11-02T10:00:00+01:00,,Bert,Jo Roe,refund,12.50\n"
    "k2,2026-11-03T10:00:00+01:00,2026-11-04T10:00:00+01:00,Anna,,voucher,5\n"
    "k3,2026-11-03T11:00:00+01:00,,Anna,,,\n"
)
COMPLAINTS_AGAIN = (
    COMPLAINTS.replace("Jo Roe,refund,12.50", "Jo Roe,,")
    .replace("voucher,5", "refund,6")
    .replace("11:00:00+01:00,,Anna,,,", "11:00:00+01:00,,Anna,,apology,")
)
# Customers are no records of a period: these files bring none that were there before.
SURVEYS = (
    "external_id,answered_at,nps,csat,comment,contact\n"
    "a1,2026-11-02T12:00:00+01:00,9,4,kind,\n"
    "s2,2026-11-03T12:00:00+01:00,,2,,a2\n"
)
SURVEYS_AGAIN = SURVEYS.replace(",9,4,kind", ",,3,").replace(",,2,,", ",1,2,slow,")
CUSTOMERS = (
    "external_id,name,email,tier,tags,since,left_at\n"
    "p1,Ann Leigh,ann@x.org,gold,post;vip,,\n"
    "p2,Jo Roe,jo@x.org,,,2026-11-18 08:00,2026-11-18 09:00\n"
)
CUSTOMERS_AGAIN = CUSTOMERS.replace("gold", "").replace(",2026-11-18 09:00", ",") + (
    "p3,Al Poe,,,,2026-11-18 08:00,2026-11-18 09:30\n"
)
PURCHASES = (
    "external_id,at,amount,product,paid_at,customer_email\n"
    "b1,2026-11-18T08:00:00+01:00,12.50,lamp,,ann@x.org\n"
    "b2,2026-11-18T09:00:00+01:00,3,bulb,2026-11-18T09:00:00+01:00,jo@x.org\n"
)
PURCHASES_AGAIN = PURCHASES.replace("12.50", "11") + (
    "b3,2026-11-03T13:00:00+01:00,0,gift,,\n"
)
# The files that verbs import, beside the desk.
FILES = {
    "rows.csv": ROWS,
    "again.csv": ROWS_AGAIN,
    "complaints.csv": COMPLAINTS,
    "complaints-again.csv": COMPLAINTS_AGAIN,
    "surveys.csv": SURVEYS,
    "customers.csv": CUSTOMERS,
    "purchases.csv": PURCHASES,
    "purchases-again.csv": PURCHASES_AGAIN,
    "customers-again.csv": CUSTOMERS_AGAIN,
    "surveys-again.csv": SURVEYS_AGAIN,
}

# Commands that write and can never be undone.
FOR_GOOD = {"customer erase"}
# verb -> (what comes before it, the verb); every other command that takes --agent.
VERBS: dict[str, tuple[tuple[Command, ...], Command]] = {
    "log": ((), ("log", "Jo Roe", "hello", "--agent", "Bert", "--follows", "C1")),
    "log, resolved": ((), ("log", "P1", "hi", "--resolved", "--took", "4m")),
    "log, answer": (
        (),
        ("log", "P1", "x", "--direction", "outbound", "--follows", "C1"),
    ),
    "contact log": ((), ("contact", "log", "-", "hi", "--channel", "web")),
    "contact respond": ((), ("contact", "respond", "C1")),
    "contact resolve": (
        (("contact", "hold", "C1", "waits"),),
        ("contact", "resolve", "C1"),
    ),
    "contact reopen": (
        (("contact", "resolve", "C1"),),
        ("contact", "reopen", "C1", "no"),
    ),
    "contact hold": ((), ("contact", "hold", "C1", "waits")),
    "contact resume": (
        (("contact", "hold", "C1", "waits"),),
        ("contact", "resume", "C1"),
    ),
    "contact edit": (
        (),
        ("contact", "edit", "C1", "--category", "post", "--clear", "phase"),
    ),
    "contact remove": (
        (("contact", "hold", "C1", "x"), ("contact", "resolve", "C1")),
        ("contact", "remove", "C1"),
    ),
    "complaint open": ((), ("complaint", "open", "Jo Roe", "rude", "--owner", "Cleo")),
    "complaint acknowledge": ((), ("complaint", "acknowledge", "K1")),
    "complaint investigate": ((), ("complaint", "investigate", "K1")),
    "complaint note": ((), ("complaint", "note", "K1", "asked the maker")),
    "complaint escalate": ((), ("complaint", "escalate", "K1", "it smokes")),
    "complaint hold": ((), ("complaint", "hold", "K1", "waits")),
    "complaint resume": (
        (("complaint", "hold", "K1", "waits"),),
        ("complaint", "resume", "K1"),
    ),
    "complaint offer": ((), ("complaint", "offer", "K1", "refund", "--value", "5")),
    "complaint resolve": ((("complaint", "hold", "K1", "waits"),), RESOLVED),
    "complaint resolve, voucher": ((), WITH_VOUCHER),
    "complaint attach": ((), ("complaint", "attach", "K1", "rows.csv")),
    "complaint move-private": (
        (("complaint", "edit", "K1", "--public"),),
        ("complaint", "move-private", "K1"),
    ),
    "complaint reopen": ((RESOLVED,), ("complaint", "reopen", "K1", "broke again")),
    "complaint followed-up": ((RESOLVED,), FOLLOWED),
    "complaint close": ((RESOLVED, FOLLOWED), ("complaint", "close", "K1")),
    "complaint edit": ((), ("complaint", "edit", "K1", "--severity", "high")),
    "complaint remove": ((RESOLVED,), ("complaint", "remove", "K1")),
    "complaint remove, with everything": (
        (WITH_VOUCHER, ("complaint", "attach", "K1", "rows.csv")),
        ("complaint", "remove", "K1"),
    ),
    "contact attach": ((), ("contact", "attach", "C1", "rows.csv")),
    "contact remove, with a file": (
        (("contact", "attach", "C1", "rows.csv"),),
        ("contact", "remove", "C1"),
    ),
    "voucher issue": ((), (*ISSUED, "--complaint", "K1")),
    "voucher redeem": ((ISSUED,), ("voucher", "redeem", CODE)),
    "survey record": ((), ("survey", "record", "nps", "9", "--customer", "P1")),
    "survey ask": ((), ("survey", "ask", "ces", "--contact", "C1")),
    "survey edit": ((), ("survey", "edit", "S1", "--comment", "kind")),
    "survey remove": ((), ("survey", "remove", "S1")),
    "customer add": (
        (),
        ("customer", "add", "Jo Roe", "--tier", "gold", "--referred-by", "P1"),
    ),
    "customer edit": (
        (),
        ("customer", "edit", "P1", "--phone", "030 123456", "--clear", "email"),
    ),
    "customer leave": ((), ("customer", "leave", "P1", "--reason", "moved away")),
    "customer return": (
        (("customer", "leave", "P1", "--at", "2026-11-17 10:00"),),
        ("customer", "return", "P1"),
    ),
    "customer merge": (
        (
            ("customer", "add", "Anne Lee", "--phone", "030 9", "--referred-by", "P1"),
            ("log", "P2", "late parcel", "--at", "2026-11-17 10:00"),
            ("customer", "leave", "P2"),
            ("customer", "add", "Jo Roe", "--referred-by", "P2", "--tag", "new"),
        ),
        ("customer", "merge", "P1", "P2"),
    ),
    "article add": (
        (),
        ("article", "add", "Sending back", "--body", "30 days", "--tag", "returns"),
    ),
    "article edit": (
        (("article", "add", "Sending back", "--body", "30 days", "--tag", "x"),),
        ("article", "edit", "A1", "--title", "Returns", "--clear", "tags"),
    ),
    "article use": (
        (("article", "add", "Sending back", "--body", "30 days"),),
        ("article", "use", "A1", "--contact", "C1"),
    ),
    "contact remove, answered by an article": (
        (
            ("article", "add", "Sending back", "--body", "30 days"),
            ("article", "use", "A1", "--contact", "C1"),
        ),
        ("contact", "remove", "C1"),
    ),
    "agent add": ((), ("agent", "add", "Bert", "--goodwill-limit", "50")),
    "agent edit": ((), ("agent", "edit", "Anna", "--goodwill-limit", "20")),
    "settings set": ((), ("settings", "set", "service_level_phone", "30s")),
    "hours set": (
        (("hours", "set", "daily", "8-20"),),
        ("hours", "set", "sat-mon", "9-12,13-17", "--from", "beginning"),
    ),
    "hours set, a day": (
        (("hours", "close", "2026-12-24"),),
        ("hours", "set", "2026-12-24", "9-12,13-15"),
    ),
    "hours set, as usual": (
        (("hours", "close", "2026-12-24"),),
        ("hours", "set", "2026-12-24", "usual"),
    ),
    "hours close": ((), ("hours", "close", "2026-12-24..2026-12-26", "--name", "x")),
    "hours holidays": (
        (("hours", "holidays", "AT", "--years", "0"),),
        ("hours", "holidays", "DE", "--region", "BY", "--years", "1"),
    ),
    "hours recompute": (
        (
            RESOLVED,
            ("complaint", "reopen", "K1", "no"),
            ("contact", "respond", "C1"),
            ("contact", "resolve", "C1"),
            ("hours", "set", "mon-fri", "9-17"),
        ),
        ("hours", "recompute", "--since", "2026-11-01"),
    ),
    "targets set": (
        (("targets", "set", "response", "4h"),),
        ("targets", "set", "response", "2h", "--tier", "gold"),
    ),
    "targets set, again": (
        (("targets", "set", "resolution", "4h", "--severity", "high"),),
        ("targets", "set", "resolution", "off", "--severity", "high"),
    ),
    "log, with deadlines": (
        (("targets", "set", "response", "4h"), ("targets", "set", "resolution", "8h")),
        ("log", "P1", "hi", "--channel", "email"),
    ),
    "contact edit, with deadlines": (
        (*DEADLINES, ("log", "P1", "hi", "--channel", "email")),
        ("contact", "edit", "C4", "--received", "2026-11-18 09:00"),
    ),
    "contact resume, with deadlines": (
        (
            *DEADLINES,
            ("log", "P1", "hi", "--channel", "email", "--at", "08:00"),
            ("contact", "hold", "C4", "x", "--at", "08:30"),
        ),
        ("contact", "resume", "C4"),
    ),
    "complaint open, with deadlines": (
        (*DEADLINES, ("log", "P1", "hi", "--channel", "email")),
        ("complaint", "open", "--contact", "C4", "--policy", "uk-disp"),
    ),
    "complaint resume, with deadlines": (
        (
            *DEADLINES,
            ("complaint", "open", "P1", "x", "--at", "2026-11-16 10:00"),
            ("complaint", "hold", "K2", "x", "--at", "2026-11-16 12:00"),
        ),
        ("complaint", "resume", "K2"),
    ),
    "complaint edit, with deadlines": (
        (*DEADLINES, ("complaint", "open", "P1", "x")),
        ("complaint", "edit", "K2", "--opened", "2026-11-16 10:00"),
    ),
    "import contacts, with deadlines": (
        DEADLINES,
        ("import", "contacts", "rows.csv"),
    ),
    "import contacts, again, with deadlines": (
        (*DEADLINES, ("import", "contacts", "rows.csv")),
        ("import", "contacts", "again.csv"),
    ),
    "import complaints, with deadlines": (
        DEADLINES,
        ("import", "complaints", "complaints.csv"),
    ),
    "import contacts": ((), ("import", "contacts", "rows.csv")),
    "import contacts, again": (
        (("import", "contacts", "rows.csv"),),
        ("import", "contacts", "again.csv"),
    ),
    "import complaints": ((), ("import", "complaints", "complaints.csv")),
    "import complaints, again": (
        (("import", "complaints", "complaints.csv"),),
        ("import", "complaints", "complaints-again.csv"),
    ),
    "import surveys": ((), ("import", "surveys", "surveys.csv")),
    "import surveys, again": (
        (("import", "surveys", "surveys.csv"),),
        ("import", "surveys", "surveys-again.csv"),
    ),
    "import customers": ((), ("import", "customers", "customers.csv")),
    "import customers, again": (
        (("import", "customers", "customers.csv"),),
        ("import", "customers", "customers-again.csv"),
    ),
    "import purchases": ((), ("import", "purchases", "purchases.csv")),
    "import purchases, again": (
        (("import", "purchases", "purchases.csv"),),
        ("import", "purchases", "purchases-again.csv"),
    ),
    "log, promise": (
        (),
        ("log", "P1", "lamp", "--promise", "call back Tuesday 10:00"),
    ),
    "contact remove, promised": (
        (("log", "P1", "x", "--promise", "call back tomorrow"),),
        ("contact", "remove", "C4"),
    ),
    "complaint remove, promised": (
        (FOLLOW_UP_OF_K1,),
        ("complaint", "remove", "K1"),
    ),
    "contact edit, promised": (
        (
            ("log", "P1", "x", "--promise", "call back tomorrow"),
            ("customer", "add", "Jo Roe"),
        ),
        ("contact", "edit", "C4", "--customer", "P2"),
    ),
    "followup add": ((), FOLLOW_UP_OF_K1),
    "followup done": (
        (FOLLOW_UP_OF_K1,),
        ("followup", "done", "F1", "--outcome", "is happy"),
    ),
    "followup done, recurring": (
        ((*FOLLOW_UP_OF_K1, "--every", "year"),),
        ("followup", "done", "F1"),
    ),
    "followup move": ((FOLLOW_UP_OF_K1,), ("followup", "move", "F1", "in 3 days")),
    "followup remove": ((FOLLOW_UP_OF_K1,), ("followup", "remove", "F1")),
    "purchase log": (
        (),
        ("purchase", "log", "Jo Roe", "12.50", "--product", "lamp"),
    ),
    "purchase log, rewarded": (
        (RULE, ("purchase", "log", "P1", "5")),
        ("purchase", "log", "P1", "12.50", "--unpaid"),
    ),
    "purchase edit": (
        (("purchase", "log", "P1", "5", "--at", "2026-11-17 10:00"),),
        ("purchase", "edit", "B1", "--amount", "6", "--clear", "paid"),
    ),
    "purchase edit, rewarded": (
        (RULE, ("purchase", "log", "P1", "5"), ("purchase", "log", "-", "5")),
        ("purchase", "edit", "B2", "--customer", "P1"),
    ),
    "purchase remove": (
        (("purchase", "log", "P1", "5"),),
        ("purchase", "remove", "B1"),
    ),
    "loyalty add": ((), RULE),
    "loyalty remove": (
        (RULE, ("purchase", "log", "P1", "5"), ("purchase", "log", "P1", "5")),
        ("loyalty", "remove", "second visit"),
    ),
    "loyalty issue": (
        (
            ("purchase", "log", "P1", "5"),
            ("purchase", "log", "P1", "5"),
            RULE,
        ),
        ("loyalty", "issue"),
    ),
    "outreach lapsed": (
        (("settings", "set", "lapsed_after", "1"),),
        ("outreach", "lapsed", "--add"),
    ),
    "undo": ((("contact", "edit", "C1", "--notes", "x"),), ("undo",)),
}


def commands() -> dict[str, list[str]]:
    """Each command that there is -> the names of its parameters."""
    root = typer.main.get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    ctx = typer.Context(root)
    found = {}
    for name in COMMANDS:
        command = root.get_command(ctx, name)
        parts = getattr(command, "commands", None)
        named = {f"{name} {sub}": of for sub, of in parts.items()} if parts else None
        for full, one in (named or {name: command}).items():
            found[full] = [str(parameter.name) for parameter in one.params]
    return found


def is_named(verb: str) -> str:
    """The command of a row: what stands before its comma."""
    return verb.partition(",")[0]
