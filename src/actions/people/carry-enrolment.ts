import { type Enrolment, type EnrolmentEffect, enrolmentStore } from '../../models/enrolments';
import type { Fact } from '../../models/facts';
import { firstEntries } from '../../models/new-people';
import type { Person } from '../../models/person';
import { addFacts } from '../../programme/recount';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { countHousehold } from './households';

/** Carries out what a part of a list asks for. */
export const enrolmentCarrier = carrierOf<Enrolment>({ kind: 'enrolment', store: enrolmentStore, handle });

async function handle(effect: EnrolmentEffect, about: Enrolment, deps: ActionDeps): Promise<void> {
  if (effect.name !== 'count') return carryCommon(effect, deps);
  // Only those whom this order made members: whoever was there before is counted already.
  const there = await firstEntries(effect.people.map(({ person, unit }) => ({ _id: person, unit })));
  const mine = enrolledBy(about.order, there);
  const people = effect.people.filter(({ person }) => mine.has(person));
  const facts = people.flatMap(({ person, facts: drafts }) =>
    drafts.map((draft, n): Fact => ({ _id: `${person}/0.0.${n}`, ...draft })),
  );
  await addFacts(facts, deps.ringCount);
  const households = new Set(people.flatMap(({ household }) => household ?? []));
  for (const household of households) await countHousehold(household, `${effect.id}/${household}`, deps);
  // Whoever comes later is counted by the next try; where nobody comes, the list has to be read again.
  const missing = effect.people.length - there.length;
  if (missing > 0) throw new Error(`${missing} of ${effect.people.length} people were never kept: enrol the same list again`);
}

/** Who of some people was enrolled by an order. */
export function enrolledBy(order: string, people: readonly Pick<Person, '_id' | 'history'>[]): Set<string> {
  const mine = people.filter(({ history: [first] }) => first?.id === order && first.action === 'enrol');
  return new Set(mine.map(({ _id }) => _id));
}
