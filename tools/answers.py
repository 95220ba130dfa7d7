"""Whether the portal answers here: the container's health check. Exits 0 when it does, 1 when not."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    # As the proxy before it would ask: otherwise the portal only sends us on to https.
    asking = Request("http://127.0.0.1:8000/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urlopen(asking, timeout=8) as answer:
            return 0 if answer.status == 200 else 1
    except (URLError, TimeoutError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
