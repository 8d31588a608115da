/** What the emulator reads of an expression it keeps: the same answers, by one reading instead of one an item. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { VENV } from '../../lib/emulator/python.ts';
import { repository } from '../../lib/repository.ts';

const PROGRAM = `
import json
from ministack.services import dynamodb
SOUND = ["pk = :a", "pk = :a AND begins_with(sk, :b)", "attribute_exists(#n) OR NOT size(sk) > :c", "pk <> :a"]
REFUSED = ["((pk = :a))", "pk = ", "pk BETWEEN :b AND :a", "name = :a", "pk = :missing", "", " "]
EXPRESSIONS = SOUND + REFUSED
SLOTS = ["KeyConditionExpression", "FilterExpression"]
ITEMS = [{"pk": {"S": "a"}, "sk": {"S": f"b{at}"}} for at in range(50)]
VALUES = {":a": {"S": "a"}, ":b": {"S": "b"}, ":c": {"N": "2"}}
def answered(expression, slot, item):
    try:
        return dynamodb._evaluate_condition(expression, item, VALUES, {"#n": "pk"}, slot=slot)
    except ValueError as error:
        return str(error)
def answers():
    return [answered(expression, slot, item) for expression in EXPRESSIONS for slot in SLOTS for item in ITEMS]
before = answers()
readings = 0
tokenize = dynamodb._tokenize
def counted(expression):
    global readings
    readings += 1
    return tokenize(expression)
dynamodb._tokenize = counted
import expressions
expressions.install()
after = answers()
readings = 0
EXPRESSIONS = SOUND
answers()
print(json.dumps({"same": before == after, "kinds": len(set(map(str, before))), "readings": readings}))`;

it('answers as the emulator does by itself, and reads a text that nothing is wrong with once', async () => {
  const { stdout } = await promisify(execFile)(VENV.python, ['-c', PROGRAM], {
    // What Python keeps beside a source that it has read is no part of the repository.
    env: { ...process.env, PYTHONPATH: join(repository, 'lib/emulator/front'), PYTHONDONTWRITEBYTECODE: '1' },
  });
  const { kinds, ...found } = JSON.parse(stdout) as { kinds: number };
  expect(kinds).toBeGreaterThan(4);
  expect(found).toEqual({ same: true, readings: 0 });
});
