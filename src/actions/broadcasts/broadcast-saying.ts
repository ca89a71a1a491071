import type { Enclosure } from '../../engine/leader-types';
import type { Broadcast } from '../../models/broadcasts';
import type { SendBody } from '../../models/sends';
import { words } from '../../words';

/** What a leader wrote, and what goes with it. */
export interface Written {
  text: string;
  /** Address of a picture, https. */
  image?: string;
  /** A link to a file, https, and what it is called. */
  file?: { url: string; title: string };
  /** A picture or file of ours: with one the text may be empty. */
  enclosed?: Enclosure;
}

/** What stands against a text: empty, longer than fits beside the rest, with a `{…}` that is nothing, or an address that is no https one. */
export type BadText = 'empty' | 'tooLong' | 'unknownVariable' | 'badAddress';

/** The longest text of a leader, characters: with its beginning it stays below what every platform takes. */
export const LONGEST_TEXT = 1_500;
const VARIABLE = /\{([^{}]*)\}/g;
const NAME = '{name}';

/** A leader's text as it is sent, under the name of her unit; `{name}` becomes the given name of whoever reads it. */
export function sayingOfText({ text, image, file, enclosed }: Written, unit: string): { say: SendBody } | { bad: BadText } {
  const said = text.normalize('NFC').trim() || (enclosed ? words(`broadcast.${enclosed.kind}`) : '');
  if (said === '') return { bad: 'empty' };
  if (said.length > LONGEST_TEXT) return { bad: 'tooLong' };
  if ([...said.matchAll(VARIABLE)].some(([whole]) => whole !== NAME)) return { bad: 'unknownVariable' };
  if ([image, file?.url].some((url) => url !== undefined && !isAddress(url))) return { bad: 'badAddress' };
  return {
    say: {
      key: 'broadcast.text',
      vars: { unit, text: said },
      ...(said.includes(NAME) ? { personal: true as const } : {}),
      ...(image === undefined ? {} : { image }),
      ...(enclosed ? { enclosed } : {}),
      ...(file ? { cards: [{ title: file.title, url: file.url }] } : {}),
    },
  };
}

/** What one person gets: with her name, and below what the Union tells the button that says she has read it. */
export function sayingFor(say: SendBody, { _id, kind }: Pick<Broadcast, '_id' | 'kind'>, name: string): SendBody {
  const told = say.personal ? { ...say, vars: { ...filled(say.vars, name), name } } : say;
  if (kind !== 'information') return told;
  const read = { payload: `#broadcast:${_id}:read`, label: 'broadcast.read' };
  return { ...told, buttons: [...(told.buttons ?? []), read], numbered: false };
}

/** What a woman is called: the last part of the name. */
export const givenName = (name: string): string => name.trim().split(/\s+/).at(-1) ?? name;

const filled = (vars: SendBody['vars'], name: string) =>
  Object.fromEntries(
    Object.entries(vars ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replaceAll(NAME, () => givenName(name)) : value,
    ]),
  );

function isAddress(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
