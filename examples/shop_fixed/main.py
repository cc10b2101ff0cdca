"""The application: ``cd examples && uvicorn shop_fixed.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

from shop_fixed.database import AsyncSessionLocal, Base, async_engine
from shop_fixed.models import Customer, Product
from shop_fixed.routers import customers, orders, products


def seed(session: Session) -> None:
    session.merge(Customer(id=1, name="Ada"))
    session.merge(Product(id=1, title="Lamp", price=40, stock=1000))
    session.merge(Product(id=2, title="Chair", price=90, stock=1000))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with async_engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSessionLocal.begin() as session:
        await session.run_sync(seed)
    yield


app = FastAPI(lifespan=lifespan)
app.include_router(customers.router)
app.include_router(products.router)
app.include_router(orders.router)


@app.get("/health")
async def health() -> dict[str, str]:
    async with async_engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    return {"status": "ok"}
