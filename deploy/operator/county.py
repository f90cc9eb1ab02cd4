"""`veterans county`: what a county is loaded with."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation, installed
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import said, say
from deploy.operator.session import Refused, Session, signed_in
from deploy.pack import DIVISIONS, NETWORK, PAPERS, WORKING_DAYS, Pack, read_pack
from deploy.trouble import Trouble

Folder = Annotated[Path, typer.Argument(help="县级数据包，如 deploy/counties/xinye · the folder of a county's pack")]

county = typer.Typer(help="县级数据包：区划、服务机构、工作日。 A county's pack.", no_args_is_help=True)


@county.command()
def load(folder: Folder, home: Home = DEFAULT_HOME) -> None:
    """装入县级数据包；再次运行只补缺少的。 Load a county's pack; again adds only what is missing."""
    pack, where = read_pack(folder), installed(home)
    must_be_of(where, pack)
    load_pack(signed_in(where), pack)


def must_be_of(where: Installation, pack: Pack) -> None:
    """Refuse the pack of another county, before anything is sent."""
    code = where.county_code()
    if pack.code != code:
        raise Trouble(
            f"{pack.folder} 是{pack.zh}（{pack.code}）的数据包，本系统设为 {code}（REGISTRY_CENTRE_CODE）。",
            f"{pack.folder} is the pack of {pack.en} ({pack.code}); this system is set up for {code} "
            "(REGISTRY_CENTRE_CODE).",
        )


def load_pack(session: Session, pack: Pack) -> None:
    """Divisions before the units that stand in them. Raises Trouble, which names the file, the line and the rule."""
    say(f"{pack.zh}（{pack.code}）", f"{pack.en} ({pack.code})")
    if (divisions := pack.divisions) is not None:
        done = _sent(pack, DIVISIONS, lambda: session.send_table("registry", "/divisions/import", divisions))
        added, changed, same = (done[f"{kind}_count"] for kind in ("added", "changed", "unchanged"))
        say(
            f"行政区划：新增 {added}，变更 {changed}，未变 {same}",
            f"divisions: {added} added, {changed} changed, {same} unchanged",
        )
    if (network := pack.network) is not None:
        done = _sent(pack, NETWORK, lambda: session.send_table("registry", "/org-unit-lists", network))
        added, present = done["added_count"], done["present_count"]
        say(f"服务机构：新设 {added}，已有 {present}", f"units: {added} established, {present} there already")
    for year, notice in pack.working_days.items():
        changed = [_enter(session, pack, service, year, notice) for service in SERVICES]
        what = said("已录入", "entered") if any(changed) else said("未变", "unchanged")
        say(f"{year} 年工作日：{what}", f"working days of {year}: {what}")

    for file, programme in pack.programmes.items():
        what = _draft(session, pack, file, programme)
        say(f"项目 {programme['programme_code']}：{what}", f"programme {programme['programme_code']}: {what}")

    for kind, words in pack.papers.items():
        day = _load_form(session, pack, {"kind": kind, **words})
        say(f"文书式样 {kind}：{day or '标准文字'}", f"form of papers {kind}: {day or 'standard wording'}")


def _load_form(session: Session, pack: Pack, body: Mapping[str, Any]) -> str | None:
    """From which day on it holds, or held already."""
    loaded = _sent(pack, f"{PAPERS} [{body['kind']}]", lambda: session.post("reporting", "/paper-forms", body))
    return loaded["valid_from"] if loaded["form_id"] else None


def _draft(session: Session, pack: Pack, file: str, programme: Mapping[str, Any]) -> str:
    """A draft for a leader to bring into force, unless it is in force or waits for him as it is."""
    code = str(programme["programme_code"])
    drafts = list(session.pages("benefits", "/programme-drafts", programme_code=code))
    same = [each for each in drafts if _says(each["programme"], programme) and each["outcome"] in {None, "activated"}]
    if same:
        return said("未变", "unchanged")
    if any(each["outcome"] is None for each in drafts):
        return said("另有待启用的草案，未录入", "another draft of it waits; not entered")
    body = {"programme": programme, "document": f"{pack.zh}县级数据包 {file}"}
    _sent(pack, file, lambda: session.post("benefits", "/programme-drafts", body))
    return said("已起草，待领导启用", "written, waits for a leader")


def _says(draft: Any, written: Any) -> bool:
    """Whether a draft, which has what was left out as well, says everything that was written."""
    if isinstance(written, Mapping):
        return all(name in draft and _says(draft[name], value) for name, value in written.items())
    if isinstance(written, list):
        return len(draft) == len(written) and all(map(_says, draft, written))
    return bool(draft == written)


def _enter(session: Session, pack: Pack, service: str, year: int, notice: Mapping[str, Any]) -> bool:
    path = f"/schedule/working-days/{year}"
    return bool(_sent(pack, f"{WORKING_DAYS} [{year}]", lambda: session.put(service, path, notice))["changed"])


def _sent(pack: Pack, file: str, send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return send()
    except Refused as refused:
        where = pack.folder / file
        raise Trouble(f"{where}：{refused.zh}", f"{where}: {refused.en}") from refused
