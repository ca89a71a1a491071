import type { CallView, Woman } from '../actions/desk/call-view';
import { dayAndTime, words } from '../words';
import { callAddress, type Part, PIECE, placeOf } from './call-address';
import { type Badge, consolePage, HOME } from './layout';

/** What a list's page shows beside the list. */
export interface CallPage {
  part: Part;
  /** Makes an order of this page one that can be sent again without doing anything twice. */
  key: string;
  /** Whose number was asked for, and the number, if there is one to be told. */
  shown?: { person: string; phone?: string };
  /** For whom something was noted last; `refused` where that could not be. */
  last?: { person: string; refused?: true };
  timeZone: string;
}

/** The page of a list of calls: whom to phone and why; her number when asked for; what she said, with one tap. */
export function callsPage(view: CallView, page: CallPage, badge: Badge): string {
  const { subject, counts, women, of, also } = view;
  const { part, last, timeZone } = page;
  const title = words(`console.calls.${subject.kind}`, { title: subject.title });
  const when = subject.startsAt === undefined ? undefined : dayAndTime(subject.startsAt, timeZone);
  return consolePage(
    title,
    <>
      <p>
        <a class="line" href={HOME}>
          {words('console.home')}
        </a>
      </p>
      <h1>{title}</h1>
      {when && <p>{words('console.calls.when', when)}</p>}
      <p class={counts.open === 0 ? 'good' : 'warn'}>
        {words(counts.open === 0 ? 'console.calls.allDone' : 'console.calls.left', { n: counts.open, total: counts.total })}
      </p>
      <Results view={view} />
      {view.begun && <p class="said">{words('console.calls.begun')}</p>}
      {last && <p class="said">{words(last.refused ? 'console.calls.refused' : 'console.calls.noted')}</p>}
      {also && !women.some(({ person }) => person === also.person) && <WomanCard woman={also} view={view} page={page} />}
      <p class="filter">
        {[false, true].map((all) => (
          <a
            key={String(all)}
            class="line"
            href={callAddress(subject, { all, from: 0 })}
            aria-current={all === part.all && 'true'}
          >
            {words(all ? 'console.calls.all' : 'console.calls.open', { n: all ? counts.total : counts.open })}
          </a>
        ))}
      </p>
      {women.map((woman) => (
        <WomanCard key={woman.person} woman={woman} view={view} page={page} />
      ))}
      <p class="filter">
        {part.from > 0 && <Turn view={view} part={{ ...part, from: Math.max(0, part.from - PIECE) }} words="before" />}
        {part.from + PIECE < of && <Turn view={view} part={{ ...part, from: part.from + PIECE }} words="next" />}
      </p>
      <p class="soft">{words('console.calls.care')}</p>
    </>,
    badge,
  );
}

function Turn({ view, part, words: key }: { view: CallView; part: Part; words: 'before' | 'next' }) {
  return (
    <a class="line" href={callAddress(view.subject, part)}>
      {words(`console.calls.${key}`)}
    </a>
  );
}

/** What was noted so far, in numbers of the whole list. */
function Results({ view: { counts } }: { view: CallView }) {
  const said = Object.entries(counts.byResult).map(([result, n]) => words(`console.calls.count.${result}`, { n }));
  return said.length === 0 ? null : <p class="soft">{words('console.calls.results', { said: said.join(' · ') })}</p>;
}

function WomanCard({ woman, view: { subject }, page }: { woman: Woman; view: CallView; page: CallPage }) {
  const { person, name, unit, why, noted, outcomes, number } = woman;
  const isShown = page.shown?.person === person;
  const phone = isShown ? page.shown?.phone : undefined;
  const asks = number === 'hidden' && phone === undefined;
  return (
    <section class="woman" id={placeOf(person)}>
      <h2>{name}</h2>
      <p>
        {unit}
        <br />
        <span class="soft">{why}</span>
      </p>
      {noted && <p>{notedIn(noted, page.timeZone)}</p>}
      {phone !== undefined && (
        <a class="go" href={`tel:${phone}`}>
          {words('console.calls.dial', { phone: spaced(phone) })}
        </a>
      )}
      {number !== 'hidden' && <p class="soft">{words(`console.calls.number.${number}`)}</p>}
      {(asks || outcomes.length > 0) && (
        <form method="post" action={callAddress(subject, page.part)}>
          <input type="hidden" name="khoa" value={page.key} />
          <input type="hidden" name="chi" value={person} />
          {asks && (
            <button type="submit" class="wide" formaction={callAddress(subject, page.part, '/so')}>
              {words('console.calls.show')}
            </button>
          )}
          {outcomes.map((each) => (
            <button key={each} type="submit" class="secondary" name="ket_qua" value={each}>
              {words(`calls.${each}`)}
            </button>
          ))}
        </form>
      )}
    </section>
  );
}

function notedIn({ result, at, by }: NonNullable<Woman['noted']>, timeZone: string): string {
  const moment = dayAndTime(at, timeZone);
  return words(by === undefined ? 'console.calls.said' : 'console.calls.saidBy', {
    ...{ ...moment, result: words(`console.calls.result.${result}`) },
    ...(by === undefined ? {} : { by }),
  });
}

/** `0905 123 456`, as it is read out. */
const spaced = (phone: string): string => phone.replace(/^(\d{4})(\d{3})(\d+)$/, '$1 $2 $3');
