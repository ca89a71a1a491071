import type { Leader } from '../actions/actor';
import { openLists } from '../actions/desk/call-view';
import { dayAndTime, words } from '../words';
import { badgesOf } from './badge';
import { callAddress } from './call-address';
import { consolePage } from './layout';
import type { SessionDeps } from './sessions';

/** The first page: what waits for her, each with one button. */
export async function startPage(leader: Leader, deps: Pick<SessionDeps, 'now' | 'timeZone'>): Promise<string> {
  const [[badge, ...others], lists] = [await badgesOf(leader), await openLists(leader, deps)];
  const waiting = lists.filter(({ counts }) => counts.open > 0).length;
  return consolePage(
    words('console.startTitle'),
    <>
      <h1>{waiting === 0 ? words('console.startTitle') : words('console.startWith', { n: waiting })}</h1>
      {others.map(({ post, unit }) => (
        <p key={unit} class="soft">
          {words('console.also', { post, unit })}
        </p>
      ))}
      {waiting === 0 && <p>{words('console.nothing')}</p>}
      {lists.map(({ subject, counts }) => (
        <section key={subject.id} class="task">
          <p>
            {words(`console.calls.${subject.kind}`, { title: subject.title })}
            {subject.startsAt !== undefined && `, ${words('console.calls.when', dayAndTime(subject.startsAt, deps.timeZone))}`}
          </p>
          <small class={counts.open === 0 ? 'good' : 'warn'}>
            {words(counts.open === 0 ? 'console.calls.allDone' : 'console.calls.left', { n: counts.open, total: counts.total })}
          </small>
          <a class="go" href={callAddress(subject)}>
            {counts.open === 0 ? words('console.calls.look') : words('console.calls.phone', { n: counts.open })}
          </a>
        </section>
      ))}
    </>,
    badge,
  );
}
