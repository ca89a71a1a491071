import { changeLinkCode, linkCodeOf, refOf } from '../../models/link-codes';
import { unitByCode } from '../../models/units';
import { words } from '../../words';
import { type Actor, can } from '../access';

/** What a leader posts in her branch's group chat, and hangs up: a text, an address for each channel and its QR as SVG. */
export interface InvitationKit {
  /** As it is typed where a platform carries no ref to us: `chi_BCF23G`. */
  code: string;
  text: string;
  links: { channel: string; link: string; qr: string }[];
}

/** A way into the chat: the channel's name and the address that opens it with a ref. */
export interface Entrance {
  channel: string;
  link(ref: string): string;
  /** An address as a QR code, SVG. */
  draw(address: string): Promise<string>;
}

/**
 * The kit by which the members of a branch or group (its code) tie their chats; `renew` gives another code, after which the
 * one that hangs about leads nowhere. Refused for a unit above the branch: there nobody knows her.
 */
export async function invitationKit(
  code: string,
  actor: Actor,
  entrances: readonly Entrance[],
  { renew = false } = {},
): Promise<InvitationKit | 'unknownUnit' | 'notAllowed'> {
  const unit = await unitByCode(code);
  if (!unit || (unit.level !== 'branch' && unit.level !== 'group')) return 'unknownUnit';
  if (!(await can(actor, renew ? 'links:change' : 'links:see', unit._id))) return 'notAllowed';
  const ref = refOf(renew ? await changeLinkCode(unit._id) : await linkCodeOf(unit._id));
  const links = await Promise.all(
    entrances.map(async ({ channel, link, draw }) => {
      const address = link(ref);
      return { channel, link: address, qr: await draw(address) };
    }),
  );
  const ways = links.map(({ link }) => link).join(' · ');
  return { code: ref, text: words('kit.text', { unit: unit.name, ways, code: ref }), links };
}
