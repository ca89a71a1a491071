import type { Actor } from '../../src/actions/access';
import { noteCalled } from '../../src/actions/applications/news-calls';
import type { ActionDeps } from '../../src/actions/deps';
import { application } from '../../src/models/applications';
import { newsOf, openCalls } from '../../src/models/news-calls';
import { tree } from '../../src/models/units';
import { dayOf } from '../../src/programme/periods';

const REFUSED = {
  unknown: 'there is no such application',
  notAllowed: 'not allowed',
  gone: 'nobody has to be phoned about it; see npm run applications -- calls',
} as const;

/** Who must be phoned because no message reached her: file, day, unit and the text's name; no names, for it may be read over a shoulder. */
export async function listCalls(within: readonly string[] | undefined, timeZone: string): Promise<number> {
  const { units } = await tree();
  for (const call of await openCalls(within ?? [...units.keys()])) {
    const file = (await application(call.about))?.file ?? '';
    const line = [file, dayOf(call.at, timeZone), units.get(call.unit)?.code ?? call.unit, newsOf(call).key];
    process.stdout.write(`${line.join('\t')}\n`);
  }
  return 0;
}

/** Notes that women were phoned. */
export async function called(files: readonly string[], actor: Actor, deps: ActionDeps): Promise<number> {
  let refused = 0;
  for (const file of files) {
    const result = await noteCalled(file, { id: `command/called/${file}/${deps.now()}`, actor }, deps);
    if (result === 'done') process.stdout.write(`${file}\tcalled\n`);
    else {
      refused += 1;
      process.stderr.write(`${file}: ${REFUSED[result]}\n`);
    }
  }
  return refused === 0 ? 0 : 1;
}
