"""Options of `csdesk import`: how to read the files."""

from pathlib import Path
from typing import Annotated

from csdesk.cli.options import common as opt

Map = Annotated[
    Path | None,
    opt.option(
        "--map",
        metavar="MAP.toml",
        help="Mapping of columns to fields (default: headings are field names).",
    ),
]
Preset = Annotated[
    str | None,
    opt.text(
        "--preset",
        metavar="NAME",
        help="System that exported the file (default: recognised by its headings).",
    ),
]
Source = Annotated[
    str | None,
    opt.text(
        "--source",
        metavar="NAME",
        help="System that the rows come from (default: the mapping's, or csv).",
    ),
]
DryRun = Annotated[
    bool, opt.option("--dry-run", help="Check everything; change nothing.")
]
SkipBad = Annotated[
    bool,
    opt.option(
        "--skip-bad",
        help="Import the good rows; write the others to FILE.rejected.csv.",
    ),
]
Encoding = Annotated[
    str | None,
    opt.text(
        "--encoding",
        metavar="NAME",
        help="Encoding, such as cp1252 or utf-16-le (default: UTF-8).",
    ),
]
Delimiter = Annotated[
    str | None,
    opt.text(
        "--delimiter",
        metavar="CHARACTER",
        help="Character between cells, such as ',', ';' or tab (default: recognised).",
    ),
]
Dates = Annotated[
    str | None,
    opt.choice(
        ("ymd", "dmy", "mdy"),
        "order",
        "--dates",
        help="Order of day, month and year in ambiguous dates",
    ),
]
Constants = Annotated[
    list[str] | None,
    opt.text(
        "--set",
        metavar="FIELD=VALUE",
        help="Field with the same value in every row; may be repeated.",
    ),
]
Columns = Annotated[
    list[str] | None,
    opt.text(
        "--column",
        metavar='FIELD="A,B"',
        help="Columns to join into a field, with a blank; may be repeated.",
    ),
]
Scores = Annotated[
    list[str] | None,
    opt.text(
        "--score",
        metavar='"HEADING"=KIND',
        help="Column of scores: nps, csat or ces; may be repeated.",
    ),
]
WriteMap = Annotated[
    Path | None,
    opt.output_file(
        "--write-map",
        help="Write a draft mapping for the file; import nothing.",
    ),
]
