"""What is for sale."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from shop_fixed import crud
from shop_fixed.database import AsyncSessionDep, SessionDep
from shop_fixed.schemas import ProductOut
from shop_fixed.services import reports

router = APIRouter(prefix="/products")


@router.get("", response_model=list[ProductOut])
async def list_products(session: AsyncSessionDep):
    return await crud.list_products(session)


@router.get("/revenue")
async def revenue(session: SessionDep) -> dict[str, int]:
    return await run_in_threadpool(reports.revenue_by_product, session)
