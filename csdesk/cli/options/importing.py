"""The options of every `csdesk import` that say how its files are to be read."""

from pathlib import Path
from typing import Annotated

from csdesk.cli.options import common as opt

Map = Annotated[
    Path | None,
    opt.option(
        "--map",
        metavar="MAP.toml",
        help="Which column is which field; else the headings are the field names.",
    ),
]
Preset = Annotated[
    str | None,
    opt.text(
        "--preset",
        metavar="NAME",
        help="The system whose export it is; else its headings tell.",
    ),
]
Source = Annotated[
    str | None,
    opt.text(
        "--source",
        metavar="NAME",
        help="The system it comes from; else the mapping's, else 'csv'.",
    ),
]
DryRun = Annotated[bool, opt.option("--dry-run", help="Try it all; keep nothing.")]
SkipBad = Annotated[
    bool,
    opt.option(
        "--skip-bad",
        help="Keep the good rows; write the others to FILE.rejected.csv.",
    ),
]
Encoding = Annotated[
    str | None,
    opt.text("--encoding", metavar="NAME", help="cp1252, utf-16-le …; else UTF-8."),
]
Delimiter = Annotated[
    str | None,
    opt.text(
        "--delimiter",
        metavar="CHARACTER",
        help="What is between cells: ',', ';', tab …; else the headings tell.",
    ),
]
Dates = Annotated[
    str | None,
    opt.choice(
        ("ymd", "dmy", "mdy"),
        "order",
        "--dates",
        help="Order of day, month and year where the file leaves it open",
    ),
]
Constants = Annotated[
    list[str] | None,
    opt.text(
        "--set",
        metavar="FIELD=VALUE",
        help="A field that is the same in every row; may be repeated.",
    ),
]
Columns = Annotated[
    list[str] | None,
    opt.text(
        "--column",
        metavar='FIELD="A,B"',
        help="The columns of a field, joined by a blank; may be repeated.",
    ),
]
Scores = Annotated[
    list[str] | None,
    opt.text(
        "--score",
        metavar='"HEADING"=KIND',
        help="A column of scores: nps, csat or ces; may be repeated.",
    ),
]
WriteMap = Annotated[
    Path | None,
    opt.output_file(
        "--write-map",
        help="Start a mapping from the file's headings; import nothing.",
    ),
]
