"""`make chaos`: trials over many seeds, on one store or both, and what came of them.

CHAOS_SEED is the first seed (1), CHAOS_KILLS how many workers die in all (1,000): fifty in each trial, seed by seed.
CHAOS_STORE is `sqlite` or `postgresql` (both). A store's result is written to benchmarks/results/chaos-<store>.json
after each trial. With CHAOS_DESK=1 people act meanwhile, with CHAOS_BULK=1 lists are loaded, to chaos-desk-… or
chaos-bulk-….
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.chaos.processes import Zygote, prepared
from tests.chaos.trial import Order, Trial, Verdict
from tests.sync.postgres import Postgres

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
STORES = ("sqlite", "postgresql")
_KILLS = 50
"""How many workers die in one trial at most."""


def order_of(seed: int, kills: int, store: str, *, desk: bool = False, bulk: bool = False) -> Order:
    """What the trial of a seed is like: on PostgreSQL two workers race, and every third seed's clock jumps.

    With a desk two people act on what waits for them, both on the same; with bulk the same list is loaded by two
    processes that die in a page, and by the command, which is killed while it reads.
    """
    return Order(
        seed=seed,
        kills=kills,
        store=store,
        workers=2 if store == "postgresql" else 1,
        shift=seed % 3 == 0,
        rate=0.7 + 0.2 * (seed % 4),
        desks=2 if desk else 0,
        acts=100 if desk else 0,
        loads=4 if bulk else 0,
        command_kills=max(1, kills // 5) if bulk else 0,
    )


def played(order: Order, estate: Path, zygote: Zygote, folder: Path, server: Postgres | None) -> Verdict:
    """One trial, on a database of its own."""
    name = f"chaos_{order.store}_{order.seed}"
    if server is None:
        address = f"sqlite:///{folder / name}.db"
    else:
        server.execute(f"CREATE DATABASE {name}")
        address = server.url(name)
    log = folder / f"{name}.log"
    return Trial(order, estate, address, log, zygote, server).play()


def summary(store: str, verdicts: list[Verdict], started: float) -> dict[str, object]:
    """What came of all trials on a store."""
    recoveries = sorted(second for one in verdicts for second in one.recoveries)
    boundaries: Counter[str] = sum((one.boundaries for one in verdicts), Counter())
    acts: Counter[str] = sum((one.acts for one in verdicts), Counter())
    return {
        "store": store,
        "command": f"{''.join(f'CHAOS_{one.upper()}=1 ' for one in _beside())}CHAOS_STORE={store} make chaos",
        "seeds": len(verdicts),
        "kills": sum(one.kills for one in verdicts),
        "kills_at_boundaries": dict(sorted(boundaries.items())),
        **({"acts": dict(sorted(acts.items())), "desk_kills": sum(one.desk_kills for one in verdicts)} if acts else {}),
        **(_of_loads(verdicts) if any(one.loaded for one in verdicts) else {}),
        "server_restarts": sum(one.restarts for one in verdicts),
        "effects": sum(one.effects for one in verdicts),
        "lost": sum(len(one.lost) for one in verdicts),
        "doubled": sum(len(one.doubled) for one in verdicts),
        "out_of_order": sum(len(one.out_of_order) for one in verdicts),
        "wrong_state": sum(len(one.wrong_state) for one in verdicts),
        "unknown_queued": sum(one.unknown_queued for one in verdicts),
        "unknown_unqueued": sum(len(one.unqueued) for one in verdicts),
        "recoveries": len(recoveries),
        "recovery_p50_s": round(recoveries[len(recoveries) // 2], 2) if recoveries else None,
        "recovery_p95_s": round(recoveries[int(len(recoveries) * 0.95)], 2) if recoveries else None,
        "seconds": round(time.monotonic() - started),
        "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}",
    }


def _of_loads(verdicts: list[Verdict]) -> dict[str, int]:
    return {
        "loads_to_the_end": sum(one.loaded for one in verdicts),
        "load_kills": sum(one.load_kills for one in verdicts),
        "command_kills": sum(one.command_kills for one in verdicts),
    }


def main(say: Callable[[str], object] = sys.stdout.write) -> int:
    """Plays all trials; 1 where any of them is not clean."""
    first, wanted = _number("CHAOS_SEED", 1), os.environ.get("CHAOS_STORE", "")
    kills = _number("CHAOS_KILLS", 1000)
    if wanted and wanted not in STORES:
        sys.exit(f"CHAOS_STORE is {wanted!r}: write one of {', '.join(STORES)}")
    trials = [(first + at, min(_KILLS, kills - at * _KILLS)) for at in range(max(1, -(-kills // _KILLS)))]
    clean = True
    with tempfile.TemporaryDirectory(prefix="govkit-chaos-") as made:
        folder = Path(made)
        with prepared(folder) as estate:
            for store in STORES if not wanted else (wanted,):
                clean &= _on_store(store, trials, estate, folder, say)
    return 0 if clean else 1


def _beside() -> list[str]:
    """What goes on beside the events."""
    return [one for one in ("desk", "bulk") if os.environ.get(f"CHAOS_{one.upper()}", "") not in ("", "0")]


def _number(name: str, otherwise: int) -> int:
    """A number of the environment."""
    text = os.environ.get(name, str(otherwise))
    if not text.isdecimal():
        sys.exit(f"{name} is {text!r}: write a number")
    return int(text)


def _on_store(
    store: str, trials: list[tuple[int, int]], estate: Path, folder: Path, say: Callable[[str], object]
) -> bool:
    server = Postgres() if store == "postgresql" else None
    zygote = Zygote(estate)
    verdicts: list[Verdict] = []
    started = time.monotonic()
    try:
        if server is not None:
            server.start()
        for seed, kills in trials:
            order = order_of(seed, kills, store, **dict.fromkeys(_beside(), True))
            verdict = played(order, estate, zygote, folder, server)
            verdicts.append(verdict)
            say(f"{store} seed {seed}: {told(verdict)}\n")
            sys.stdout.flush()
            RESULTS.mkdir(exist_ok=True)
            text = json.dumps(summary(store, verdicts, started), indent=2)
            name = "-".join(["chaos", *_beside(), store])
            (RESULTS / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    finally:
        zygote.close()
        if server is not None:
            server.close()
    return all(one.is_clean for one in verdicts)


def told(verdict: Verdict) -> str:
    """A trial in one line, and what is wrong in more."""
    slow = sorted(verdict.recoveries)[int(len(verdict.recoveries) * 0.95)] if verdict.recoveries else 0.0
    line = (
        f"{'clean' if verdict.is_clean else 'NOT CLEAN'}, {verdict.kills} kills, {verdict.effects} effects, "
        f"{verdict.unknown_queued} unknown asked of people, recovery {slow:.1f} s (p95), {verdict.seconds:.0f} s"
    )
    if verdict.acts:
        acts = ", ".join(f"{count} {name}" for name, count in sorted(verdict.acts.items()))
        line += f", at desks {acts}, {verdict.desk_kills} desks killed"
    if verdict.load_kills or verdict.loaded:
        line += f", {verdict.loaded} loads to the end, {verdict.load_kills} killed, {verdict.command_kills} commands"
    wrong = {
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "out of order": verdict.out_of_order,
        "wrong state": verdict.wrong_state,
        "not in the queue": verdict.unqueued,
        "crashed": verdict.crashes,
    }
    return "\n  ".join([line, *(f"{name}: {', '.join(found[:5])}" for name, found in wrong.items() if found)])


if __name__ == "__main__":
    sys.exit(main())
