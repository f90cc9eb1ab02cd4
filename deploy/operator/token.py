"""`veterans token`: sign in once, for several commands."""

from deploy.operator.installation import installed
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import print_line
from deploy.operator.session import signed_in


def token(home: Home = DEFAULT_HOME) -> None:
    """登录一次，打印访问令牌，供 VETERANS_TOKEN 使用。 Sign in once and print the access token, for VETERANS_TOKEN."""
    print_line(signed_in(installed(home)).token)
