"""Addresses of this package, gathered from its views; the root includes them by name."""

from procurement.views import (
    contracts,
    order_plans,
    ordering,
    orders,
    passports,
    payments,
    programmes,
    reviews,
)

app_name = "procurement"

urlpatterns = [
    *programmes.routes,
    *orders.routes,
    *order_plans.routes,
    *ordering.routes,
    *contracts.routes,
    *payments.routes,
    *reviews.routes,
    *passports.routes,
]
