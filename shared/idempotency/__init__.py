"""The same Idempotency-Key with the same request: the same answer, one effect.

claim        inside a command's transaction    fingerprint   what makes two requests the same
retention    answers are forgotten in the end
"""
