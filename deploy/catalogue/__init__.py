"""What is written from the contracts and the table of permissions: `python -m deploy.catalogue` writes it, `--check`
compares.

- `facts`      what each page needs to know about a type or a field
- `headers`    the envelope as a table
- `page`       `docs/events.md`
- `website`    `docs/events/index.html`, the same in one self-contained page
- `access`     `docs/access.md`
- `asyncapi`   `docs/asyncapi.json`
- `topics`     `deploy/kafka/topics.yaml`
- `frozen`     `shared/events/schemas/` and `code_lists/`, never overwritten by a change that breaks a reader
- `writing`    all of them, to write or to compare
"""
