import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyStateMachine } from 'xstate';
import { flows } from '../../flows/index';
import type { Flow } from '../../src/engine/flow';

/** A conversation under way is frozen by name of state: what is written here may change only with a new version. */
const PATH = join(__dirname, 'shapes.json');
type Shape = { version: number; states: string[]; context: string[] };
const frozen: Record<string, Shape> = existsSync(PATH) ? (JSON.parse(readFileSync(PATH, 'utf8')) as Record<string, Shape>) : {};

if (process.env.UPDATE) {
  const shapes = Object.fromEntries(Object.values(flows).map((flow) => [flow.name, shapeOf(flow)]));
  writeFileSync(PATH, `${JSON.stringify(shapes, null, 2)}\n`);
}

test.each(Object.values(flows))('$name keeps its shape, or has a new version', (flow) => {
  const was = frozen[flow.name];
  const is = shapeOf(flow);
  if (process.env.UPDATE || !was) {
    expect(process.env.UPDATE).toBeDefined();
    return;
  }
  // A state or a field that is gone cannot be thawed; one that is new is missing in what was frozen before.
  if (is.version === was.version) expect(is).toEqual(was);
  else expect(is.version).toBeGreaterThan(was.version);
});

test('an older version is read by a migration, or starts over', () => {
  for (const { version, migrations = {} } of Object.values(flows)) {
    expect(Object.keys(migrations).filter((from) => Number(from) >= version)).toEqual([]);
  }
});

function shapeOf({ version, machine }: Flow): Shape {
  const { states, config } = machine as AnyStateMachine;
  const { context } = config as { context: unknown };
  const first = typeof context === 'function' ? (context({ input: {} }) as object) : (context as object);
  return { version, states: Object.keys(states), context: Object.keys(first).sort() };
}
