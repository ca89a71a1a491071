import { words } from '../words';
import { page } from './page';

/** A page that says one thing, by the keys of its title and its text. */
export function plainPage(title: string, text: string): string {
  return page(
    words(title),
    <main>
      <h1>{words(title)}</h1>
      <p>{words(text)}</p>
      <p class="note">{words('invitation.safety')}</p>
    </main>,
  );
}
