import { carryOut, type Outbox } from '../engine/carry';
import type { Application, ApplicationEffect } from '../models/applications';
import * as applications from '../models/applications';
import * as deadLetters from '../models/dead-letters';
import { admit, giveCode, nameOf, person, tieConversation } from '../models/people';
import { addFact } from '../programme/recount';
import type { ApplicationDeps } from './deps';

export { applicationsToWake } from '../models/applications';

/** Carries out what the outbox of an application holds; does nothing for an unknown id. Throws only on an outage. */
export async function carryApplication(id: string, deps: ApplicationDeps): Promise<void> {
  const found = await applications.application(id);
  if (!found) return;
  const outbox: Outbox<Application> = {
    settle: (was, ids) => applications.settleApplication(was, ids, deps.now()),
    failed: applications.applicationEffectFailed,
    bury: (was, effect, reason) => bury(was, effect, reason, deps),
  };
  await carryOut<ApplicationEffect, Application>(found, outbox, (effect, about) => handle(effect, about, deps));
}

/** An effect that failed too often waits among the dead letters for `npm run dead`. */
async function bury(was: Application, id: string, reason: string, deps: ApplicationDeps): Promise<void> {
  const effect = was.outbox.find((each) => each.id === id);
  if (!effect) return;
  const { _id: application } = was;
  await deadLetters.bury({ _id: id, kind: 'effect', application, reason, at: deps.now(), body: effect });
  await applications.settleApplication(was, [id], deps.now());
}

async function handle(effect: ApplicationEffect, about: Application, deps: ApplicationDeps): Promise<void> {
  switch (effect.name) {
    case 'fact':
      return addFact({ _id: effect.once ?? effect.id, ...effect.fact }, deps.ringCount);
    case 'tell': {
      const { id, conversation, key, vars, purpose, named } = effect;
      const name = named && (await nameOfThe(named, about));
      // Whoever is no longer known is not told.
      if (name === undefined && named) return;
      return deps.tell({ id, conversation, key, vars: { ...vars, ...(name === undefined ? {} : { name }) }, purpose });
    }
    case 'makeMember':
      return makeMember(about);
    default:
      return effect satisfies never;
  }
}

async function nameOfThe(who: 'applicant' | 'referrer', about: Application): Promise<string | undefined> {
  if (who === 'applicant') return applications.formOf(about).name;
  const referrer = about.referrer && (await person(about.referrer.person));
  return referrer ? nameOf(referrer) : undefined;
}

async function makeMember(about: Application): Promise<void> {
  const recognised = about.history.find((each) => each.action === 'recognise');
  if (!recognised || about.member === undefined)
    throw new Error(`application ${about.file} makes nobody a member: it was never recognised`);
  const { name, birthYear, phone } = applications.formOf(about);
  const since = { status: 'member' as const, memberSince: recognised.at };
  await admit(about.member, about._id, { name, birthYear, phone, unit: about.unit, ...since });
  await giveCode(about.member);
  await tieConversation(about.member, about.conversation);
}
