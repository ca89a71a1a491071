import { type Application, type ApplicationEffect, applicationStore, formOf } from '../models/applications';
import { admit, giveCode, nameOf, person, tieConversation } from '../models/people';
import { carrierOf, carryCommon } from './carrier';
import type { ActionDeps } from './deps';

/** Carries out what applications ask for. */
export const applicationCarrier = carrierOf<Application>({ kind: 'application', store: applicationStore, handle });

async function handle(effect: ApplicationEffect, about: Application, deps: ActionDeps): Promise<void> {
  if (effect.name === 'makeMember') return makeMember(about);
  if (effect.name !== 'tell' || !effect.named) return carryCommon(effect, deps);
  const name = await nameOfThe(effect.named, about);
  // Whoever is no longer known is not told.
  if (name !== undefined) await carryCommon({ ...effect, vars: { ...effect.vars, name } }, deps);
}

async function nameOfThe(who: 'applicant' | 'referrer', about: Application): Promise<string | undefined> {
  if (who === 'applicant') return formOf(about).name;
  const referrer = about.referrer && (await person(about.referrer.person));
  return referrer ? nameOf(referrer) : undefined;
}

async function makeMember(about: Application): Promise<void> {
  const recognised = about.history.find((each) => each.action === 'recognise');
  if (!recognised || about.member === undefined)
    throw new Error(`application ${about.file} makes nobody a member: it was never recognised`);
  const { name, birthYear, phone } = formOf(about);
  const since = { status: 'member' as const, memberSince: recognised.at };
  await admit(about.member, about._id, { name, birthYear, phone, unit: about.unit, ...since });
  await giveCode(about.member);
  await tieConversation(about.member, about.conversation);
}
