import { helpOf, usageLine } from '../../scripts/usage';

const USAGE =
  'Usage: npm run members -- show NUMBER | leave NUMBER asked|died | return|away NUMBER | fee NUMBER [--paid | --unpaid]; ' +
  'each with [--by WHO]';

test.each([
  [
    'the form that was asked for',
    `${USAGE}`,
    ['leave'],
    'Usage: npm run members -- leave NUMBER asked|died; each with [--by WHO]',
  ],
  ['one of two names of a form', USAGE, ['away', '7'], 'Usage: npm run members -- return|away NUMBER; each with [--by WHO]'],
  ['brackets stay whole', USAGE, ['fee'], 'Usage: npm run members -- fee NUMBER [--paid | --unpaid]; each with [--by WHO]'],
  [
    'nobody knows what was asked for',
    USAGE,
    ['dance'],
    'Usage: npm run members -- show|leave|return|away|fee …   (--help shows what each takes); each with [--by WHO]',
  ],
  [
    'what was wrong stays, Node’s advice goes',
    `Unknown option '--x'. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- "--x" ${USAGE}`,
    ['show', '--x'],
    "Unknown option '--x'. Usage: npm run members -- show NUMBER; each with [--by WHO]",
  ],
  [
    'a few forms are all shown',
    'wrong\nUsage: npm run dead -- list | replay [ID]',
    [],
    'wrong Usage: npm run dead -- list | replay [ID]',
  ],
  ['what has no usage stays', 'xyz.json cannot be read:\n  no such file', ['show'], 'xyz.json cannot be read: no such file'],
])('%s', (_, message, args, line) => {
  expect(usageLine(message, args)).toBe(line);
});

test('help shows one form a line', () => {
  expect(helpOf(`Unknown option '--help'. ${USAGE}`).split('\n')).toEqual([
    'Usage: npm run members --',
    '  show NUMBER',
    '  leave NUMBER asked|died',
    '  return|away NUMBER',
    '  fee NUMBER [--paid | --unpaid]',
    'each with [--by WHO]',
  ]);
});
