import type { Invitation } from '../actions/applications/refer';
import { words } from '../words';
import { page } from './page';
import { Qr } from './qr';
import { type Chat, Ways } from './ways';

/** The page that a friend sees behind a member's link: who invites, how to answer, the code to type. */
export function invitationPage(invitation: Invitation, chats: readonly Chat[]): string {
  const { code, name, commune, link, why, phone } = invitation;
  return page(
    words('invitation.title', { commune }),
    <main>
      <h1>{words('invitation.heading', { name, commune })}</h1>
      {why && <p>{why}</p>}
      <p>{chats.length > 0 ? words('invitation.how') : words('invitation.howWithoutChat', { phone })}</p>
      <Ways to={chats} />
      <p>{words('invitation.codeBelow')}</p>
      <p class="code">{code}</p>
      <Qr text={link} size={208} label={words('invitation.qr')} />
      <p class="note">{words('invitation.safety')}</p>
      <p>
        <a class="plain" href={`/moi/${code}/poster.svg`}>
          {words('invitation.print')}
        </a>
      </p>
    </main>,
  );
}

/** Said where no member has this code (any more). */
export function unknownCodePage(chats: readonly Chat[]): string {
  return page(
    words('invitation.unknownTitle'),
    <main>
      <h1>{words('invitation.unknownTitle')}</h1>
      <p>{words('invitation.unknown')}</p>
      <Ways to={chats} />
      <p class="note">{words('invitation.safety')}</p>
    </main>,
  );
}

/** Said to an address that asks too often. */
export function tooOftenPage(): string {
  return page(
    words('invitation.tooOftenTitle'),
    <main>
      <h1>{words('invitation.tooOftenTitle')}</h1>
      <p>{words('invitation.tooOften')}</p>
    </main>,
  );
}
