"""What generated clients stand on: calls that retry, page, authenticate and fail in a typed way.

Imports nothing of govkit and needs httpx and pydantic only, so that it could be released on its own.
"""

from govkit.client.auth import ApiKey, Auth, Basic, Bearer, ClientCredentials
from govkit.client.bodies import Source, Upload
from govkit.client.calls import Options
from govkit.client.clients import AsyncClient, AsyncPager, AsyncStream, Credentials, Pager, Stream, SyncClient, keyed
from govkit.client.clock import Clock, World
from govkit.client.errors import (
    ApiError,
    AuthenticationFailed,
    BadRequest,
    ClientError,
    Conflict,
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    Forbidden,
    Gone,
    MalformedDelivery,
    NotFound,
    PagingError,
    PreconditionFailed,
    Problem,
    ServerError,
    SignatureMismatch,
    StaleDelivery,
    TimedOut,
    TooManyRequests,
    TransportError,
    Unauthorized,
    Unprocessable,
    Unwritable,
    WebhookError,
)
from govkit.client.files import File
from govkit.client.hooks import Attempt, Hooks
from govkit.client.jsontext import UNSET, Unset
from govkit.client.messages import Answer, Headers, Request
from govkit.client.models import Model, Unknown, UnknownObject, by_tag
from govkit.client.notices import DeprecatedOperation
from govkit.client.operations import Failure, Media, Operation, Paging
from govkit.client.retries import NEVER, Retry
from govkit.client.settings import Settings, Timeouts
from govkit.client.spelling import Parameter
from govkit.client.streaming import ServerEvent
from govkit.client.transport import Verify
from govkit.client.webhooks import Delivery, Event, PlainHmac, SeparateHmac, StandardWebhooks, TimestampedHmac, Verifier

__all__ = [
    "NEVER",
    "UNSET",
    "Answer",
    "ApiError",
    "ApiKey",
    "AsyncClient",
    "AsyncPager",
    "AsyncStream",
    "Attempt",
    "Auth",
    "AuthenticationFailed",
    "BadRequest",
    "Basic",
    "Bearer",
    "ClientCredentials",
    "ClientError",
    "Clock",
    "Conflict",
    "ConnectionFailed",
    "Credentials",
    "DeadlineExceeded",
    "DecodeError",
    "Delivery",
    "DeprecatedOperation",
    "Event",
    "Failure",
    "File",
    "Forbidden",
    "Gone",
    "Headers",
    "Hooks",
    "MalformedDelivery",
    "Media",
    "Model",
    "NotFound",
    "Operation",
    "Options",
    "Pager",
    "Paging",
    "PagingError",
    "Parameter",
    "PlainHmac",
    "PreconditionFailed",
    "Problem",
    "Request",
    "Retry",
    "SeparateHmac",
    "ServerError",
    "ServerEvent",
    "Settings",
    "SignatureMismatch",
    "Source",
    "StaleDelivery",
    "StandardWebhooks",
    "Stream",
    "SyncClient",
    "TimedOut",
    "Timeouts",
    "TimestampedHmac",
    "TooManyRequests",
    "TransportError",
    "Unauthorized",
    "Unknown",
    "UnknownObject",
    "Unprocessable",
    "Unset",
    "Unwritable",
    "Upload",
    "Verifier",
    "Verify",
    "WebhookError",
    "World",
    "by_tag",
    "keyed",
]
