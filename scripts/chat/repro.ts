import type { Recording } from './conversation';

/** A test that plays again what was played at the terminal: the world gives the answers that it gave then. */
export function reproOf({ first, answers, steps }: Recording, stranger: boolean): string {
  const { newest, now, ...known } = first ?? {};
  const world = Object.entries(answers).map(
    ([name, given]) => `    ${name}: () => (${JSON.stringify(given)} as Answer[])[played.${name}++],`,
  );
  const played = Object.keys(answers).map((name) => `${name}: 0`);
  const calls = steps.flatMap(({ heard, said }) => [
    'text' in heard ? `    .hear(${JSON.stringify(heard.text)})` : `    .tapPayload(${JSON.stringify(heard.payload)})`,
    ...(said.length === 0 ? ['    .saysNothing()'] : said.map((key) => `    .says('${key}')`)),
  ]);
  return [
    "import type { Answer } from '../../src/engine/types';",
    "import { Talk } from './talk';",
    '',
    "test('as it was played', () => {",
    `  const played = { ${played.join(', ')} };`,
    `  const known = ${JSON.stringify(known)};`,
    '  const world = {',
    ...world,
    '  };',
    `  new Talk({ known, world${stranger ? ', stranger: true' : ''} })`,
    ...calls,
    '    .andMore();',
    '});',
    '',
  ].join('\n');
}
