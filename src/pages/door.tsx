import type { Door } from '../actions/meetings/door';
import { words } from '../words';
import { page } from './page';
import { Qr } from './qr';
import { type Chat, Ways } from './ways';

/** The page at the door of a meeting: what it is, how to check in, and its own QR for the next one. */
export function doorPage(door: Door, chats: readonly Chat[]): string {
  const { code, state, unit, topic, place, day, time, link } = door;
  if (state === 'over' || state === 'cancelled') return closedPage(door);
  const how = state === 'early' ? words('door.early') : words('door.how');
  return page(
    words('door.title', { unit }),
    <main>
      <h1>{topic}</h1>
      <p>{unit}</p>
      <p class="when">{words('door.when', { day, time, place })}</p>
      <p>{chats.length > 0 ? how : words('door.howWithoutChat')}</p>
      <Ways to={chats} />
      {chats.length > 0 && <p>{words('door.codeBelow')}</p>}
      {chats.length > 0 && <p class="code">{code}</p>}
      <Qr text={link} size={208} label={words('door.qr')} />
      <p class="note">{words('invitation.safety')}</p>
      <p>
        <a class="plain" href={`/hop/${code}/poster.svg?kho=a4`}>
          {words('door.print')}
        </a>
      </p>
    </main>,
  );
}

/** It is over, or does not take place. */
function closedPage({ state, unit, topic, day, time, place }: Door): string {
  return page(
    words(`door.${state}Title`),
    <main>
      <h1>{words(`door.${state}Title`)}</h1>
      <p>{topic}</p>
      <p>{unit}</p>
      <p class="when">{words('door.when', { day, time, place })}</p>
      <p>{words(`door.${state}`)}</p>
    </main>,
  );
}
