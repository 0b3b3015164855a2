"""How does a shop's back office send orders? Signed as Standard Webhooks say; it needs no session."""

from typing import Annotated

from flask import Response, request
from pydantic import BaseModel, Field

from server.commands.intake import take_message
from server.http.imports import ImportReport, answer, whole_file
from server.http.openapi import blueprint, problems
from server.imports.table import FileRefused

api = blueprint("shops", __name__)
BODY = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}


class ShopPath(BaseModel):
    shop: Annotated[str, Field(max_length=60)]


@api.post(
    "/shops/<shop>/orders",
    request_body=BODY,
    responses={"200": ImportReport, "422": ImportReport, **problems(404, 413)},
)
def post_orders(path: ShopPath) -> Response:
    """One order or many. The same message again changes nothing; 5xx: send it again."""
    try:
        return answer(take_message(path.shop, dict(request.headers), request.get_data(cache=False)))
    except FileRefused as why:
        return whole_file("orders", why)
