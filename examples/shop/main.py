"""The application: ``cd examples && uvicorn shop.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text

from shop.database import Base, SessionLocal, engine
from shop.models import Customer, Product
from shop.routers import customers, orders, products


def seed() -> None:
    with SessionLocal.begin() as session:
        session.merge(Customer(id=1, name="Ada"))
        session.merge(Product(id=1, title="Lamp", price=40, stock=1000))
        session.merge(Product(id=2, title="Chair", price=90, stock=1000))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)
    seed()
    yield


app = FastAPI(lifespan=lifespan)
app.include_router(customers.router)
app.include_router(products.router)
app.include_router(orders.router)


@app.get("/health")
async def health() -> dict[str, str]:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ok"}
