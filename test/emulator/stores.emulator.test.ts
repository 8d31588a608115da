/** What the emulator keeps, walked through while others add to it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { VENV } from '../../lib/emulator/python.ts';
import { repository } from '../../lib/repository.ts';

/**
 * What the garbage collector ends adds to the store, where a thread would: the collector runs when a walk has made as many
 * pairs as its threshold.
 */
const PROGRAM = `
import gc, json
from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict
import stores
stores.install()
KEPT = 5_000
def walked(make, walk):
    store = make()
    for number in range(KEPT):
        store[number] = number
    class Ended:
        def __init__(self):
            self.itself = self
        def __del__(self):
            store[object()] = 0
    gc.collect()
    gc.set_threshold(700)
    for _ in range(50):
        Ended()
    found = len(list(walk(store)))
    return found, len(store) - KEPT
WALKS = {
    "items": lambda store: store.items(),
    "values": lambda store: store.values(),
    "keys": lambda store: store.keys(),
    "iter": lambda store: list(store),
    "all_items": lambda store: store.all_items(),
    "all_values": lambda store: store.all_values(),
    "items_scoped": lambda store: store.items_scoped("000000000000", "us-east-1"),
    "values_scoped": lambda store: store.values_scoped("000000000000", "us-east-1"),
}
print(json.dumps([
    [f"{make.__name__}.{name}", *walked(make, walk)]
    for make in (AccountScopedDict, AccountRegionScopedDict) for name, walk in WALKS.items()
    if name in ("iter", *dir(make))
]))`;

it('is walked through whole, and as it was when the walk began', async () => {
  const { stdout } = await promisify(execFile)(VENV.python, ['-c', PROGRAM], {
    // What Python keeps beside a source that it has read is no part of the repository.
    env: { ...process.env, PYTHONPATH: join(repository, 'lib/emulator/front'), PYTHONDONTWRITEBYTECODE: '1' },
  });
  const walks = JSON.parse(stdout) as readonly (readonly [string, number, number])[];
  expect(walks.map(([walk]) => walk)).toContain('AccountRegionScopedDict.items');
  expect(walks.filter(([, found]) => found !== 5_000)).toEqual([]);
  // Something came between, in most of them: else nothing was asked.
  expect(walks.filter(([, , added]) => added > 0).length).toBeGreaterThan(4);
});
