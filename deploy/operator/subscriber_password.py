"""`veterans subscriber rotate` of the embedded stack; for the containers `./veterans` has it."""

from deploy.embedded.stack import kafka_of
from deploy.kafka.external import configured
from deploy.kafka.handing import hand_over, shown
from deploy.operator.installation import Embedded
from deploy.operator.options import DEFAULT_HOME, Home, running_site
from deploy.operator.session import signed_in
from deploy.operator.subscriber import Name, must_be_recorded


def rotate(name: Name, home: Home = DEFAULT_HOME) -> None:
    """制作口令（首次或更换），显示对方所需的全部配置，只显示这一次。 Make its password, the first or another, and print
    all that its system needs, once."""
    site = running_site(home)
    external = site.external or configured({})
    must_be_recorded(signed_in(Embedded(site)), name)
    print(shown(hand_over(kafka_of(site).broker, external, name)), end="")
