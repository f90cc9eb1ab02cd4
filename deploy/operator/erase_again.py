"""`veterans erase-again`: after a restore, whoever was erased since is erased once more."""

import typer

from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home, Knower


def erase_again(service: Knower, *, home: Home = DEFAULT_HOME) -> None:
    """数据库恢复后，重新删除已删除的个人信息（写入审计）。 After a restore, erase again whoever was erased; audited."""
    raise typer.Exit(run_job(started(home), service, "erase-again"))
