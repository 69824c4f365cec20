#!/usr/bin/env bash
# ray 2.60.0: when one item of ActorPool.map() raises, the generator is over (as any generator that raised), and a
# loop that catches the error and goes on gets nothing more, though the other items were computed and the pool still
# says has_next(). They come out of get_next() afterwards. With one bad recording among many, a batch loses all that
# follow it.
# Seen: item 1 of 6 fails; map() gives [0] and then ends; get_next() still gives [2, 3, 4, 5].
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "ray==2.60.0"
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import os

os.environ["RAY_AUTH_MODE"] = "disabled"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import ray
from ray.util import ActorPool

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)


@ray.remote
class Reader:
    def read(self, item):
        if item == 1:
            raise ValueError("one bad item")
        return item


pool = ActorPool([Reader.remote(), Reader.remote()])
results = pool.map(lambda actor, item: actor.read.remote(item), range(6))
given, failures = [], 0
while True:
    try:
        given.append(next(results))
    except StopIteration:
        break
    except ray.exceptions.RayTaskError:
        failures += 1
waiting = pool.has_next()
rest = []
while pool.has_next():
    rest.append(pool.get_next())
print(f"map(): {given}, {failures} failure, then the end; has_next(): {waiting}; get_next(): {rest}")
assert (given, failures, waiting, rest) == ([0], 1, True, [2, 3, 4, 5])
ray.shutdown()
PYTHON
