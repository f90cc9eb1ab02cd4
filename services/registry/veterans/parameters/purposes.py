"""Why personal fields are shown in clear and sensitive groups opened (PIPL art 28: a specific purpose, necessity)."""

PURPOSES: dict[str, tuple[str, str]] = {
    "identity-verification": ("身份核实", "verifying identity"),
    "benefit-handling": ("待遇办理", "handling a benefit"),
    "home-visit": ("走访慰问", "a visit"),
    "hardship-aid": ("困难帮扶", "hardship aid"),
    "case-handling": ("矛盾纠纷与信访办理", "handling a dispute or petition"),
    "data-correction": ("信息核对更正", "checking and correcting the file"),
    "request-of-the-person": ("本人申请查阅", "the person asked for it"),
    "emergency": ("紧急情况", "an emergency"),
}
