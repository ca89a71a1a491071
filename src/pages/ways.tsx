import { words } from '../words';

/** A way into the chat: the channel's name and the address that opens it. */
export interface Chat {
  channel: string;
  url: string;
}

/** A large button for each way into the chat. */
export function Ways({ to }: { to: readonly Chat[] }) {
  return (
    <>
      {to.map(({ channel, url }) => (
        <a key={channel} class="go" href={url}>
          {words(`invitationOpen.${channel}`)}
        </a>
      ))}
    </>
  );
}
