import { words } from '../words';
import { page } from './page';

/** Who answers for the data. */
export interface Keeper {
  /** The province's Union. */
  name: string;
  phone: string;
}

/** What a woman can type in the chat, and what follows: the keys of its words. */
const RIGHTS = ['view', 'correct', 'delete', 'stop', 'person'] as const;

/** What is kept of a woman, for what, who sees it, and what she can do about it (domain §3.2, §3.3). */
export function privacyPage(keeper: Keeper): string {
  return page(
    words('privacyPage.title'),
    <main>
      <h1>{words('privacyPage.title')}</h1>
      <p>{words('privacyPage.keeper', { ...keeper })}</p>
      {(['what', 'why', 'who', 'long'] as const).map((each) => (
        <section key={each}>
          <h2>{words(`privacyPage.${each}Title`)}</h2>
          <p>{words(`privacyPage.${each}`)}</p>
        </section>
      ))}
      <section>
        <h2>{words('privacyPage.rightsTitle')}</h2>
        <ul>
          {RIGHTS.map((each) => (
            <li key={each}>{words(`privacyPage.${each}`)}</li>
          ))}
        </ul>
      </section>
      <p class="note">{words('privacyPage.law')}</p>
      <p class="note">{words('invitation.safety')}</p>
    </main>,
  );
}
