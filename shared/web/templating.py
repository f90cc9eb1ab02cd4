"""Templates of a room in a language: its own folder first, then the one all have in common."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import Frame
from jinja2.nativetypes import NativeCodeGenerator
from jinja2.runtime import Context

from shared.charts import NARROW, Chart, svg_of
from shared.ids import new_id
from shared.refusal import Language
from shared.web.assets import asset
from shared.web.cells import cell_of_list
from shared.web.formats import FILTERS, Drawing, written
from shared.web.heat import rows_of
from shared.web.words import WEB, InLanguage, english_of, folder_of

# What a template is given besides its facts: the contexts that showing it made.
CONTEXTS = "contexts"


class _Page(Context):
    """What the code of one template sees while it is shown."""

    def __init__(self, environment: Environment, parent: dict[str, Any], *others: Any, **named: Any) -> None:
        super().__init__(environment, parent, *others, **named)
        parent[CONTEXTS].append(self)

    def call(self, called: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        """As it is. Jinja looks each time whether something wants the context or more than it is given: none does."""
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(*arguments, **named)


class _Writer(NativeCodeGenerator):
    """Of the code that a template becomes: what it prints is what `written` makes of each value, and nothing more."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  so the library calls it
        environment: Any = self.environment
        super().visit_Template(environment.in_language.visit(node), frame)


class RoomEnvironment(Environment):
    """Of what a room shows in one language."""

    context_class = _Page
    code_generator_class = _Writer

    def __init__(self, package: str, language: Language) -> None:
        super().__init__(
            loader=FileSystemLoader([folder_of(package) / "templates", WEB / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=written,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.do"],
        )
        self.in_language = InLanguage(language, english_of(package))
        self.filters |= FILTERS
        self.globals |= {"asset": asset, "new_key": new_key}
        self.globals |= {"drawn": drawn, "rows_of": rows_of, "cell_of_list": cell_of_list}


@cache
def environment_of(package: str, language: Language) -> RoomEnvironment:
    """For the room `services.benefits.cases`. What is not there is an error, what is None is shown as a dash."""
    return RoomEnvironment(package, language)


def rendered(template: Template, facts: Mapping[str, Any]) -> str:
    """The template with these facts, and nothing of it left.

    Macros and the context they stand in hold each other: with all that a page was shown with they would stay until
    Python looks for cycles, which the county's page waited for once in thirty times, longer than it takes itself.
    """
    contexts: list[Context] = []
    try:
        return template.render(facts, **{CONTEXTS: contexts})
    finally:
        for each in contexts:
            each.vars.clear()
        contexts.clear()


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
