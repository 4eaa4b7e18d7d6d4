"""Runs what does not wait for one another side by side, one thread to each connection."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter

from dashboard.engine.duck import Duck
from dashboard.messages import InputError

Progress = Callable[[str, int, int], None]


class Crowded(InputError):
    """A step had no room beside another one; alone it may have."""


def run(
    steps: Mapping[str, set[str]],
    work: Callable[[str, Duck], None],
    engines: Sequence[Duck],
    progress: Progress = lambda name, done, total: None,
) -> None:
    """Calls `work(name, engine)` once for every step, after those that it waits for.

    `steps` gives what each step waits for; of those that could start, the first in it does. A step
    that raises Crowded is called once more, when nothing runs beside it. Where a step fails or
    somebody presses Ctrl-C, what runs is ended and the error raised; nothing more is started.
    """
    place = {name: number for number, name in enumerate(steps)}
    sorter = TopologicalSorter(steps)
    sorter.prepare()
    ready: list[tuple[int, str]] = []
    alone: list[str] = []
    idle = list(engines)
    running: dict[Future, tuple[str, Duck]] = {}
    done = 0
    with ThreadPoolExecutor(len(engines)) as pool:
        try:
            while sorter.is_active():
                for name in sorter.get_ready():
                    heapq.heappush(ready, (place[name], name))
                # While a step waits to be alone, nothing else starts.
                while idle and (alone and not running or ready and not alone):
                    name = alone[0] if alone else heapq.heappop(ready)[1]
                    engine = idle.pop()
                    progress(name, done, len(steps))
                    running[pool.submit(work, name, engine)] = (name, engine)
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    name, engine = running.pop(future)
                    idle.append(engine)
                    try:
                        future.result()
                    except Crowded:
                        if name in alone:
                            raise
                        alone.append(name)
                        continue
                    alone = [other for other in alone if other != name]
                    sorter.done(name)
                    done += 1
        except BaseException:
            for _, engine in running.values():
                engine.interrupt()
            raise
