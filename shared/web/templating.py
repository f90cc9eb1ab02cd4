"""Templates of a room: its own folder first, then the one all have in common."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.charts import NARROW, Chart, svg_of
from shared.ids import new_id
from shared.refusal import Language
from shared.web.assets import asset
from shared.web.formats import FILTERS, Drawing, or_empty
from shared.web.heat import rows_of
from shared.web.words import WEB, english_of, folder_of, said, translate


@cache
def environment_of(package: str) -> Environment:
    """For the room `services.benefits.cases`. What is not there is an error, what is None is shown as a dash."""
    folders = [folder_of(package) / "templates", WEB / "templates"]
    found = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=or_empty,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    found.filters |= FILTERS
    found.globals |= {"_": translate, "said": said, "english": english_of(package), "asset": asset, "new_key": new_key}
    found.globals |= {"drawn": drawn, "rows_of": rows_of}
    return found


def new_key() -> str:
    """An idempotency key for a form that is shown now."""
    return str(new_id())


def drawn(chart: Chart, language: Language) -> Drawing:
    """A chart, inside the page: a line twice, of which the page shows the one that it has room for."""
    wide = svg_of(chart, language)
    if chart.form == "bars":
        return Drawing(wide)
    narrow = svg_of(chart, language, width=NARROW)
    return Drawing(f'<div class="off-phone">{wide}</div><div class="on-phone">{narrow}</div>')


def room_of(module: str) -> str:
    """The package whose templates a module shows: it is called `pages`, or lies in a package of that name."""
    return module.rpartition(".pages")[0] or module.rpartition(".")[0]
