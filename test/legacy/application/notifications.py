"""What happens, told to whoever listens: as an event stream, or over a WebSocket."""

import asyncio
import json
from contextlib import contextmanager
from typing import Iterator, Set

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

router = APIRouter(prefix="/api/v1")


class Broker:
    """Passes on what is published, from any thread, to the listeners of this process."""

    def __init__(self):
        self.queues: Set[asyncio.Queue] = set()
        self.loop = None

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue]:
        self.loop = asyncio.get_running_loop()
        queue: asyncio.Queue = asyncio.Queue()
        self.queues.add(queue)
        try:
            yield queue
        finally:
            self.queues.remove(queue)

    def publish(self, notification: dict) -> None:
        if self.loop:
            self.loop.call_soon_threadsafe(lambda: [queue.put_nowait(notification) for queue in self.queues])


broker = Broker()


@router.get("/notifications/stream", response_class=StreamingResponse)
async def stream():
    async def events():
        with broker.listen() as queue:
            yield ": listening\n\n"
            while True:
                notification = await queue.get()
                yield f"event: {notification['event']}\ndata: {json.dumps(notification)}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers={"cache-control": "no-cache"})


@router.websocket("/live")
async def live(socket: WebSocket):
    """Notifications, and what anyone says here, to everyone who is here."""

    async def tell(queue: asyncio.Queue) -> None:
        while True:
            await socket.send_json(await queue.get())

    await socket.accept()
    with broker.listen() as queue:
        await socket.send_json({"event": "welcome"})
        telling = asyncio.ensure_future(tell(queue))
        try:
            while True:
                broker.publish({"event": "said", "text": await socket.receive_text()})
        except WebSocketDisconnect:
            pass
        finally:
            telling.cancel()
