import type { Leader } from '../actions/actor';
import { words } from '../words';
import { badgesOf } from './badge';
import { consolePage } from './layout';

/** The first page: what waits for her. */
export async function startPage(leader: Leader): Promise<string> {
  const [badge, ...others] = await badgesOf(leader);
  return consolePage(
    words('console.startTitle'),
    <>
      <h1>{words('console.startTitle')}</h1>
      {others.map(({ post, unit }) => (
        <p key={unit} class="soft">
          {words('console.also', { post, unit })}
        </p>
      ))}
      <p>{words('console.nothing')}</p>
    </>,
    badge,
  );
}
