"""The sample API for the tests of this folder, in this process and as one of its own."""

import httpx2
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.ids import new_id
from tests.given import given_grant
from tests.issuer import Issuer
from tests.shared.http.sample import Client, app
from tests.shared.processes import start

__all__ = ["app", "start"]


@pytest_asyncio.fixture
async def client(app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine) -> httpx2.AsyncClient:
    """As staff of the centre."""
    account = new_id()
    await given_grant(kernel_engine, account)
    return api_client(app, issuer.token(account))
