"""`veterans`: the operator's commands. Those that start, stop and look after the embedded stack itself are added here;
for the containers `./veterans` in the project's folder has them."""

from deploy.operator import demo, doctor, down, migrate, remove, restore, up
from deploy.operator.backup import backup
from deploy.operator.certificates import certificates
from deploy.operator.everywhere import app, cli
from deploy.operator.keys import keys
from deploy.operator.subscriber import subscriber
from deploy.operator.subscriber_password import rotate
from deploy.operator.trial import trial

__all__ = ["app", "cli"]

for command in (up.up, down.down, doctor.doctor, migrate.migrate, restore.restore, remove.remove):
    cli.command()(command)
subscriber.command()(rotate)
cli.add_typer(certificates, name="certificates")
cli.add_typer(backup, name="backup")
cli.add_typer(keys, name="keys")
trial.callback(invoke_without_command=True, no_args_is_help=False)(demo.demo)
