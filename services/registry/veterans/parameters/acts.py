"""What the acts in a file's story are called: the actions of its audit rows that people are told of."""

from collections.abc import Mapping

from shared.language import Text

ACTS: Mapping[str, Text] = {
    "register-veteran": Text("登记建档", "registered"),
    "disclose-fields": Text("查看完整信息", "seen in clear"),
    "assume-role": Text("登记社会身份", "a social role recorded"),
    "end-role": Text("终止社会身份", "a social role ended"),
}
