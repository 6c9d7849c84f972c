# SPDX-License-Identifier: Apache-2.0
"""Gets a token by discovery with Authlib and calls the API with it.

Usage: authlib_client.py DISCOVERY METHOD SCOPE API_URL, the credentials as two lines on stdin.
Prints the token and the status of the call as JSON.
"""
import json
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session


def main():
    discovery, method, scope, api_url = sys.argv[1:]
    client_id, client_secret = sys.stdin.read().split()
    metadata = requests.get(discovery, timeout=20).json()
    session = OAuth2Session(
        client_id, client_secret, token_endpoint_auth_method=method, scope=scope
    )
    token = session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    status = session.get(api_url, timeout=20).status_code
    print(json.dumps({"token": token, "status": status}))


main()
