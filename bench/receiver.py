"""`python -m bench.receiver CERTIFICATE KEY`: a system of others over TLS, in a process of its own. It takes every
event that is posted to `/`, and answers nothing to what is posted elsewhere. Its port is the first line it writes."""

import asyncio
import ssl
import sys

TAKEN = b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"
LIVING = b"POST / "


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, for as long as it is kept."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            [length] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            await reader.readexactly(int(length.partition(b":")[2]))
            if not head.startswith(LIVING):
                await asyncio.sleep(3600)
            writer.write(TAKEN)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve(certificate: str, key: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
