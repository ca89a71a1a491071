import { TEMPLATE_OF } from '../../src/channels/templates';
import { TEMPLATE_NAMES } from '../../src/config';
import { placeholdersOf, templateOf } from '../../src/words';

/** What each approved template has to say and which variables it gets, as a page for whoever submits them. */
export function templatePage(): string {
  return [
    '# Approved templates',
    '',
    'Written by `npm run policy-table` from `src/channels/templates.ts` and `locales/vi.json`. After the window a text leaves only by its',
    'approved template: have one approved for each line, with exactly these variables, and set its id in `ZALO_TEMPLATE_…` (ZBS, to the',
    'chat or to a phone number) and its name in `MESSENGER_TEMPLATE_…` (utility, language vi). Without it these texts are held then.',
    'Texts that share a template share its words: those of `MEETING` must fit an invitation as well as a reminder. `LINK_CODE` goes to',
    'phone numbers only, so Messenger has none.',
    '',
    '| …_TEMPLATE_ | variables | for the texts | which say |',
    '| --- | --- | --- | --- |',
    ...TEMPLATE_NAMES.map(line),
    '',
  ].join('\n');
}

function line(name: (typeof TEMPLATE_NAMES)[number]): string {
  const keys = Object.keys(TEMPLATE_OF).filter((key) => TEMPLATE_OF[key] === name);
  const vars = [...new Set(keys.flatMap((key) => [...placeholdersOf(templateOf(key))]))];
  const texts = keys.map((key) => templateOf(key).replaceAll('\n', ' '));
  return `| ${name} | ${vars.map(code).join(', ')} | ${keys.map(code).join(', ')} | ${texts.join('<br>')} |`;
}

const code = (text: string) => `\`${text}\``;
