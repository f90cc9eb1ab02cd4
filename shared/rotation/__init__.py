"""Keys are replaced while the service runs.

rekeying    what stands under a key that is being replaced is brought under the new one, a chunk a transaction

The keys themselves, and how a running process follows their files: `shared.privacy.keyring`, `shared.settings.Renewal`.
The steps, and who takes them: `veterans keys rotate`, docs/operations/keys.md.
"""

from shared.rotation.rekeying import CHUNK_ROWS, FIRST, Chunk, Rekeying, rekey, replace_key, wrapped_keys

__all__ = ["CHUNK_ROWS", "FIRST", "Chunk", "Rekeying", "rekey", "replace_key", "wrapped_keys"]
